"""What every isolation backend promises; see `sandboxes.sandbox`."""

import os
import re
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import pytest

from sandboxes import (
    KIB,
    MIB,
    Box,
    BoxFailedError,
    Command,
    Limits,
    RunResult,
    Sandbox,
    SandboxOptions,
    SandboxUnavailableError,
    StoredFile,
    Termination,
)
from tests.descriptors import open_descriptors
from tests.engine import container_pids

pytestmark = [pytest.mark.sandbox, pytest.mark.every_backend]

LIMITS = Limits(
    cpu_time_s=5,
    wall_time_s=60,
    memory_bytes=64 * MIB,
    output_bytes=4 * MIB,
    processes=16,
    scratch_bytes=8 * MIB,
    scratch_files=100,
)
"""More than any command here needs, on a busy machine, too."""

EVERY_BYTE = bytes(range(256)) * 4000
LARGE = b"large\n" * 50_000
"""A stored file large enough that a backend may share it between runs."""


type Jails = Callable[[], set[int]]


@pytest.fixture
def jails(backend: type[Sandbox], sandbox_options: SandboxOptions) -> Jails:
    """Find the processes that hold the boxes of this one, and it alone."""
    if backend.name == "docker":
        return lambda: container_pids(sandbox_options.docker_host)
    return children


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with sandbox.open() as opened:
        yield opened


def shell(script: str, **changes: Any) -> Command:
    """Return a command that runs a script of the shell."""
    argv = ("/bin/bash", "-c", script)
    return replace(Command(argv=argv, env={"PATH": "/usr/bin:/bin"}), **changes)


def run(box: Box, script: str, limits: Limits = LIMITS, **changes: Any) -> RunResult:
    """Run a script of the shell in a box."""
    return box.run(shell(script, **changes), limits)


def stored(**files: bytes) -> Mapping[str, StoredFile]:
    """Return plain files by name."""
    return {name: StoredFile(data=data) for name, data in files.items()}


