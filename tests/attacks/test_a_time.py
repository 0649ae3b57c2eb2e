"""Attacks on time: 1 to 15."""

import pytest

from sandboxes import Sandbox
from tests.attacks.attack import (
    Attack,
    assert_contained,
    attacks,
    find_attack,
    judge,
)
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("attack", attacks("a_time"), ids=str)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    report = judge(attack, sandbox)

    assert_contained(attack, report)


def test_cpu_time_beyond_the_limit_is_short(sandbox: Sandbox) -> None:
    (case,) = judge(find_attack("a_time/07_threads_burn.cpp"), sandbox).cases

    assert 0.5 < case.cpu_time_s < 2.5


def test_output_before_the_end_is_kept(sandbox: Sandbox) -> None:
    (case,) = judge(find_attack("a_time/10_slow_drip.py"), sandbox).cases

    assert case.output
    assert set(case.output) == {ord(".")}


def test_sleeping_through_many_cases_is_tried_twice_only_once(sandbox: Sandbox) -> None:
    cases = [{"kind": "stdio", "answer": ""}] * 4

    report = judge(find_attack("a_time/02_sleep.py"), sandbox, cases)

    assert {case.verdict for case in report.cases} == {Verdict.TIME_LIMIT_EXCEEDED}
    assert report.timings.boxes <= 3  # a fresh one for each case would be six
