"""Parts of layouts: fields, lines of fields, groups of lines."""

import re
import string
from collections.abc import Iterator, Sequence
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, Tag, model_validator

from verifier.generation.known import Known
from verifier.generation.numbers import OnlyRule
from verifier.generation.row_rules import RowsRule

type Amount = Annotated[int, Field(ge=-(10**19), le=10**19)] | str

_TERM = re.compile(r"(?:([1-9]\d{0,3})\*)?([^\W\d]\w*)([+-]\d{1,9})?")

LARGEST_BYTES = 1_500_000
"""How long an input may be that is drawn."""
MOST_LISTED = 100_000
"""Most lines, values or letters of one kind."""
_ENDS = 2
_ROWS_OF_ANY = frozenset({"any", "distinct", "apart", "ascending"})
_ROWS_OF_WORDS = frozenset({"different", "graph"})
MOST_PIECES = 40
MOST_WORDS = 200
MOST_PARTS = 20
MOST_FORMS = 64
type _Parts = Annotated[int, Field(ge=1, le=1000)]
type _Piece = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[ -~]+$")]
type _Form = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[!-~]+$")]
type _Letter = Annotated[str, Field(min_length=1, max_length=1, pattern=r"^[!-~]$")]
type _Row = Annotated[str, Field(max_length=100, pattern=r"^[!-~]+( [!-~]+)*$")]
type Path = tuple[int, ...]
END_OF_INPUT = "end_of_input"


def name_in(amount: str) -> str:
    """Return the name in a bound or count; all of it, if it is none."""
    term = _TERM.fullmatch(amount)
    return term[2] if term else amount


class ShapelessError(Exception):
    """An input does not have the layout, or none can be made."""


