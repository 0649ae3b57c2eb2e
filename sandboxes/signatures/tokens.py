"""Cuts a signature into words and signs."""

import re
from collections.abc import Iterator, Sequence

from sandboxes.signatures.names import SignatureError

_TOKEN = re.compile(
    r"\s*(->|=>|::|\.\.\.|&&|[A-Za-z_$][\w$]*(?:(?:\.|::)[A-Za-z_$][\w$]*)*"
    r"|'[a-z_]\w*(?!')|\d+|[][()<>{},:;?*&|=!.])"
)
_OPEN, _CLOSE = "([<{", ")]>}"
_MOST_CHARACTERS = 4000


def tokens(text: str) -> list[str]:
    """Return the words and signs of a text; lifetimes and qualifiers are dropped.

    Raises:
        SignatureError: There is something else in it.
    """
    if len(text) > _MOST_CHARACTERS:
        msg = f"a signature has at most {_MOST_CHARACTERS} characters"
        raise SignatureError(msg)
    found, at, text = [], 0, text.strip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if not match:
            msg = f"{text[at:].strip()[:20]!r} has no place in a signature"
            raise SignatureError(msg)
        at = match.end()
        word = match[1]
        if not word.startswith("'"):
            found.append(re.split(r"\.|::", word)[-1] if word[0].isalpha() else word)
    return found


def split(parts: Sequence[str], sign: str) -> Iterator[list[str]]:
    """Yield what stands between signs, but for those within brackets."""
    depth, piece = 0, list[str]()
    for part in parts:
        if part in _OPEN:
            depth += 1
        elif part in _CLOSE:
            depth -= 1
        if part == sign and depth == 0:
            yield piece
            piece = []
        else:
            piece.append(part)
    yield piece


def closing(parts: Sequence[str], start: int) -> int:
    """Return the place of the bracket that closes the one at `start`.

    Raises:
        SignatureError: There is none.
    """
    depth = 0
    for at in range(start, len(parts)):
        if parts[at] in _OPEN:
            depth += 1
        elif parts[at] in _CLOSE:
            depth -= 1
        if depth == 0:
            return at
    msg = f"{parts[start]!r} is not closed"
    raise SignatureError(msg)
