"""What must hold before or after a script: statements and what they come to."""

from collections.abc import Sequence
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sandboxes import RunResult
from verifier.outcome import ending
from verifier.sql.compare import Expected, compare
from verifier.sql.gold import chosen
from verifier.sql.options import Comparison
from verifier.sql.stage import Stage
from verifier.sql.table import Table
from verifier.sql.wire import Reply, Role, Step, StepFlag, StepResult

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


def steps_of(checks: Sequence[StateCheck]) -> list[Step]:
    """Return what runs them, each on a connection of its own.

    One that must fail is run as the owner, whom constraints bind.
    """
    return [
        Step(
            sql=check.sql,
            role=Role.TRUSTED if check.error is None else Role.WRITER,
            flags=StepFlag.FRESH,
        )
        for check in checks
    ]


def first_complaint(
    checks: Sequence[StateCheck], run: RunResult, reply: Reply, stage: Stage
) -> str:
    """Say which check does not hold, and why; empty if all do."""
    for number, check in enumerate(checks):
        if number >= len(reply.steps) or not reply.steps[number].is_over:
            return f"check {number} did not end: {ending(run)}"
        complaint = check.complaint(reply.steps[number], stage)
        if complaint:
            return f"check {number}: {complaint}"
    return ""
