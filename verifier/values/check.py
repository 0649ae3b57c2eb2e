"""Whether a whole tree is well formed, for requests."""

import math

from verifier.values.form import Kind, MalformedValueError, Value, enter, read


def check_form(tree: Value) -> str | None:
    """Say what is malformed in a tree, so that a request can be refused.

    Beside what no reader understands, it refuses what could not be decoded
    (a list in a set) or written as JSON in UTF-8 (a bare NaN, half a surrogate
    pair).

    Returns:
        What is wrong, in words for people; None if nothing is.
    """
    try:
        _check(tree, 0, hashed=False)
    except MalformedValueError as error:
        return str(error)
    return None


def _check(tree: Value, depth: int, *, hashed: bool) -> None:
    kind, data = read(tree)
    if hashed and kind in {Kind.LIST, Kind.SET, Kind.DICT}:
        msg = f"a {kind} can be neither in a set nor a key"
        raise MalformedValueError(msg)
    match kind:
        case Kind.FLOAT if type(tree) is float and not math.isfinite(tree):
            msg = f'write {tree} as {{"$float": "{tree}"}}'
            raise MalformedValueError(msg)
        case Kind.STR if not data.isascii():
            _check_text(data)
        case Kind.LIST | Kind.TUPLE:
            below = enter(depth)
            for item in data:
                _check(item, below, hashed=hashed)
        case Kind.SET | Kind.FROZENSET:
            below = enter(depth)
            for item in data:
                _check(item, below, hashed=True)
        case Kind.DICT:
            below = enter(depth)
            for key, item in data:
                _check(key, below, hashed=True)
                _check(item, below, hashed=hashed)
        case _:
            pass


def _check_text(text: str) -> None:
    try:
        text.encode()
    except UnicodeEncodeError:
        msg = "a string with half a surrogate pair"
        raise MalformedValueError(msg) from None
