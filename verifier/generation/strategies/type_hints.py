"""Inputs from type hints, by Hypothesis."""

from collections.abc import Iterator
from typing import Any, Literal, override

from verifier.generation.inputs import Input, call_input
from verifier.generation.strategies.strategy import Strategy, Workshop
from verifier.values import MalformedValueError

_PER_RUN = 100


class TypeHintsStrategy(Strategy):
    """Draws each argument from its domain: its annotation and what is known of it."""

    kind: Literal["type_hints"] = "type_hints"

    @override
    def complaint_about(self, *, is_stdio: bool) -> str | None:
        return "draws arguments of functions, not stdin" if is_stdio else None

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        # Hypothesis takes a while to import, and clients need none of it.
        from verifier.generation.hypotheses import drawn, searching  # noqa: PLC0415

        problem = workshop.problem
        strategy = searching(problem.domains)
        left = workshop.count
        while left > 0:
            seed = workshop.random.getrandbits(64)
            for values in drawn(strategy, min(left, _PER_RUN), seed):
                made = _input(values, self.kind)
                if made is not None:
                    yield made
            left -= _PER_RUN


def _input(values: tuple[Any, ...], origin: str) -> Input | None:
    try:
        return call_input(values, origin)
    except (TypeError, MalformedValueError):
        return None


STRATEGIES = (TypeHintsStrategy,)
