"""A small grammar of what programs read: lines of fields, counts that name fields.

    {"lines": [
        {"fields": [{"name": "n", "high": 100}, {"name": "k", "high": "n"}]},
        {"fields": [{"type": "int", "count": "n", "low": -5, "high": 5}]},
        {"repeat": "k", "fields": [{"type": "word", "alphabet": "ab"}]}]}

is a line with n and k, a line with n numbers, and k lines with a word each.
Bounds and counts are numbers or names of integers read before, also with a factor
and a summand: `n-1`, `2*n`, `2*n-1`. Fields are parted by one space.
"""

import re
import string
from collections.abc import Iterator
from random import Random
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

type Amount = Annotated[int, Field(ge=-(10**19), le=10**19)] | str

_TERM = re.compile(r"(?:([1-9]\d{0,3})\*)?([^\W\d]\w*)([+-]\d{1,9})?")

_TOO_MANY = 20_000
_DENSE = 0.3
_RECENT = 20
_LISTED = 60
"""Most lines or values, in most inputs."""
_LONG = 0.2


def name_in(amount: str) -> str:
    """Return the name in a bound or count; all of it, if it is none."""
    term = _TERM.fullmatch(amount)
    return term[2] if term else amount


class ShapelessError(Exception):
    """An input does not have the layout, or none can be made."""


class FieldOfLine(BaseModel):
    """One value of a line, or `count` of them.

    Attributes:
        name: Under which later bounds and counts name it.
        type: What it is; a `text` may have spaces, and is alone on its line.
        low: Least number.
        high: Greatest number.
        least: Fewest characters of a word.
        most: Most of them.
        alphabet: Characters of a word.
        digits: Decimals of a float.
        count: How many there are of it.
        distinct: Whether all of them differ.
        ascending: Whether they are in order.
        separator: What stands between them: `" "`, or nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = ""
    type: Literal["int", "float", "word", "text"] = "int"
    low: Amount = 1
    high: Amount = 10
    least: Amount = 1
    most: Amount = 10
    alphabet: Annotated[str, Field(min_length=1, pattern=r"^[ -~]+$")] = (
        string.ascii_lowercase
    )
    digits: Annotated[int, Field(ge=0, le=12)] = 2
    count: Amount = 1
    distinct: bool = False
    ascending: bool = False
    separator: Literal["", " "] = " "

    def amounts(self) -> list[Amount]:
        """Return all that may be a name."""
        return [self.low, self.high, self.least, self.most, self.count]

    @model_validator(mode="after")
    def _be_spaced_where_text(self) -> Self:
        if self.type != "text" and " " in self.alphabet:
            msg = "alphabet: only a text may have spaces"
            raise ValueError(msg)
        return self


class LineOfInput(BaseModel):
    """One line, or `repeat` of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: Annotated[list[FieldOfLine], Field(min_length=1, max_length=50)]
    repeat: Amount = 1

    @model_validator(mode="after")
    def _leave_texts_alone(self) -> Self:
        has_text = any(one.type == "text" for one in self.fields)
        if has_text and (len(self.fields) > 1 or self.fields[0].count != 1):
            msg = "fields: a text is alone on its line"
            raise ValueError(msg)
        return self


