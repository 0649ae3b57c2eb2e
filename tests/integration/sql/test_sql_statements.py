"""Several statements: which results count, and how many may be."""

from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import known_databases
from tests.integration.sql.conftest import Judge
from verifier.graders.sql_query import SqlQueryCase
from verifier.outcome import Attribution, Verdict

pytestmark = pytest.mark.sandbox

SETUP = "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2), (3)"
GOLD = "SELECT a FROM t ORDER BY a; SELECT MAX(a) FROM t"
every_engine = pytest.mark.parametrize("engine", known_databases().names)


@every_engine
@pytest.mark.parametrize(
    ("source", "reward", "reason"),
    [
        (GOLD, 1.0, None),
        ("SELECT a FROM t WHERE a > 0 ORDER BY 1; SELECT 3", 1.0, None),
        ("SELECT a FROM t ORDER BY a DESC; SELECT 3", 0.0, "wrong_order"),
        ("SELECT 1; SELECT 3", 0.0, "wrong_rows"),
        ("SELECT 3", 0.0, "wrong_results"),
        (f"{GOLD}; SELECT 3", 0.0, "wrong_results"),
    ],
)
def test_all_results_count(
    engine: str, source: str, reward: float, reason: str | None, judge: Judge
) -> None:
    report = judge(source, engine, setup=SETUP, gold=GOLD, statement="all")

    assert report.reward == reward, report.cases
    assert (report.cases[0].details or {})["reason"] == reason


def test_tied_rows_of_an_earlier_result_may_come_in_any_order(judge: Judge) -> None:
    gold = "SELECT a FROM t ORDER BY a > 2; SELECT 1"
    source = "SELECT a FROM t ORDER BY a > 2, a DESC; SELECT 1"

    report = judge(source, setup=SETUP, gold=gold, statement="all")

    assert report.reward == 1.0, report.cases


def test_all_results_need_gold() -> None:
    with pytest.raises(ValidationError, match="statement all needs gold"):
        SqlQueryCase(rows=[[1]], statement="all")


@every_engine
@pytest.mark.parametrize("kind", ["sql_query", "sql_script"])
def test_statements_are_counted(engine: str, kind: str, judge: Judge) -> None:
    case: dict[str, Any] = {"kind": kind, "setup": SETUP, "gold": "SELECT a FROM t"}
    fifty = "SELECT 1; " * 49 + "SELECT a FROM t"

    enough = judge(fifty, engine, **case)
    many = judge(f"SELECT 1; {fifty}", engine, **case)
    more = judge(f"SELECT 1; {fifty}", engine, **case, most_statements=51)

    assert enough.verdict is Verdict.ACCEPTED, enough.cases
    assert many.verdict is Verdict.RUNTIME_ERROR
    assert "more than 50 statements" in many.cases[0].feedback
    assert more.verdict is Verdict.ACCEPTED


@every_engine
def test_setup_may_have_as_many_as_it_likes(engine: str, judge: Judge) -> None:
    setup = SETUP + "; INSERT INTO t VALUES (4)" * 60

    report = judge("SELECT COUNT(*) FROM t", engine, setup=setup, rows=[[63]])

    assert report.reward == 1.0, report.cases


def test_gold_with_too_many_is_the_tests_fault(judge: Judge) -> None:
    report = judge("SELECT 1", setup=SETUP, gold="SELECT 1; " * 51)

    assert report.attribution is Attribution.TESTS
    assert "more than 50 statements" in report.cases[0].feedback


BEFORE = [{"sql": "SELECT COUNT(*) FROM t", "rows": [[3]]}]


@every_engine
def test_database_must_be_as_the_task_says_before(engine: str, judge: Judge) -> None:
    case = {"kind": "sql_script", "setup": SETUP, "gold": "DELETE FROM t"}
    other = [{"sql": "SELECT a FROM t WHERE a > 2", "exists": False}]

    right = judge("DELETE FROM t", engine, **case, before=BEFORE)
    wrong = judge("DELETE FROM t", engine, **case, before=[*BEFORE, *other])

    assert right.reward == 1.0, right.cases
    assert wrong.reward is None
    assert wrong.attribution is Attribution.TESTS
    assert "is not as the task says: check 1: a row" in wrong.cases[0].feedback


@every_engine
def test_difference_of_states_is_told_by_key(engine: str, judge: Judge) -> None:
    setup = (
        "CREATE TABLE p (id INT PRIMARY KEY, n INT, x INT); "
        "INSERT INTO p VALUES (1, 10, 0), (2, 20, 0), (3, 30, 0)"
    )
    case = {"kind": "sql_script", "setup": setup, "ignore_columns": ["x"]}
    case["gold"] = "UPDATE p SET n = 11 WHERE id = 1"
    source = (
        "UPDATE p SET n = 12, x = 9 WHERE id = 1; DELETE FROM p WHERE id = 2; "
        "INSERT INTO p VALUES (4, 40, 0)"
    )

    feedback = judge(source, engine, **case).cases[0].feedback

    assert "row id 1 has n 12 where 11 is expected" in feedback
    assert "row id 2 is missing: (2, 20)" in feedback
    assert "row id 4 is not expected: (4, 40)" in feedback


@pytest.mark.parametrize(
    ("source", "reward"),
    [("SELECT a FROM t", 1.0), ("SELECT a + 1 FROM t", 1 / 7), ("SELECT 1", 0.0)],
)
def test_sqlr1_pays_in_steps(source: str, reward: float, judge: Judge) -> None:
    report = judge(source, reward="sqlr1", setup=SETUP, gold="SELECT a FROM t")

    assert report.reward == pytest.approx(reward)


def test_sqlr1_pays_nothing_for_what_fails(judge: Judge) -> None:
    report = judge("SELECT", reward="sqlr1", setup=SETUP, gold="SELECT a FROM t")

    assert report.reward == 0.0
