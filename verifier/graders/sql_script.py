"""`sql_script` cases: DML, DDL and transactions, judged by what they leave behind.

The script runs in autocommit as the owner of the database; what it has not
committed at its end is lost. Its state is then looked at in another box.
"""

from dataclasses import dataclass, replace
from typing import Annotated, Any, Literal, Self, override

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandboxes import BoxFailedError, Limits, RunResult, known_databases
from verifier.checkers import Checker
from verifier.errors import AssistantFailedError
from verifier.graders.sql_case import MOST_SQL_BYTES, SqlCase
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.program import Program
from verifier.sql.compare import Expected, compare
from verifier.sql.gold import chosen
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
from verifier.sql.table import Table
from verifier.sql.wire import Reply, Role, Step, StepFlag, StepResult

ROLE = "gold script"
_MOST_CHECKS = 100

type _Cell = bool | int | float | str | None


class ErrorExpected(BaseModel):
    """An error that SQL must end in, by its class and never by its words."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    constraint: bool = Field(
        default=False, description="A constraint must refuse it, on any engine."
    )
    code: Annotated[str, Field(min_length=1, max_length=32)] | None = Field(
        default=None,
        description="Or what the engine's code begins with: SQLSTATE on PostgreSQL, "
        "numbers on MariaDB and SQLite, the kind of error on DuckDB.",
    )

    def fits(self, code: str, constraint_codes: tuple[str, ...]) -> bool:
        """Say whether an error of some code is the one expected."""
        if self.constraint and not code.startswith(constraint_codes):
            return False
        return self.code is None or code.startswith(self.code)


class StateCheck(BaseModel):
    """A statement that is run after the script, on a connection of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sql: Annotated[str, Field(min_length=1)] = Field(description="What is run.")
    rows: list[list[_Cell]] | None = Field(
        default=None, description="The rows that it must return …"
    )
    count: Annotated[int, Field(ge=0)] | None = Field(
        default=None, description="… or how many …"
    )
    exists: bool | None = Field(
        default=None, description="… or whether it returns any at all …"
    )
    error: ErrorExpected | None = Field(
        default=None, description="… or the error that it must end in."
    )
    compare: Comparison = Field(default=Comparison(), description="How rows compare.")

    @model_validator(mode="after")
    def _expect_one_thing(self) -> Self:
        stated = (self.rows, self.count, self.exists, self.error)
        if sum(it is not None for it in stated) != 1:
            msg = "give one of rows, count, exists, error"
            raise ValueError(msg)
        return self

    def complaint(self, step: StepResult, stage: Stage) -> str:
        """Say what is wrong with what it came to; empty if nothing is."""
        if self.error is not None:
            if step.error_code is None:
                return "it went well, where an error is expected"
            codes = stage.database.constraint_codes
            if self.error.fits(step.error_code, codes):
                return ""
            return f"another error than expected: {step.error}"
        if step.error_code is not None:
            return step.error
        table = chosen(step, -1, stage)
        if table is None:
            return "it returned no result"
        if self.count is not None and len(table.rows) != self.count:
            return f"{len(table.rows)} rows where {self.count} are expected"
        if self.exists is not None and bool(table.rows) is not self.exists:
            return "no row" if self.exists else "a row where none is expected"
        return self._rows_complaint(table) if self.rows is not None else ""

    def _rows_complaint(self, table: Table) -> str:
        rows = tuple(map(tuple, self.rows or ()))
        columns = tuple(table.columns)
        if rows and len(rows[0]) != len(columns):
            columns = tuple(f"column {index + 1}" for index in range(len(rows[0])))
        is_ordered = self.compare.order == "strict"
        expected = Expected(
            table=Table(columns=columns, rows=rows), is_ordered=is_ordered
        )
        return compare(expected, table, self.compare).words


class SqlScriptCase(SqlCase):
    """Judges a script by the state that it leaves, by checks, or by its error."""

    kind: Literal["sql_script"] = "sql_script"
    gold: Annotated[str, Field(min_length=1)] | None = Field(
        default=None, description="A script whose final state is the right one."
    )
    checks: Annotated[list[StateCheck], Field(max_length=_MOST_CHECKS)] = Field(
        default=[], description="Statements that are run afterwards, in their order."
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

    def _options(self) -> StateOptions:
        return StateOptions(
            tables=self.tables,
            ignore_columns=self.ignore_columns,
            check_schema=self.check_schema,
            compare=self.compare,
            pins=self.pins(),
        )

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
        parts = (stage.origin(), image.key, str(self.pins()))
        key = key_of("gold state", gold, commits, *parts)

        def make() -> bytes:
            run, reply, data = stage.transform_trusted(
                image, [self._script(gold)], self.pins()
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
            image, [self._script(text)], self.pins(), limits
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
        # What must be refused is tried as the owner, for whom constraints hold.
        steps = [
            Step(
                sql=check.sql,
                role=Role.TRUSTED if check.error is None else Role.WRITER,
                flags=StepFlag.FRESH,
            )
            for check in self.checks
        ]
        run, reply = stage.run(after.image, steps, self.pins(), after.limits)
        for number, check in enumerate(self.checks):
            if number >= len(reply.steps) or not reply.steps[number].is_over:
                return f"check {number} did not end: {ending(run)}"
            complaint = check.complaint(reply.steps[number], stage)
            if complaint:
                return f"check {number}: {complaint}"
        return ""


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
