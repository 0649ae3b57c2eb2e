"""Output validators of the Kattis problem package format."""

from typing import Literal, override

from pydantic import Field

from sandboxes import RunResult
from verifier.checkers.conventions import FEEDBACK, opinion_of_kattis
from verifier.checkers.program import (
    ANSWER,
    INPUT,
    AnyLanguageChecker,
    Argument,
    FullPoints,
)
from verifier.errands import Errand, Opinion


class KattisChecker(AnyLanguageChecker):
    """A program called as `validator input answer feedback/ < output`.

    It exits with 42 if the output is right, and with 43 if it is wrong. Of the
    feedback directory `judgemessage.txt` and `score.txt` are read.
    """

    kind: Literal["kattis"] = "kattis"
    args: list[Argument] = Field(
        default=[], max_length=256, description="Its `validator_flags`."
    )
    full_points: FullPoints = Field(
        default=1.0, description="Score of an output that is all right."
    )

    @override
    def errand(self, case_input: bytes, output: bytes, answer: bytes) -> Errand:
        return Errand(
            args=(INPUT, ANSWER, f"{FEEDBACK}/", *self.args),
            stdin=output,
            files={INPUT: case_input, ANSWER: answer},
            folders=(FEEDBACK,),
            collect=(FEEDBACK,),
        )

    @override
    def opinion(self, run: RunResult) -> Opinion:
        return opinion_of_kattis(run, "checker", self.full_points)


CHECKERS = (KattisChecker,)