class TooLargeError(ShapelessError):
    """An input is longer than any that is drawn."""


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
        forms: What each character of a word is: `9` a digit, `0`, `2`, `3` and `5` one
            up to it, `1` one but 0, `a` and `A` a small and a large letter of the
            alphabet, if it has any, and any other itself: `99-99`. A word has one of
            them.
        pieces: What words are made of now and then, of such characters.
        pool: Under which name later words may be one of these, as names are that are
            listed first.
        among: The pool of words that it is one of. The same as `pool`: it is one of
            them, or a new one, as the ends of edges are whose nodes nobody lists. Of
            a text: what its words are put together from.
        parts: Of how many words of the pool a text is, mostly; of any number, if
            there are none here.
        digits: Decimals of a float.
        count: How many there are of it.
        distinct: Whether all of them differ.
        ascending: Whether they are in order.
        descending: Whether they are in the other order.
        nonzero: Which of several integers is not 0, unless it is alone, as the leading
            one of coefficients is: the `first` or the `last`. Of a word of digits, the
            `first` one.
        only: Which numbers of the range there are: `even`, `odd` or `prime` integers,
            or `positive` ones, of floats, too.
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
    forms: Annotated[list[_Form], Field(max_length=MOST_FORMS)] = []
    pieces: Annotated[list[_Piece], Field(max_length=MOST_PIECES)] = []
    parts: Annotated[list[_Parts], Field(max_length=MOST_PARTS)] = []
    pool: str = ""
    among: str = ""
    digits: Annotated[int, Field(ge=0, le=12)] = 2
    count: Amount = 1
    distinct: bool = False
    ascending: bool = False
    descending: bool = False
    nonzero: Literal["", "first", "last"] = ""
    only: OnlyRule = "any"
    separator: Literal["", " "] = " "

    def amounts(self) -> list[Amount]:
        """Return all that may be a name."""
        return [self.low, self.high, self.least, self.most, self.count]

    @property
    def is_named(self) -> bool:
        """Whether later bounds and counts may name it."""
        return bool(self.name) and self.count == 1 and self.type in {"int", "word"}

    @property
    def is_reference(self) -> bool:
        """Whether it is one of the words before, and never a new one."""
        return bool(self.among) and self.among != self.pool

    @model_validator(mode="after")
    def _be_words_where_pooled(self) -> Self:
        if self.pool and (self.type != "word" or not self.separator):
            msg = "pool: only words, parted by blanks, are in pools"
            raise ValueError(msg)
        if self.among and (self.type not in {"word", "text"} or not self.separator):
            msg = "among: only words, parted by blanks, and texts are among others"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _be_spaced_where_text(self) -> Self:
        if self.type != "text" and " " in self.alphabet:
            msg = "alphabet: only a text may have spaces"
            raise ValueError(msg)
        if self.ascending and self.descending:
            msg = "descending: they are ascending already"
            raise ValueError(msg)
        if self.only not in {"any", "positive"} and self.type != "int":
            msg = f"only: {self.only} is of integers"
            raise ValueError(msg)
        is_number = self.type == "word" and set(self.alphabet) <= set(string.digits)
        is_led = is_number and self.alphabet != "0" and self.nonzero == "first"
        if self.nonzero and self.type != "int" and not is_led:
            msg = f"nonzero: the {self.nonzero} of integers alone, or of digits"
            raise ValueError(msg)
        if self.forms and self.type != "word":
            msg = "forms: only a word has some"
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
        rows: What they have to do with each other: the first two fields of each, or
            two integers behind a word, are `different`; no line is there twice
            (`distinct`); no two begin with the same two fields (`apart`); their
            first numbers are in order
            (`ascending`); they are `arcs` without loops, none twice in one direction;
            the edges of a `graph` without loops, none twice in either direction; of
            one whose parts are complete (`cliques`), too; of one that is `connected`;
            of a `tree`.
        occurs: Letters that are on these lines of words: `once`, or at least once
            (`some`).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    fields: Annotated[list[FieldOfLine], Field(min_length=1, max_length=50)]
    repeat: Amount = 1
    rows: RowsRule = "any"
    occurs: dict[_Letter, Literal["some", "once"]] = {}

    @model_validator(mode="after")
    def _leave_texts_alone(self) -> Self:
        has_text = any(one.type == "text" for one in self.fields)
        if has_text and (len(self.fields) > 1 or self.fields[0].count != 1):
            msg = "fields: a text is alone on its line"
            raise ValueError(msg)
        first = self.fields[0]
        is_told = self.rows == "different" and first.type == "word" and not first.among
        ends = self.fields[is_told : is_told + _ENDS]
        are_single = len(ends) == _ENDS and all(one.count == 1 for one in ends)
        are_ends = are_single and all(one.type == "int" for one in ends)
        if self.rows in _ROWS_OF_WORDS and are_single and not is_told:
            are_ends |= bool(ends[0].among) and ends[0].among == ends[1].among
        if self.rows not in _ROWS_OF_ANY and not are_ends:
            msg = f"rows: {self.rows} needs lines that begin with two integers"
            if self.rows in _ROWS_OF_WORDS:
                msg += ", or two words among one pool"
            raise ValueError(msg)
        if self.rows == "ascending" and self.fields[0].type != "int":
            msg = "rows: ascending needs lines that begin with an integer"
            raise ValueError(msg)
        alphabet = {
            letter
            for one in self.fields
            if one.type in {"word", "text"} and not (one.words or one.forms)
            for letter in one.alphabet
        }
        if set(self.occurs) - alphabet:
            strange = min(set(self.occurs) - alphabet)
            msg = f"occurs: {strange!r} is in no alphabet of the line"
            raise ValueError(msg)
        return self


