"""What the text of a program in any language tells of what it reads.

It is read with two patterns, not parsed: letters in quotes are letters that it
looks for, and the sizes of arrays are as large as what it reads may be.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_LETTER = re.compile(r"'([!-~])'|\"([!-~])\"")
_SIZE = re.compile(
    r"\[\s*(\d{2,7})\s*(?:\+\s*\d+\s*)?\]"
    r"|(?:#define\s+\w+|const\s+int\s+\w+\s*=|\bMAXN?\s*=)\s+\(?(\d{2,7})\b"
    r"|\bnew\s+\w+\[\s*(\d{2,7})"
)
_MOST_LISTED = 2000
"""Longer lists make cases too large."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What programs tell.

    Attributes:
        letters: Single letters in quotes.
        most_listed: How many of something they have room for, or 0.
    """

    letters: str = ""
    most_listed: int = 0


def hints_in(sources: Sequence[str]) -> Hints:
    """Read the texts of programs."""
    letters = {a or b for text in sources for a, b in _LETTER.findall(text)}
    found = [
        int(next(filter(None, sizes)))
        for text in sources
        for sizes in _SIZE.findall(text)
    ]
    return Hints("".join(sorted(letters)), _limit_below(max(found, default=0)))


def _limit_below(size: int) -> int:
    """Return the round number below a size: arrays have some places to spare."""
    limits = [unit * 10**zeros for zeros in range(1, 4) for unit in (1, 2, 5)]
    return max((n for n in limits if n <= min(size, _MOST_LISTED)), default=0)