def children() -> set[int]:
    """Return the processes that this one has started and not yet waited for."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def kill(pids: Iterable[int]) -> None:
    """Kill processes, as the kernel may for want of memory."""
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def own_groups() -> set[Path]:
    """Return the cgroups that this process has made."""
    return set(Path("/sys/fs/cgroup").rglob(f"verifier-*-{os.getpid()}-*/**/"))


def mounts() -> str:
    """Return what is mounted where, as this process sees it."""
    return Path("/proc/self/mounts").read_text()


# What a command gets


def test_input_comes_in_and_goes_out_byte_for_byte(box: Box) -> None:
    result = run(box, "cat", stdin=EVERY_BYTE)

    assert result.succeeded
    assert result.stdout == EVERY_BYTE
    assert result.stderr == b""


def test_standard_error_is_kept_apart(box: Box) -> None:
    result = run(box, "cat >&2; echo out", stdin=EVERY_BYTE)

    assert result.stdout == b"out\n"
    assert result.stderr == EVERY_BYTE


def test_input_has_an_end(box: Box) -> None:
    assert run(box, "cat; cat; echo end").stdout == b"end\n"


def test_unread_input_is_no_error(box: Box) -> None:
    assert run(box, "exit 0", stdin=bytes(10 * MIB)).succeeded


def test_environment_is_the_given_one_alone(box: Box) -> None:
    command = Command(argv=("/usr/bin/env",), env={"A": "1", "B": "two words\n=é"})

    result = box.run(command, LIMITS)

    assert result.stdout == "A=1\nB=two words\n=é\n".encode()


def test_arguments_are_not_interpreted(box: Box) -> None:
    odd = ("a b", "$HOME", "", "*", "é", "\n", "-n", "'\"")
    command = Command(argv=("/usr/bin/printf", "<%s>", *odd))

    assert box.run(command, LIMITS).stdout == "".join(f"<{a}>" for a in odd).encode()


def test_program_of_the_working_directory_can_be_started(box: Box) -> None:
    box.put({"tool": StoredFile(data=b"#!/bin/sh\necho ran $1\n", executable=True)})

    assert box.run(Command(argv=("./tool", "x")), LIMITS).stdout == b"ran x\n"


def test_program_that_is_not_there_is_the_command_s_failure(box: Box) -> None:
    result = box.run(Command(argv=("./missing",)), LIMITS)

    assert result.termination is Termination.EXITED
    assert result.exit_code == 127
    assert b"missing" in result.stderr


def test_program_that_cannot_be_executed_is_the_command_s_failure(box: Box) -> None:
    box.put(stored(plain=b"text"))

    result = box.run(Command(argv=("./plain",)), LIMITS)

    assert result.termination is Termination.EXITED
    assert result.exit_code == 126


def test_program_of_the_system_that_is_missing_is_our_failure(sandbox: Sandbox) -> None:
    with (
        sandbox.open() as box,
        pytest.raises(BoxFailedError, match="/usr/bin/no-such-thing") as caught,
    ):
        box.run(Command(argv=("/usr/bin/no-such-thing",)), LIMITS)

    assert not caught.value.started


# Files that go in


def test_files_that_were_put_are_there_in_every_run(box: Box) -> None:
    box.put(
        {
            **stored(small=EVERY_BYTE[:256], large=LARGE),
            "a/b/c": StoredFile(data=b"deep"),
        }
    )

    for _ in range(2):
        result = run(box, "cat small a/b/c; cat large >&2")
        assert result.stdout == EVERY_BYTE[:256] + b"deep"
        assert result.stderr == LARGE


def test_each_run_has_its_own_copy_of_what_was_put(box: Box) -> None:
    box.put(stored(small=b"small", large=LARGE))
    spoil = "for f in small large; do echo spoiled >$f; rm -f $f; mv $f x; done; true"

    assert run(box, spoil).succeeded

    assert (
        run(box, "cat small large; ls -A").stdout
        == b"small" + LARGE + b"large\nsmall\n"
    )


def test_putting_replaces_what_was_put_before(box: Box) -> None:
    box.put(stored(old=b"old", large=LARGE))
    box.put(stored(new=b"new"))

    assert run(box, "ls -A").stdout == b"new\n"


def test_next_user_of_a_box_finds_no_files(sandbox: Sandbox) -> None:
    with sandbox.open() as box:
        box.put(stored(small=b"small", large=LARGE))
    with sandbox.open() as box:
        assert run(box, "ls -A /box /tmp /dev/shm").stdout == (
            b"/box:\n\n/dev/shm:\n\n/tmp:\n"
        )


def test_executable_files_are_executable_and_others_are_not(box: Box) -> None:
    box.put(
        {
            "tool": StoredFile(data=b"#!/bin/sh\n", executable=True),
            "large": StoredFile(data=b"#!/bin/sh\n" + LARGE, executable=True),
            "plain": StoredFile(data=b"#!/bin/sh\n"),
        }
    )

    script = "for f in *; do [ -x $f ] && echo $f; done; true"
    assert run(box, script).stdout == b"large\ntool\n"


def test_files_of_a_command_are_there_for_it_alone(box: Box) -> None:
    first = run(box, "cat a/b; ls -A", files={"a/b": b"x"})

    assert first.stdout == b"xa\n"
    assert run(box, "ls -A").stdout == b""


@pytest.mark.parametrize(
    ("put", "own"),
    [
        ({"same": b"put"}, {"same": b"own"}),
        ({"same": LARGE}, {"same": b"own"}),
        ({"same/below": b"put"}, {"same": b"own"}),
        ({"same/deeper/below": LARGE, "same/x": b"put"}, {"same": b"own"}),
    ],
    ids=["small", "large", "directory", "directory of large ones"],
)
def test_file_of_a_command_takes_the_place_of_what_was_put(
    put: Mapping[str, bytes], own: Mapping[str, bytes], box: Box
) -> None:
    box.put(stored(**put))

    assert run(box, "cat same", files=own).stdout == b"own"


def test_directory_of_a_command_takes_the_place_of_a_file_that_was_put(
    box: Box,
) -> None:
    box.put(stored(same=LARGE, other=b"put"))

    result = run(
        box,
        "cat same/below other/below",
        files=dict.fromkeys(("same/below", "other/below"), b"own"),
    )

    assert result.stdout == b"ownown"


def test_many_deep_files_fit_whatever_the_limit_of_files(box: Box) -> None:
    files = {"/".join([f"d{number}"] * 40): b"x" for number in range(200)}

    assert run(box, "find . -type f | wc -l", files=files).stdout == b"200\n"


def test_folders_are_made_and_belong_to_the_command(box: Box) -> None:
    result = run(box, "touch out/x a/b/x && ls -d out a/b", folders=("out", "a/b"))

    assert result.stdout == b"a/b\nout\n"


# Files that come back


def test_files_and_directories_come_back(box: Box) -> None:
    script = """
        mkdir -p out/deep/er empty && cat >out/data && echo x >out/deep/er/x
        printf '#!/bin/sh\n' >tool && chmod +x tool
    """

    result = run(box, script, stdin=EVERY_BYTE, collect=("out", "tool", "empty"))

    assert result.collect_error is None
    assert result.collected == {
        "out/data": StoredFile(data=EVERY_BYTE),
        "out/deep/er/x": StoredFile(data=b"x\n"),
        "tool": StoredFile(data=b"#!/bin/sh\n", executable=True),
    }


@pytest.mark.parametrize(
    "script",
    [
        "ln -s /etc/passwd out",
        "ln -s target out; echo x >target",
        "ln -s . out",
        "mkfifo out",
        "mkdir out; mkfifo out/fifo",
        "mkdir out; ln -s /etc/passwd out/link",
        "exec 9<>/dev/null; ln -s /proc/self/fd/9 out",
        "ln -s /dev/zero out",
        "/usr/bin/python3 -c 'import socket; socket.socket(1).bind(\"out\")'",
    ],
)
def test_what_is_no_plain_file_does_not_come_back(script: str, box: Box) -> None:
    result = run(box, script, collect=("out",))

    assert result.succeeded
    assert result.collected == {}
    assert result.collect_error
    assert "not a plain file" in result.collect_error


@pytest.mark.parametrize("path", ["../etc/passwd", "folder/passwd", "/etc/passwd"])
def test_nothing_outside_the_working_directory_comes_back(path: str, box: Box) -> None:
    result = run(box, "ln -s /etc folder", collect=(path,))

    assert result.collected == {}
    assert result.collect_error


def test_what_was_not_made_is_named(box: Box) -> None:
    result = run(box, "touch one", collect=("one", "two"))

    assert set(result.collected) == {"one"}
    assert result.collect_error == "two: was not made"


def test_too_much_does_not_come_back(box: Box) -> None:
    result = run(box, "truncate -s 3M out", collect=("out",), collect_bytes=2 * MIB)

    assert result.succeeded
    assert result.collected == {}
    assert result.collect_error == "out: too large to keep"


def test_nothing_comes_back_from_a_command_that_fails(box: Box) -> None:
    result = run(box, "touch out; exit 3", collect=("out",))

    assert result.exit_code == 3
    assert result.collected == {}


# The reply


def test_files_come_back_whatever_the_exit_code_where_that_is_asked_for(
    box: Box,
) -> None:
    script = "echo kept > kept; exit 42"

    done = run(box, script, collect=("kept",), collect_always=True)
    killed = run(box, "kill -9 $$", collect=("kept",), collect_always=True)

    assert done.exit_code == 42
    assert done.collected["kept"].data == b"kept\n"
    assert not killed.collected


@pytest.mark.parametrize("script", ["true", "exit 3", "kill -9 $$", "sleep 60"])
def test_end_of_a_command_is_put_on_the_clock(script: str, box: Box) -> None:
    begin = time.monotonic()

    result = run(box, script, replace(LIMITS, wall_time_s=0.2))

    assert begin < result.ended_at_s < time.monotonic()


def test_reply_comes_back_apart_from_the_output(box: Box) -> None:
    result = run(box, "echo out; cat >&3", stdin=EVERY_BYTE, reply=True)

    assert result.reply == EVERY_BYTE
    assert result.stdout == b"out\n"


def test_there_is_no_reply_unless_it_was_asked_for(box: Box) -> None:
    result = run(box, "echo x >&3")

    assert result.exit_code == 1
    assert result.reply == b""


def test_reply_has_the_limit_of_the_output(box: Box) -> None:
    limits = replace(LIMITS, output_bytes=10 * KIB)

    result = run(box, "head -c 1000000 /dev/zero >&3", limits, reply=True)

    assert result.termination is Termination.OUTPUT_LIMIT
    assert result.reply == bytes(10 * KIB)


# How it ends


def test_exit_code_is_reported(box: Box) -> None:
    result = run(box, "exit 137")

    assert result.termination is Termination.EXITED
    assert (result.exit_code, result.signal) == (137, None)


def test_signal_is_reported(box: Box) -> None:
    result = run(box, "kill -SEGV $$")

    assert result.termination is Termination.SIGNALED
    assert (result.exit_code, result.signal) == (None, signal.SIGSEGV)


def test_usage_is_that_of_the_command(box: Box) -> None:
    script = "head -c 20000000 /dev/urandom | tail -c 20000000 | tail -c 1 | wc -c"

    result = run(box, script)

    assert result.stdout == b"1\n"
    assert 0.01 < result.cpu_time_s < 5
    assert result.wall_time_s > 0.01
    assert result.peak_memory_bytes is None or (
        20_000_000 < result.peak_memory_bytes <= LIMITS.memory_bytes
    )
    idle = run(box, "sleep 0.2")
    assert idle.cpu_time_s < 0.15
    assert idle.wall_time_s >= 0.2
    assert idle.peak_memory_bytes is None or idle.peak_memory_bytes < 20_000_000


@pytest.mark.parametrize(
    ("script", "limit", "termination"),
    [
        ("while :; do :; done", {"cpu_time_s": 0.2}, Termination.CPU_TIME_LIMIT),
        ("sleep 1000", {"wall_time_s": 0.3}, Termination.WALL_TIME_LIMIT),
        ("tail /dev/zero", {"memory_bytes": 20 * MIB}, Termination.MEMORY_LIMIT),
        ("cat /dev/zero", {"output_bytes": 50_000}, Termination.OUTPUT_LIMIT),
        ("cat /dev/zero >&2", {"output_bytes": 50_000}, Termination.OUTPUT_LIMIT),
    ],
    ids=["cpu", "wall", "memory", "output", "error output"],
)
def test_limit_ends_the_command(
    script: str, limit: dict[str, Any], termination: Termination, box: Box
) -> None:
    result = run(box, script, replace(LIMITS, **limit))

    assert result.termination is termination
    assert result.exit_code is None
    assert len(result.stdout + result.stderr) <= 50_000
    assert run(box, "echo well").stdout == b"well\n"


def test_a_child_killed_for_want_of_memory_ends_the_command(box: Box) -> None:
    limits = replace(LIMITS, cpu_time_s=1.0, memory_bytes=20 * MIB)

    result = run(box, "tail /dev/zero & sleep 1000", limits)

    assert result.termination is Termination.MEMORY_LIMIT
    assert result.wall_time_s < 30


def test_output_of_exactly_the_limit_is_within_it(box: Box) -> None:
    limits = replace(LIMITS, output_bytes=10_000)

    exact = run(box, "head -c 10000 /dev/zero", limits)
    over = run(box, "head -c 10001 /dev/zero", limits)

    assert exact.succeeded
    assert over.termination is Termination.OUTPUT_LIMIT
    assert exact.stdout == over.stdout == bytes(10_000)


def test_processes_beyond_the_limit_are_refused(box: Box) -> None:
    script = (
        "import os, time\n"
        "for count in range(1, 20):\n"
        "    if os.fork() == 0: time.sleep(60)\n"
        "    print(count, flush=True)\n"
    )
    command = Command(argv=("/usr/bin/python3", "-c", script))

    result = box.run(command, replace(LIMITS, processes=5))

    assert result.exit_code == 1
    assert result.stdout == b"1\n2\n3\n4\n"
    assert b"BlockingIOError" in result.stderr


def test_bytes_beyond_the_limit_of_scratch_space_are_refused(box: Box) -> None:
    script = "cat /dev/zero >/tmp/x 2>/dev/null; cat /dev/zero >y; stat -c %s /tmp/x y"

    result = run(box, script, replace(LIMITS, scratch_bytes=MIB))

    assert sum(map(int, result.stdout.split())) <= MIB + 64 * KIB


def test_files_beyond_the_limit_of_scratch_space_are_refused(box: Box) -> None:
    script = "for i in {1..200}; do : >/tmp/$i; done 2>/dev/null; ls /tmp | wc -l"

    result = run(box, script, replace(LIMITS, scratch_files=50))

    assert 40 <= int(result.stdout) <= 70


def test_every_call_that_is_listed_is_refused(box: Box, tmp_path: Path) -> None:
    source = (resources.files("sandboxes.inside") / "init" / "seccomp.c").read_text()
    told = re.findall(r"CALL\((\w+)\)[,\n]", source.split("#define CALL(name)")[1])
    untold = re.findall(r"SYS_(\w+)", source.split("DENIED[] = {")[1].split("};")[0])
    numbers = {"mount_setattr": 442, "quotactl_fd": 443, "process_mrelease": 448}
    calls = [str(numbers.get(name, f"SYS_{name}")) for name in [*told, *untold]]
    (tmp_path / "calls.c").write_text(
        "#include <errno.h>\n#include <stdio.h>\n#include <sys/syscall.h>\n"
        "#include <unistd.h>\nint main(void) {\n"
        f"  static const int calls[] = {{{', '.join([*calls, 'SYS_flock'])}}};\n"
        "  for (unsigned i = 0; i < sizeof calls / sizeof *calls; i++)\n"
        "    if (syscall(calls[i], -1, -1, -1, -1, -1, -1) != -1 || errno != EPERM)\n"
        '      printf("%d is not refused\\n", calls[i]);\n}\n'
    )
    made = str(tmp_path / "calls")
    subprocess.run(["/usr/bin/gcc", "-static", "-o", made, f"{made}.c"], check=True)
    binary = StoredFile(data=Path(made).read_bytes(), executable=True)
    box.put({"calls": binary})

    result = box.run(Command(argv=("./calls",)), LIMITS)

    assert (result.exit_code, result.stdout) == (0, b"")
    assert result.refused == tuple(told)
    assert len(told) > 50


# One run after another


def test_nothing_of_one_run_meets_the_next(box: Box) -> None:
    leave = "sleep 1000 & for d in . /tmp /var/tmp /dev/shm; do echo x >$d/left; done"
    look = "ls -A . /tmp /var/tmp /dev/shm; for p in /proc/[0-9]*; do echo $p; done"

    assert run(box, leave).succeeded
    found = run(box, look).stdout.split()

    assert b"left" not in found
    assert [word for word in found if b"proc" in word] == [b"/proc/1", b"/proc/2"]


def test_box_serves_a_hundred_runs(box: Box) -> None:
    for number in range(100):
        assert run(box, f"echo {number}").stdout == f"{number}\n".encode()


def test_boxes_work_side_by_side(sandbox: Sandbox) -> None:
    def work(number: int) -> bool:
        with sandbox.open() as box:
            results = [
                run(
                    box,
                    "cat; echo x >mine; sleep 0.01; ls",
                    stdin=f"{number}\n".encode(),
                )
                for _ in range(5)
            ]
        return all(it.stdout == f"{number}\nmine\n".encode() for it in results)

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(work, range(8)))


def test_box_is_used_again(own_sandbox: Sandbox, jails: Jails) -> None:
    with own_sandbox.open():
        first = jails()
    with own_sandbox.open():
        assert jails() == first


def test_box_is_replaced_after_as_many_runs_as_asked_for(
    backend: type[Sandbox],
    sandbox: Sandbox,
    sandbox_options: SandboxOptions,
    jails: Jails,
) -> None:
    own = backend(replace(sandbox_options, recycle_after=2))
    others, seen = jails(), []
    for _ in range(6):
        with own.open() as box:
            seen.append(jails() - others)
            assert run(box, "echo well").stdout == b"well\n"
    own.close()

    first, second, third = seen[::2]
    assert seen[1::2] == [first, second, third]
    assert not first & second
    assert not second & third


# Boxes that break


def test_interrupt_ends_runs_and_the_next_box_works(own_sandbox: Sandbox) -> None:
    timer = threading.Timer(0.3, own_sandbox.interrupt)
    with own_sandbox.open() as box:
        timer.start()
        begin = time.monotonic()
        with pytest.raises(BoxFailedError):
            run(box, "sleep 1000")
        assert time.monotonic() - begin < 30
    timer.join()
    with own_sandbox.open() as box:
        assert run(box, "echo well").stdout == b"well\n"


def test_interrupt_without_runs_does_nothing(own_sandbox: Sandbox) -> None:
    own_sandbox.interrupt()

    with own_sandbox.open() as box:
        assert run(box, "echo well").stdout == b"well\n"


def test_death_of_the_box_in_a_run_is_told_as_such(
    own_sandbox: Sandbox, jails: Jails
) -> None:
    before = jails()
    with own_sandbox.open() as box:
        made = jails() - before
        assert made
        timer = threading.Timer(0.3, kill, [made])
        timer.start()
        with pytest.raises(BoxFailedError) as caught:
            run(box, "sleep 1000")
        assert caught.value.started
    timer.join()
    with own_sandbox.open() as box:
        assert run(box, "echo well").stdout == b"well\n"


def test_death_of_the_box_before_a_run_is_not_blamed_on_it(
    own_sandbox: Sandbox, jails: Jails
) -> None:
    before = jails()
    with own_sandbox.open() as box:
        assert run(box, "true").succeeded
        kill(jails() - before)
        time.sleep(0.3)
        with pytest.raises(BoxFailedError) as caught:
            run(box, "sleep 1000")
        assert not caught.value.started
    with own_sandbox.open() as box:
        assert run(box, "echo well").stdout == b"well\n"


def test_idle_box_that_died_is_not_handed_out(
    own_sandbox: Sandbox, jails: Jails
) -> None:
    before = jails()
    with own_sandbox.open() as box:
        assert run(box, "true").succeeded
    kill(jails() - before)
    time.sleep(0.3)

    with own_sandbox.open() as box:
        assert run(box, "echo well").stdout == b"well\n"


def test_broken_box_stays_broken(own_sandbox: Sandbox) -> None:
    with own_sandbox.open() as box:
        own_sandbox.interrupt()
        for _ in range(2):
            with pytest.raises(BoxFailedError):
                run(box, "true")
        with pytest.raises(BoxFailedError):
            box.put(stored(x=b"x"))


# What is left behind


def test_runs_leave_no_descriptors_open(sandbox: Sandbox) -> None:
    def work() -> None:
        with sandbox.open() as box:
            run(box, "cat", stdin=EVERY_BYTE, reply=True, collect=("x",))
            run(box, "sleep 9", replace(LIMITS, wall_time_s=0.05))
            run(box, "cat /dev/zero", replace(LIMITS, output_bytes=1000))
            box.run(Command(argv=("./missing",)), LIMITS)

    work()
    before = open_descriptors()
    for _ in range(5):
        work()

    assert open_descriptors() <= before


def test_broken_boxes_leave_no_descriptors_open(own_sandbox: Sandbox) -> None:
    def work() -> None:
        with own_sandbox.open() as box:
            own_sandbox.interrupt()
            with pytest.raises(BoxFailedError):
                run(box, "true", reply=True)

    work()
    before = open_descriptors()
    for _ in range(3):
        work()

    assert open_descriptors() <= before


def test_closed_sandbox_leaves_nothing_behind(
    backend: type[Sandbox],
    sandbox: Sandbox,
    sandbox_options: SandboxOptions,
    jails: Jails,
) -> None:
    open_before = open_descriptors()
    before = (jails(), own_groups(), mounts())

    own = backend(sandbox_options)
    with own.open() as one, own.open() as two:
        run(one, "sleep 1000 & echo x")
        run(two, "cat /dev/zero", replace(LIMITS, output_bytes=1000))
        run(two, "sleep 9", replace(LIMITS, wall_time_s=0.05))
    own.close()

    assert (jails(), own_groups(), mounts()) == before
    assert open_descriptors() <= open_before


def test_runs_leave_few_groups_behind(own_sandbox: Sandbox) -> None:
    with own_sandbox.open() as box:
        for memory in range(10):
            run(box, "true", replace(LIMITS, memory_bytes=(64 + memory) * MIB))
        before = len(own_groups())
        for limit in (0.05, 60):
            run(box, "sleep 0.1 & wait", replace(LIMITS, wall_time_s=limit))
        run(box, "true", replace(LIMITS, memory_bytes=128 * MIB))

        assert len(own_groups()) <= before


def test_a_run_is_not_charged_for_the_one_before(box: Box) -> None:
    greedy = "dd if=/dev/zero of=/dev/shm/x bs=1M count=40; while :; do :; done"
    for script in (greedy, "head -c 200000000 /dev/zero | tail -c 200000000"):
        run(box, script, replace(LIMITS, cpu_time_s=0.5))
    result = run(box, "echo x")

    assert result.termination is Termination.EXITED
    assert result.cpu_time_s < 0.2
    assert (result.peak_memory_bytes or 0) < 8 * MIB


# The sandbox itself


def test_what_is_required_by_default_is_enforced(sandbox: Sandbox) -> None:
    assert SandboxOptions(cache=Path()).require <= sandbox.enforced


def test_sandbox_that_cannot_enforce_what_is_required_opens_no_box(
    backend: type[Sandbox], sandbox_options: SandboxOptions
) -> None:
    options = replace(sandbox_options, require=frozenset({"levitation"}))
    own = backend(options)
    with pytest.raises(SandboxUnavailableError, match="levitation"), own.open():
        pass
    own.close()


def test_examination_finds_all_well(sandbox: Sandbox) -> None:
    checks = sandbox.examine()

    assert checks
    assert all(check.ok and check.found for check in checks), checks


def test_program_that_leaves_its_stdin_unread_ends_well_each_time(
    sandbox: Sandbox,
) -> None:
    command = Command(argv=("/bin/true",), stdin=b"x" * 1_000_000)

    with sandbox.open() as box:
        runs = [box.run(command, Limits()) for _ in range(100)]

    assert all(run.succeeded for run in runs)


def test_fresh_box_has_served_nobody(sandbox: Sandbox, jails: Jails) -> None:
    with sandbox.open() as used:
        run(used, "true")
    before = jails()

    with sandbox.open(fresh=True) as box:
        assert jails() > before
        assert run(box, "echo well").stdout == b"well\n"
