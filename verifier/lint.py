"""Looks whether SQL cases are worth putting anybody to, before they are stored.

Gold must be accepted as its own candidate, give the same when its rows come in
another order, and not too slowly; what knows nothing of the question (no row at
all, a whole table, a near miss of gold) must not be accepted.
"""

from collections.abc import Iterator, Sequence
from typing import Annotated, Any

import sqlglot
from pydantic import BaseModel, ConfigDict, Field
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sandboxes import Database, Sandbox, known_databases
from verifier.errors import AssistantFailedError
from verifier.graders import AnyCase, Case
from verifier.graders.sql_query import SqlQueryCase
from verifier.judge import verify
from verifier.languages import SubmissionLanguage
from verifier.messages import MAX_CASES, Submission, VerificationRequest
from verifier.outcome import Attribution
from verifier.reports import VerificationReport
from verifier.sql.compare import compare
from verifier.sql.gold import GoldAsk, chosen, run_gold
from verifier.sql.mutants import mutants_of
from verifier.sql.stage import Stage
from verifier.sql.wire import Role, Step, StepFlag

SERVICE = "service"
"""The check that fails when we do: it says nothing about the cases."""

_MUTANTS = 10
_TABLES = 20
_SHARE_OF_LIMIT = 0.2
_MOVING = (
    exp.CurrentTimestamp,
    exp.CurrentDate,
    exp.CurrentTime,
    exp.CurrentDatetime,
    exp.Rand,
    exp.Uuid,
)


class Finding(BaseModel):
    """One thing that was looked at.

    Attributes:
        case: Index of the case.
        check: What was looked at.
        ok: Whether it is as it should be.
        words: What was found.
    """

    model_config = ConfigDict(frozen=True)

    case: int
    check: str
    ok: bool
    words: str = ""


