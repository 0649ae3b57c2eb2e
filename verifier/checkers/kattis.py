"""Output validators of the Kattis problem package format."""

from typing import Literal, override

from pydantic import Field

from sandboxes import RunResult
from verifier.checkers.conventions import FEEDBACK, opinion_of_kattis
from verifier.checkers.program import (
    ANSWER,
    INPUT,
    Argument,
    FullPoints,
    ProgramChecker,
)
from verifier.errands import Assistant, Errand, Opinion
from verifier.languages import KnownLanguage


class KattisChecker(ProgramChecker):
    """A program called as `validator input answer feedback/ < output`.

    It exits with 42 if the output is right, and with 43 if it is wrong. Of the
    feedback directory `judgemessage.txt` and `score.txt` are read.
    """

    kind: Literal["kattis"] = "kattis"
    language: KnownLanguage = "cpp"
    args: list[Argument] = Field(
        default=[], max_length=256, description="Its `validator_flags`."
    )
    full_points: FullPoints = Field(
        default=1.0, description="Score of an output that is all right."
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
