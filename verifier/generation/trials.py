"""Puts gold and its mutants to databases, and says what each database tells apart."""

from collections.abc import Sequence
from dataclasses import dataclass

from sandboxes import SQL_LIMITS
from verifier.errors import AssistantFailedError
from verifier.graders.sql_query import SqlQueryCase
from verifier.limits import LimitsRequest
from verifier.sql.gold import (
    GoldAsk,
    GoldResult,
    counted,
    difference_from,
    plan_of,
)
from verifier.sql.mutants import mutants_of
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Table
from verifier.sql.wire import Role, Step, StepFlag, StepResult, Terms

ROLE = "gold query"
_MOST_RESTARTS = 8
"""Queries that may each end their run before the rest is not tried anymore."""
_MOST_TABLES = 5


class UnfitError(Exception):
    """A database is of no use; its words are the reason, as it is counted.

    Attributes:
        detail: What the engine said, if it did.
    """

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(reason)
        self.detail = detail


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What gold and its mutants came to on a database.

    Attributes:
        setup: SQL that makes it of the given one; empty for that itself.
        killed: Numbers of the mutants that it tells from gold.
        is_empty: Whether gold returns no row.
        passes: Trivial queries and answers that it accepts: of `null`, `echo`,
            `constant`.
    """

    setup: str
    killed: frozenset[int]
    is_empty: bool
    passes: frozenset[str]


class Trials:
    """Tries databases of one case.

    Args:
        stage: The engine.
        case: The case, its stored databases filled in.
        limits: What the request says of limits.
        tables: SQL names of its tables.
    """

    def __init__(
        self,
        stage: Stage,
        case: SqlQueryCase,
        limits: LimitsRequest,
        tables: Sequence[str],
    ) -> None:
        self._stage, self._case = stage, case
        self._limits = limits.over(SQL_LIMITS)
        self._echoes = [f"SELECT * FROM {name}" for name in tables[:_MOST_TABLES]]  # noqa: S608
        self.golds = case.golds()
        ask = GoldAsk(
            golds=self.golds,
            options=case.compare,
            pins=case.pins(),
            statement=case.statement_index(),
            terms=Terms(most_statements=case.most_statements),
        )
        self._plan = plan_of(ask, stage.database.dialect)
        self._constant: list[Table] | None = None
        self.mutants: list[str] = []

    def look_at_given(self, images: Sequence[Image], most_mutants: int) -> list[Trial]:
        """Try the databases that were given, and choose the mutants by them.

        A mutant that fails there, or takes too long, says nothing.

        Raises:
            AssistantFailedError: Gold fails on one of them.
            BoxFailedError: A box broke.
        """
        dialect = self._stage.database.dialect
        self.mutants = mutants_of(self.golds[0], dialect, most_mutants)
        steps = self._run(images[0], "", self.mutants)
        self.mutants = [
            mutant
            for mutant, step in zip(self.mutants, steps, strict=True)
            if step is not None and step.error_code is None
        ]
        try:
            return [self.look(image, "") for image in images]
        except UnfitError as error:
            words = f"{error} {error.detail}".strip()
            raise AssistantFailedError(ROLE, words) from error

    def look(self, image: Image, setup: str) -> Trial:
        """Try a database.

        Args:
            image: What it is made of.
            setup: SQL that changes it; empty to take it as it is.

        Raises:
            UnfitError: Gold cannot be run on it, or not twice to the same end.
            BoxFailedError: A box broke.
        """
        sqls, golds = self._plan.sqls, self.golds
        rest = [self._stage.database.null_query, *self._echoes, *self.mutants]
        steps = self._run(image, setup, [*sqls, *golds, *rest], turned=len(sqls))
        results = self._gold_results(steps[: len(sqls)])
        places = iter(steps[len(sqls) :])
        for result, step in zip(results, places, strict=False):
            if not self._accepts([result], step):
                reason = "gold changes with the order of the rows"
                raise UnfitError(reason)
        if self._constant is None:
            earlier = [expected.table for expected in results[0].earlier]
            self._constant = [*earlier, results[0].expected.table]
        left = steps[len(sqls) + len(golds) :]
        echoes = left[1 : 1 + len(self._echoes)]
        passes = {
            "null": self._accepts(results, left[0]),
            "echo": any(self._accepts(results, step) for step in echoes),
            "constant": self._is_right(results, self._constant),
        }
        return Trial(
            setup=setup,
            killed=frozenset(
                number
                for number, step in enumerate(left[1 + len(self._echoes) :])
                if not self._accepts(results, step)
            ),
            is_empty=not any(result.expected.table.rows for result in results),
            passes=frozenset(name for name, passed in passes.items() if passed),
        )

    def _gold_results(self, steps: Sequence[StepResult | None]) -> list[GoldResult]:
        done: list[StepResult] = []
        for step in steps:
            if step is None:
                reason = "gold takes too long"
                raise UnfitError(reason)
            done.append(step)
        for step in done[: len(self.golds)]:
            if step.error_code is not None:
                reason = "gold fails"
                raise UnfitError(reason, step.error)
        try:
            return self._plan.results(done, self._stage)
        except AssistantFailedError as error:
            raise UnfitError(str(error)) from error

    def _accepts(self, golds: Sequence[GoldResult], step: StepResult | None) -> bool:
        if step is None or step.error_code is not None:
            return False
        tables = counted(step, self._case.statement_index(), self._stage)
        return bool(tables) and self._is_right(golds, tables)

    def _is_right(self, golds: Sequence[GoldResult], tables: Sequence[Table]) -> bool:
        options = self._case.compare
        return not any(table.is_cut for table in tables) and any(
            difference_from(gold, tables, options).is_equal for gold in golds
        )

    def _run(
        self, image: Image, setup: str, sqls: Sequence[str], turned: int | None = None
    ) -> list[StepResult | None]:
        """Run queries, each on a connection of its own, in as few runs as can be.

        Args:
            image: What the database is made of.
            setup: SQL that changes it first.
            sqls: The queries.
            turned: Where the golds begin whose rows come in another order.

        Returns:
            What came of each; None for one that ended its run.
        """
        steps = [Step(sql=sql, role=Role.READER) for sql in sqls]
        if turned is not None:
            flags = StepFlag.FRESH | StepFlag.REVERSED
            for number in range(turned, turned + len(self.golds)):
                steps[number] = Step(sql=sqls[number], role=Role.READER, flags=flags)
        first = [Step(sql=setup, role=Role.SETUP)] if setup else []
        found: list[StepResult | None] = []
        for _ in range(_MOST_RESTARTS):
            left = steps[len(found) :]
            if not left:
                break
            _, reply = self._stage.run(
                image,
                [*first, *left],
                self._case.pins(),
                self._limits,
                self._plan.ask.terms,
            )
            done = [step for step in reply.steps if step.is_over]
            if first and (not done or done[0].error_code is not None):
                reason = "its rows are refused"
                raise UnfitError(reason, done[0].error if done else "")
            found += done[len(first) :]
            if len(found) < len(steps):
                found.append(None)
        return [*found, *[None] * (len(steps) - len(found))]
