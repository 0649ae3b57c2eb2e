"""Runs that are started ahead: they wait for nothing, serve once, and harm nobody."""

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import (
    MIB,
    Box,
    Command,
    Limits,
    RunResult,
    Sandbox,
    SandboxOptions,
    Standby,
    Termination,
)

pytestmark = pytest.mark.sandbox

BURN = "i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done; "
READY = "read opening; date +%s.%N >&3; "
LIMITS = Limits(cpu_time_s=1.0, wall_time_s=2.0, memory_bytes=64 * MIB)


def shell(script: str) -> Command:
    return Command(
        argv=("/bin/sh", "-c", script),
        env={"PATH": "/usr/bin:/bin"},
        opening=b"opening\n",
        reply=True,
    )


def standby(script: str, limits: Limits = LIMITS) -> Standby:
    return Standby(key=script, files={}, command=shell(script), limits=limits)


type Ready = Callable[[Standby], None]


@pytest.fixture
def ready(own_sandbox: Sandbox) -> Ready:
    """Have a run wait, as an idle slot does."""

    def wait(wanted: Standby) -> None:
        for _ in range(2):
            own_sandbox.run_standby(wanted, b"stop\n")
        assert own_sandbox.prepare()
        time.sleep(0.2)

    return wait


def started_at(run: RunResult) -> float:
    return float(run.reply)


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with sandbox.open() as box:
        yield box


def test_opening_comes_first_and_the_rest_when_it_is_ready(box: Box) -> None:
    command = shell('read first; echo "$first" >&3; cat')

    run = box.run(
        Command(argv=command.argv, opening=b"one\n", stdin=b"two\n", reply=True), LIMITS
    )

    assert (run.reply, run.stdout) == (b"one\n", b"two\n")


def test_getting_ready_does_not_count(box: Box) -> None:
    script = f"read opening; {BURN} sleep 2; echo >&3; cat"
    limits = Limits(cpu_time_s=0.3, wall_time_s=1.9)

    run = box.run(shell(script), limits)

    assert run.succeeded
    assert run.cpu_time_s < 0.1
    assert run.wall_time_s < 1.9


def test_what_comes_after_counts(box: Box) -> None:
    burning = box.run(shell(READY + "while :; do :; done"), LIMITS)
    sleeping = box.run(shell(READY + "sleep 60"), LIMITS)

    assert burning.termination is Termination.CPU_TIME_LIMIT
    assert sleeping.termination is Termination.WALL_TIME_LIMIT


def test_memory_is_limited_from_the_start(box: Box) -> None:
    hungry = "read opening; head -c 200000000 /dev/zero | tail -c 200000000; echo >&3"

    run = box.run(shell(hungry), LIMITS)

    assert run.termination is Termination.MEMORY_LIMIT


def test_command_that_never_gets_ready_has_its_exit_code(box: Box) -> None:
    run = box.run(shell("exit 7"), LIMITS)

    assert run.exit_code == 7


def test_run_started_ahead_serves_once(own_sandbox: Sandbox, ready: Ready) -> None:
    wanted = standby(READY + "cat")
    ready(wanted)
    before = time.time()

    first = own_sandbox.run_standby(wanted, b"one")
    second = own_sandbox.run_standby(wanted, b"two")

    assert started_at(first) < before < started_at(second)
    assert (first.stdout, second.stdout) == (b"one", b"two")


def test_waiting_counts_against_nothing(own_sandbox: Sandbox, ready: Ready) -> None:
    wanted = standby(READY + "cat", Limits(cpu_time_s=0.5, wall_time_s=1.9))
    ready(wanted)
    time.sleep(2.0)

    run = own_sandbox.run_standby(wanted, b"one")

    assert run.succeeded
    assert run.wall_time_s < 1.9


def test_limits_hold_for_a_run_started_ahead(
    own_sandbox: Sandbox, ready: Ready
) -> None:
    wanted = standby(READY + "read how; while [ $how = go ]; do :; done")
    ready(wanted)

    run = own_sandbox.run_standby(wanted, b"go\n")

    assert run.termination is Termination.CPU_TIME_LIMIT
    assert 0.9 < run.cpu_time_s < 1.5


def test_one_that_died_while_it_waited_is_replaced(
    own_sandbox: Sandbox, ready: Ready
) -> None:
    wanted = standby(READY + "timeout 0.1 cat && exit 0; exit 9")
    ready(wanted)

    run = own_sandbox.run_standby(wanted, b"one")

    assert (run.exit_code, run.stdout) == (0, b"one")


def test_what_was_wanted_once_is_not_started(
    backend: type[Sandbox], sandbox_options: SandboxOptions, tmp_path: Path
) -> None:
    options = replace(sandbox_options, cache=tmp_path, require=frozenset())
    mine = backend(options)
    mine.run_standby(standby(READY + "cat"), b"")

    assert not mine.prepare()
    mine.close()


def is_running(mark: str) -> bool:
    for command in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if mark.encode() in command.read_bytes() and b"sh\0-c" in (
                command.read_bytes()
            ):
                return True
        except OSError:
            continue
    return False


@pytest.mark.parametrize("end", ["displaced", "closed"])
def test_what_waits_ends_when_it_is_not_wanted_anymore(
    end: str, backend: type[Sandbox], sandbox_options: SandboxOptions, tmp_path: Path
) -> None:
    options = replace(sandbox_options, cache=tmp_path, standby=1, require=frozenset())
    mine = backend(options)
    mark = f"waits-{time.time_ns()}"
    wanted, other = standby(READY + f"cat; : {mark}"), standby(READY + "cat; : other")
    for _ in range(2):
        mine.run_standby(wanted, b"")
    assert mine.prepare()
    assert not mine.prepare()
    time.sleep(0.2)
    assert is_running(mark)

    if end == "closed":
        mine.close()
    else:
        for _ in range(3):
            mine.run_standby(other, b"")
        mine.prepare()
    time.sleep(0.1)

    assert not is_running(mark)
    mine.close()


def test_cold_boxes_start_nothing_ahead(
    backend: type[Sandbox], sandbox_options: SandboxOptions, tmp_path: Path
) -> None:
    options = replace(
        sandbox_options, cache=tmp_path, recycle_after=1, require=frozenset()
    )
    mine = backend(options)
    wanted = standby(READY + "cat")
    for _ in range(2):
        mine.run_standby(wanted, b"")

    assert not mine.prepare()
    mine.close()
