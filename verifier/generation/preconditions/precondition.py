"""The contract of a precondition: is this input legal?"""

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict

from sandboxes import Limits, Sandbox
from verifier.assistants import Assistants
from verifier.generation.inputs import Input, Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class Court:
    """What a precondition decides with.

    Attributes:
        problem: What the inputs are for.
        sandbox: Where boxes come from.
        assistants: Runs programs of the tests, each in a box of its own.
        limits: What one run may use.
        check: Called before anything lengthy; may raise.
    """

    problem: Problem
    sandbox: Sandbox
    assistants: Assistants
    limits: Limits
    check: Callable[[], None]


class Precondition(BaseModel):
    """Says which inputs are legal; the same inputs, the same answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @abstractmethod
    def complaints(self, court: Court, inputs: Sequence[Input]) -> list[str | None]:
        """Say why each input is illegal; None if it is legal.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """

    @property
    def tells_all(self) -> bool:
        """Whether what it takes is legal, whatever examples have in common."""
        return False

    @property
    def is_formal(self) -> bool:
        """Whether it says form and ranges alone: not how parts go together."""
        return False

    @property
    def text(self) -> str:
        """Its source, in which limits may stand."""
        return ""

    def complaint_about(self, *, is_stdio: bool) -> str | None:
        """Say why it cannot judge inputs of that kind, if so."""
        del is_stdio
        return None
