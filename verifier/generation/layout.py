"""A small grammar of what programs read: lines of fields, counts that name fields.

    {"lines": [
        {"fields": [{"name": "n", "high": 100}, {"name": "k", "high": "n"}]},
        {"fields": [{"type": "int", "count": "n", "low": -5, "high": 5}]},
        {"repeat": "k", "fields": [{"type": "word", "alphabet": "ab"}]}]}

is a line with n and k, a line with n numbers, and k lines with a word each.
Bounds and counts are numbers or names of integers read before, also with a factor
and a summand: `n-1`, `2*n`, `2*n-1`. Of a word the name means its length. Fields are
parted by one space. Words may be among those before: `"pool": "names"` is what later
words name by `"among": "names"`. A part with `lines` of its own is a group of lines,
there as often as its `repeat` says, or until a line, or the end, that `until` states;
each time one of them alone, where it is `one_of`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from verifier.generation.equations import read_equation
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    END_OF_INPUT,
    GroupOfLines,
    LineOfInput,
    Part,
    Path,
    ShapelessError,
    groups_in,
    name_in,
)
from verifier.generation.layout_reading import Reader, Spans

_DEEPEST = 3


class Layout(BaseModel):
    """What an input looks like.

    Attributes:
        lines: Its lines and groups of lines, from the first to the last.
        equations: Sums that are equal, of named integers of lines that are there
            once: `a+b = c+d`.
        letters: Most characters that all words and texts have together; as many as
            an input may have, if there is none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    lines: Annotated[list[Part], Field(min_length=1, max_length=100)]
    equations: Annotated[list[str], Field(max_length=20)] = []
    letters: Annotated[int, Field(ge=1, le=10**9)] | None = None

    @model_validator(mode="after")
    def _know_names(self) -> Self:
        _know_names(self.lines, _Names(), "line")
        return self

    @model_validator(mode="after")
    def _end_last(self) -> Self:
        if any(part.until == END_OF_INPUT for part in groups_in(self.lines[:-1])):
            msg = "lines: after the end of the input there is nothing"
            raise ValueError(msg)
        last = self.lines[-1]
        inner = last.lines if isinstance(last, GroupOfLines) else []
        if any(part.until == END_OF_INPUT for part in groups_in(inner)):
            msg = "lines: a group that the end of the input ends is in no other"
            raise ValueError(msg)
        return self

    @model_validator(mode="after")
    def _know_terms(self) -> Self:
        known = {
            one.name
            for line in self.lines
            if isinstance(line, LineOfInput) and line.repeat == 1
            for one in line.fields
            if one.is_named and one.type == "int"
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
            self._read(data)
        except (ShapelessError, ValueError):
            return False
        return True

    def known_in(self, data: bytes) -> Known:
        """Return the integers of an input by name; none of one that does not fit."""
        try:
            return self._read(data).known
        except (ShapelessError, ValueError):
            return Known()

    def spans(self, data: bytes) -> list[Spans]:
        """Return where the groups of an input are; none of one that does not fit."""
        try:
            return self._read(data).spans
        except (ShapelessError, ValueError):
            return []

    def _read(self, data: bytes) -> Reader:
        reader = Reader(data.decode())
        reader.read(self.lines, self.equations)
        if self.letters is not None and reader.letters > self.letters:
            raise ShapelessError
        return reader


def part_at(tree: dict[str, Any], path: Path) -> dict[str, Any]:
    """Return the line or group of a layout's document that a path leads to."""
    for place in path:
        tree = tree["lines"][place]
    return tree


def fitting_layout(tree: object, examples: Sequence[bytes]) -> Layout | None:
    """Return a layout, if its document makes one that all examples have."""
    try:
        layout = Layout.model_validate(tree)
    except ValidationError:
        return None
    return layout if all(map(layout.fits, examples)) else None


@dataclass(frozen=True, slots=True)
class _Names:
    """What may be named: integers, and pools of words."""

    integers: frozenset[str] = frozenset()
    pools: frozenset[str] = frozenset()


def _know_names(
    parts: Sequence[LineOfInput | GroupOfLines], outer: _Names, where: str
) -> None:
    """Check that bounds, counts and words name what was read before.

    Raises:
        ValueError: One does not.
    """
    known, pools = set(outer.integers), set(outer.pools)
    for place, part in enumerate(parts):
        here = f"{where} {place}"
        if isinstance(part, GroupOfLines):
            _raise_unknown([part.repeat], known, here)
            if here.count(".") >= _DEEPEST - 1:
                msg = f"{here}: groups are at most {_DEEPEST} deep"
                raise ValueError(msg)
            inner = _Names(frozenset(known), frozenset(pools))
            _know_names(part.lines, inner, f"{here}.")
            continue
        amounts = [part.repeat]
        for one in part.fields:
            amounts += one.amounts()
            _raise_unknown(amounts, known, here)
            if one.is_reference and one.among not in pools:
                names = ", ".join(sorted(pools)) or "none"
                msg = f"{here}: among: {one.among!r} is no pool before; known: {names}"
                raise ValueError(msg)
            if one.is_named:
                known.add(one.name)
            if one.pool:
                pools.add(one.pool)


def _raise_unknown(amounts: Sequence[int | str], known: set[str], where: str) -> None:
    unknown = {name_in(a) for a in amounts if isinstance(a, str)} - known
    if unknown:
        names = ", ".join(sorted(known)) or "none"
        msg = f"{where}: {min(unknown)!r} is no integer read before; known: {names}"
        raise ValueError(msg)
