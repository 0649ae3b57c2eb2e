"""Equations between the integers of an input: sums that every example has alike.

The two rows of a square have the sum of its two columns; what a person pays is the
sum of what things cost. An input that breaks such an equation is outside the
contract of its problem, and one drawn by chance always breaks it.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations, product

from verifier.generation.joint_bounds import JointBound, read_joint_bound

_SIDE = re.compile(r"\s*[^\W\d]\w*\s*(?:\+\s*[^\W\d]\w*\s*)*")
_MOST_NAMES = 8
_MOST_TERMS = 6
_MOST_CHANCE = 0.01
"""How many equations of so many terms chance may make true, where one is believed."""


@dataclass(frozen=True, slots=True)
class Equation:
    """`left` and `right` have the same sum, or another one.

    Attributes:
        left: Names of integers.
        right: Names of others.
        is_equal: Whether the sums are equal.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    is_equal: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """All names in it."""
        return self.left + self.right

    @property
    def text(self) -> str:
        """How it is written: `a+b = c`, or `a != b`."""
        sign = "=" if self.is_equal else "!="
        return f"{'+'.join(self.left)} {sign} {'+'.join(self.right)}"

    def holds(self, known: Mapping[str, int]) -> bool:
        """Whether it is true of some integers."""
        left = sum(known[name] for name in self.left)
        is_equal = left == sum(known[name] for name in self.right)
        return is_equal == self.is_equal

    def room(self, name: str, known: Mapping[str, int]) -> None:
        """Return nothing: an equation bounds no integer."""

    def solved(self, name: str, known: Mapping[str, int]) -> int | None:
        """Return what the last unknown integer must be; None if others are unknown."""
        if (
            not self.is_equal
            or name not in self.names
            or any(other != name and other not in known for other in self.names)
        ):
            return None
        own, other = self.left, self.right
        if name in self.right:
            own, other = self.right, self.left
        left = sum(known[each] for each in own if each != name)
        return sum(known[each] for each in other) - left


def read_equation(text: str) -> Equation | JointBound:
    """Read an equation, like `a+b = c+d`, or what is none: `a != b`, `a*b <= 100`.

    Raises:
        ValueError: It is none, or names an integer twice.
    """
    if "<=" in text:
        return read_joint_bound(text)
    is_equal = "!=" not in text
    left, sign, right = text.partition("=" if is_equal else "!=")
    if not (sign and _SIDE.fullmatch(left) and _SIDE.fullmatch(right)):
        msg = f"{text!r} is no equation of sums of names, like 'a+b = c+d'"
        raise ValueError(msg)
    sides = [tuple(re.findall(r"\w+", side)) for side in (left, right)]
    names = [*sides[0], *sides[1]]
    if len(set(names)) < len(names):
        msg = f"{text!r} has an integer twice"
        raise ValueError(msg)
    return Equation(sides[0], sides[1], is_equal)


def equations_in(
    known: Mapping[str, Sequence[int]], lines: Sequence[Sequence[str]] = ()
) -> list[Equation]:
    """Return the equations that all examples fulfil, none of which follows from others.

    One is believed only if chance would hardly have made any: with three examples
    of large numbers, but not with two of small ones. That the sums of whole lines
    are equal is asked first, because it is more likely meant than any other.

    Args:
        known: Integers by name, one of each example.
        lines: Names of the integers of each line.
    """
    names = [name for name, values in known.items() if len(set(values)) > 1]
    names = names[:_MOST_NAMES]
    rows = sorted(set(zip(*(known[name] for name in names), strict=True)))
    chance = 1.0
    for row in rows:
        chance /= max(2, *map(abs, row))
    basis: list[list[Fraction]] = []
    found = []
    for number, signs in enumerate(_sign_vectors(names, lines), start=1):
        if number * chance > _MOST_CHANCE:
            break
        if any(_dot(signs, row) for row in rows) or not _extend(basis, signs):
            continue
        left = tuple(n for n, sign in zip(names, signs, strict=True) if sign > 0)
        right = tuple(n for n, sign in zip(names, signs, strict=True) if sign < 0)
        if left and right:
            found.append(Equation(left, right))
    return found


def _sign_vectors(
    names: Sequence[str], lines: Sequence[Sequence[str]]
) -> Iterator[tuple[int, ...]]:
    """Yield the sides that integers may be on: lines first, then what is short."""
    whole = [line for line in lines if line and set(line) <= set(names)]
    for one, other in combinations(whole, 2):
        yield tuple((name in one) - (name in other) for name in names)
    for terms in range(2, min(len(names), _MOST_TERMS) + 1):
        for places in combinations(range(len(names)), terms):
            for signs in product((1, -1), repeat=terms - 1):
                vector = [0] * len(names)
                vector[places[0]] = 1
                for place, sign in zip(places[1:], signs, strict=True):
                    vector[place] = sign
                yield tuple(vector)


def _dot(signs: Sequence[int], row: Sequence[int]) -> int:
    return sum(sign * value for sign, value in zip(signs, row, strict=True))


def _extend(basis: list[list[Fraction]], signs: Sequence[int]) -> bool:
    """Add an equation to a basis; say whether it did not follow from it."""
    row = [Fraction(sign) for sign in signs]
    for known in basis:
        lead = next(place for place, value in enumerate(known) if value)
        if row[lead]:
            factor = row[lead] / known[lead]
            row = [a - factor * b for a, b in zip(row, known, strict=True)]
    if not any(row):
        return False
    basis.append(row)
    return True
