"""The form of a typed JSON value: what is well formed, level by level."""

import base64
import math
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Any, NamedTuple

type Value = object
"""A typed JSON tree, or what is said to be one."""

MAX_DEPTH = 100
"""Most levels of values within values."""

_INT = re.compile(r"(-?)(?:0x([0-9a-fA-F]+)|([0-9]{1,4300}))")
_FLOATS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}


class MalformedValueError(ValueError):
    """Something is not a typed JSON value."""


class Kind(StrEnum):
    """What a value is, in Python's terms."""

    NULL = "null"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    COMPLEX = "complex"
    STR = "str"
    BYTES = "bytes"
    LIST = "list"
    TUPLE = "tuple"
    SET = "set"
    FROZENSET = "frozenset"
    DICT = "dict"


class Node(NamedTuple):
    """One level of a value.

    Attributes:
        kind: What it is.
        data: A Python scalar; the list of its items; or, of a dict, the list
            of its pairs. Items, keys and values are trees.
    """

    kind: Kind
    data: Any


type Reader = Callable[[Value], Node]

_PLAIN = {
    type(None): Kind.NULL,
    bool: Kind.BOOL,
    int: Kind.INT,
    float: Kind.FLOAT,
    str: Kind.STR,
    list: Kind.LIST,
}


def read_plain(tree: Value) -> Node:
    """Read one level of plain JSON, in which no tag means anything.

    Raises:
        MalformedValueError: It is not JSON.
    """
    kind = _PLAIN.get(type(tree))
    if kind is not None:
        return Node(kind, tree)
    if type(tree) is not dict:
        msg = f"a {type(tree).__name__} is not JSON"
        raise MalformedValueError(msg)
    if not all(type(key) is str for key in tree):
        msg = "a key that is not a string is not JSON"
        raise MalformedValueError(msg)
    return Node(Kind.DICT, list(tree.items()))


def read(tree: Value) -> Node:
    """Read one level of typed JSON.

    Raises:
        MalformedValueError: It is not JSON, or its tag is unknown or holds
            what it may not.
    """
    if type(tree) is dict and len(tree) == 1:
        [(tag, content)] = tree.items()
        if type(tag) is str and tag.startswith("$"):
            return _read_tagged(tag, content)
    return read_plain(tree)


def _read_tagged(tag: str, content: Value) -> Node:
    match tag, content:
        case "$tuple" | "$set" | "$frozenset", list():
            return Node(Kind(tag[1:]), content)
        case "$dict", list() if all(type(i) is list and len(i) == 2 for i in content):  # noqa: PLR2004 - a pair
            return Node(Kind.DICT, content)
        case "$bytes", str():
            return Node(Kind.BYTES, _bytes(content))
        case "$int", str() if found := _INT.fullmatch(content):
            sign, hexadecimal, decimal = found.groups()
            number = int(hexadecimal, 16) if hexadecimal else int(decimal)
            return Node(Kind.INT, -number if sign else number)
        case "$float", "nan" | "inf" | "-inf":
            return Node(Kind.FLOAT, _FLOATS[content])
        case "$complex", [real, imaginary]:
            return Node(Kind.COMPLEX, complex(_part(real), _part(imaginary)))
        case _:
            msg = f"{tag[:20]!r} is no tag of ours, or cannot hold {_named(content)}"
            raise MalformedValueError(msg)


def _named(content: Value) -> str:
    if isinstance(content, str):
        return repr(content[:20])
    return f"this {type(content).__name__}"


def _bytes(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except ValueError as error:
        msg = f"bad base64: {error}"
        raise MalformedValueError(msg) from None


def _part(tree: Value) -> float:
    kind, data = read(tree)
    if kind not in {Kind.INT, Kind.FLOAT}:
        msg = f"a part of a complex number cannot be a {kind}"
        raise MalformedValueError(msg)
    try:
        return float(data)
    except OverflowError:
        msg = "a part of a complex number is too large"
        raise MalformedValueError(msg) from None


def enter(depth: int) -> int:
    """Go one level down.

    Raises:
        MalformedValueError: That is one level too many.
    """
    if depth >= MAX_DEPTH:
        msg = f"nested deeper than {MAX_DEPTH} levels"
        raise MalformedValueError(msg)
    return depth + 1
