"""A small grammar of what programs read: lines of fields, counts that name fields.

    {"lines": [
        {"fields": [{"name": "n", "high": 100}, {"name": "k", "high": "n"}]},
        {"fields": [{"type": "int", "count": "n", "low": -5, "high": 5}]},
        {"repeat": "k", "fields": [{"type": "word", "alphabet": "ab"}]}]}

is a line with n and k, a line with n numbers, and k lines with a word each.
Bounds and counts are numbers or names of integers read before, also with a factor
and a summand: `n-1`, `2*n`, `2*n-1`. Of a word the name means its length. Fields are
parted by one space.
"""

import re
import string
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from verifier.generation.equations import read_equation
from verifier.generation.row_rules import RowsRule, keeps_rule

type Amount = Annotated[int, Field(ge=-(10**19), le=10**19)] | str

_TERM = re.compile(r"(?:([1-9]\d{0,3})\*)?([^\W\d]\w*)([+-]\d{1,9})?")

MOST_LISTED = 100_000
"""Most lines, values or letters of one kind."""
_ENDS = 2
MOST_PIECES = 40
MOST_WORDS = 200
type _Piece = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[ -~]+$")]
type Known = dict[str, int]
"""Integers read before, and lengths of words, by name."""


def name_in(amount: str) -> str:
    """Return the name in a bound or count; all of it, if it is none."""
    term = _TERM.fullmatch(amount)
    return term[2] if term else amount


class ShapelessError(Exception):
    """An input does not have the layout, or none can be made."""


class FieldOfLine(BaseModel):
    """One value of a line, or `count` of them.

    Attributes:
        name: Under which later bounds and counts name it; of a word, its length.
        type: What it is; a `text` may have spaces, and is alone on its line.
        low: Least number.
        high: Greatest number.
        least: Fewest characters of a word.
        most: Most of them.
        alphabet: Characters of a word.
        words: The only words there are; all of the alphabet, if there are none here.
        pieces: What words are made of now and then, of such characters.
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
    words: Annotated[list[_Piece], Field(max_length=MOST_WORDS)] = []
    pieces: Annotated[list[_Piece], Field(max_length=MOST_PIECES)] = []
    digits: Annotated[int, Field(ge=0, le=12)] = 2
    count: Amount = 1
    distinct: bool = False
    ascending: bool = False
    separator: Literal["", " "] = " "

    def amounts(self) -> list[Amount]:
        """Return all that may be a name."""
        return [self.low, self.high, self.least, self.most, self.count]

    @property
    def is_named(self) -> bool:
        """Whether later bounds and counts may name it."""
        return bool(self.name) and self.count == 1 and self.type in {"int", "word"}

    @model_validator(mode="after")
    def _be_spaced_where_text(self) -> Self:
        if self.type != "text" and " " in self.alphabet:
            msg = "alphabet: only a text may have spaces"
            raise ValueError(msg)
        for place, piece in enumerate(self.pieces):
            strange = set(piece) - set(self.alphabet)
            if strange:
                msg = f"pieces.{place}: {min(strange)!r} is not in the alphabet"
                raise ValueError(msg)
        return self


class LineOfInput(BaseModel):
    """One line, or `repeat` of them.

    Attributes:
        fields: What stands on it.
        repeat: How many lines there are of it.
        rows: What they have to do with each other: the first two fields of each are
            `different`; no line is there twice (`distinct`); they are the edges of
            a `graph` without loops, none twice in either direction; of a `tree`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: Annotated[list[FieldOfLine], Field(min_length=1, max_length=50)]
    repeat: Amount = 1
    rows: RowsRule = "any"

    @model_validator(mode="after")
    def _leave_texts_alone(self) -> Self:
        has_text = any(one.type == "text" for one in self.fields)
        if has_text and (len(self.fields) > 1 or self.fields[0].count != 1):
            msg = "fields: a text is alone on its line"
            raise ValueError(msg)
        ends = self.fields[:2]
        are_ends = len(ends) == _ENDS and all(
            one.type == "int" and one.count == 1 for one in ends
        )
        if self.rows not in {"any", "distinct"} and not are_ends:
            msg = f"rows: {self.rows} needs lines that begin with two integers"
            raise ValueError(msg)
        return self


class Layout(BaseModel):
    """What an input looks like.

    Attributes:
        lines: Its lines, from the first to the last.
        equations: Sums that are equal, of named integers of lines that are there
            once: `a+b = c+d`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[list[LineOfInput], Field(min_length=1, max_length=100)]
    equations: Annotated[list[str], Field(max_length=20)] = []

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
                if one.is_named:
                    known.add(one.name)
        return self

    @model_validator(mode="after")
    def _know_terms(self) -> Self:
        known = {
            one.name
            for line in self.lines
            for one in line.fields
            if line.repeat == 1 and one.is_named and one.type == "int"
        }
        for place, text in enumerate(self.equations):
            unknown = set(read_equation(text).names) - known
            if unknown:
                names = ", ".join(sorted(known)) or "none"
                msg = (
                    f"equations.{place}: {min(unknown)!r} is no named integer of a "
                    f"line that is there once; known: {names}"
                )
                raise ValueError(msg)
        return self

    def fits(self, data: bytes) -> bool:
        """Whether an input has this layout."""
        try:
            self._read(data.decode())
        except (ShapelessError, ValueError):
            return False
        return True

    def _read(self, text: str) -> None:
        rows = iter(text.rstrip().split("\n"))
        known: Known = {}
        for line in self.lines:
            repeat = value_of(line.repeat, known)
            if not 0 <= repeat <= MOST_LISTED:
                raise ShapelessError
            read: list[list[str]] = []
            for _ in range(repeat):
                row = next(rows, None)
                if row is None:
                    raise ShapelessError
                _read_row(line, row, known)
                if line.rows != "any":
                    read.append(row.split())
            if not keeps_rule(line.rows, read):
                raise ShapelessError
        if next(rows, None) is not None:
            raise ShapelessError
        if not all(read_equation(text).holds(known) for text in self.equations):
            raise ShapelessError


def value_of(amount: Amount, known: Known) -> int:
    """Return a bound or count, now that names are known.

    Raises:
        ShapelessError: It is neither a number nor a term with one name.
    """
    if isinstance(amount, int):
        return amount
    term = _TERM.fullmatch(amount)
    if term is None:
        raise ShapelessError
    return int(term[1] or 1) * known[term[2]] + int(term[3] or 0)


def _read_row(line: LineOfInput, row: str, known: Known) -> None:
    is_text = line.fields[0].type == "text"
    tokens = iter([row] if is_text else row.split())
    for one in line.fields:
        count = value_of(one.count, known)
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
        if one.is_named:
            token = seen.pop()
            known[one.name] = int(token) if one.type == "int" else len(token)
    if next(tokens, None) is not None:
        raise ShapelessError


def _check(one: FieldOfLine, token: str, known: Known) -> None:
    low, high = value_of(one.low, known), value_of(one.high, known)
    is_good = False
    match one.type:
        case "word" | "text" if one.words:
            is_good = token in one.words
        case "int":
            is_good = token.lstrip("-").isdigit() and low <= int(token) <= high
        case "float":
            is_good = low <= float(token) <= high
        case "word" | "text":
            least, most = value_of(one.least, known), value_of(one.most, known)
            is_good = least <= len(token) <= most and set(token) <= set(one.alphabet)
    if not is_good:
        raise ShapelessError