class GroupOfLines(BaseModel):
    """Lines that are there together, `repeat` times, or until something ends them.

    What a group names is known within it alone, anew each time.

    Attributes:
        lines: Lines, and groups of lines.
        repeat: How many times they are there; of no meaning with `until`.
        until: The line that ends it, such as `0 0`, which is no part of the group;
            or `end_of_input`.
        least: Fewest times, where `until` ends it.
        most: Most times, where `until` ends it.
        totals: Most that integers named in its own lines sum up to, over all times.
        one_of: Whether each time has but one of its lines, as commands have: which one
            tells its first field, which has `words`, or a number that is no other's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[list["Part"], Field(min_length=1, max_length=50)]
    repeat: Amount = 1
    until: _Row | None = None
    least: Annotated[int, Field(ge=0, le=MOST_LISTED)] = 1
    most: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 10
    totals: dict[str, Annotated[int, Field(ge=1, le=10**9)]] = {}
    one_of: bool = False

    def choices(self) -> dict[str, LineOfInput]:
        """Return the lines of which each time has one, by what they begin with.

        Raises:
            ValueError: Nothing tells some of them from the others.
        """
        found: dict[str, LineOfInput] = {}
        for line in self.lines:
            heads = _heads(line)
            is_told = heads and not found.keys() & heads
            if isinstance(line, GroupOfLines) or not is_told:
                msg = (
                    "one_of: lines there once, each with first `words`, or a first "
                    "number, that no other has"
                )
                raise ValueError(msg)
            found |= dict.fromkeys(heads, line)
        return found

    @property
    def own_integers(self) -> set[str]:
        """Names of the integers that each time has once."""
        return {
            one.name
            for line in self.lines
            if isinstance(line, LineOfInput) and line.repeat == 1
            for one in line.fields
            if one.is_named and one.type == "int"
        }

    @model_validator(mode="after")
    def _know_totals(self) -> Self:
        unknown = set(self.totals) - self.own_integers
        if unknown:
            names = ", ".join(sorted(self.own_integers)) or "none"
            msg = (
                f"totals: {min(unknown)!r} is no named integer of a line of the "
                f"group; known: {names}"
            )
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _tell_choices(self) -> Self:
        if self.one_of:
            self.choices()
            if self.totals:
                msg = "totals: lines of which one is there have no numbers in common"
                raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _be_ended_once(self) -> Self:
        if self.until is not None and self.repeat != 1:
            msg = "repeat: a group with `until` has no count"
            raise ValueError(msg)
        if self.least > self.most:
            msg = f"least: {self.least} is more than `most`, {self.most}"
            raise ValueError(msg)
        return self


def _heads(line: "Part") -> list[str]:
    """Return what a line begins with; nothing, if that does not tell it."""
    if isinstance(line, GroupOfLines) or line.repeat != 1:
        return []
    first = line.fields[0]
    if first.count != 1 or not first.separator:
        return []
    if first.type == "int" and first.low == first.high:
        return [str(first.low)]
    return first.words if first.type == "word" else []


def _kind_of_part(part: Any) -> str:
    is_group = isinstance(part, GroupOfLines) or (
        isinstance(part, dict) and "lines" in part
    )
    return "group" if is_group else "line"


type Part = Annotated[
    Annotated[LineOfInput, Tag("line")] | Annotated[GroupOfLines, Tag("group")],
    Discriminator(_kind_of_part),
]


def lines_in(parts: Sequence["LineOfInput | GroupOfLines"]) -> Iterator[LineOfInput]:
    """Yield the lines of parts, those of groups among them."""
    yield from (line for _, line in paths_in(parts))


def paths_in(
    parts: Sequence["LineOfInput | GroupOfLines"], path: Path = ()
) -> Iterator[tuple[Path, LineOfInput]]:
    """Yield the lines of parts, with the numbers of the parts that they are in."""
    for number, part in enumerate(parts):
        if isinstance(part, GroupOfLines):
            yield from paths_in(part.lines, (*path, number))
        else:
            yield (*path, number), part


def groups_in(
    parts: Sequence["LineOfInput | GroupOfLines"],
) -> Iterator[GroupOfLines]:
    """Yield the groups of parts, those within others after these."""
    for part in parts:
        if isinstance(part, GroupOfLines):
            yield part
            yield from groups_in(part.lines)


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
