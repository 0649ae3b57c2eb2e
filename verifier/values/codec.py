"""Python's builtins to typed JSON and back."""

import base64
import math

from verifier.values.canonical import canonical
from verifier.values.form import (
    Kind,
    MalformedValueError,
    Value,
    enter,
    read,
)
from verifier.values.numbers import Number

type Container = (
    list[object]
    | tuple[object, ...]
    | set[object]
    | frozenset[object]
    | dict[object, object]
)

_SAFE_INT = 2**53
"""Integers from here on are tagged: readers that know only doubles lose them."""


def encode(value: object, depth: int = 0) -> Value:
    """Write one of Python's builtins as typed JSON.

    What inherits from a builtin is written as the data that it holds there.
    Sets are written in an order of their own, the same in every process.

    Raises:
        TypeError: It is, or holds, something else.
        MalformedValueError: It is nested too deep, or in itself.
    """
    match value:
        case None | bool():
            return value
        case int() | float() | complex():
            return _encode_number(value)
        case str():
            return str.__str__(value)
        case bytes() | bytearray():
            return {"$bytes": base64.b64encode(value).decode()}
        case list() | tuple() | set() | frozenset() | dict():
            return _encode_container(value, enter(depth))
        case _:
            msg = f"a {type(value).__name__} has no typed JSON form"
            raise TypeError(msg)


def _encode_number(value: Number) -> Value:
    match value:
        case int():
            number = int.__pos__(value)
            return number if abs(number) < _SAFE_INT else {"$int": hex(number)}
        case float():
            real = float.__pos__(value)
            return real if math.isfinite(real) else {"$float": repr(real)}
        case complex():
            parts = complex.__pos__(value)
            return {"$complex": [encode(parts.real), encode(parts.imag)]}


def _encode_container(value: Container, below: int) -> Value:
    match value:
        case list():
            return [encode(item, below) for item in list.__iter__(value)]
        case tuple():
            return {"$tuple": [encode(item, below) for item in tuple.__iter__(value)]}
        case set():
            items = [encode(item, below) for item in set.__iter__(value)]
            return {"$set": sorted(items, key=canonical)}
        case frozenset():
            items = [encode(item, below) for item in frozenset.__iter__(value)]
            return {"$frozenset": sorted(items, key=canonical)}
        case dict():
            pairs = [(encode(k, below), encode(v, below)) for k, v in dict.items(value)]
            return _encode_pairs(pairs)


def _encode_pairs(pairs: list[tuple[Value, Value]]) -> Value:
    plain = {key: item for key, item in pairs if isinstance(key, str)}
    if len(plain) < len(pairs) or (len(plain) == 1 and next(iter(plain))[:1] == "$"):
        return {"$dict": [list(pair) for pair in pairs]}
    return plain


def decode(tree: Value, depth: int = 0) -> object:
    """Make Python's builtins of typed JSON.

    Not for what a candidate wrote: real sets and dicts are made of it.

    Raises:
        MalformedValueError: It is not typed JSON.
    """
    kind, data = read(tree)
    if kind not in {Kind.LIST, Kind.TUPLE, Kind.SET, Kind.FROZENSET, Kind.DICT}:
        return data
    below = enter(depth)
    try:
        match kind:
            case Kind.LIST:
                return [decode(item, below) for item in data]
            case Kind.TUPLE:
                return tuple(decode(item, below) for item in data)
            case Kind.SET:
                return {decode(item, below) for item in data}
            case Kind.FROZENSET:
                return frozenset(decode(item, below) for item in data)
            case _:
                return {decode(key, below): decode(item, below) for key, item in data}
    except TypeError as error:
        raise MalformedValueError(str(error)) from None