class Layout(BaseModel):
    """What an input looks like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[list[LineOfInput], Field(min_length=1, max_length=100)]

    @model_validator(mode="after")
    def _know_names(self) -> Self:
        known: set[str] = set()
        for place, line in enumerate(self.lines):
            amounts = [line.repeat]
            for one in line.fields:
                amounts += one.amounts()
                unknown = {name_in(a) for a in amounts if isinstance(a, str)} - known
                if unknown:
                    names = ", ".join(sorted(known)) or "none"
                    msg = (
                        f"line {place}: {min(unknown)!r} is no integer read "
                        f"before; known: {names}"
                    )
                    raise ValueError(msg)
                if one.name and one.type == "int" and one.count == 1:
                    known.add(one.name)
        return self

    def draw(self, random: Random) -> bytes:
        """Draw an input.

        Raises:
            ShapelessError: Its bounds leave nothing, or it is too large.
        """
        style = _Style(random)
        amounts = [line.repeat for line in self.lines]
        amounts += [one.count for line in self.lines for one in line.fields]
        style.counts = {name_in(a) for a in amounts if isinstance(a, str)}
        known: dict[str, int] = {}
        lines: list[str] = []
        for line in self.lines:
            repeat = _value(line.repeat, known)
            if not 0 <= repeat <= _TOO_MANY:
                raise ShapelessError
            for _ in range(repeat):
                parts = [p for one in line.fields for p in _drawn(one, known, style)]
                lines.append(" ".join(parts))
        return "".join(f"{line}\n" for line in lines).encode()

    def fits(self, data: bytes) -> bool:
        """Whether an input has this layout."""
        try:
            self._read(data.decode())
        except (ShapelessError, ValueError):
            return False
        return True

    def _read(self, text: str) -> None:
        rows = iter(text.rstrip().split("\n"))
        known: dict[str, int] = {}
        for line in self.lines:
            repeat = _value(line.repeat, known)
            if not 0 <= repeat <= _TOO_MANY:
                raise ShapelessError
            for _ in range(repeat):
                row = next(rows, None)
                if row is None:
                    raise ShapelessError
                _read_row(line, row, known)
        if next(rows, None) is not None:
            raise ShapelessError


_REACHES = (
    *("tiny", "tiny", "small", "small", "any", "any", "ends", "most"),
    *("least", "greatest", "scale", "mixed", "mixed"),
)


class _Style:
    """How one input is: small or large, equal or mixed."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.reach = random.choice(_REACHES)
        self.letters = random.choice(("one", "two", "all", "all"))
        self.counts: set[str] = set()
        self.order = random.choice(("", "", "", "equal", "up", "down"))
        self.ties = random.choice((0.0, 0.0, 0.3, 0.7))
        self._made: list[int] = []

    def even(self) -> "_Style":
        """Return a style in which every number is as likely as any other."""
        other = _Style(self.random)
        other.reach, other.letters, other.ties = "any", "all", 0.0
        return other

    def number(self, low: int, high: int, *, is_count: bool = False) -> int:
        """Draw a number; of counts, none is as large as another on purpose."""
        if low > high:
            raise ShapelessError
        if not is_count and self._made and self.random.random() < self.ties:
            again = self.random.choice(self._made[-_RECENT:])
            if low <= again <= high:
                return again
        made = self._drawn(low, high)
        self._made.append(made)
        return made

    def _drawn(self, low: int, high: int) -> int:
        random = self.random
        reach = self.reach
        if reach == "mixed":
            reach = random.choice(("tiny", "small", "any", "ends", "scale"))
        middle = 0 if low < 0 < high else low
        match reach:
            case "tiny":
                return random.randint(max(low, middle - 3), min(high, middle + 3))
            case "small":
                return random.randint(max(low, middle - 12), min(high, middle + 12))
            case "ends":
                ends = (low, min(low + 1, high), max(high - 1, low), high)
                return random.choice(ends)
            case "least":
                return low
            case "greatest":
                return high
            case "scale":
                size = random.randint(0, max(1, (high - middle).bit_length()))
                sign = -1 if low < 0 and random.random() < _DENSE else 1
                return max(low, min(high, middle + sign * random.getrandbits(size)))
            case "most" if random.random() < _DENSE:
                return high
            case _:
                return random.randint(low, high)


def _value(amount: Amount, known: dict[str, int]) -> int:
    if isinstance(amount, int):
        return amount
    term = _TERM.fullmatch(amount)
    if term is None:
        raise ShapelessError
    return int(term[1] or 1) * known[term[2]] + int(term[3] or 0)


