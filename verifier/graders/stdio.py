"""`stdio` cases: bytes in, bytes out; the answer stays outside."""

from typing import Annotated, Literal, Self, override

from pydantic import Field, model_validator

from sandboxes import Limits, RunResult
from verifier.checkers import Checker
from verifier.content import Content
from verifier.graders.case import Case, ending
from verifier.outcome import CaseOutcome, Verdict
from verifier.paths import Files
from verifier.program import Program

type _Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class StdioCase(Case):
    """Compares what a program writes with an answer."""

    kind: Literal["stdio"] = "stdio"
    input: Content = Field(default=b"", description="What the program reads.")
    answer: Content | None = Field(
        default=None,
        description="What it must write to standard output; null if only files count.",
    )
    args: list[_Argument] = Field(
        default=[], max_length=256, description="Its command line arguments."
    )
    files: Files = Field(default={}, description="Files in its working directory.")
    answer_files: Files = Field(
        default={}, description="Files that it must leave in its working directory."
    )

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if self.answer is None and not self.answer_files:
            msg = "a stdio case needs an answer, or answer_files"
            raise ValueError(msg)
        return self

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        run = program.run(
            self.input,
            limits,
            args=self.args,
            files=self.files,
            collect=list(self.answer_files),
        )
        verdict = Verdict.of_run(run)
        feedback = ending(run) if verdict else ""
        if verdict is None:
            complaint = self._complaint(run, self.checker or checker)
            verdict = Verdict.WRONG_ANSWER if complaint else Verdict.ACCEPTED
            feedback = complaint or ""
        return CaseOutcome(
            verdict=verdict,
            feedback=feedback,
            run=run,
            shown_input=self.input,
            shown_output=run.stdout,
            shown_answer=self.answer or b"",
            weight=self.weight,
            group=self.group,
        )

    def _complaint(self, run: RunResult, checker: Checker) -> str | None:
        if self.answer is not None:
            complaint = checker.complaint(run.stdout, self.answer)
            if complaint:
                return complaint
        for path, answer in self.answer_files.items():
            file = run.collected.get(path)
            if file is None:
                return f"file {run.collect_error or path + ': was not made'}"
            complaint = checker.complaint(file.data, answer)
            if complaint:
                return f"file {path}: {complaint}"
        return None


CASES = (StdioCase,)
