"""A reply's bytes to a tree."""

import json

from verifier.values.codec import encode
from verifier.values.form import MAX_DEPTH, MalformedValueError, Value

_JSON_DEPTH = 3 * MAX_DEPTH + 10
"""`{"$dict": [[key, value]]}` is three levels of JSON, an envelope a few more."""


def parse(data: bytes) -> Value:
    """Parse a reply that a candidate may have written.

    Of a repeated key the last counts, as in Python. Whether the tree is typed
    JSON is not looked at: all that read it do.

    Raises:
        MalformedValueError: It is not JSON in UTF-8, is nested too deep, or
            has a number of over 4300 digits. Nothing else is raised.
    """
    try:
        tree: Value = json.loads(
            data.decode(), parse_constant=_parse_float, parse_float=_parse_float
        )
    except RecursionError:
        msg = "nested too deep"
        raise MalformedValueError(msg) from None
    except ValueError as error:
        raise MalformedValueError(str(error)) from None
    _check_depth(tree)
    return tree


def _parse_float(text: str) -> Value:
    return encode(float(text))


def _check_depth(tree: Value) -> None:
    level = [tree]
    for _ in range(_JSON_DEPTH):
        level = [
            child
            for parent in level
            if isinstance(parent, list | dict)
            for child in (parent if isinstance(parent, list) else parent.values())
        ]
        if not level:
            return
    msg = "nested too deep"
    raise MalformedValueError(msg)
