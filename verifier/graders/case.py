"""The contract of a test case: put a program to it and say what became of it."""

from abc import abstractmethod
from collections.abc import Callable
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field

from sandboxes import Language, Limits, Target, known_databases
from verifier.checkers import AnyChecker, Checker
from verifier.limits import LimitsRequest
from verifier.outcome import CaseOutcome, Integrity, ending, signal_name
from verifier.program import Program

__all__ = ["Case", "ending", "signal_name"]


class Case(BaseModel):
    """One input, and what is expected of a program that gets it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(max_length=256)] | None = Field(
        default=None, description="Your name for the case; comes back in the report."
    )
    weight: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] = Field(
        default=1.0, description="Its share in a `weighted` reward."
    )
    group: Annotated[str, Field(max_length=256)] | None = Field(
        default=None,
        description="Cases of one group pay only together in a `weighted` reward.",
    )
    limits: LimitsRequest | None = Field(
        default=None, description="Limits of this case alone."
    )
    checker: AnyChecker | None = Field(
        default=None, description="Checker of this case alone."
    )

    @abstractmethod
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        """Put a program to the case.

        Args:
            program: The built submission.
            limits: What a run of it may use.
            checker: What compares output and answer, unless the case has its own.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """

    @property
    def integrity(self) -> Integrity:
        """How far the case keeps the candidate from what judges it."""
        return Integrity.SEALED

    def needs_program(self, language: Language) -> bool:
        """Whether the submission must be built by itself for this case."""
        del language
        return True

    @property
    def paths_beside(self) -> frozenset[str]:
        """Paths of files that the case puts beside the program."""
        return frozenset()

    def names(self) -> tuple[str, str | None] | None:
        """Return the function, or class and method, that a program must have."""
        return None

    def target(self) -> Target | None:
        """Return the function that it calls, with its types, if it calls one."""
        return None

    def complaint_about(self, language: str) -> str | None:
        """Say why programs of a language cannot be put to this case, if so."""
        if language in known_databases().by_any_name:
            kind = type(self).model_fields["kind"].default
            return f"{kind} cases need a programming language, and {language} is SQL"
        return None

    def languages(self) -> frozenset[str]:
        """Return the languages of what judges it, whose versions may matter."""
        return self.checker.languages() if self.checker else frozenset()

    def counting_work(self) -> Self:
        """Return the case such that what submissions cost is counted, where it can."""
        return self

    def stored_ids(self) -> list[str]:
        """Return the ids by which it names what is stored."""
        return []

    def filled_in(self, load: Callable[[str], bytes]) -> Self:
        """Return the case with what it names by an id in place of the id.

        Args:
            load: Returns what is stored under an id, JSON.

        Raises:
            UnknownTestSetError: There is nothing of such an id.
        """
        del load
        return self
