"""A precondition in Python: a predicate over the arguments, or over what is read."""

from collections.abc import Sequence
from typing import Annotated, Literal, override

from pydantic import Field

from sandboxes import known_languages
from verifier.errors import AssistantFailedError
from verifier.generation.asking import Entry, Part
from verifier.generation.inputs import Input, call_input
from verifier.generation.preconditions.precondition import Court, Precondition
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.program import Source

_ROLE = "precondition"


class PythonPrecondition(Precondition):
    """A function `valid`, called as the solution is, or with the text that is read.

    An input is legal if it returns something true. One on which it raises
    `AssertionError` is illegal, too: contracts are often written as asserts.

    Attributes:
        source: Python that defines the function.
        function: Its name.
    """

    kind: Literal["python"] = "python"
    source: str
    function: Annotated[str, Field(max_length=256, pattern=r"^[^\W\d]\w*$")] = "valid"

    @override
    def complaints(self, court: Court, inputs: Sequence[Input]) -> list[str | None]:
        calls = list(inputs)
        if court.problem.is_stdio:
            texts = [one.data.decode(errors="replace") for one in inputs]
            calls = [call_input((text,), "") for text in texts]
        part = Part(
            role=_ROLE,
            language=known_languages().get("python"),
            source=Source(text=self.source),
            entry=Entry(function=self.function),
            limits=court.limits,
        )
        with Subject(court.sandbox, part, court.check) as subject:
            return [_complaint(reply) for reply in subject.answers(calls)]


def _complaint(reply: Reply) -> str | None:
    match reply.kind:
        case ReplyKind.VALUE:
            return None if reply.value else "the predicate is false"
        case ReplyKind.RAISED if reply.words.startswith("raised AssertionError"):
            return "the predicate is false"
        case _:
            raise AssistantFailedError(_ROLE, reply.words)


PRECONDITIONS = (PythonPrecondition,)
