"""What SQL costs in each engine's own count: the same every time, and no lie."""

import pytest

from sandboxes import known_databases
from tests.integration.sql.conftest import Judge
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

ENGINES = known_databases().names
ROWS = ", ".join(f"({number}, {number % 10})" for number in range(300))
SETUP = f"CREATE TABLE t (a INT PRIMARY KEY, b INT); INSERT INTO t VALUES {ROWS}"
GOLD = "SELECT a FROM t WHERE b = 3"
SLOW = (
    "SELECT x.a FROM t x JOIN t y ON x.a + y.a = y.a + y.a "
    "WHERE y.b = 3 AND x.b + 0 = y.b + 0"
)
every_engine = pytest.mark.parametrize("engine", ENGINES)


def put(judge: Judge, engine: str, source: str) -> VerificationReport:
    return judge(source, engine, reward="efficiency", setup=SETUP, gold=GOLD)


def work(report: VerificationReport) -> tuple[int, int]:
    details = report.cases[0].details or {}
    return details["work"], details["gold_work"]


@every_engine
def test_gold_costs_what_gold_costs(engine: str, judge: Judge) -> None:
    first, second = (put(judge, engine, GOLD) for _ in range(2))

    assert first.verdict is Verdict.ACCEPTED, first.cases
    assert work(first) == work(second)
    assert work(first)[0] == work(first)[1] >= 300
    assert first.reward == 0.8


@every_engine
def test_wasteful_query_is_worth_less(engine: str, judge: Judge) -> None:
    report = put(judge, engine, SLOW)

    assert report.verdict is Verdict.ACCEPTED, report.cases
    assert report.reward in {0.2, 0.4, 0.6}, report.cases[0].details
    # MariaDB counts the rows that it reads, not those that it joins in memory.
    assert engine == "mariadb" or report.reward <= 0.4


@every_engine
def test_work_cannot_be_hidden_behind_other_statements(
    engine: str, judge: Judge
) -> None:
    hidden = f"SELECT COUNT(*) FROM t x, t y WHERE x.a + y.a < 0; {GOLD}"
    report = put(judge, engine, hidden)

    assert report.verdict is Verdict.ACCEPTED, report.cases
    # MariaDB counts for the session, so both statements are in its count.
    assert report.reward == (0.4 if engine == "mariadb" else 0.2)


@pytest.mark.parametrize(
    "trick",
    [
        "set_config('client_min_messages', 'error', false) IS NOT NULL",
        "(SELECT set_config('client_min_messages', 'error', true)) = 'error'",
    ],
)
def test_messages_of_the_server_may_be_hidden_at_a_price(
    trick: str, judge: Judge
) -> None:
    assert put(judge, "postgresql", f"{GOLD} AND {trick}").reward == 0.2


@pytest.mark.parametrize(
    "trick",
    [
        "SET auto_explain.log_min_duration = -1",
        "SET session_preload_libraries = ''",
        "RESET auto_explain.log_analyze",
    ],
)
def test_reader_cannot_turn_the_count_off(trick: str, judge: Judge) -> None:
    report = put(judge, "postgresql", f"{trick}; {GOLD}")

    assert report.reward in {0.0, 0.2}, report.cases


@every_engine
def test_wrong_queries_earn_nothing_however_cheap(engine: str, judge: Judge) -> None:
    assert put(judge, engine, "SELECT 1").reward == 0.0
