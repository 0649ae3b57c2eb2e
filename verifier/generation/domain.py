"""What values an argument may have: a type, and what is known of its bounds.

Strategies draw from domains, and `fits` keeps what they change inside. Values
are Python's builtins here; they become typed JSON at the edge (`inputs`).
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from itertools import pairwise
from typing import Any

from verifier.generation.forms import form_of


class Shape(StrEnum):
    """The type of a value, as far as builtins have one."""

    ANY = "any"
    NONE = "none"
    BOOL = "bool"
    INT = "int"
    FLOAT = "float"
    STR = "str"
    BYTES = "bytes"
    LIST = "list"
    TUPLE = "tuple"
    """Any number of items, all of `items[0]`."""
    RECORD = "record"
    """A tuple with an item for each of `items`."""
    SET = "set"
    FROZENSET = "frozenset"
    DICT = "dict"
    """Keys of `items[0]`, values of `items[1]`."""
    OBJECT = "object"
    """A dict with a value of each of `items` under the key at its place in `keys`."""
    UNION = "union"
    """One of `items`."""
    LITERAL = "literal"
    """One of `values`."""


CONTAINERS = frozenset(
    {Shape.LIST, Shape.TUPLE, Shape.SET, Shape.FROZENSET, Shape.DICT}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Domain:
    """The values that an argument, or a part of one, may have.

    Attributes:
        shape: Their type.
        items: Domains of what they hold.
        keys: Keys of an `OBJECT`.
        forms: What a text looks like (`forms.form_of`), any of them; empty if
            that is not known.
        values: Which they are, of `LITERAL`.
        low: Least number; None if nothing is known.
        high: Greatest number.
        least: Fewest characters or items.
        most: Most of them.
        alphabet: Characters that a text may have; empty if any.
        words: Texts that are joined by `separator` to make a text; empty if it
            is made of characters.
        separator: What stands between words.
        sizes: How long the runs of a form are.
        is_sorted: Whether items ascend.
        is_distinct: Whether no item is there twice.
        is_square: Whether it has as many rows as each row has items.
        is_rectangular: Whether all rows of a list of lists are equally long.
        has_guessed_low: Whether no words say `low`.
        has_guessed_high: Whether no words say `high`.
    """

    shape: Shape
    items: tuple["Domain", ...] = ()
    values: tuple[Any, ...] = field(default=(), compare=False)
    keys: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()
    low: float | None = None
    high: float | None = None
    least: int = 0
    most: int | None = None
    alphabet: str = ""
    words: tuple[str, ...] = ()
    separator: str = " "
    sizes: tuple[int, ...] = ()
    is_sorted: bool = False
    is_distinct: bool = False
    is_rectangular: bool = False
    is_square: bool = False
    has_guessed_low: bool = False
    has_guessed_high: bool = False

    def fits(self, value: object) -> bool:
        """Whether a value is in here."""
        match self.shape:
            case Shape.ANY:
                return True
            case Shape.NONE:
                return value is None
            case Shape.LITERAL:
                return any(type(v) is type(value) and v == value for v in self.values)
            case Shape.UNION:
                return any(item.fits(value) for item in self.items)
            case Shape.BOOL:
                return isinstance(value, bool)
            case Shape.INT:
                return type(value) is int and self._bounds(value)
            case Shape.FLOAT:
                return isinstance(value, int | float) and self._bounds(value)
            case Shape.STR | Shape.BYTES:
                return self._fits_text(value)
            case _:
                return self._fits_container(value)

    def _bounds(self, number: float) -> bool:
        if isinstance(number, bool) or not math.isfinite(number):
            return False
        above = self.low is None or number >= self.low
        return above and (self.high is None or number <= self.high)

    def _size(self, size: int) -> bool:
        return size >= self.least and (self.most is None or size <= self.most)

    def _fits_text(self, value: object) -> bool:
        if self.shape is Shape.BYTES:
            return isinstance(value, bytes) and self._size(len(value))
        if not isinstance(value, str) or not self._size(len(value)):
            return False
        if self.words:
            return not value or set(value.split(self.separator)) <= set(self.words)
        if self.forms:
            return form_of(value) in self.forms
        return not self.alphabet or set(value) <= set(self.alphabet)

    def _fits_container(self, value: Any) -> bool:
        match self.shape, value:
            case Shape.RECORD, tuple():
                pairs = zip(self.items, value, strict=False)
                is_whole = len(value) == len(self.items)
                return is_whole and all(item.fits(v) for item, v in pairs)
            case Shape.OBJECT, dict():
                fields = dict(zip(self.keys, self.items, strict=True))
                is_whole = set(value) == set(fields)
                return is_whole and all(fields[key].fits(value[key]) for key in fields)
            case Shape.DICT, dict():
                keys, items = self.items
                return self._size(len(value)) and all(
                    keys.fits(k) and items.fits(v) for k, v in value.items()
                )
            case (
                (Shape.LIST, list())
                | (Shape.TUPLE, tuple())
                | (Shape.SET, set())
                | (Shape.FROZENSET, frozenset())
            ):
                members: list[Any] = list(value)
                fit = self._size(len(members)) and all(map(self.items[0].fits, members))
                return fit and self._is_arranged(members)
            case _:
                return False

    def _is_arranged(self, members: Sequence[Any]) -> bool:
        if self.is_rectangular and len({len(row) for row in members}) > 1:
            return False
        if self.is_square and any(len(row) != len(members) for row in members):
            return False
        if self.is_distinct and len(set(map(repr, members))) < len(members):
            return False
        if not self.is_sorted:
            return True
        try:
            return all(a <= b for a, b in pairwise(members))
        except TypeError:
            return False

    def walk(self) -> list["Domain"]:
        """Return it and all domains in it."""
        return [self, *(found for item in self.items for found in item.walk())]


ANY = Domain(shape=Shape.ANY)


def merged(domains: Sequence[Domain]) -> Domain:
    """Return the least domain that holds all of some."""
    found: list[Domain] = []
    for domain in domains:
        for part in domain.items if domain.shape is Shape.UNION else (domain,):
            for place, other in enumerate(found):
                joint = _joint(other, part)
                if joint is not None:
                    found[place] = joint
                    break
            else:
                found.append(part)
    real = [domain for domain in found if domain.shape is not Shape.ANY] or found
    if not real:
        return ANY
    return real[0] if len(real) == 1 else Domain(shape=Shape.UNION, items=tuple(real))


def _joint(one: Domain, other: Domain) -> Domain | None:
    numbers = {Shape.INT, Shape.FLOAT}
    if {one.shape, other.shape} == numbers:
        return Domain(shape=Shape.FLOAT)
    if one.shape is not other.shape:
        return None
    if one.shape is Shape.OBJECT and set(one.keys) != set(other.keys):
        return None
    if one.shape is Shape.RECORD and len(one.items) != len(other.items):
        return Domain(shape=Shape.TUPLE, items=(merged([*one.items, *other.items]),))
    pairs = zip(one.items, other.items, strict=True)
    return replace(one, items=tuple(merged(pair) for pair in pairs))


def domain_of(value: object) -> Domain:
    """Return the type of a value as a domain; nothing is said of bounds."""
    match value:
        case None:
            return Domain(shape=Shape.NONE)
        case bool():
            return Domain(shape=Shape.BOOL)
        case int() | float() | str() | bytes():
            return Domain(shape=Shape(type(value).__name__))
        case tuple():
            return Domain(shape=Shape.RECORD, items=tuple(map(domain_of, value)))
        case dict():
            keys = merged([domain_of(key) for key in value])
            items = merged([domain_of(item) for item in value.values()])
            return Domain(shape=Shape.DICT, items=(keys, items))
        case list() | set() | frozenset():
            item = merged([domain_of(member) for member in value])
            return Domain(shape=Shape(type(value).__name__), items=(item,))
        case _:
            return ANY
