"""Makes a legal input larger, one way after another, as far as a validator takes it.

What grows is a number, as many lines or tokens as a number says, lines at the end,
a word, or the words of a line. A step that is taken is followed by a larger one, one
that is refused by a smaller one; limits that texts mention are tried first. So
nobody need know which number is which limit.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal

from verifier.generation.rows import (
    Lore,
    Place,
    Rows,
    Spelling,
    integers_in,
    is_integer,
    spelling_of,
    written_rows,
)

type Manner = Literal["copied", "fresh"]

LARGEST_BYTES = 300_000
_MOST_LISTED = 100_000
_MOST_UNCOUNTED = 5_000
"""Of what no number counts, more says little of speed."""
_MOST_STEPS = 10
_MOST_COUNTERS = 5
_MOST_ROWS = 4
_FACTORS = (4.0, 2.0, 1.4, 1.1)
_KNOWN_AT_ONCE = 5
_MOST_TRIES = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What grows.

    Attributes:
        kind: `number`: its value. `lines`: the rows of a span, and their number.
            `tokens`: those of a row from a place on, and their number. `word`: a
            token.
        counter: Where the number is; None if nothing counts.
        row: The first row of the span, or the row of the tokens.
        start: The first token.
        size: How many there are now, or the value.
        manner: Whether what is added is copied, or made of the same columns.
    """

    kind: Literal["number", "lines", "tokens", "word"]
    counter: Place | None = None
    row: int = 0
    start: int = 0
    size: int = 1
    manner: Manner = "copied"


