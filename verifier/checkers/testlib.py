"""Checkers of the testlib convention."""

from typing import Literal, override

from pydantic import Field

from sandboxes import RunResult
from verifier.checkers.conventions import opinion_of_testlib
from verifier.checkers.program import (
    ANSWER,
    INPUT,
    OUTPUT,
    AnyLanguageChecker,
    Argument,
)
from verifier.errands import Errand, Opinion


class TestlibChecker(AnyLanguageChecker):
    """A program called as `checker input output answer`.

    It exits with 0 if the output is right, 1 or 2 if it is wrong, 3 if the
    tests are, and 7 for points, which it writes to standard error: `points N`.
    It brings its own `testlib.h`, or does without.
    """

    __test__ = False  # not a test class, whatever pytest thinks

    kind: Literal["testlib"] = "testlib"
    args: list[Argument] = Field(
        default=[], max_length=256, description="Arguments after the three files."
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
