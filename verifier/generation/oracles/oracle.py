"""The contract of an oracle: do these outputs go with these inputs?"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict

from sandboxes import Limits, Sandbox, known_languages
from verifier.errors import AssistantFailedError
from verifier.generation.answers import Answered
from verifier.generation.asking import Entry, Part
from verifier.generation.comparing import Comparer, written
from verifier.generation.inputs import Input, typed_json
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.limits import LimitsRequest
from verifier.program import Source
from verifier.values import Value

MOST_SOURCE = 1_048_576


class Finding(StrEnum):
    """What an oracle says of one output."""

    HOLDS = "holds"
    BROKEN = "broken"
    UNDECIDED = "undecided"
    """It cannot tell: too slow, not applicable, or the follow-up is not legal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What an oracle finds out with.

    Attributes:
        sandbox: Where boxes come from.
        is_stdio: Whether inputs are what a whole program reads.
        entry: What is called.
        limits: Limits that the request states, of each run of a reference.
        comparer: Compares answers.
        legal: Keeps the legal ones of some inputs.
        answers: The program in question: a reply for each input.
        others: Another function of the same program: a reply for each input.
        check: Called before anything lengthy; may raise.
    """

    sandbox: Sandbox
    is_stdio: bool
    entry: Entry
    limits: LimitsRequest
    comparer: Comparer
    legal: Callable[[Sequence[Input]], list[Input]]
    answers: Callable[[Sequence[Input]], list[Reply]]
    others: Callable[[str, Sequence[Input]], list[Reply]]
    check: Callable[[], None]

    def given(self, one: Input) -> list[Value]:
        """Return what functions of the tests get of an input."""
        if self.is_stdio:
            return [one.data.decode(errors="replace")]
        return one.arguments()

    def output(self, reply: Reply) -> Value:
        """Return what they get of an output."""
        if self.is_stdio:
            return written(reply.value).decode(errors="replace")
        return reply.value

    def ask(
        self, role: str, source: str, function: str, calls: Sequence[Sequence[Value]]
    ) -> list[Reply]:
        """Call a Python function of the tests, in a box of its own.

        Raises:
            AssistantFailedError: It cannot be loaded.
            BoxFailedError: There is no box for it.
        """
        if not calls:
            return []
        language = known_languages().get("python")
        limits: Limits = self.limits.over(language.limits)
        part = Part(
            role=role,
            language=language,
            source=Source(text=source),
            entry=Entry(function=function),
            limits=limits,
        )
        with Subject(self.sandbox, part, self.check) as subject:
            return subject.answers([Input(typed_json(call)) for call in calls])


def truth_of(role: str, reply: Reply) -> Finding:
    """Read what a function said that holds something against outputs.

    Raises:
        AssistantFailedError: It failed.
    """
    if reply.kind is ReplyKind.VALUE:
        return Finding.HOLDS if reply.value else Finding.BROKEN
    if reply.words.startswith("raised AssertionError"):
        return Finding.BROKEN
    raise AssistantFailedError(role, reply.words)


class Oracle(BaseModel):
    """Says whether outputs can be right; the same outputs, the same answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def judge(self, inquiry: Inquiry, answered: Sequence[Answered]) -> list[Finding]:
        """Hold it against inputs and the outputs of the program in question.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """

    @abstractmethod
    def cases(
        self, inquiry: Inquiry, inputs: Sequence[Input]
    ) -> list[dict[str, Any] | None]:
        """Write what a `relation` case of each input holds against a program.

        Returns:
            Fields of the case, beside the target; None where it cannot be applied.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """

    def complaint_about(self, *, is_stdio: bool, has_references: bool) -> str | None:
        """Say why it cannot be used in such a request, if so."""
        del is_stdio, has_references
        return None
