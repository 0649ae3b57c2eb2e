"""An oracle that looks at two inputs and their outputs: a metamorphic relation.

What the answer is, nobody knows; what becomes of it when the input is changed
in a certain way, somebody does (Chen, Cheung and Yiu 1998).
"""

from collections.abc import Sequence
from typing import Annotated, Any, Literal, override

from pydantic import Field

from verifier.errors import AssistantFailedError
from verifier.generation.answers import Answered
from verifier.generation.inputs import Input, typed_json
from verifier.generation.oracles.oracle import (
    MOST_SOURCE,
    Finding,
    Inquiry,
    Oracle,
    truth_of,
)
from verifier.generation.replies import Reply
from verifier.values import Value

_ROLE = "metamorphic relation"


class MetamorphicOracle(Oracle):
    """`transform(*args)` makes another input; `holds(output, other, *args)` judges.

    `transform` returns the list (or tuple) of the new arguments, or the new text
    of a program; None where the relation says nothing of an input. An input
    that it makes must be legal, too.

    Attributes:
        source: Python that defines both.
    """

    kind: Literal["metamorphic"] = "metamorphic"
    source: Annotated[str, Field(max_length=MOST_SOURCE)]

    @override
    def judge(self, inquiry: Inquiry, answered: Sequence[Answered]) -> list[Finding]:
        others = self._others(inquiry, [one.input for one in answered])
        asked = [other for other in others if other is not None]
        replies = dict(zip(asked, inquiry.answers(asked), strict=True)) if asked else {}
        findings = [Finding.UNDECIDED] * len(answered)
        places, calls = [], []
        for place, (one, other) in enumerate(zip(answered, others, strict=True)):
            reply = replies.get(other) if other else None
            if reply and reply.is_value:
                places.append(place)
                outputs = [inquiry.output(one.answer), inquiry.output(reply)]
                calls.append([*outputs, *inquiry.given(one.input)])
        for place, reply in zip(
            places, inquiry.ask(_ROLE, self.source, "holds", calls), strict=True
        ):
            findings[place] = truth_of(_ROLE, reply)
        return findings

    @override
    def cases(
        self, inquiry: Inquiry, inputs: Sequence[Input]
    ) -> list[dict[str, Any] | None]:
        found: list[dict[str, Any] | None] = []
        for other in self._others(inquiry, inputs):
            if other is None:
                found.append(None)
            elif inquiry.is_stdio:
                found.append({"source": self.source, "other_input": other.data})
            else:
                found.append({"source": self.source, "other_args": other.arguments()})
        return found

    def _others(self, inquiry: Inquiry, inputs: Sequence[Input]) -> list[Input | None]:
        """Return the follow-up of each input; None where there is no legal one."""
        calls = [inquiry.given(one) for one in inputs]
        replies = inquiry.ask(_ROLE, self.source, "transform", calls)
        made = [_follow_up(reply, is_stdio=inquiry.is_stdio) for reply in replies]
        legal = set(inquiry.legal([one for one in made if one is not None]))
        return [one if one in legal else None for one in made]


def _follow_up(reply: Reply, *, is_stdio: bool) -> Input | None:
    if not reply.is_value:
        raise AssistantFailedError(_ROLE, f"transform {reply.words}")
    value = reply.value
    if value is None:
        return None
    if is_stdio and isinstance(value, str):
        return Input(value.encode(errors="surrogatepass"))
    items = _items(value)
    if is_stdio or items is None:
        wanted = "a text" if is_stdio else "a list of arguments"
        raise AssistantFailedError(_ROLE, f"transform returned no {wanted[2:]}")
    return Input(typed_json(items))


def _items(value: Value) -> list[Value] | None:
    if isinstance(value, list):
        return value
    if isinstance(value, dict) and set(value) == {"$tuple"}:
        inner = value["$tuple"]
        return inner if isinstance(inner, list) else None
    return None


ORACLES = (MetamorphicOracle,)
