"""`stdio` cases: bytes in, bytes out; the answer stays outside."""

from dataclasses import replace
from functools import partial
from typing import Annotated, Literal, Self, override

from pydantic import Field, model_validator

from sandboxes import Limits, RunResult
from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.content import Content
from verifier.errands import Opinion
from verifier.graders.case import Case
from verifier.graders.checking import check
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.paths import Files
from verifier.program import Program

type _Argument = Annotated[str, Field(max_length=4096, pattern=r"^[^\x00]*$")]


class StdioCase(Case):
    """Compares what a program writes with an answer."""

    kind: Literal["stdio"] = "stdio"
    # Factories for the defaults of what many cases leave out: pydantic copies
    # others deeply, which took half of a request's validation.
    input: Content = Field(default=b"", description="What the program reads.")
    answer: Content | None = Field(
        default=None,
        description="What it must write to standard output; null if only files count.",
    )
    args: list[_Argument] = Field(
        default_factory=list,
        max_length=256,
        description="Its command line arguments.",
        json_schema_extra={"default": []},
    )
    files: Files = Field(
        default_factory=dict,
        description="Files in its working directory.",
        json_schema_extra={"default": {}},
    )
    answer_files: Files = Field(
        default_factory=dict,
        description="Files that it must leave in its working directory.",
        json_schema_extra={"default": {}},
    )

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if self.answer is None and not self.answer_files:
            msg = "a stdio case needs an answer, or answer_files"
            raise ValueError(msg)
        return self

    @property
    @override
    def paths_beside(self) -> frozenset[str]:
        return frozenset(self.files)

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
        points = None
        if verdict is None:
            opinion = self._opinion(run, self.checker or checker, program.assistants)
            verdict = Verdict.WRONG_ANSWER if opinion.complaint else Verdict.ACCEPTED
            feedback, points = opinion.complaint or "", opinion.points
        return CaseOutcome(
            verdict=verdict,
            feedback=feedback,
            run=run,
            shown_input=self.input,
            shown_output=run.stdout,
            shown_answer=self.answer or b"",
            weight=self.weight,
            group=self.group,
            points=points,
        )

    def _opinion(
        self, run: RunResult, checker: Checker, assistants: Assistants
    ) -> Opinion:
        """Ask about standard output and each file; the first complaint counts."""
        ask = partial(check, checker, assistants, case_input=self.input)
        opinion = Opinion()
        if self.answer is not None:
            opinion = ask(output=run.stdout, answer=self.answer)
            if opinion.complaint:
                return opinion
        for path, answer in self.answer_files.items():
            file = run.collected.get(path)
            if file is None:
                missing = run.collect_error or f"{path}: was not made"
                return Opinion(complaint=f"file {missing}")
            opinion = ask(output=file.data, answer=answer)
            if opinion.complaint:
                return replace(opinion, complaint=f"file {path}: {opinion.complaint}")
        return opinion


CASES = (StdioCase,)
