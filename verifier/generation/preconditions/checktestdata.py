"""A precondition in the language of checktestdata, in which many packages state it."""

from collections.abc import Sequence
from typing import Annotated, Literal, override

from pydantic import AfterValidator

from sandboxes import known_languages
from verifier.errors import AssistantFailedError
from verifier.generation.asking import Asking, Entry, Part
from verifier.generation.checktestdata.commands import has_assertion, python_of
from verifier.generation.inputs import Input, call_input
from verifier.generation.preconditions.precondition import Court, Precondition
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.program import Source

_ROLE = "grammar"
_TOGETHER = Asking(
    is_isolated=False,
    most_deaths=2,
    cpu_time_s=2.0,
    total_cpu_time_s=10.0,
    run_cpu_time_s=12.0,
)
"""What a grammar is translated to keeps nothing between calls; but its expressions may
be of the kind that never ends."""


def _understood(source: str) -> str:
    python_of(source)
    return source


class ChecktestdataPrecondition(Precondition):
    """A grammar of what a program reads (`.ctd`).

    An input is legal if the grammar takes all of it, to the byte. One on which it
    takes too long is not. Of a grammar that asserts nothing, what examples and
    statement say of the order of lines, of trees and the like holds, too.

    Attributes:
        source: The grammar.
    """

    kind: Literal["checktestdata"] = "checktestdata"
    source: Annotated[str, AfterValidator(_understood)]

    @property
    @override
    def tells_all(self) -> bool:
        return True

    @property
    @override
    def is_formal(self) -> bool:
        return not has_assertion(self.source)

    @property
    @override
    def text(self) -> str:
        return self.source

    @override
    def complaint_about(self, *, is_stdio: bool) -> str | None:
        return None if is_stdio else "says what is read, not arguments of functions"

    @override
    def complaints(self, court: Court, inputs: Sequence[Input]) -> list[str | None]:
        if not inputs:
            return []
        part = Part(
            role=_ROLE,
            language=known_languages().get("python"),
            source=Source(text=python_of(self.source)),
            entry=Entry(function="valid"),
            limits=court.limits,
        )
        texts = [one.data.decode(errors="replace") for one in inputs]
        calls = [call_input((text,), "") for text in texts]
        with Subject(court.sandbox, part, court.check) as subject:
            return [complaint_of(reply) for reply in subject.answers(calls, _TOGETHER)]


def complaint_of(reply: Reply) -> str | None:
    """Say why an input is illegal, by what the translated grammar replied.

    Raises:
        AssistantFailedError: The grammar failed.
    """
    match reply.kind:
        case ReplyKind.VALUE:
            return None if reply.value else "the grammar does not take it"
        case ReplyKind.DIED | ReplyKind.LEFT_OUT:
            return "the grammar takes too long"
        case _:
            raise AssistantFailedError(_ROLE, reply.words)


PRECONDITIONS = (ChecktestdataPrecondition,)
