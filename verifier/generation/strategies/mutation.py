"""Inputs from the examples at hand, changed a little, as their types allow.

The idea is EvalPlus's (Liu et al. 2023): an example shows what an input looks
like, and its neighbours are what its author did not think of.
"""

from collections.abc import Iterator
from typing import Any, Literal, override

from verifier.generation.inputs import Input, call_input
from verifier.generation.loose import loosened
from verifier.generation.mutating import Mutator, mutate_text
from verifier.generation.skeletons import neighbor, nudged
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.values import MalformedValueError

_MOST_CHANGES = 4
_MOST_BYTES = 20_000
_SMALL = 1000
_LOOSE = 0.7
"""How many of the inputs in doubt change what the doubt is not about."""
_NEAR = 0.7
"""How many of the inputs without a layout keep all that may mean something."""


class MutationStrategy(Strategy):
    """Changes examples, and what came of changing them."""

    kind: Literal["mutation"] = "mutation"

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        pool = list(workshop.problem.examples)
        for _ in range(workshop.count if pool else 0):
            parent = workshop.random.choice(pool)
            made = self._child(workshop, parent, pool)
            if made is None or len(made.data) > _MOST_BYTES:
                continue
            pool.append(made)
            yield made

    def _child(
        self, workshop: Workshop, parent: Input, pool: list[Input]
    ) -> Input | None:
        random, problem = workshop.random, workshop.problem
        if problem.is_stdio:
            if problem.is_doubtful:
                # Small examples say as much, and cost less.
                shares = [1 / (1 + len(one.data) // _SMALL) for one in problem.examples]
                [first] = random.choices(problem.examples, shares)
                if problem.layout and problem.loose and random.random() < _LOOSE:
                    data = loosened(first.data, problem.layout, problem.loose, random)
                    return Input(data, self.kind)
                if problem.is_solvable:
                    return None
                return Input(nudged(first.data, random), self.kind)
            if problem.layout is None and random.random() < _NEAR:
                return Input(neighbor(parent.data, random), self.kind)
            other = random.choice(pool).data
            return Input(mutate_text(parent.data, other, random), self.kind)
        mutator = Mutator(random, problem.constants)
        values: list[Any] = list(parent.values())
        if not values:
            return None
        other_values = random.choice(pool).values()
        for _ in range(random.randint(1, _MOST_CHANGES)):
            place = random.randrange(len(values))
            if place < len(other_values) and random.random() < mutator.cross:
                values[place] = other_values[place]
                continue
            domain = problem.domains[place] if place < len(problem.domains) else None
            values[place] = mutator.change(values[place], domain)
        try:
            return call_input(values, self.kind)
        except (TypeError, MalformedValueError):
            return None


STRATEGIES = (MutationStrategy,)