class LintRequest(BaseModel):
    """Test cases, and the engine on which they are tried."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: SubmissionLanguage
    test_cases: Annotated[list[AnyCase], Field(min_length=1, max_length=MAX_CASES)]


class LintReport(BaseModel):
    """What was found.

    Attributes:
        ok: Whether all is as it should be.
        findings: All that was looked at.
        mutants: Near misses of gold that were tried.
        killed: How many of them were not accepted.
        survivors: Those that were: what the cases do not tell from gold.
    """

    model_config = ConfigDict(frozen=True)

    ok: bool
    findings: list[Finding]
    mutants: int
    killed: int
    survivors: list[str] = []


def lint(request: LintRequest, sandbox: Sandbox) -> LintReport:
    """Look at every SQL query case with a gold query; others have no findings.

    Raises:
        SandboxError: The engine or a box cannot be had.
    """
    database = known_databases().get(request.language)
    findings: list[Finding] = []
    survivors: list[str] = []
    mutants = 0
    for index, case in enumerate(request.test_cases):
        if not isinstance(case, SqlQueryCase) or case.gold is None:
            continue
        look = _Look(index, case, database, sandbox)
        findings += look.findings()
        survivors += look.survivors
        mutants += look.mutants
    return LintReport(
        ok=all(finding.ok for finding in findings),
        findings=findings,
        mutants=mutants,
        killed=mutants - len(survivors),
        survivors=survivors,
    )


class _Look:
    """One case under examination."""

    def __init__(
        self, index: int, case: SqlQueryCase, database: Database, sandbox: Sandbox
    ) -> None:
        self._index, self._case = index, case
        self._database, self._sandbox = database, sandbox
        self._stage = Stage(sandbox, database)
        self._golds = case.golds()
        self.survivors: list[str] = []
        self.mutants = 0

    def _finding(self, check: str, words: str = "", *, ok: bool) -> Finding:
        return Finding(case=self._index, check=check, ok=ok, words=words)

    def _verify(self, source: str) -> VerificationReport:
        cases: Sequence[Case] = [self._case]
        request = VerificationRequest(
            submission=Submission(language=self._database.name, source=source),
            test_cases=list(cases),
        )
        return verify(request, self._sandbox)

    def _accepts(self, source: str) -> bool:
        return self._verify(source).reward == 1.0

    def findings(self) -> Iterator[Finding]:
        """Look at everything; what needs a gold that works only if it does."""
        works = True
        for gold in self._golds:
            report = self._verify(gold)
            accepted = report.reward == 1.0
            yield self._finding(
                "gold_accepted", report.cases[0].feedback[:500], ok=accepted
            )
            works = works and accepted
            if not accepted and report.attribution is not Attribution.CANDIDATE:
                return
            yield self._cost(report)
        for gold in self._golds:
            yield self._moving(gold)
        if not works:
            return
        yield self._repeatable()
        null = self._database.null_query
        yield self._finding("null_refused", ok=not self._accepts(null))
        is_trivial = any(_is_whole_table(gold, self._database) for gold in self._golds)
        yield self._tables(is_trivial=is_trivial)
        yield self._mutants(is_trivial=is_trivial)

    def _cost(self, report: VerificationReport) -> Finding:
        used = report.cases[0].cpu_time_s
        limit = self._database.limits.cpu_time_s
        if self._case.limits and self._case.limits.cpu_time_s:
            limit = self._case.limits.cpu_time_s
        words = f"gold used {used:.3f} s of {limit:g} s"
        return self._finding("cost", words, ok=used < _SHARE_OF_LIMIT * limit)

    def _moving(self, gold: str) -> Finding:
        """Say what follows clock or chance; it is pinned, so this is all right."""
        found: set[str] = set()
        try:
            trees = sqlglot.parse(gold, read=self._database.dialect)
        except (SqlglotError, RecursionError):
            return self._finding("clock_or_random", "gold cannot be parsed", ok=True)
        for tree in trees:
            nodes = tree.find_all(*_MOVING) if tree else ()
            found |= {type(node).__name__ for node in nodes}
        return self._finding("clock_or_random", ", ".join(sorted(found)), ok=True)

    def _repeatable(self) -> Finding:
        case, stage = self._case, self._stage
        ask = GoldAsk(golds=self._golds, options=case.compare, pins=case.pins())
        flags = StepFlag.FRESH | StepFlag.REVERSED
        steps = [Step(sql=sql, role=Role.READER, flags=flags) for sql in self._golds]
        for image in case.images(stage):
            results = run_gold(stage, image, ask)
            _, reply = stage.run_trusted(image, steps, case.pins())
            for result, step in zip(results, reply.steps, strict=True):
                table = chosen(step, -1, stage)
                if table is None:
                    return self._finding("repeatable", step.error, ok=False)
                difference = compare(result.expected, table, case.compare)
                if difference.reason:
                    return self._finding("repeatable", difference.words, ok=False)
        return self._finding("repeatable", ok=True)

    def _tables(self, *, is_trivial: bool) -> Finding:
        image = self._case.images(self._stage)[0]
        steps = [Step(sql=self._database.tables_query, role=Role.TRUSTED)]
        _, reply = self._stage.run_trusted(image, steps, self._case.pins())
        table = chosen(reply.steps[0], -1, self._stage)
        if table is None:
            raise AssistantFailedError(_CATALOG, reply.steps[0].error)
        names: list[Any] = [row[1] for row in table.rows[:_TABLES]]
        sources = [f"SELECT * FROM {name}" for name in names]  # noqa: S608
        accepted = [
            source
            for source in sources
            if source not in self._golds and self._accepts(source)
        ]
        words = f"accepted: {accepted[0]}" if accepted else ""
        return self._finding("tables_refused", words, ok=is_trivial or not accepted)

    def _mutants(self, *, is_trivial: bool) -> Finding:
        sources = mutants_of(self._golds[0], self._database.dialect, _MUTANTS)
        self.mutants = len(sources)
        self.survivors = [source for source in sources if self._accepts(source)]
        killed = self.mutants - len(self.survivors)
        words = f"{killed} of {self.mutants} near misses are told from gold"
        is_telling = killed > 0 or not self.mutants or is_trivial
        return self._finding("mutants_refused", words, ok=is_telling)


_CATALOG = "catalog query"


def _is_whole_table(gold: str, database: Database) -> bool:
    """Whether gold itself asks for all rows of one table."""
    try:
        tree = sqlglot.parse_one(gold, read=database.dialect)
    except (SqlglotError, RecursionError):
        return False
    return isinstance(tree, exp.Select) and not any(
        tree.args.get(part) for part in ("where", "group", "joins", "limit", "having")
    )
