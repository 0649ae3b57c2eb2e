"""Typed JSON values: how arguments, answers and returned values travel.

Plain JSON stands for itself. What JSON cannot say is an object with one key,
a tag:

    {"$tuple": [...]}  {"$set": [...]}  {"$frozenset": [...]}
    {"$bytes": "base64"}
    {"$int": "0x1f"}                  hex of any length, or up to 4300 digits
    {"$float": "nan" | "inf" | "-inf"}
    {"$complex": [re, im]}            numbers, or `$float`
    {"$dict": [[key, value], ...]}    keys that are not strings, or one key
                                      that starts with "$"

Such a tree may come from a candidate. Nothing here runs code, hashes the
numbers in it, or fails in any other way than `MalformedValueError`.
"""

from verifier.values.canonical import canonical
from verifier.values.check import check_form
from verifier.values.codec import decode, encode
from verifier.values.compare import (
    close,
    difference,
    exact_difference,
    json_difference,
    unordered_difference,
)
from verifier.values.form import MAX_DEPTH, MalformedValueError, Value
from verifier.values.numbers import Integers, within
from verifier.values.parse import parse

__all__ = [
    "MAX_DEPTH",
    "Integers",
    "MalformedValueError",
    "Value",
    "canonical",
    "check_form",
    "close",
    "decode",
    "difference",
    "encode",
    "exact_difference",
    "json_difference",
    "parse",
    "unordered_difference",
    "within",
]
