"""Checkers of the testlib convention."""

from typing import Literal, override

from pydantic import Field

from sandboxes import RunResult
from verifier.checkers.conventions import opinion_of_testlib
from verifier.checkers.program import (
    ANSWER,
    INPUT,
    OUTPUT,
    Argument,
    FullPoints,
    ProgramChecker,
)
from verifier.errands import Assistant, Errand, Opinion
from verifier.languages import KnownLanguage


class TestlibChecker(ProgramChecker):
    """A program called as `checker input output answer`.

    It exits with 0 if the output is right, 1 or 2 if it is wrong, 3 if the
    tests are, and 7 for points, which it writes to standard error: `points N`.
    It brings its own `testlib.h`, or does without.
    """

    __test__ = False  # not a test class, whatever pytest thinks

    kind: Literal["testlib"] = "testlib"
    language: KnownLanguage = "cpp"
    args: list[Argument] = Field(
        default=[], max_length=256, description="Arguments after the three files."
    )
    full_points: FullPoints = Field(
        default=1.0, description="Points of an output that is all right."
    )

    @property
    @override
    def assistant(self) -> Assistant:
        return Assistant(
            role="checker", language=self.language, text=self.source, files=self.files
        )

    @override
    def errand(self, case_input: bytes, output: bytes, answer: bytes) -> Errand:
        return Errand(
            args=(INPUT, OUTPUT, ANSWER, *self.args),
            files={INPUT: case_input, OUTPUT: output, ANSWER: answer},
        )

    @override
    def opinion(self, run: RunResult) -> Opinion:
        return opinion_of_testlib(run, "checker", self.full_points)


CHECKERS = (TestlibChecker,)
