"""What a program reads, as rows of tokens; and what texts tell of such tokens."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

type Rows = list[list[str]]
"""Lines of an input, each its tokens; blank lines have none."""
type Place = tuple[int, int]
"""A row, and a token of it."""

_INTEGER = re.compile(r"-?\d{1,18}")
_POWER = re.compile(
    r"(?<![\w.])(?:(\d{1,6})\s*\*\s*)?(\d{1,6})\s*(?:\*\*|\^)\s*\{?(\d{1,2})\}?"
    r"|\bpow\s*\(\s*(\d{1,6})\s*,\s*(\d{1,2})\s*\)"
    r"|(?<![\w.])(\d{1,6})(?:\.0*)?[eE](\d{1,2})\b"
)
_PLAIN = re.compile(r"(?<![\w.])\d[\d'_,]*(?![\d.])|(?<![\w.])\d+(?=LL|ll|L|l|U|u)")
_QUOTED = re.compile(r"[\"'](?:\\b|\^|\()*([A-Za-z]+(?:\|[A-Za-z]+)*)[^\"']{0,40}[\"']")
_LARGEST = 10**18
_MOST_NUMBERS, _MOST_WORDS = 40, 40
_SHORTEST_WORD, _LONGEST_WORD = 1, 20
_ROOMY = 3


@dataclass(frozen=True, slots=True)
class Lore:
    """What texts about inputs mention.

    Attributes:
        numbers: Whole numbers, ascending, each once: some are limits.
        words: Words in quotes, or in alternatives of regular expressions.
    """

    numbers: tuple[int, ...] = ()
    words: tuple[str, ...] = ()


def read_rows(data: bytes) -> Rows:
    """Cut an input into its rows; what is no UTF-8 survives as it is."""
    text = data.decode(errors="surrogateescape").rstrip()
    return [row.split() for row in text.split("\n")]


def written_rows(rows: Rows) -> bytes:
    """Write rows with single blanks, each line ended."""
    text = "".join(f"{' '.join(row)}\n" for row in rows)
    return text.encode(errors="surrogateescape")


def is_integer(token: str) -> bool:
    """Whether a token is a whole number of at most 18 digits."""
    return _INTEGER.fullmatch(token) is not None


def integers_in(rows: Rows) -> Iterator[tuple[Place, int]]:
    """Yield the whole numbers with their places, in reading order."""
    for number, row in enumerate(rows):
        for place, token in enumerate(row):
            if is_integer(token):
                yield (number, place), int(token)


def lore_in(texts: Sequence[str]) -> Lore:
    """Return the numbers and words that texts mention.

    Args:
        texts: Programs that validate inputs, in any language, and statements.
            `100000`, `1e5`, `10**5`, `10^5`, `2*10^5`, `pow(10, 5)`, `100'000` and
            `100000LL` are understood.
    """
    numbers: set[int] = set()
    words: dict[str, None] = {}
    for text in texts:
        for factor, base, power, base2, power2, base3, power3 in _POWER.findall(text):
            if base3:
                numbers.add(int(base3) * 10 ** min(int(power3), _LARGEST))
                continue
            value = int(base or base2) ** int(power or power2)
            numbers.add(int(factor or 1) * value)
        for digits in _PLAIN.findall(text):
            plain = re.sub(r"\D", "", digits)
            numbers.add(int(plain[:20]))
        for group in _QUOTED.findall(text):
            for word in group.split("|"):
                if _SHORTEST_WORD <= len(word) <= _LONGEST_WORD:
                    words[word] = None
    known = sorted(n for n in numbers if n <= _LARGEST)
    return Lore(tuple(known[-_MOST_NUMBERS:]), tuple(words)[:_MOST_WORDS])


@dataclass(frozen=True, slots=True)
class Spelling:
    """What some words are made of.

    Attributes:
        letters: Their letters.
        shortest: Letters of the shortest.
        longest: Letters of the longest; room enough for many different ones.
    """

    letters: str
    shortest: int
    longest: int

    def fresh(self, random: Random) -> str:
        """Make a word like them."""
        size = random.randint(self.shortest, self.longest)
        return "".join(random.choice(self.letters) for _ in range(size))


def spelling_of(words: Sequence[str]) -> Spelling:
    """Say what some words, at least one, are made of."""
    letters = "".join(sorted(set().union(*words)))
    sizes = [len(word) for word in words]
    return Spelling(letters, min(sizes), max(*sizes, _ROOMY))
