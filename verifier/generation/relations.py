"""What the arguments of legal calls have to do with each other, by the examples.

Four things are looked for, because right programs differ beyond them and tasks
seldom say so: a range whose ends are in order, the length of a list, a count that
a list is long enough for, and lists of one length.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_ENDS = (
    ("l", "r"),
    ("low", "high"),
    ("lo", "hi"),
    ("left", "right"),
    ("start", "end"),
    ("begin", "end"),
    ("lower", "upper"),
    ("min", "max"),
    ("m", "n"),
    ("k", "n"),
    ("r", "n"),
    ("i", "j"),
)
_MANY = 4
_FEW = 2


class Kind(StrEnum):
    """How two arguments go together."""

    ORDERED = "at most"
    WITHIN = "at most the length of"
    LENGTH = "as long as"
    SIZE = "the length of"


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of two arguments, by their places."""

    kind: Kind
    one: int
    other: int

    def holds(self, values: Sequence[Any]) -> bool:
        """Whether some arguments are so related; of other types, they are."""
        if max(self.one, self.other) >= len(values):
            return True
        one, other = values[self.one], values[self.other]
        match self.kind:
            case Kind.ORDERED:
                return not (_is_number(one) and _is_number(other)) or one <= other
            case Kind.WITHIN:
                both = _is_number(one) and _has_length(other)
                return not both or min(1, len(other)) <= one <= len(other)
            case Kind.SIZE:
                both = _is_number(one) and _has_length(other)
                return not both or one == len(other)
            case Kind.LENGTH:
                both = _has_length(one) and _has_length(other)
                return not both or len(one) == len(other)

    def repaired(self, values: Sequence[Any]) -> list[Any]:
        """Return arguments like these, but related."""
        made = list(values)
        if self.holds(made):
            return made
        one, other = made[self.one], made[self.other]
        match self.kind:
            case Kind.ORDERED:
                made[self.one], made[self.other] = other, one
            case Kind.WITHIN:
                made[self.one] = 1 + int(one) % len(other) if other else 0
            case Kind.SIZE:
                made[self.one] = len(other)
            case Kind.LENGTH:
                size = min(len(one), len(other))
                made[self.one], made[self.other] = one[:size], other[:size]
        return made

    def told(self, names: Sequence[str]) -> str:
        """Say it in words."""
        return f"{names[self.one]} {self.kind} {names[self.other]}"


def relations_in(
    names: Sequence[str], examples: Sequence[Sequence[Any]]
) -> list[Relation]:
    """Find relations that all examples have."""
    rows = [row for row in examples if len(row) == len(names)]
    found: list[Relation] = []
    for one in range(len(names)):
        for other in range(len(names)):
            if one == other:
                continue
            pairs = [(row[one], row[other]) for row in rows]
            if one < other and _are_lengths_equal(pairs):
                found.append(Relation(Kind.LENGTH, one, other))
            if _is_size(pairs):
                found.append(Relation(Kind.SIZE, one, other))
            elif _is_within(pairs):
                found.append(Relation(Kind.WITHIN, one, other))
            ends = (names[one].lower(), names[other].lower())
            if _is_ordered(pairs, _FEW if ends in _ENDS else _MANY):
                found.append(Relation(Kind.ORDERED, one, other))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _has_length(value: object) -> bool:
    return isinstance(value, list | tuple | str)


def _are_lengths_equal(pairs: Sequence[tuple[Any, Any]]) -> bool:
    listed = all(_has_length(a) and type(a) is type(b) for a, b in pairs)
    return len(pairs) >= _FEW and listed and all(len(a) == len(b) for a, b in pairs)


def _is_size(pairs: Sequence[tuple[Any, Any]]) -> bool:
    fit = all(_is_number(a) and _has_length(b) for a, b in pairs)
    return len(pairs) >= _FEW and fit and all(a == len(b) for a, b in pairs)


def _is_within(pairs: Sequence[tuple[Any, Any]]) -> bool:
    fit = all(isinstance(a, int) and isinstance(b, list | tuple) for a, b in pairs)
    return len(pairs) >= _FEW and fit and all(1 <= a <= len(b) for a, b in pairs)


def _is_ordered(pairs: Sequence[tuple[Any, Any]], enough: int) -> bool:
    fit = all(_is_number(a) and _is_number(b) for a, b in pairs)
    return len(pairs) >= enough and fit and all(a <= b for a, b in pairs)
