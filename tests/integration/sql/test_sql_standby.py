"""An engine that was started ahead judges as one that was not."""

import time

import pytest

from sandboxes import Sandbox, known_databases
from tests.integration.sql.conftest import require
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

SETUP = "CREATE TABLE t (a INT, b VARCHAR(9)); INSERT INTO t VALUES (1, 'x'), (2, 'y')"
GOLD = "SELECT a, b FROM t"
ENGINES = known_databases().names
SLOW = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900000) "
    "SELECT COUNT(*) FROM n AS x JOIN n AS y ON x.i <> y.i"
)


def put(
    sandbox: Sandbox, engine: str, source: str, gold: str = GOLD, **limits: float
) -> VerificationReport:
    request = {
        "submission": {"language": engine, "source": source},
        "test_cases": [{"kind": "sql_query", "setup": SETUP, "gold": gold}],
        "limits": limits,
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def idle(sandbox: Sandbox) -> int:
    """Be a slot with nothing to do; returns how many runs were started ahead."""
    started = 0
    while sandbox.prepare():
        started += 1
    time.sleep(0.3)
    return started


@pytest.fixture(params=ENGINES)
def engine(
    request: pytest.FixtureRequest, own_sandbox: Sandbox, pytestconfig: pytest.Config
) -> str:
    """An engine for whose database a run is started ahead when the slot is idle."""
    name = str(request.param)
    require(name, own_sandbox, pytestconfig)
    for _ in range(2):
        assert put(own_sandbox, name, GOLD).verdict is Verdict.ACCEPTED
    return name


def test_right_and_wrong_are_as_ever(engine: str, own_sandbox: Sandbox) -> None:
    assert idle(own_sandbox) == 1
    right = put(own_sandbox, engine, GOLD)
    assert idle(own_sandbox) == 1
    wrong = put(own_sandbox, engine, "SELECT a, 'x' FROM t")
    assert idle(own_sandbox) == 1
    broken = put(own_sandbox, engine, "SELECT a FROM nowhere")

    assert right.verdict is Verdict.ACCEPTED
    assert wrong.verdict is Verdict.WRONG_ANSWER
    assert broken.verdict is Verdict.RUNTIME_ERROR


def test_clock_is_pinned_however_long_it_waited(
    engine: str, own_sandbox: Sandbox
) -> None:
    idle(own_sandbox)
    time.sleep(1.0)

    report = put(own_sandbox, engine, "SELECT CURRENT_TIMESTAMP", gold=GOLD)

    assert "2025-01-01" in str(report.cases[0].output), report.cases


def test_time_limit_holds(engine: str, own_sandbox: Sandbox) -> None:
    for _ in range(2):
        put(own_sandbox, engine, GOLD, cpu_time_s=0.5, wall_time_s=2.0)
    idle(own_sandbox)

    report = put(own_sandbox, engine, SLOW, cpu_time_s=0.5, wall_time_s=2.0)

    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert report.reward == 0.0


def test_start_counts_against_nobody(engine: str, own_sandbox: Sandbox) -> None:
    """A server takes more CPU time to start than this limit allows."""
    report = put(own_sandbox, engine, GOLD, cpu_time_s=0.03, wall_time_s=5.0)

    assert report.verdict is Verdict.ACCEPTED, report
