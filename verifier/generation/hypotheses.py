"""Draws from domains with Hypothesis, the same values from the same seed.

Hypothesis looks for constants in the modules of the process that it is in; what
is imported differs among engines, so the provider here has it look nowhere.
"""

import string
from collections.abc import Sequence
from functools import cached_property
from random import Random
from typing import Any, override

import hypothesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from verifier.generation.domain import Domain, Shape
from verifier.generation.forms import filled

_BACKEND = "verifier-seeded"
_MOST_ITEMS = 12
_LARGE = 1000
_CHEAP = 10**9
"""A number that may be so large is not counted to."""


class SeededProvider(providers.HypothesisProvider):
    """Hypothesis' own source of chance, without constants of this process."""

    @override
    @cached_property
    def _local_constants(self) -> Constants:
        return Constants()


providers.AVAILABLE_PROVIDERS[_BACKEND] = SeededProvider


def drawn(
    strategy: st.SearchStrategy[Any], count: int, seed: int
) -> list[tuple[Any, ...]]:
    """Draw some values of a strategy, the same ones for the same seed."""
    found: list[tuple[Any, ...]] = []

    @hypothesis.seed(seed)
    @settings(
        max_examples=count,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        backend=_BACKEND,
    )
    @given(strategy)
    def take(values: tuple[Any, ...]) -> None:
        found.append(values)

    take()
    return found[:count]


def searching(domains: Sequence[Domain]) -> st.SearchStrategy[tuple[Any, ...]]:
    """Return a strategy for the arguments of a call."""
    return st.tuples(*map(from_domain, domains))


def from_domain(domain: Domain) -> st.SearchStrategy[Any]:
    """Return a strategy for one domain."""
    match domain.shape:
        case Shape.ANY:
            return st.one_of(st.integers(-100, 100), st.text(_PRINTABLE, max_size=8))
        case Shape.NONE:
            return st.none()
        case Shape.BOOL:
            return st.booleans()
        case Shape.LITERAL:
            return st.sampled_from(domain.values)
        case Shape.UNION:
            return st.one_of(*map(from_domain, domain.items))
        case Shape.INT:
            return _integers(domain)
        case Shape.FLOAT:
            return _floats(domain)
        case Shape.STR:
            return _texts(domain)
        case Shape.BYTES:
            most = domain.most or _MOST_ITEMS
            return st.binary(min_size=domain.least, max_size=most)
        case Shape.RECORD:
            return st.tuples(*map(from_domain, domain.items))
        case Shape.OBJECT:
            named = zip(domain.keys, map(from_domain, domain.items), strict=True)
            return st.fixed_dictionaries(dict(named))
        case _:
            return _containers(domain)


_PRINTABLE = string.ascii_letters + string.digits + " .,;:!?-_()"


def _integers(domain: Domain) -> st.SearchStrategy[int]:
    low = None if domain.low is None else int(domain.low)
    high = None if domain.high is None else int(domain.high)

    def between(radius: int) -> st.SearchStrategy[int]:
        least = max(-radius, low) if low is not None else -radius
        most = min(max(radius, least + radius), high) if high is not None else radius
        least = min(least, most) if low is None else least
        return st.integers(least, max(least, most))

    few = [between(5), between(20), between(100), between(_LARGE)]
    if high is not None and high >= _CHEAP:
        few.append(between(high))
    return st.one_of(few)


def _floats(domain: Domain) -> st.SearchStrategy[float]:
    low = -float(_LARGE) if domain.low is None else domain.low
    high = max(float(_LARGE), low) if domain.high is None else domain.high
    low = min(low, high)
    coarse = st.floats(low, high, allow_nan=False).map(lambda x: round(x, 2))
    whole = _integers(domain).map(float)
    return st.one_of(coarse, whole).filter(lambda x: low <= x <= high)


def _texts(domain: Domain) -> st.SearchStrategy[str]:
    most = domain.most if domain.most is not None else max(20, domain.least + 10)
    if domain.words:
        words = st.sampled_from(domain.words)
        joined = st.lists(words, min_size=domain.least and 1, max_size=8)
        return joined.map(domain.separator.join)
    if domain.forms:
        seeds = st.tuples(st.sampled_from(domain.forms), st.integers(0, 2**32))
        return seeds.map(lambda drawn: _filled(*drawn, domain.sizes))
    alphabet = domain.alphabet or _PRINTABLE
    few = st.sets(st.sampled_from(alphabet), min_size=1, max_size=3).flatmap(
        lambda letters: st.text(sorted(letters), min_size=domain.least, max_size=most)
    )
    return st.one_of(st.text(alphabet, min_size=domain.least, max_size=most), few)


def _filled(form: str, seed: int, sizes: tuple[int, ...]) -> str:
    return filled(form, Random(seed), sizes)


def _containers(domain: Domain) -> st.SearchStrategy[Any]:
    most = domain.most if domain.most is not None else domain.least + _MOST_ITEMS
    item = from_domain(domain.items[0])
    if domain.shape is Shape.DICT:
        keys, items = map(from_domain, domain.items)
        return st.dictionaries(keys, items, min_size=domain.least, max_size=most)
    lists: st.SearchStrategy[list[Any]] = st.lists(
        item,
        min_size=domain.least,
        max_size=most,
        unique_by=repr if domain.is_distinct else None,
    )
    if domain.is_rectangular and domain.items[0].shape is Shape.LIST:
        lists = _grids(domain, most)
    if domain.is_sorted:
        lists = lists.map(_sorted)
    match domain.shape:
        case Shape.TUPLE:
            return lists.map(tuple)
        case Shape.SET:
            return st.sets(item, min_size=domain.least, max_size=most)
        case Shape.FROZENSET:
            return st.frozensets(item, min_size=domain.least, max_size=most)
        case _:
            return lists


def _grids(domain: Domain, most: int) -> st.SearchStrategy[list[Any]]:
    row = domain.items[0]
    cell = from_domain(row.items[0])
    widest = row.most if row.most is not None else row.least + 6
    if domain.is_square:
        return st.integers(domain.least, max(domain.least, widest)).flatmap(
            lambda width: st.lists(
                st.lists(cell, min_size=width, max_size=width),
                min_size=width,
                max_size=width,
            )
        )
    return st.integers(row.least, max(row.least, widest)).flatmap(
        lambda width: st.lists(
            st.lists(cell, min_size=width, max_size=width),
            min_size=domain.least,
            max_size=most,
        )
    )


def _sorted(items: list[Any]) -> list[Any]:
    try:
        return sorted(items)
    except TypeError:
        return items
