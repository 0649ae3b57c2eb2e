"""An oracle that goes there and back: what was encoded must decode to itself."""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, override

from pydantic import Field

from verifier.generation.answers import Answered, normal_reply
from verifier.generation.inputs import Input, typed_json
from verifier.generation.oracles.oracle import Finding, Inquiry, Oracle
from verifier.generation.replies import Reply, ReplyKind


class RoundTripOracle(Oracle):
    """`inverse` of the same program leads from the output back to the argument.

    With several arguments, to the list of them.

    Attributes:
        inverse: Name of the function.
    """

    kind: Literal["round_trip"] = "round_trip"
    inverse: Annotated[str, Field(max_length=256, pattern=r"^[^\W\d]\w*$")]

    @override
    def complaint_about(self, *, is_stdio: bool, has_references: bool) -> str | None:
        if is_stdio:
            return "calls functions; for a whole program state a property that decodes"
        return None

    @override
    def judge(self, inquiry: Inquiry, answered: Sequence[Answered]) -> list[Finding]:
        calls = [Input(typed_json([one.answer.value])) for one in answered]
        replies = inquiry.others(self.inverse, calls)
        return [
            Finding.HOLDS
            if inquiry.comparer.is_same(one.input, normal_reply(back), _begin(one))
            else Finding.BROKEN
            for one, back in zip(answered, replies, strict=True)
        ]

    @override
    def cases(
        self, inquiry: Inquiry, inputs: Sequence[Input]
    ) -> list[dict[str, Any] | None]:
        return [{"inverse": self.inverse} for _ in inputs]


def _begin(one: Answered) -> Reply:
    args = one.input.arguments()
    value = args[0] if len(args) == 1 else args
    return Reply(kind=ReplyKind.VALUE, value=value)


ORACLES = (RoundTripOracle,)
