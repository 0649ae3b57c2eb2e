"""Cases that are worth nothing are found before anybody is put to them."""

from typing import Any

import pytest

from sandboxes import Sandbox, known_databases
from tests.integration.sql.conftest import require
from verifier.lint import LintReport, LintRequest, lint
from verifier.sql.mutants import mutants_of

pytestmark = pytest.mark.sandbox

SETUP = """
create table p (id int primary key, city varchar(20), age int);
insert into p values (1, 'Rom', 30), (2, 'Rom', 40), (3, 'Bern', 50), (4, 'Bern', 20);
"""
GOLD = "select city, max(age) from p where age > 25 group by city order by max(age)"


def linted(sandbox: Sandbox, engine: str = "sqlite", **case: Any) -> LintReport:
    request = {
        "language": engine,
        "test_cases": [{"kind": "sql_query", "setup": SETUP, **case}],
    }
    return lint(LintRequest.model_validate(request), sandbox)


def failed(report: LintReport) -> set[str]:
    return {finding.check for finding in report.findings if not finding.ok}


@pytest.mark.parametrize("engine", known_databases().names)
def test_a_good_case_is_found_good(
    engine: str, sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    require(engine, sandbox, pytestconfig)

    report = linted(sandbox, engine, gold=GOLD)

    assert report.ok, report
    checks = {finding.check for finding in report.findings}
    assert checks == {
        "gold_accepted",
        "cost",
        "clock_or_random",
        "repeatable",
        "null_refused",
        "tables_refused",
        "mutants_refused",
    }
    assert report.mutants >= 8
    assert report.killed + len(report.survivors) == report.mutants
    assert report.killed >= 3


def test_a_gold_that_fails_is_found(sandbox: Sandbox) -> None:
    report = linted(sandbox, gold="select nope from p")

    assert failed(report) == {"gold_accepted"}
    assert "no such column" in report.findings[0].words


def test_a_gold_without_rows_is_found(sandbox: Sandbox) -> None:
    report = linted(sandbox, gold="select id from p where age > 99")

    assert failed(report) == {"gold_accepted"}
    assert "vacuous" in report.findings[0].words
    allowed = linted(sandbox, gold="select id from p where age > 99", vacuous="allow")
    assert "null_refused" in failed(allowed)


def test_a_gold_that_depends_on_the_order_of_rows_is_found(sandbox: Sandbox) -> None:
    report = linted(sandbox, gold="select id from p limit 1")

    assert "repeatable" in failed(report)


def test_clock_and_chance_are_told(sandbox: Sandbox) -> None:
    report = linted(sandbox, gold="select id, current_date from p where id < 3")

    words = [it.words for it in report.findings if it.check == "clock_or_random"]
    assert words == ["CurrentDate"]


def test_a_case_that_a_whole_table_passes_is_found(sandbox: Sandbox) -> None:
    report = linted(sandbox, gold="select * from p where age > 1")

    assert "tables_refused" in failed(report)
    assert linted(sandbox, gold="select * from p").ok


def test_a_gold_that_is_too_slow_is_found(sandbox: Sandbox) -> None:
    slow = (
        "with recursive c(x) as (select 1 union all select x + 1 from c "
        "where x < 4000000) select count(*), max(id) from c, p"
    )

    report = linted(sandbox, gold=slow, limits={"cpu_time_s": 3})

    assert "cost" in failed(report)


def test_mutants_differ_in_one_place() -> None:
    sql = "SELECT a FROM t WHERE b > 1 AND c = 2 ORDER BY a LIMIT 3"

    found = mutants_of(sql, "sqlite", 100)

    assert sql not in found
    assert len(found) == len(set(found))
    assert "SELECT a FROM t WHERE b >= 1 AND c = 2 ORDER BY a LIMIT 3" in found
    assert "SELECT a FROM t WHERE b > 1 OR c = 2 ORDER BY a LIMIT 3" in found
    assert "SELECT a FROM t ORDER BY a LIMIT 3" in found
    assert "SELECT a FROM t WHERE b > 1 AND c = 2 ORDER BY a DESC LIMIT 3" in found
    assert "SELECT a FROM t WHERE b > 1 AND c = 2 ORDER BY a LIMIT 4" in found
    assert len(mutants_of(sql, "sqlite", 3)) == 3
    assert mutants_of("select from (", "sqlite", 3) == []
