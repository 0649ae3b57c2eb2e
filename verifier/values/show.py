"""Values in Python's notation, cut short, for people."""

from collections.abc import Iterator
from itertools import islice

from verifier.values.form import (
    Kind,
    MalformedValueError,
    Node,
    Reader,
    Value,
    read,
)

ROOM = 80
"""Characters of a value that are shown."""

_LONGEST_INT = 10**ROOM
_BRACKETS = {
    Kind.LIST: ("[", "]"),
    Kind.TUPLE: ("(", ")"),
    Kind.SET: ("{", "}"),
    Kind.FROZENSET: ("frozenset({", "})"),
}


def show(tree: Value, read: Reader = read) -> str:
    """Write a value for people.

    Neither the cost nor the depth grows with what is cut: every level shows at
    least its bracket.
    """
    text = ""
    for piece in _pieces(tree, read):
        text += piece
        if len(text) > ROOM:
            return cut(text)
    return text


def cut(text: str, room: int = ROOM) -> str:
    """Cut a text that is longer than there is room for."""
    return text if len(text) <= room else f"{text[: room - 1]}…"


def _pieces(tree: Value, read: Reader) -> Iterator[str]:
    try:
        kind, data = read(tree)
    except MalformedValueError:
        yield "<malformed>"
        return
    match kind:
        case Kind.STR | Kind.BYTES:
            yield repr(data[: ROOM + 1])
        case Kind.INT if abs(data) >= _LONGEST_INT:  # long ones cannot be repr'd
            yield hex(data)
        case Kind.NULL | Kind.BOOL | Kind.INT | Kind.FLOAT | Kind.COMPLEX:
            yield repr(data)
        case Kind.DICT:
            yield from _dict_pieces(data, read)
        case Kind.SET | Kind.FROZENSET if not data:
            yield f"{kind}()"
        case _:
            yield from _item_pieces(Node(kind, data), read)


def _item_pieces(node: Node, read: Reader) -> Iterator[str]:
    opening, closing = _BRACKETS[node.kind]
    yield opening
    for index, item in enumerate(islice(node.data, ROOM)):
        yield ", " if index else ""
        yield from _pieces(item, read)
    yield "," if node.kind is Kind.TUPLE and len(node.data) == 1 else ""
    yield closing


def _dict_pieces(pairs: list[list[Value]], read: Reader) -> Iterator[str]:
    yield "{"
    for index, (key, item) in enumerate(islice(pairs, ROOM)):
        yield ", " if index else ""
        yield from _pieces(key, read)
        yield ": "
        yield from _pieces(item, read)
    yield "}"
