"""`sql_script` cases: DML, DDL and transactions, judged by what they leave behind.

The script runs in autocommit as the owner of the database; what it has not
committed at its end is lost. Its state is then looked at in another box.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self, override

from pydantic import Field, model_validator

from sandboxes import BoxFailedError, Limits, RunResult, known_databases
from verifier.checkers import Checker
from verifier.errors import AssistantFailedError
from verifier.graders.sql_case import MOST_SQL_BYTES, SqlCase
from verifier.graders.sql_checks import (
    ErrorExpected,
    StateCheck,
    first_complaint,
    steps_of,
)
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.program import Program
from verifier.sql.options import Comparison
from verifier.sql.shelf import key_of
from verifier.sql.stage import Image, Stage
from verifier.sql.state import (
    Left,
    StateOptions,
    UnseenError,
    gold_state,
    state_difference,
    state_like,
)
from verifier.sql.wire import Reply, Role, Step, StepFlag, StepResult, Terms

ROLE = "gold script"
_BEFORE = "database before any script"
_MOST_CHECKS = 100


class SqlScriptCase(SqlCase):
    """Judges a script by the state that it leaves, by checks, or by its error."""

    kind: Literal["sql_script"] = "sql_script"
    gold: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="A script whose final state is the right one."
    )
    checks: Annotated[list[StateCheck], Field(max_length=_MOST_CHECKS)] = Field(
        default=[], description="Statements that are run afterwards, in their order."
    )
    before: Annotated[list[StateCheck], Field(max_length=_MOST_CHECKS)] = Field(
        default=[],
        description="Statements that tell whether the database is as the task has it "
        "before any script has run; if not, the tests are at fault.",
    )
    expect_error: ErrorExpected | None = Field(
        default=None, description="The error that the script must end in."
    )
    tables: Annotated[list[str], Field(max_length=1000)] = Field(
        default=[], description="Tables that count; all, and no more, if empty."
    )
    ignore_columns: Annotated[list[str], Field(max_length=1000)] = Field(
        default=[], description="Columns that do not: `column` or `table.column`."
    )
    check_schema: bool = Field(
        default=False,
        description="Whether columns, keys, constraints, indexes and views count.",
    )
    compare: Comparison = Field(
        default=Comparison(), description="How rows of tables compare."
    )
    commit_at_end: bool = Field(
        default=False, description="Commit what the script has left open."
    )

    @model_validator(mode="after")
    def _expect_something(self) -> Self:
        if not (self.gold or self.checks or self.expect_error):
            msg = "give gold, checks or expect_error"
            raise ValueError(msg)
        return self

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        stage = Stage(program.sandbox, known_databases().get(program.language.name))
        images = self.images(stage)
        for image in images:
            self._check_before(stage, image)
        golds = [self._gold_image(stage, image) for image in images]
        trial = _Trial(verdict=Verdict.ACCEPTED)
        passed = 0
        for image, gold in zip(images, golds, strict=True):
            trial = self._try(program.text, stage, image, gold, limits)
            if trial.verdict is not Verdict.ACCEPTED:
                break
            passed += 1
        failed = trial.verdict is not Verdict.ACCEPTED
        index = passed if failed else passed - 1
        feedback = trial.feedback
        if failed and len(images) > 1:
            feedback = f"instance {index}: {feedback}"
        details: dict[str, Any] = {
            "engine": f"{stage.database.name} {stage.version()}",
            "instances": len(images),
            "instances_passed": passed,
            "failed_instance": index if failed else None,
            "executed": trial.executed,
            "reason": trial.reason or None,
        }
        return CaseOutcome(
            verdict=trial.verdict,
            feedback=feedback,
            run=trial.run,
            shown_input=self.shown_instance(index),
            shown_output=trial.feedback.encode(errors="replace"),
            shown_answer=(self.gold or "").encode(errors="replace"),
            weight=self.weight,
            group=self.group,
            details=details,
        )

    def _check_before(self, stage: Stage, image: Image) -> None:
        """Find out, once, whether the database is as the task says."""
        if not self.before:
            return

        def look() -> bytes:
            run, reply = stage.run_trusted(image, steps_of(self.before), self.pins())
            complaint = first_complaint(self.before, run, reply, stage)
            if complaint:
                reason = f"is not as the task says: {complaint}"
                raise AssistantFailedError(_BEFORE, reason)
            return b"held"

        stated = [check.model_dump_json() for check in self.before]
        parts = (stage.origin(), image.key, str(self.pins()), *stated)
        stage.shelf.get_or_make(key_of("before", *parts), look)

    def _options(self) -> StateOptions:
        return StateOptions(
            tables=self.tables,
            ignore_columns=self.ignore_columns,
            check_schema=self.check_schema,
            compare=self.compare,
            pins=self.pins(),
        )

    def _terms(self) -> Terms:
        return Terms(most_statements=self.most_statements)

    def _script(self, sql: str) -> Step:
        flags = StepFlag.FRESH
        if self.commit_at_end:
            flags |= StepFlag.COMMIT
        return Step(sql=sql, role=Role.WRITER, flags=flags)

    def _gold_image(self, stage: Stage, image: Image) -> Image | None:
        if self.gold is None:
            return None
        gold = self.gold
        commits = str(self.commit_at_end)
        parts = (stage.origin(), image.key, str(self.pins()), str(self._terms()))
        key = key_of("gold state", gold, commits, *parts)

        def make() -> bytes:
            run, reply, data = stage.transform_trusted(
                image, [self._script(gold)], self.pins(), self._terms()
            )
            step = _only_step(reply)
            if step is not None and step.error_code is not None:
                raise AssistantFailedError(ROLE, f"fails: {step.error}")
            if data is None:
                raise AssistantFailedError(ROLE, ending(run))
            return data

        return Image(key=key, data=stage.shelf.get_or_make(key, make))

    def _try(
        self,
        text: str,
        stage: Stage,
        image: Image,
        gold: Image | None,
        limits: Limits,
    ) -> "_Trial":
        if len(text.encode(errors="surrogatepass")) > MOST_SQL_BYTES:
            words = f"the SQL has more than {MOST_SQL_BYTES} bytes"
            return _Trial(verdict=Verdict.RUNTIME_ERROR, feedback=words)
        run, reply, data = stage.transform(
            image, [self._script(text)], self.pins(), limits, self._terms()
        )
        trial = _Trial(verdict=Verdict.ACCEPTED, run=run)
        verdict = Verdict.of_run(run)
        if verdict:
            return replace(trial, verdict=verdict, feedback=ending(run))
        step = _only_step(reply)
        if step is None or not step.is_over:
            msg = f"{stage.database.name} ended in the middle of a step"
            raise BoxFailedError(msg, started=True)
        complaint = self._error_complaint(step, stage)
        if complaint is not None:
            return replace(trial, **complaint)
        trial = replace(trial, executed=step.error_code is None)
        if data is None:
            reason = run.collect_error or "its state was lost"
            return replace(trial, verdict=Verdict.RUNTIME_ERROR, feedback=reason)
        after = Left(image=Image(key="", data=data), limits=limits)
        words = self._state_complaint(stage, after, gold)
        if words:
            return replace(
                trial,
                verdict=Verdict.WRONG_ANSWER,
                reason="wrong_state",
                feedback=f"wrong_state: {words}",
            )
        words = self._checks_complaint(stage, after)
        if words:
            return replace(
                trial,
                verdict=Verdict.WRONG_ANSWER,
                reason="failed_check",
                feedback=f"failed_check: {words}",
            )
        return trial

    def _error_complaint(self, step: StepResult, stage: Stage) -> dict[str, Any] | None:
        database, code = stage.database, step.error_code
        if self.expect_error is not None:
            if code is not None and self.expect_error.fits(
                code, database.constraint_codes
            ):
                return None
            words = step.error or "it went well, where an error is expected"
            return {
                "verdict": Verdict.WRONG_ANSWER,
                "reason": "wrong_error",
                "feedback": f"wrong_error: {words}",
            }
        if code is None:
            return None
        verdict = Verdict.RUNTIME_ERROR
        if code in database.memory_codes:
            verdict = Verdict.MEMORY_LIMIT_EXCEEDED
        elif code in database.time_codes:
            verdict = Verdict.TIME_LIMIT_EXCEEDED
        return {"verdict": verdict, "feedback": step.error}

    def _state_complaint(self, stage: Stage, after: Left, gold: Image | None) -> str:
        if gold is None:
            return ""
        options = self._options()
        wanted = gold_state(stage, gold, options)
        try:
            found = state_like(stage, after, options, wanted)
        except UnseenError as error:
            return f"looking at it {error}"
        return state_difference(wanted, found, options)

    def _checks_complaint(self, stage: Stage, after: Left) -> str:
        if not self.checks:
            return ""
        steps = steps_of(self.checks)
        run, reply = stage.run(after.image, steps, self.pins(), after.limits)
        return first_complaint(self.checks, run, reply, stage)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Trial:
    """What became of the script on one instance."""

    verdict: Verdict
    reason: str = ""
    feedback: str = ""
    run: RunResult | None = None
    executed: bool = False


def _only_step(reply: Reply) -> StepResult | None:
    return reply.steps[0] if reply.steps else None


CASES = (SqlScriptCase,)
