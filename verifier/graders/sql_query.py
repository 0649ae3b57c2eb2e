"""`sql_query` cases: a query's result against gold's, on every instance.

Gold and the candidate never share a state: each runs in a box of its own on a
fresh copy of the instance, and what they return is compared out here.
"""

from dataclasses import replace
from typing import Annotated, Any, Literal, Self, override

from pydantic import Field, model_validator

from sandboxes import BoxFailedError, Limits, known_databases
from verifier.checkers import Checker
from verifier.errors import AssistantFailedError
from verifier.graders.sql_case import MOST_SQL_BYTES, SqlCase
from verifier.graders.sql_trial import Trial
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.program import Program
from verifier.sql.compare import Expected
from verifier.sql.gold import (
    ROLE,
    GoldAsk,
    GoldResult,
    counted,
    difference_from,
    run_gold,
)
from verifier.sql.options import Comparison, Difference
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Table
from verifier.sql.tables import reads_any_of, tables_in
from verifier.sql.wire import MOST_ROWS, Role, Step, StepFlag, Terms
from verifier.sql.words import table_words

_MOST_GOLDS = 64

type _Cell = bool | int | float | str | None
type _Gold = Annotated[str, Field(min_length=1)]


class SqlQueryCase(SqlCase):
    """Compares a query's result with that of a gold query, or with given rows."""

    kind: Literal["sql_query"] = "sql_query"
    gold: (
        _Gold
        | Annotated[list[_Gold], Field(min_length=1, max_length=_MOST_GOLDS)]
        | (None)
    ) = Field(default=None, description="The reference query; of a list any will do.")
    rows: list[list[_Cell]] | None = Field(
        default=None, description="Or the rows that are expected …"
    )
    column_names: list[str] | None = Field(
        default=None, description="… and the names of their columns."
    )
    compare: Comparison = Field(
        default=Comparison(), description="How; the name of a profile will do."
    )
    statement: Annotated[int, Field(ge=0, le=1000)] | Literal["last", "all"] = Field(
        default="last",
        description="Which result counts, if there are several: `last`, from 0, or "
        "`all`: as many as gold has, each as gold's.",
    )
    count_work: bool = Field(
        default=False,
        description="Have the work counted where that costs something (PostgreSQL, "
        "DuckDB); the reward `efficiency` sets it.",
    )
    row_limit: Annotated[int, Field(gt=0, le=MOST_ROWS)] = Field(
        default=MOST_ROWS, description="Most rows that a result may have."
    )
    vacuous: Literal["fail_task", "zero", "allow"] = Field(
        default="fail_task",
        description="If gold returns no row on any instance: the tests are at fault, "
        "nobody passes, or all is well.",
    )
    run_all_instances: bool = Field(
        default=False, description="Go on after an instance that is not passed."
    )

    @model_validator(mode="after")
    def _have_one_expectation(self) -> Self:
        if (self.gold is None) == (self.rows is None):
            msg = "give either gold or rows"
            raise ValueError(msg)
        if self.rows is None:
            if self.column_names is not None:
                msg = "column_names go with rows"
                raise ValueError(msg)
            return self
        widths = {len(row) for row in self.rows}
        if self.column_names is not None:
            widths.add(len(self.column_names))
        if len(widths) > 1:
            msg = "rows (and column_names) must be of one length"
            raise ValueError(msg)
        if not widths:
            msg = "rows without any row need column_names, to say how many there are"
            raise ValueError(msg)
        if self.compare.order == "keys":
            msg = "order keys needs gold"
            raise ValueError(msg)
        if self.statement == "all":
            msg = "statement all needs gold"
            raise ValueError(msg)
        return self

    @override
    def counting_work(self) -> Self:
        return self.model_copy(update={"count_work": True})

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        stage = Stage(program.sandbox, known_databases().get(program.language.name))
        images = self.images(stage)
        golds = [self._golds(stage, image) for image in images]
        is_vacuous = self.rows is None and not any(
            result.expected.table.rows for results in golds for result in results
        )
        if is_vacuous and self.vacuous == "fail_task":
            reason = "returns no row on any instance, so it tells nothing (vacuous)"
            raise AssistantFailedError(ROLE, reason)
        trials: list[Trial] = []
        for image, results in zip(images, golds, strict=True):
            trials.append(self._try(program.text, stage, image, results, limits))
            if (
                trials[-1].verdict is not Verdict.ACCEPTED
                and not self.run_all_instances
            ):
                break
        return self._outcome(trials, program.text, stage, is_vacuous=is_vacuous)

    def _golds(self, stage: Stage, image: Image) -> list[GoldResult]:
        if self.rows is not None:
            width = len(self.rows[0]) if self.rows else len(self.column_names or ())
            names = self.column_names or [f"column {i + 1}" for i in range(width)]
            table = Table(columns=tuple(names), rows=tuple(map(tuple, self.rows)))
            is_ordered = self.compare.order == "strict"
            return [GoldResult(expected=Expected(table=table, is_ordered=is_ordered))]
        ask = GoldAsk(
            golds=self.golds(),
            options=self.compare,
            pins=self.pins(),
            statement=self.statement_index(),
            terms=replace(self._terms(), row_limit=MOST_ROWS),
        )
        return run_gold(stage, image, ask)

    def golds(self) -> tuple[str, ...]:
        """Return the gold queries; none where rows are given."""
        if isinstance(self.gold, str):
            return (self.gold,)
        return tuple(self.gold or ())

    def statement_index(self) -> int | None:
        """Return the place of the result that counts; -1 is the last, None all."""
        if isinstance(self.statement, int):
            return self.statement
        return -1 if self.statement == "last" else None

    def _terms(self) -> Terms:
        return Terms(
            row_limit=self.row_limit,
            most_statements=self.most_statements,
            counts=self.count_work,
        )

    def _reads_gold_table(self, text: str, stage: Stage) -> bool | None:
        """Say whether it reads a table of gold's; None if that cannot be told."""
        wanted = [tables_in(gold, stage.database.dialect) for gold in self.golds()]
        names = frozenset[str]().union(*filter(None, wanted))
        return reads_any_of(text, names, stage.database.dialect) if names else None

    def _try(
        self,
        text: str,
        stage: Stage,
        image: Image,
        golds: list[GoldResult],
        limits: Limits,
    ) -> Trial:
        """Run the candidate on one instance and compare."""
        if len(text.encode(errors="surrogatepass")) > MOST_SQL_BYTES:
            words = f"the SQL has more than {MOST_SQL_BYTES} bytes"
            return Trial(verdict=Verdict.RUNTIME_ERROR, feedback=words, golds=golds)
        steps = [Step(sql=text, role=Role.READER, flags=StepFlag.FRESH)]
        run, reply = stage.run(image, steps, self.pins(), limits, self._terms())
        trial = Trial(verdict=Verdict.ACCEPTED, run=run, golds=golds)
        verdict = Verdict.of_run(run)
        if verdict:
            return replace(trial, verdict=verdict, feedback=ending(run))
        step = reply.steps[0] if reply.steps else None
        if step is None or not step.is_over:
            msg = f"{stage.database.name} ended in the middle of a step"
            raise BoxFailedError(msg, started=True)
        if step.error_code is not None:
            verdict = _verdict_of_error(stage, step.error_code)
            return replace(trial, verdict=verdict, feedback=step.error)
        tables = counted(step, self.statement_index(), stage)
        trial = replace(
            trial,
            table=tables[-1] if tables else None,
            work=step.work,
            executed=True,
        )
        if not tables:
            wrong = Difference(reason="no_result", words="no result", row_f1=0.0)
            return replace(trial.differing(wrong), feedback="it returned no result")
        if any(table.is_cut for table in tables):
            words = f"it returned more than {self.row_limit} rows"
            return replace(trial, verdict=Verdict.OUTPUT_LIMIT_EXCEEDED, feedback=words)
        differences = []
        for gold in golds:
            differences.append(difference_from(gold, tables, self.compare))
            if differences[-1].is_equal:
                return replace(trial, difference=differences[-1], gold=gold)
        best = max(range(len(golds)), key=lambda index: differences[index].row_f1)
        return replace(trial, gold=golds[best]).differing(differences[best])

    def _outcome(
        self, trials: list[Trial], text: str, stage: Stage, *, is_vacuous: bool
    ) -> CaseOutcome:
        failed = [
            index
            for index, trial in enumerate(trials)
            if trial.verdict is not Verdict.ACCEPTED
        ]
        index = failed[0] if failed else len(trials) - 1
        trial = trials[index]
        total = len(self.all_instances())
        verdict, feedback = trial.verdict, trial.feedback
        if is_vacuous and self.vacuous == "zero" and not failed:
            verdict, feedback = Verdict.WRONG_ANSWER, "gold returns no row (vacuous)"
        if failed and total > 1:
            feedback = f"instance {index}: {feedback}"
        passed = sum(it.verdict is Verdict.ACCEPTED for it in trials)
        details: dict[str, Any] = {
            "engine": f"{stage.database.name} {stage.version()}",
            "instances": total,
            "instances_passed": passed,
            "failed_instance": index if failed else None,
            "failed_generated": bool(failed) and self.all_instances()[index].generated,
            "vacuous": is_vacuous,
            **trial.details(),
            "reads_gold_table": trial.executed and self._reads_gold_table(text, stage),
        }
        has_work = any(it.gold_work() for it in trials)
        if not failed and total == len(trials) and has_work:
            details["efficiency"] = min(it.efficiency() for it in trials)
        slowest = max(
            (it.run for it in trials if it.run),
            key=lambda run: run.cpu_time_s,
            default=None,
        )
        return CaseOutcome(
            verdict=verdict,
            feedback=feedback,
            run=trial.run if failed else slowest,
            shown_input=self.shown_instance(index),
            shown_output=table_words(trial.table),
            shown_answer=table_words(trial.shown_gold()),
            weight=self.weight,
            group=self.group,
            details=details,
        )


def _verdict_of_error(stage: Stage, code: str) -> Verdict:
    if code in stage.database.memory_codes:
        return Verdict.MEMORY_LIMIT_EXCEEDED
    if code in stage.database.time_codes:
        return Verdict.TIME_LIMIT_EXCEEDED
    return Verdict.RUNTIME_ERROR


CASES = (SqlQueryCase,)
