"""Attacks with processes and signals: 29 to 41."""

import pytest

from sandboxes import Sandbox
from tests.attacks.attack import (
    Attack,
    assert_contained,
    attacks,
    find_attack,
    judge,
    processes_with,
)
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

ATTACKS = attacks("c_processes")


@pytest.mark.parametrize(
    "attack", [item for item in ATTACKS if item.number != 38], ids=str
)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    report = judge(attack, sandbox)

    assert_contained(attack, report)


@pytest.mark.parametrize("code", [1, 2, 109, 125, 126, 127, 134, 137, 139, 159, 255])
def test_exit_code_is_never_taken_for_something_else(
    code: int, sandbox: Sandbox
) -> None:
    cases = [{"kind": "stdio", "input": str(code), "answer": "1"}]

    (case,) = judge(
        find_attack("c_processes/38_exits_with_a_code.py"), sandbox, cases
    ).cases

    assert case.verdict is Verdict.RUNTIME_ERROR
    assert case.exit_code == code
    assert case.signal is None


def test_daemon_does_not_outlive_the_run(sandbox: Sandbox) -> None:
    daemon = find_attack("c_processes/31_daemon.py")
    mark = "31313131"
    assert mark in daemon.source

    report = judge(daemon, sandbox)

    assert report.verdict is Verdict.ACCEPTED
    assert not processes_with(mark)


def test_orphan_does_not_hold_up_the_verdict(sandbox: Sandbox) -> None:
    orphan = find_attack("c_processes/32_orphan_keeps_output_open.py")

    (case,) = judge(orphan, sandbox, limits={"wall_time_s": 60}).cases

    assert case.verdict is Verdict.ACCEPTED
    assert case.wall_time_s < 30


def test_processes_are_counted_anew_in_each_run(sandbox: Sandbox) -> None:
    cases = [{"kind": "stdio", "answer": "contained"}] * 3

    report = judge(find_attack("c_processes/30_thread_bomb.c"), sandbox, cases)

    assert report.passed == 3
