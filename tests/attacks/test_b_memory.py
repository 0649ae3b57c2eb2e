"""Attacks on memory: 16 to 28."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from sandboxes import Sandbox
from tests.attacks.attack import (
    LIMITS,
    Attack,
    assert_contained,
    attacks,
    find_attack,
    judge,
    request_for,
)
from verifier.judge import verify
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

SLACK_BYTES = 64 * 1024


@pytest.mark.parametrize("attack", attacks("b_memory"), ids=str)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    report = judge(attack, sandbox)

    assert_contained(attack, report)
    limit = {**LIMITS, **attack.limits}["memory_bytes"]
    peak = report.cases[0].peak_memory_bytes
    assert peak is None or peak <= max(limit, SLACK_BYTES)


@pytest.mark.parametrize("name", ["25_bad_alloc.cpp", "25_memory_error.py"])
def test_refused_allocation_gets_the_same_verdict_each_time(
    name: str, sandbox: Sandbox
) -> None:
    cases = [{"kind": "stdio", "answer": "1"}] * 5

    report = judge(find_attack(f"b_memory/{name}"), sandbox, cases)

    assert len({case.verdict for case in report.cases}) == 1


def test_peak_memory_is_that_of_the_run_alone(sandbox: Sandbox) -> None:
    judge(find_attack("b_memory/16_heap_bomb.py"), sandbox)

    (case,) = judge(find_attack("a_time/15_reads_the_clock.py"), sandbox).cases

    assert case.verdict is Verdict.ACCEPTED
    assert case.peak_memory_bytes is not None
    assert case.peak_memory_bytes < LIMITS["memory_bytes"] / 2


def test_memory_hungry_runs_do_not_kill_each_other(sandbox: Sandbox) -> None:
    request = request_for(find_attack("b_memory/28_uses_most_of_its_memory.py"))
    with ThreadPoolExecutor(3) as pool:
        reports = list(pool.map(lambda _: verify(request, sandbox), range(6)))

    assert [report.verdict for report in reports] == [Verdict.ACCEPTED] * 6


def test_bomb_next_door_takes_no_memory_from_others(sandbox: Sandbox) -> None:
    bomb = request_for(find_attack("b_memory/16_heap_bomb.py"))
    modest = request_for(find_attack("b_memory/28_uses_most_of_its_memory.py"))
    with ThreadPoolExecutor(2) as pool:
        reports = list(pool.map(lambda it: verify(it, sandbox), [bomb, modest] * 2))

    assert [report.verdict for report in reports] == [
        Verdict.MEMORY_LIMIT_EXCEEDED,
        Verdict.ACCEPTED,
    ] * 2
