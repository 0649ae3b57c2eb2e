"""What checkers of text share: its tokens and lines, and words about them.

Whitespace is what C's `isspace` takes for it in the C locale, as in testlib:
space, tab, newline, vertical tab, form feed and carriage return. All else,
NUL and the spaces of Unicode included, is part of a token.
"""

import io
import re
from collections.abc import Iterable, Iterator
from typing import Annotated

from pydantic import AliasChoices, Field

_Tolerance = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Absolute = Annotated[
    _Tolerance, Field(validation_alias=AliasChoices("absolute", "abs"))
]
Relative = Annotated[
    _Tolerance, Field(validation_alias=AliasChoices("relative", "rel"))
]
"""Errors that are tolerated; the short names are taken, too."""

WHITESPACE = b" \t\n\v\f\r"

_BLOCK_BYTES = 1 << 20
_SPACE = re.compile(rb"[ \t\n\v\f\r]")
_SHOWN_CHARACTERS = 40


def tokens(data: bytes) -> Iterator[bytes]:
    """Yield what stands between whitespace.

    It splits a block at a time: a list of all tokens may take thirty times
    the memory of the text.
    """
    start = 0
    while start < len(data):
        space = _SPACE.search(data, start + _BLOCK_BYTES)
        end = space.start() if space else len(data)
        yield from data[start:end].split()
        start = end


def lines(data: bytes) -> Iterator[bytes]:
    """Yield the lines without the whitespace at their ends.

    Blank lines at the end of the text are no lines.
    """
    for line in io.BytesIO(data.rstrip(WHITESPACE)):
        yield line.rstrip(WHITESPACE)


def shown(data: bytes) -> str:
    """Quote a piece of text for people: printable, and cut short."""
    text = data[: 4 * _SHOWN_CHARACTERS].decode(errors="backslashreplace")
    if len(text) > _SHOWN_CHARACTERS or len(data) > 4 * _SHOWN_CHARACTERS:
        text = text[: _SHOWN_CHARACTERS - 1] + "…"
    printable = (
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )
    return f"'{''.join(printable)}'"


def count_complaint(what: str, output: Iterable[bytes], answer: Iterable[bytes]) -> str:
    """Say how many tokens or lines there are, and how many there should be."""
    found, expected = (sum(1 for _ in pieces) for pieces in (output, answer))
    return f"expected {expected} {what}{'' if expected == 1 else 's'}, found {found}"
