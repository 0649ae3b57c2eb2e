"""What the text of a program in any language tells of what it reads.

It is read with two patterns, not parsed: letters in quotes are letters that it
looks for, and the sizes of arrays are as large as what it reads may be.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from verifier.generation.reading import expects, numbers_read, ranges_in
from verifier.generation.rooms import letters_in

_LETTER = re.compile(r"'([!-~])'|\"([!-~])\"")
_SIZE = re.compile(
    r"\[\s*(\d{2,7})\s*(?:\+\s*\d+\s*)?\]"
    r"|(?:#define\s+\w+|const\s+int\s+\w+\s*=|\bMAXN?\s*=)\s+\(?(\d{2,7})\b"
    r"|\bnew\s+\w+\[\s*(\d{2,7})"
)
_LENGTH = re.compile(
    r"\b(?:strlen|len)\s*\(\s*\w+\s*\)\s*[=<!]=\s*(\d{1,2})\b"
    r"|\.(?:size|length)\s*\(\)\s*[=<!]=\s*(\d{1,2})\b"
)
_PHRASE = r"(\w{2,12}(?: \w{1,12}){0,2})"
_WORD = re.compile(rf"\"{_PHRASE}\"|'{_PHRASE}'")
_MOST_LISTED = 2000
"""Longer lists make cases too large."""


@dataclass(frozen=True, slots=True)
class Hints:
    """What programs tell.

    Attributes:
        letters: Single letters in quotes.
        most_listed: How many of something they have room for, or 0.
        words: Short texts that they mention: words that they look for, perhaps.
        names: Names of the integers that the first program reads first.
        ranges: Pairs of names of which the first program counts from one to the other.
        expected: Of 0 and 1 those that they ask for, of each number read.
        lengths: Lengths of words that they ask for.
        most_letters: How long a word is that the first program reads, or 0.
    """

    letters: str = ""
    most_listed: int = 0
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    ranges: frozenset[tuple[str, str]] = frozenset()
    expected: tuple[frozenset[int], ...] = ()
    lengths: frozenset[int] = frozenset()
    most_letters: int = 0

    def is_range(self, first: int, second: int) -> bool:
        """Whether a program counts from one number read to another, by their places."""
        if max(first, second) >= len(self.names):
            return False
        return (self.names[first], self.names[second]) in self.ranges

    def asks_length(self, size: int) -> bool:
        """Whether a program asks if a word has so many letters."""
        return size in self.lengths

    def expects(self, place: int, number: int) -> bool:
        """Whether a program asks if the number read at a place is 0, or 1."""
        return place < len(self.expected) and number in self.expected[place]


def hints_in(sources: Sequence[str]) -> Hints:
    """Read the texts of programs."""
    letters = {a or b for text in sources for a, b in _LETTER.findall(text)}
    found = [
        int(next(filter(None, sizes)))
        for text in sources
        for sizes in _SIZE.findall(text)
    ]
    words = {a or b for text in sources for a, b in _WORD.findall(text)}
    return Hints(
        letters="".join(sorted(letters)),
        most_listed=_limit_below(max(found, default=0)),
        words=tuple(sorted(words)),
        names=tuple(numbers_read(sources[0])) if sources else (),
        ranges=frozenset(ranges_in(sources[0])) if sources else frozenset(),
        expected=_expected(sources),
        lengths=frozenset(
            int(a or b) for text in sources for a, b in _LENGTH.findall(text)
        ),
        most_letters=letters_in(sources[0]) if sources else 0,
    )


def _expected(sources: Sequence[str]) -> tuple[frozenset[int], ...]:
    """Return what any of the programs asks of the numbers read, by their place."""
    rows = []
    for text in sources:
        names = numbers_read(text)
        rows.append([{n for n in (0, 1) if expects(text, name, n)} for name in names])
    longest = max(map(len, rows), default=0)
    return tuple(
        frozenset().union(*(row[place] for row in rows if place < len(row)))
        for place in range(longest)
    )


def _limit_below(size: int) -> int:
    """Return the round number below a size: arrays have some places to spare."""
    limits = [unit * 10**zeros for zeros in range(1, 4) for unit in (1, 2, 5)]
    return max((n for n in limits if n <= min(size, _MOST_LISTED)), default=0)
