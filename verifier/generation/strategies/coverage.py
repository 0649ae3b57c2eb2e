"""A search guided by coverage: inputs that reached something new have children.

What is new is a branch of the reference that no input took before, or a mutant
that none killed. It is the way of greybox fuzzers, with probes in the source in
place of instrumented binaries.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal, override

from verifier.generation.inputs import Input
from verifier.generation.strategies.mutation import MutationStrategy
from verifier.generation.strategies.strategy import Strategy, Workshop


class CoverageStrategy(Strategy):
    """Changes the inputs that reached new branches or killed new mutants."""

    kind: Literal["coverage"] = "coverage"

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        # The last ones are the hardest to reach: they come twice.
        parents = (*workshop.pioneers, *workshop.pioneers[-8:])
        if not parents:
            return
        problem = replace(workshop.problem, examples=parents)
        inner = MutationStrategy()
        for one in inner.draw(replace(workshop, problem=problem)):
            yield Input(one.data, self.kind)


STRATEGIES = (CoverageStrategy,)