@dataclass(slots=True)
class Climb:
    """Grows one target of one input.

    Attributes:
        rows: The largest rows that were taken.
        target: What grows.
        known: Sizes to try first, the largest last.
    """

    rows: Rows
    target: Target
    known: tuple[int, ...]
    size: int = 0
    is_over: bool = False
    has_grown: bool = False
    _factor: int = 0
    _steps: int = 0
    _asked: list[tuple[int, Rows]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.size = self.target.size

    def asks(self, random: Random) -> list[Rows]:
        """Return the rows that are tried next; none, once it is over."""
        self._asked = []
        self._steps += 1
        if self._steps > _MOST_STEPS:
            self.is_over = True
        if self.is_over:
            return []
        if self._steps == 1 and self.known:
            sizes = self.known
        elif self._factor < len(_FACTORS):
            sizes = (max(self.size + 1, round(self.size * _FACTORS[self._factor])),)
        else:
            sizes = (self.size + 1,)
        for size in sizes:
            made = grown(self.rows, self.target, size, random)
            if made is not None:
                self._asked.append((size, made))
        if not self._asked:
            self._refused()
        return [rows for _, rows in self._asked]

    def learn(self, verdicts: list[bool]) -> None:
        """Hear which of the rows that were asked for are legal."""
        taken = [one for one, legal in zip(self._asked, verdicts, strict=True) if legal]
        if not taken:
            self._refused()
            return
        self.has_grown = True
        size, self.rows = max(taken, key=lambda one: one[0])
        was_known = self._steps == 1 and bool(self.known)
        self.target = _resized(self.target, size)
        self.size = size
        if was_known:
            # A limit was met: what is beyond is seldom legal.
            self._factor = len(_FACTORS) - 1

    def _refused(self) -> None:
        if self._steps == 1 and self.known:
            return
        self._factor += 1
        if self._factor > len(_FACTORS):
            self.is_over = True


def climbs_of(rows: Rows, lore: Lore) -> Iterator[Climb]:
    """Yield all ways in which an input may grow."""
    for target in _targets(rows):
        most = LARGEST_BYTES if target.kind == "word" else _MOST_LISTED
        above = [n for n in lore.numbers if n > target.size]
        if target.kind != "number":
            above = [n for n in above if n <= most]
        yield Climb(rows, target, tuple(above[-_KNOWN_AT_ONCE:]))


def _targets(rows: Rows) -> Iterator[Target]:
    found: dict[Target, None] = {}
    numbers = [one for one in integers_in(rows) if one[1] >= 1][:_MOST_COUNTERS]
    for where, value in numbers:
        for target in _counted_by(rows, where, value):
            found[target] = None
    for where, value in numbers:
        found[Target(kind="number", counter=where, size=value)] = None
    if len(rows) > 1:
        for manner in _manners():
            found[Target(kind="lines", row=1, size=len(rows) - 1, manner=manner)] = None
    worded = [n for n, row in enumerate(rows) if not all(map(is_integer, row))]
    for number in worded[-_MOST_ROWS:]:
        row = rows[number]
        place = next(n for n, token in enumerate(row) if not is_integer(token))
        size = len(row[place])
        for manner in _manners():
            found[
                Target(kind="word", row=number, start=place, size=size, manner=manner)
            ] = None
            if len(row) > 1:
                found[
                    Target(kind="tokens", row=number, size=len(row), manner=manner)
                ] = None
    yield from found


def _manners() -> tuple[Manner, ...]:
    return ("fresh", "copied")


def _counted_by(rows: Rows, where: Place, value: int) -> Iterator[Target]:
    """Yield the lines and tokens that a number may count."""
    number, place = where
    before = [n for (row, at), n in integers_in(rows) if row == number and at < place]
    starts = [number + 1, len(rows) - value]
    starts += [number + 1 + n for n in before]
    for start in dict.fromkeys(starts):
        if number < start and start + value <= len(rows):
            for manner in _manners():
                yield Target(
                    kind="lines", counter=where, row=start, size=value, manner=manner
                )
    for row in range(number, min(number + 4, len(rows))):
        first = place + 1 if row == number else 0
        if len(rows[row]) - first == value:
            for manner in _manners():
                yield Target(
                    kind="tokens",
                    counter=where,
                    row=row,
                    start=first,
                    size=value,
                    manner=manner,
                )


def _resized(target: Target, size: int) -> Target:
    return Target(
        kind=target.kind,
        counter=target.counter,
        row=target.row,
        start=target.start,
        size=size,
        manner=target.manner,
    )


def grown(rows: Rows, target: Target, size: int, random: Random) -> Rows | None:
    """Return rows in which a target has another size; None if they are too large."""
    made = [[*row] for row in rows]
    if target.counter is not None:
        row, place = target.counter
        made[row][place] = str(size)
    more = size - target.size
    if target.kind != "number" and target.counter is None and size > _MOST_UNCOUNTED:
        return None
    match target.kind:
        case "lines":
            items = rows[target.row : target.row + target.size]
            room = LARGEST_BYTES - len(written_rows(rows))
            width = len(written_rows(items)) // max(1, len(items))
            if not items or more > _MOST_LISTED or more * width > room:
                return None
            maker = _Maker(items, target, size, random)
            at = target.row + target.size
            made[at:at] = [maker.row() for _ in range(more)]
        case "tokens":
            row_now = made[target.row]
            items = [[token] for token in row_now[target.start :]]
            if not items or more > _MOST_LISTED:
                return None
            maker = _Maker(items, target, size, random)
            row_now += [maker.row()[0] for _ in range(more)]
        case "word":
            word = made[target.row][target.start]
            longer = word * (1 + size // len(word))
            if target.manner == "fresh":
                longer = "".join(random.choice(word) for _ in range(size))
            made[target.row][target.start] = longer[:size]
        case "number":
            pass
    return made


class _Maker:
    """Makes rows like some rows: copies, or new ones of the same columns."""

    def __init__(self, items: Rows, target: Target, size: int, random: Random) -> None:
        self._items, self._random = items, random
        self._is_copied = target.manner == "copied"
        if self._is_copied:
            return
        self._seen = {tuple(row) for row in items}
        columns = list(zip(*items, strict=False))
        self._low: list[int] = []
        self._high: list[int] = []
        self._words: list[Spelling | None] = []
        for column in columns:
            words = [token for token in column if not is_integer(token)]
            self._words.append(spelling_of(words) if words else None)
            numbers = [int(token) for token in column if is_integer(token)]
            low, high = min(numbers, default=0), max(numbers, default=0)
            # Numbers up to their count are names of one another, or ranks.
            is_naming = 0 < high <= target.size
            self._low.append(low)
            self._high.append(size if is_naming else max(high, low + 1))

    def row(self) -> list[str]:
        """Make one row."""
        like = self._random.choice(self._items)
        if self._is_copied:
            return [*like]
        made = self._other(like)
        for _ in range(_MOST_TRIES):
            if tuple(made) not in self._seen:
                break
            made = self._other(like)
        self._seen.add(tuple(made))
        return made

    def _other(self, like: list[str]) -> list[str]:
        return [self._token(place, token) for place, token in enumerate(like)]

    def _token(self, place: int, token: str) -> str:
        if place >= len(self._words):
            return token
        if is_integer(token):
            return str(self._random.randint(self._low[place], self._high[place]))
        spelling = self._words[place]
        return spelling.fresh(self._random) if spelling else token
