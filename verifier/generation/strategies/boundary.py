"""Boundary and stress values: the ends of domains, and shapes that break programs."""

from collections.abc import Iterator
from itertools import islice
from random import Random
from typing import Annotated, Any, Literal, override

from pydantic import Field

from verifier.generation.domain import ANY, CONTAINERS, Domain, Shape
from verifier.generation.forms import filled
from verifier.generation.inputs import Input, call_input
from verifier.generation.mutating import Mutator
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.values import MalformedValueError

_NEAR = (
    0,
    1,
    -1,
    2,
    -2,
    3,
    4,
    5,
    7,
    8,
    9,
    10,
    12,
    16,
    50,
    99,
    100,
    101,
    1000,
    10_000,
)

_LARGE = (
    *(1023, 4096, 9973, 99_999, 2**16, 123_456, 10**6, 1_299_709),
    *(99_999_989, 999_999_937, 2**31, 10**9 + 7, 987_654_321, 2**53 + 1, 10**12),
    999_999_999_989,
    *(10**15 + 37, 2**63, 10**18 + 9, 123_456_789_012_345_678_901, 2**80 + 1),
)
"""Powers, primes, and where words of machines and floats end."""


class BoundaryStrategy(Strategy):
    """Ends of ranges, empty and single, equal, sorted, reversed, long.

    Attributes:
        size: Items or characters of what is long.
    """

    kind: Literal["boundary"] = "boundary"
    size: Annotated[int, Field(ge=1, le=1_000_000)] = 60

    @override
    def complaint_about(self, *, is_stdio: bool) -> str | None:
        return "makes arguments of functions, not stdin" if is_stdio else None

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        return islice(self._all(workshop), workshop.count)

    def _all(self, workshop: Workshop) -> Iterator[Input]:
        problem, random = workshop.problem, workshop.random
        domains = problem.domains
        if not domains:
            return
        mutator = Mutator(random, problem.constants)
        columns = [
            list(self._values(domain, random, problem.constants)) for domain in domains
        ]
        parents = [one.values() for one in problem.examples]
        parents = [p for p in parents if len(p) == len(domains)]
        # First each value beside arguments that go together, then all kinds of mixes.
        plan = [(place, value) for place, col in enumerate(columns) for value in col]
        random.shuffle(plan)
        for place, value in plan:
            base = list(random.choice(parents)) if parents else None
            values = base or [mutator.fresh(domain) for domain in domains]
            values[place] = value
            made = _input(values, self.kind)
            if made:
                yield made
        while True:
            made = _input([random.choice(col) for col in columns], self.kind)
            if made:
                yield made

    def _values(
        self, domain: Domain, random: Random, constants: tuple[Any, ...]
    ) -> Iterator[Any]:
        match domain.shape:
            case Shape.INT:
                yield from _integers(domain, constants)
            case Shape.FLOAT:
                for number in _integers(domain, constants):
                    yield from (float(number), number + 0.5, number - 0.25)
            case Shape.STR:
                yield from self._texts(domain, random, constants)
            case Shape.BOOL:
                yield from (False, True)
            case Shape.LITERAL:
                yield from domain.values
            case Shape.UNION:
                for item in domain.items:
                    yield from self._values(item, random, constants)
            case Shape.NONE:
                yield None
            case shape if shape in CONTAINERS:
                yield from self._containers(domain, random, constants)
            case _:
                mutator = Mutator(random, constants)
                yield from (mutator.fresh(domain) for _ in range(10))

    def _texts(
        self, domain: Domain, random: Random, constants: tuple[Any, ...]
    ) -> Iterator[str]:
        if domain.words:
            yield from ("", *domain.words)
            for _ in range(10):
                chosen = [random.choice(domain.words) for _ in range(10)]
                yield domain.separator.join(chosen)
            return
        if domain.forms:
            for form in domain.forms:
                for letters in ("0", "1", "9"):
                    yield form.replace("9", letters)
                yield from (filled(form, random, domain.sizes) for _ in range(10))
            return
        letters = domain.alphabet or "aAbzZ019 .,"
        yield from ("", *letters[:30])
        for pair in range(10):
            first, second = random.choice(letters), random.choice(letters)
            yield from (first + second, first * 2, first + second + first)
            yield from (first * (pair + 3), (first + second) * (pair + 1))
        yield random.choice(letters) * self.size
        yield "".join(random.choice(letters) for _ in range(self.size))
        half = "".join(random.choice(letters) for _ in range(6))
        yield from (half + half[::-1], half + half[-2::-1], half + half)
        yield from (constant for constant in constants if isinstance(constant, str))

    def _containers(
        self, domain: Domain, random: Random, constants: tuple[Any, ...]
    ) -> Iterator[Any]:
        mutator = Mutator(random, constants)
        makers = {Shape.TUPLE: tuple, Shape.SET: set, Shape.FROZENSET: frozenset}
        if domain.shape is Shape.DICT:
            keys, items = domain.items
            for size in (0, 1, 2, 3, 5, self.size // 4):
                yield {mutator.fresh(keys): mutator.fresh(items) for _ in range(size)}
            return
        make = makers.get(domain.shape, list)
        inner = domain.items[0]
        ends = list(islice(self._values(inner, random, constants), 24)) or [None]
        few = [random.choice(ends) for _ in range(2)]
        for members in self._arrangements(ends, few, inner, mutator, random):
            arranged = list(members)
            if domain.is_sorted:
                try:
                    arranged.sort()
                except TypeError:
                    continue
            try:
                yield make(arranged)
            except TypeError:
                continue

    def _arrangements(
        self,
        ends: list[Any],
        few: list[Any],
        inner: Domain,
        mutator: Mutator,
        random: Random,
    ) -> Iterator[list[Any]]:
        yield []
        for end in ends:
            yield [end]
        for size in (2, 3, 4, 6, 10):
            yield [random.choice(ends)] * size
            yield [random.choice(few) for _ in range(size)]
            for _ in range(3):
                yield [random.choice(ends) for _ in range(size)]
                yield [
                    mutator.fresh(inner if inner is not ANY else ANY)
                    for _ in range(size)
                ]
        for size in (8, self.size // 4, self.size):
            items = [mutator.fresh(inner) for _ in range(size)]
            yield items
            try:
                yield sorted(items)
                yield sorted(items, reverse=True)
            except TypeError:
                continue


def _integers(domain: Domain, constants: tuple[Any, ...]) -> Iterator[int]:
    numbers = [*_NEAR]
    for end in (domain.low, domain.high):
        if end is not None:
            numbers += [int(end), int(end) + 1, int(end) - 1]
    for constant in constants:
        if type(constant) is int:
            numbers += [constant, constant + 1, constant - 1]
    high = domain.high or 0
    for number in _LARGE:
        if number <= high:
            numbers += [number, number + 1, number - 1]
            numbers += [-number] if domain.low is not None and domain.low < 0 else []
    for number in dict.fromkeys(numbers):
        if domain.fits(number):
            yield number


def _input(values: list[Any], origin: str) -> Input | None:
    try:
        return call_input(values, origin)
    except (TypeError, MalformedValueError):
        return None


STRATEGIES = (BoundaryStrategy,)
