r"""Reads from a statement which lines an input has: one, then `n-1`, then `k`.

*The first line contains two integers $n$ and $k$. The next $n-1$ lines …* is read as
far as it goes. Statements speak of lines in other ways, too (*each of these lines*),
and skip some; whoever uses this holds the numbers of lines against the examples.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from verifier.generation.statement import in_formulas

_LINE = re.compile(r"\b(?:lines?|rows)\b", re.IGNORECASE)
_BEFORE = 60
"""Letters before the word that say which lines are meant, and how many."""
_NUMERALS = {
    word: number
    for number, word in enumerate(
        ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2
    )
}
_ADJECTIVE = r"(?:(?!of\b|these\b|those\b|per\b|in\b|on\b|the\b)[a-z-]+\s+)?"
_MANY = re.compile(
    r"(?:\$([^$]{1,20})\$|(?<![\w$])([A-Z]|[b-z]|\d{1,3}|"
    rf"{'|'.join(_NUMERALS)}))\s+{_ADJECTIVE}\Z",
    re.IGNORECASE,
)
_ORDINALS = (
    *("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"),
    *("last", "final"),
)
_ONE = re.compile(
    rf"\b({'|'.join(_ORDINALS)}|next|following|single|only|one|an?)\s+"
    r"(?:(?:and|single|only|final|last|additional|more|further)\s+){0,2}\Z",
    re.IGNORECASE,
)
_WHOLE = re.compile(
    r"\binput\s+(?:\w+\s+)?(?:consists?\s+of|contains|has)\s+(?:exactly\s+|the\s+)?\Z",
    re.IGNORECASE,
)
_NESTED = re.compile(
    r"\b(?:each|every)\b[^.:]{0,60}:[^A-Za-z]*(?:(?:itemize|enumerate)[^A-Za-z]*)?\Z",
    re.IGNORECASE,
)
_AGAIN = re.compile(
    r"\bfirst\s+\Z|\b(?:following|after|below|than)\s+(?:the|these|those)\s+\Z",
    re.IGNORECASE,
)
_AMOUNT = re.compile(
    r"\(?\s*(?:([1-9]\d{0,3})\s*\*?\s*)?([A-Za-z]\w*)\s*(?:([-+])\s*(\d{1,9}))?\s*\)?"
)
_VALUES = re.compile(
    r"\$([^$]{1,20})\$\s+(?:[a-z-]+\s+){0,4}?(?:integers|numbers|words|strings|values"
    r"|characters|digits|letters|names|elements|tokens)\b",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\$([^$]*)\$")
_NAME = re.compile(r"[A-Za-z]\w*")
_LETTER = re.compile(r"(?<![\w'\u2019])(?![aAI]\b)[A-Za-z](?![\w'\u2019])")
_MOST_LINES = 40
_MOST_ALIKE = 10
"""Single lines that are spoken of together, as in *two lines follow*."""


@dataclass(frozen=True, slots=True)
class SaidAmount:
    """`factor * name + offset`; a number alone has no name.

    Attributes:
        name: What the statement calls a number that is read; empty if it is none.
        factor: How many times it counts.
        offset: What is added.
    """

    name: str = ""
    factor: int = 1
    offset: int = 0

    def value(self, known: Mapping[str, Sequence[int]], place: int) -> int | None:
        """Return how many it is in one example; None if nothing tells."""
        if not self.name:
            return self.offset
        if self.name not in known:
            return None
        return self.factor * known[self.name][place] + self.offset

    def term(self, names: Mapping[str, str]) -> str | None:
        """Return it with the name that a layout has for the number."""
        if self.name not in names:
            return None
        head = f"{self.factor}*" if self.factor > 1 else ""
        tail = f"{self.offset:+d}" if self.offset else ""
        return f"{head}{names[self.name]}{tail}"


@dataclass(frozen=True, slots=True)
class SaidLines:
    """Lines that a statement speaks of.

    Attributes:
        amount: How many there are.
        names: What it calls what stands on them, in its order.
        counted: How many of something there are on them.
    """

    amount: SaidAmount
    names: tuple[str, ...] = ()
    counted: tuple[SaidAmount, ...] = ()

    @property
    def is_one(self) -> bool:
        """Whether it is a single line."""
        return self.amount == SaidAmount(offset=1)


def said_lines(part: str) -> list[SaidLines]:
    """Return which lines a statement says that an input has, from top to bottom.

    Args:
        part: What it says about the input, without macros.
    """
    text = in_formulas(part)
    has_formulas = "$" in text
    found = list(_mentions(text))[:_MOST_LINES]
    if not found:
        return []
    ends = [start for _, start, _ in found[1:]] + [len(text)]
    said = []
    for (amount, _, end), after in zip(found, ends, strict=True):
        about = text[end:after]
        said.append(
            SaidLines(
                amount,
                tuple(_names(about, has_formulas=has_formulas)),
                tuple(filter(None, map(read_amount, _VALUES.findall(about)))),
            )
        )
    return said


def singly(said: Sequence[SaidLines]) -> list[SaidLines]:
    """Return lines, of which few that no number counts are each by itself."""
    found = []
    for one in said:
        number = 0 if one.amount.name else one.amount.offset
        alone = replace(one, amount=SaidAmount(offset=1))
        found += [alone] * number if 1 < number <= _MOST_ALIKE else [one]
    return found


def read_amount(text: str) -> SaidAmount | None:
    """Read `n`, `2*n`, `(n-1)` or `3`; None if it is something else."""
    text = text.strip(" ;\n")
    if text.isdecimal() and len(text) < 4:  # noqa: PLR2004
        return SaidAmount(offset=int(text))
    if text.lower() in _NUMERALS:
        return SaidAmount(offset=_NUMERALS[text.lower()])
    found = _AMOUNT.fullmatch(text)
    if found is None:
        return None
    offset = int(f"{found[3]}{found[4]}") if found[3] else 0
    return SaidAmount(found[2], int(found[1] or 1), offset)


def _mentions(text: str) -> Iterator[tuple[SaidAmount, int, int]]:
    """Yield how many lines there are, and where it says so."""
    ordinals: set[str] = set()
    whole: tuple[SaidAmount, int, int] | None = None
    count = 0
    for found in _LINE.finditer(text):
        before = text[max(0, found.start() - _BEFORE) : found.start()]
        amount, word, head = _amount_before(before, is_many=found[0][-1] in "sS")
        if amount is None:
            continue
        is_again = word in _ORDINALS and (
            word in ordinals or (count and word == "first")
        )
        if is_again or (count and _NESTED.search(head)):
            continue
        here = amount, found.start(), found.end()
        if not word and _WHOLE.search(head):
            whole = here
            continue
        if not word and count and _AGAIN.search(head):
            continue
        ordinals.add(word)
        count += 1
        yield here
    if whole and not count:
        yield whole


def _amount_before(before: str, *, is_many: bool) -> tuple[SaidAmount | None, str, str]:
    """Return how many lines words say, which one, and what stands before that."""
    if is_many:
        if many := _MANY.search(before):
            return read_amount(many[1] or many[2]), "", before[: many.start()]
    elif one := _ONE.search(before):
        return SaidAmount(offset=1), one[1].lower(), before[: one.start()]
    return None, "", before


def _names(text: str, *, has_formulas: bool) -> Iterator[str]:
    """Yield what a text calls numbers, each once."""
    if has_formulas:
        text = " ".join(_FORMULA.findall(text))
        yield from dict.fromkeys(_NAME.findall(text))
    else:
        yield from dict.fromkeys(_LETTER.findall(text))
