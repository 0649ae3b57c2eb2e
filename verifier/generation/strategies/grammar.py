"""Inputs of whole programs from a declared layout, or from one that was mined."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Literal, override

from verifier.generation.inputs import Input, Problem
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_parts import ShapelessError
from verifier.generation.small_inputs import small_inputs
from verifier.generation.strategies.strategy import Strategy, Workshop

_TRIES = 3
_LOOKED_AT = 10_000
"""Bytes of an example."""
_MOST_SHOWN = 40
_NUMBER = re.compile(rb"-?\d{1,18}")
_LARGE_BYTES = 6_000_000
"""After so many bytes of a round, none is as long as may be: a set holds no more."""
_WIDE = 0.4
"""How many inputs are drawn of a layout that allows more than the examples show."""


class GrammarStrategy(Strategy):
    """Draws lines of fields.

    Attributes:
        layout: What inputs look like (`verifier.generation.layout`); null takes
            what the examples have in common.
    """

    kind: Literal["grammar"] = "grammar"
    layout: Layout | None = None

    @override
    def complaint_about(self, *, is_stdio: bool) -> str | None:
        return None if is_stdio else "makes stdin, not arguments of functions"

    @override
    def draw(self, workshop: Workshop) -> Iterator[Input]:
        layout = self.layout or workshop.problem.layout
        if layout is None:
            return
        if workshop.number == 0:
            small = small_inputs(layout, workshop.random)
            for data in islice(small, workshop.count // 2):
                yield Input(data, self.kind)
        wide = None if self.layout else workshop.problem.wide
        known = [
            numbers
            for numbers in (workshop.problem.constants, _shown(workshop.problem))
            if numbers
        ]
        left, room = workshop.count, _LARGE_BYTES
        for _ in range(_TRIES * workshop.count):
            if left <= 0:
                break
            is_wide = wide is not None and workshop.random.random() < _WIDE
            chosen = wide if wide is not None and is_wide else layout
            try:
                data = draw_input(
                    chosen,
                    workshop.random,
                    workshop.random.choice(known) if known else (),
                    may_stress=room > 0,
                    is_slow=workshop.is_slow,
                )
                room -= len(data)
                yield Input(data, self.kind)
            except ShapelessError:
                continue
            left -= 1


def _shown(problem: Problem) -> tuple[int, ...]:
    """Return the numbers of the examples; none, if they are too many to mean much.

    Authors show what is special: right angles, say, where others are seldom of use.
    """
    tokens = [t for one in problem.examples for t in one.data[:_LOOKED_AT].split()]
    numbers = {int(token) for token in tokens if _NUMBER.fullmatch(token)}
    return tuple(sorted(numbers - {0, 1})) if len(numbers) <= _MOST_SHOWN else ()


STRATEGIES = (GrammarStrategy,)
