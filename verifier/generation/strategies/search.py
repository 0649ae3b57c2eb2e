"""Inputs near legal ones, which stated validators take: found step by step."""

from collections.abc import Iterator
from itertools import islice
from typing import Literal, override

from verifier.generation.inputs import Input
from verifier.generation.legal_search import LegalSearch
from verifier.generation.strategies.strategy import Strategy, Workshop

_TRIES_LARGE = 10
"""Inputs tried for each large one."""


class SearchStrategy(Strategy):
    """Changes legal inputs, keeps what the preconditions take, and goes on from it.

    In its first round some of the inputs are as large as the preconditions allow.
    """

    kind: Literal["search"] = "search"

    @override
    def complaint_about(self, *, is_stdio: bool) -> str | None:
        return None if is_stdio else "makes stdin, not arguments of functions"

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        seeds = [*workshop.problem.examples, *workshop.legal]
        if not seeds:
            return
        search = LegalSearch(
            seeds, workshop.lore, workshop.judge, workshop.random, self.kind
        )
        large = workshop.count // 3 if workshop.number == 0 else 0
        yield from islice(search.large(_TRIES_LARGE * large), large)
        yield from search.near(workshop.count - large)


STRATEGIES = (SearchStrategy,)
