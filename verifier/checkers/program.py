"""The contract of checkers that are programs of the tests."""

from abc import abstractmethod
from typing import Annotated, override

from pydantic import Field

from sandboxes import RunResult
from verifier.checkers.checker import Checker
from verifier.errands import Assistant, Errand, Opinion
from verifier.languages import KnownLanguage
from verifier.paths import Files

INPUT, OUTPUT, ANSWER = "case/input", "case/output", "case/answer"
"""Where a program of the tests finds what it is to look at."""

type Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]
type FullPoints = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class ProgramChecker(Checker):
    """A checker that runs, in a box of its own, never with the candidate.

    Here is what it is, what it is asked, and how its ending is read, all of
    it data; `verifier.graders.checking` has it run. It promises nothing: one
    that crashes, loops or talks nonsense is a failure of the tests.
    """

    source: str = Field(description="Text of its main file.")
    files: Files = Field(default={}, description="Its other files, testlib.h say.")

    @override
    def languages(self) -> frozenset[str]:
        return frozenset({self.assistant.language})

    @property
    @abstractmethod
    def assistant(self) -> Assistant:
        """The program."""

    @abstractmethod
    def errand(self, case_input: bytes, output: bytes, answer: bytes) -> Errand:
        """Say what it is asked about one output."""

    @abstractmethod
    def opinion(self, run: RunResult) -> Opinion:
        """Read what it said.

        Raises:
            AssistantFailedError: It crashed, or left its convention.
        """

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        msg = "a checker that is a program must be run"
        raise TypeError(msg)

    @override
    def value_complaint(self, output: object, answer: object) -> str | None:
        msg = "a checker that is a program must be run"
        raise TypeError(msg)


class AnyLanguageChecker(ProgramChecker):
    """A checker in a language of its own, called by a judge's convention."""

    language: KnownLanguage = "cpp"
    full_points: FullPoints = Field(
        default=1.0, description="Points of an output that is all right."
    )

    @property
    @override
    def assistant(self) -> Assistant:
        return Assistant(
            role="checker", language=self.language, text=self.source, files=self.files
        )