def _drawn(one: FieldOfLine, known: dict[str, int], style: _Style) -> Iterator[str]:
    count = _value(one.count, known)
    if not 0 <= count <= _TOO_MANY:
        raise ShapelessError
    made: list[str] = []
    seen: set[str] = set()
    for _ in range(count):
        text = _one(one, known, style)
        for _ in range(20 if one.distinct else 0):
            if text not in seen:
                break
            text = _one(one, known, style.even())
        if one.distinct and text in seen:
            text = _other(one, known, style, seen)
        seen.add(text)
        made.append(text)
    if count > 1 and not one.distinct and style.order == "equal":
        made = made[:1] * count
    is_ordered = one.ascending or style.order in {"up", "down"}
    if count > 1 and one.type == "int" and is_ordered:
        is_falling = not one.ascending and style.order == "down"
        made.sort(key=int, reverse=is_falling)
    if one.name and one.type == "int" and one.count == 1:
        known[one.name] = int(made[0])
    if one.separator:
        yield from made
    else:
        yield "".join(made)


def _other(
    one: FieldOfLine, known: dict[str, int], style: _Style, seen: set[str]
) -> str:
    """Return an integer that is not there yet, if few are possible."""
    low, high = _value(one.low, known), _value(one.high, known)
    if one.type != "int" or high - low > _TOO_MANY:
        raise ShapelessError
    left = [str(n) for n in range(low, high + 1) if str(n) not in seen]
    if not left:
        raise ShapelessError
    return style.random.choice(left)


def _one(one: FieldOfLine, known: dict[str, int], style: _Style) -> str:
    low, high = _value(one.low, known), _value(one.high, known)
    if one.name in style.counts:
        is_long = isinstance(one.high, int) and style.random.random() < _LONG
        high = high if is_long else min(high, max(low, _LISTED))
    match one.type:
        case "int":
            return str(style.number(low, high, is_count=one.name in style.counts))
        case "float":
            scale = 10**one.digits
            number = style.number(low * scale, high * scale)
            return f"{number / scale:.{one.digits}f}"
        case "word" | "text":
            size = style.number(
                _value(one.least, known), _value(one.most, known), is_count=True
            )
            if not 0 <= size <= _TOO_MANY:
                raise ShapelessError
            letters = one.alphabet
            if style.letters != "all":
                few = 1 if style.letters == "one" else 2
                letters = "".join(style.random.choice(letters) for _ in range(few))
            if one.type == "text" and " " in one.alphabet:
                letters += " " * (1 + len(letters) // 5)
            text = "".join(style.random.choice(letters) for _ in range(size))
            # Blanks at the ends are where right programs differ.
            return text.strip() or letters.strip()[:1] or "a"


def _read_row(line: LineOfInput, row: str, known: dict[str, int]) -> None:
    is_text = line.fields[0].type == "text"
    tokens = iter([row] if is_text else row.split())
    for one in line.fields:
        count = _value(one.count, known)
        seen: set[str] = set()
        last = None
        for _ in range(count):
            token = next(tokens, None)
            if token is None:
                raise ShapelessError
            _check(one, token, known)
            if one.distinct and token in seen:
                raise ShapelessError
            if one.ascending and one.type == "int":
                if last is not None and int(token) < last:
                    raise ShapelessError
                last = int(token)
            seen.add(token)
        if one.name and one.type == "int" and one.count == 1:
            known[one.name] = int(seen.pop())
    if next(tokens, None) is not None:
        raise ShapelessError


def _check(one: FieldOfLine, token: str, known: dict[str, int]) -> None:
    low, high = _value(one.low, known), _value(one.high, known)
    is_good = False
    match one.type:
        case "int":
            is_good = token.lstrip("-").isdigit() and low <= int(token) <= high
        case "float":
            is_good = low <= float(token) <= high
        case "word" | "text":
            least, most = _value(one.least, known), _value(one.most, known)
            is_good = least <= len(token) <= most and set(token) <= set(one.alphabet)
    if not is_good:
        raise ShapelessError
