"""An oracle that looks at one input and its output: a property of right answers."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, override

from pydantic import Field

from verifier.generation.answers import Answered
from verifier.generation.inputs import Input
from verifier.generation.oracles.oracle import (
    MOST_SOURCE,
    Finding,
    Inquiry,
    Oracle,
    truth_of,
)

_ROLE = "property"


class PropertyOracle(Oracle):
    """A function `holds(output, *args)` in Python; of a program, of two texts.

    False, or `AssertionError`, means that the output is wrong.

    Attributes:
        source: Python that defines it.
    """

    kind: Literal["property"] = "property"
    source: Annotated[str, Field(max_length=MOST_SOURCE)]

    @override
    def judge(self, inquiry: Inquiry, answered: Sequence[Answered]) -> list[Finding]:
        calls = [
            [inquiry.output(one.answer), *inquiry.given(one.input)] for one in answered
        ]
        replies = inquiry.ask(_ROLE, self.source, "holds", calls)
        return [truth_of(_ROLE, reply) for reply in replies]

    @override
    def cases(
        self, inquiry: Inquiry, inputs: Sequence[Input]
    ) -> list[dict[str, Any] | None]:
        return [{"source": self.source} for _ in inputs]


ORACLES = (PropertyOracle,)
