"""Runs of one command that share namespaces (`Command.repeats`).

Nothing of one meets the next, and none can tell the first from the tenth.
"""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandboxes import (
    MIB,
    Box,
    BoxFailedError,
    Command,
    Limits,
    RunResult,
    Sandbox,
    SandboxOptions,
    StoredFile,
    Termination,
    known_languages,
)
from tests.engine import container_pids

pytestmark = [pytest.mark.sandbox, pytest.mark.every_backend]

PYTHON = known_languages().get("python")
LIMITS = Limits(
    cpu_time_s=2,
    wall_time_s=60,
    memory_bytes=128 * MIB,
    processes=16,
    scratch_bytes=8 * MIB,
)
KINDS = ["cold", "warm"]


@pytest.fixture
def box(sandbox: Sandbox) -> Iterator[Box]:
    with sandbox.open() as opened:
        yield opened


class Runs:
    """One program, run again and again as the cases of a submission do."""

    def __init__(self, box: Box, kind: str, source: str) -> None:
        self.box = box
        box.put({"main.py": StoredFile(data=source.encode())})
        self.command = Command(
            argv=("/usr/bin/python3", "main.py"),
            env=PYTHON.env,
            zygote=PYTHON.zygote(source) if kind == "warm" else (),
            repeats=True,
        )

    def __call__(self, stdin: str = "", **changes: Any) -> RunResult:
        limits = changes.pop("limits", LIMITS)
        command = replace(self.command, stdin=stdin.encode(), **changes)
        return self.box.run(command, limits)


def same(runs: Runs, times: int = 4) -> set[bytes]:
    """Return what several runs say; each must end well."""
    results = [runs() for _ in range(times)]
    assert [result.stderr for result in results] == [b""] * times
    assert all(result.succeeded for result in results)
    return {result.stdout for result in results}


@pytest.mark.parametrize("kind", KINDS)
def test_each_run_gets_its_own_input(box: Box, kind: str) -> None:
    runs = Runs(box, kind, "print(int(input()) ** 2)")

    for number in range(12):
        assert runs(str(number)).stdout == f"{number**2}\n".encode()


class Inside:
    """Looks at the processes in the boxes of this process, and of no other.

    Args:
        docker_host: Where containers run that hold boxes; None: nowhere.
    """

    def __init__(self, docker_host: str | None) -> None:
        self.docker_host = docker_host
        self.level = len(_numbers(os.getpid()))

    def _pids(self) -> set[int]:
        roots = {os.getpid()}
        if self.docker_host:
            roots |= container_pids(self.docker_host)
        found = set(roots)
        while more := _children_of(found) - found:
            found |= more
        return found

    def rooms(self) -> set[int]:
        """Return those who are pid 1 of a run: its namespace is in that of a box."""
        return {
            pid for pid in self._pids() if _numbers(pid)[self.level + 1 :] == [b"1"]
        }

    def templates(self) -> set[int]:
        """Return the warm interpreters of boxes, and their templates."""
        found = {pid for pid in self._pids() if len(_numbers(pid)) == self.level + 1}
        return {pid for pid in found if b"zygote/python.py" in _read(pid, "cmdline")}


def _read(pid: int, name: str) -> bytes:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/{name}").read_bytes()
    return b""


def _numbers(pid: int) -> list[bytes]:
    """Return a process's numbers, in our namespace and all those below."""
    status = _read(pid, "status")
    return status.split(b"NSpid:")[1].splitlines()[0].split() if status else []


def _children_of(pids: set[int]) -> set[int]:
    every = [int(it.name) for it in Path("/proc").iterdir() if it.name.isdigit()]
    parents = {pid: _read(pid, "stat").rpartition(b")")[2].split() for pid in every}
    return {pid for pid, words in parents.items() if words and int(words[1]) in pids}


@pytest.fixture
def inside(backend: type[Sandbox], sandbox_options: SandboxOptions) -> Inside:
    is_docker = backend.name == "docker"
    return Inside(sandbox_options.docker_host if is_docker else None)


@pytest.mark.parametrize("kind", KINDS)
def test_runs_that_repeat_share_a_room(box: Box, kind: str, inside: Inside) -> None:
    runs = Runs(box, kind, "print('well')")
    others = inside.rooms()

    same(runs)
    first = inside.rooms() - others
    same(runs)
    assert inside.rooms() - others == first
    assert len(first) == 1
    runs.box.put({"main.py": StoredFile(data=b"print('other')")})
    same(runs)
    second = inside.rooms() - others
    assert len(second) == 1
    assert second != first


@pytest.mark.parametrize("kind", KINDS)
def test_runs_that_happen_to_repeat_share_a_room_from_the_third_on(
    box: Box, kind: str, inside: Inside
) -> None:
    runs = Runs(box, kind, "print('well')")
    runs.command = replace(runs.command, repeats=False)
    others, found = inside.rooms(), []

    for _ in range(5):
        assert runs().succeeded
        found.append(frozenset(inside.rooms() - others))

    assert list(map(len, found)) == [0, 0, 1, 1, 1]
    assert len({*found[2:]}) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    ("harm", "left"),
    [
        ("os.kill(os.getpid(), 9)", 1),  # it is dead, with all that it had
        ("bytearray(1 << 30)", 1),
        ("ctypes.CDLL(None).unshare(0)", 0),
        ("ctypes.CDLL(None).shmget(7, 4096, 0o1666)", 0),
        ("time.sleep(9)", 0),
    ],
    ids=["dies", "memory", "refused", "shared", "time"],
)
def test_room_ends_with_what_may_outlive_a_run(
    box: Box, kind: str, inside: Inside, harm: str, left: int
) -> None:
    source = f"import ctypes, os, time\nif input() == 'harm': {harm}\n"
    runs = Runs(box, kind, source)
    others = inside.rooms()

    assert runs("well").succeeded
    first = inside.rooms() - others
    runs("harm", limits=replace(LIMITS, wall_time_s=1))
    after = inside.rooms() - others

    assert len(first) == 1
    assert after == (first if left else set())
    assert runs("well").succeeded


def test_run_whose_template_dies_is_our_failure(
    sandbox: Sandbox, inside: Inside
) -> None:
    with sandbox.open(fresh=True) as box:
        runs = Runs(box, "warm", "print('well')")
        others = inside.templates()
        assert same(runs) == {b"well\n"}
        _, template = sorted(inside.templates() - others)
        os.kill(template, signal.SIGKILL)

        with pytest.raises(BoxFailedError, match="template is gone"):
            runs()

    with sandbox.open() as box:
        assert same(Runs(box, "warm", "print('well')")) == {b"well\n"}


def test_room_ends_when_its_user_leaves(sandbox: Sandbox, inside: Inside) -> None:
    others = inside.rooms()
    with sandbox.open() as box:
        same(Runs(box, "warm", "print('well')"))
        assert len(inside.rooms() - others) == 1
    deadline = time.monotonic() + 20
    while inside.rooms() - others and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not inside.rooms() - others


def test_large_program_is_compiled_by_each_run(box: Box, inside: Inside) -> None:
    runs = Runs(box, "warm", f"print('well')\n#{'x' * 300_000}")
    others = inside.rooms()

    assert same(runs) == {b"well\n"}
    assert not inside.rooms() - others


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "traces",
    [
        "os.getpid(), os.getppid(), os.getsid(0), os.getpgrp()",
        "sorted(name for name in os.listdir('/proc') if name.isdigit())",
        "subprocess.run(['sh', '-c', 'echo $$'], capture_output=True).stdout",
        "open('/proc/self/cgroup').read()",
        "sorted(os.listdir('/proc/self/fd'))",
        "open('/proc/sysvipc/shm').read()",
        "[os.listdir(where) for where in ('.', '/tmp', '/var/tmp', '/dev/shm')]",
        "[(os.stat(w).st_ino, os.stat(w).st_mode) for w in ('.', '/tmp', 'main.py')]",
        "os.statvfs('.')[:8]",
        "os.getpriority(os.PRIO_PROCESS, 0), sorted(os.sched_getaffinity(0))",
        "os.getcwd(), os.umask(0), sys.argv, sys.path[0], dict(os.environ)",
        "[resource.getrlimit(which) for which in range(16)]",
        "[line for line in open('/proc/self/status') if line[:3] in ('Cap', 'NoN')]",
        "signal.pthread_sigmask(signal.SIG_BLOCK, []), signal.getsignal(2)",
        "os.getuid(), os.getgid(), os.getgroups(), threading.active_count()",
        "len(open('/proc/self/mountinfo').readlines())",
        "[can(f'/proc/1/{name}') for name in ('stat', 'status', 'io', 'sched')]",
    ],
    ids=range(17),
)
def test_no_run_can_tell_which_it_is(box: Box, kind: str, traces: str) -> None:
    head = (
        "import os, resource, signal, subprocess, sys, threading\n"
        "def can(path):\n"
        "    try: return open(path).read()\n"
        "    except PermissionError: return False\n"
    )
    leave = (
        "for where in ('.', '/tmp', '/var/tmp', '/dev/shm'):\n"
        "    for number in range(20):\n"
        "        open(f'{where}/{number}', 'w').write('left')\n"
        "    os.chmod(where, 0o700) if where == '.' else None\n"
        "for _ in range(5):\n"
        "    if not os.fork():\n"
        "        os.setsid()\n"
        "        os.nice(5)\n"
        "        signal.pause()\n"
    )
    runs = Runs(box, kind, f"{head}print({traces})\nsys.stdout.flush()\n{leave}")

    assert len(same(runs)) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_that_is_known_of_a_module_stays(box: Box, kind: str) -> None:
    runs = Runs(
        box,
        kind,
        "import builtins, json, sys\n"
        "seen = hasattr(builtins, 'x'), hasattr(json, 'x'), 'y' in sys.modules\n"
        "builtins.x = json.x = sys.modules['y'] = 1\nprint(seen)",
    )

    assert same(runs) == {b"(False, False, False)\n"}


@pytest.mark.parametrize("kind", KINDS)
def test_each_run_draws_other_numbers(box: Box, kind: str) -> None:
    runs = Runs(
        box, kind, "import random, uuid, os\nprint(random.random(), uuid.uuid4())"
    )

    assert len(same(runs, 6)) == 6


def test_each_run_draws_other_numbers_of_numpy(box: Box) -> None:
    source = "import numpy.random\nprint(numpy.random.rand())"
    runs = Runs(box, "warm", source)

    assert len(same(runs, 6)) == 6


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "make",
    [
        "libc.shmget(7, 4096, 0o1666)",
        "libc.semget(7, 1, 0o1666)",
        "libc.msgget(7, 0o1666)",
        "libc.syscall(240, b'left', 0o102, 0o666, (ctypes.c_long * 8)(0, 1, 8))",
    ],
    ids=["shm", "sem", "msg", "mq"],
)
def test_what_outlives_a_process_is_gone(box: Box, kind: str, make: str) -> None:
    look = make.replace("0o1666", "0o666").replace("0o102", "0o2")
    runs = Runs(
        box,
        kind,
        "import ctypes\nlibc = ctypes.CDLL(None)\n"
        f"print({look} >= 0, end=' ')\nprint({make} >= 0)",
    )

    assert same(runs) == {b"False True\n"}


@pytest.mark.parametrize("kind", KINDS)
def test_who_kills_everybody_harms_no_later_run(box: Box, kind: str) -> None:
    runs = Runs(
        box,
        kind,
        "import contextlib, os\nword = input()\n"
        "if word == 'kill':\n"
        "    for pid, number in ((-1, 19), (1, 19), (-1, 9), (1, 9), (2, 9), (0, 9)):\n"
        "        with contextlib.suppress(OSError):\n"
        "            os.kill(pid, number)\n"
        "print(word)",
    )

    for _ in range(20):  # it may hit whoever is still starting it
        assert runs("well").stdout == b"well\n"
        killed = runs("kill")
        assert killed.termination is Termination.SIGNALED
        assert (killed.exit_code, killed.stdout) == (None, b"")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("harm", ["time", "memory", "output", "fork", "refused"])
def test_harm_ends_with_its_run(box: Box, kind: str, harm: str) -> None:
    runs = Runs(
        box,
        kind,
        "import ctypes, os, time\nword = input()\n"
        "if word == 'time':\n    while True: pass\n"
        "if word == 'memory': b = bytearray(1 << 30)\n"
        "if word == 'output':\n    while True: print('x' * 10000)\n"
        "while word == 'fork':\n"
        "    try: os.fork()\n"
        "    except OSError: break\n"
        "if word == 'refused': ctypes.CDLL(None).unshare(0)\n"
        "print(word)",
    )
    ends = {
        "time": Termination.CPU_TIME_LIMIT,
        "memory": Termination.MEMORY_LIMIT,
        "output": Termination.OUTPUT_LIMIT,
    }
    limits = replace(LIMITS, cpu_time_s=0.5)

    for _ in range(2):
        assert runs("well").stdout == b"well\n"
        result = runs(harm, limits=limits)
        assert result.termination is ends.get(harm, Termination.EXITED)
        assert result.refused == (("unshare",) if harm == "refused" else ())
    last = runs("well")
    assert (last.stdout, last.refused) == (b"well\n", ())


@pytest.mark.parametrize("kind", KINDS)
def test_limits_are_those_of_each_run(box: Box, kind: str) -> None:
    runs = Runs(
        box,
        kind,
        "import resource\n"
        "print([resource.getrlimit(which) for which in range(11)])\n"
        "b = bytearray(60 << 20)\nopen('x', 'wb').write(b[:int(input())])",
    )
    small = replace(LIMITS, memory_bytes=32 * MIB, scratch_bytes=MIB)

    first = runs("10")
    assert runs("10", limits=small).termination is Termination.MEMORY_LIMIT
    again = runs("10")
    assert again.succeeded
    assert again.stdout == first.stdout
    assert (
        b"No space" in runs("9000000").stderr
        or b"File too large" in runs("9000000").stderr
    )


@pytest.mark.parametrize("kind", KINDS)
def test_time_and_memory_count_for_each_run_alone(box: Box, kind: str) -> None:
    runs = Runs(
        box,
        kind,
        "import time\nb = bytearray(int(input()) << 20)\n"
        "end = time.process_time() + len(b) / (100 << 20)\n"
        "while time.process_time() < end: pass",
    )

    large, small = runs("40"), runs("1")

    assert large.cpu_time_s > 0.35
    assert small.cpu_time_s < 0.2
    if large.peak_memory_bytes and small.peak_memory_bytes:
        assert large.peak_memory_bytes > 40 * MIB
        assert small.peak_memory_bytes < 20 * MIB


@pytest.mark.parametrize("kind", KINDS)
def test_files_of_a_run_are_its_own(box: Box, kind: str) -> None:
    runs = Runs(
        box,
        kind,
        "import os\nprint(sorted(os.listdir('.')))\n"
        "open('out', 'w').write(open('in').read() if os.path.exists('in') else '-')",
    )
    collect: dict[str, Any] = {"collect": ("out",), "collect_always": True}

    one = runs(files={"in": b"1"}, **collect)
    two = runs(files={"in": b"2"}, **collect)
    none = runs(**collect)

    assert [run.collected["out"].data for run in (one, two, none)] == [b"1", b"2", b"-"]
    assert none.stdout == b"['main.py']\n"


@pytest.mark.parametrize("kind", KINDS)
def test_large_files_are_there_in_each_run(box: Box, kind: str) -> None:
    source = (
        "import os\ndata = open('data').read()\nprint(len(data), set(data))\n"
        "for path in ('data', '/store/0', '/store/1'):\n"
        "    try: open(path, 'r+').write('y')\n"
        "    except OSError: pass\n"
        "    try: os.chmod(path, 0o777)\n"
        "    except OSError: pass\n"
        "    else: raise SystemExit(path)\n"
    )
    runs = Runs(box, kind, source)
    files = {"main.py": source.encode(), "data": b"x" * 100_000}
    box.put({name: StoredFile(data=data) for name, data in files.items()})

    assert same(runs) == {b"100000 {'x'}\n"}


@pytest.mark.parametrize("kind", KINDS)
def test_other_files_make_another_program(box: Box, kind: str) -> None:
    for number in range(3):
        runs = Runs(box, kind, f"print({number})")
        assert same(runs, 3) == {f"{number}\n".encode()}


@pytest.mark.parametrize("kind", KINDS)
def test_file_of_one_run_may_take_the_place_of_the_program(box: Box, kind: str) -> None:
    runs = Runs(box, kind, "print('put')")

    for text in ("own", "other", None, "own", "1 +", None):
        files = {} if text is None else {"main.py": f"print('{text}')".encode()}
        if text == "1 +":
            files = {"main.py": b"1 +"}
            assert b"SyntaxError" in runs(files=files).stderr
            continue
        assert runs(files=files).stdout == f"{text or 'put'}\n".encode()


@pytest.mark.parametrize("kind", KINDS)
def test_arguments_are_those_of_each_run(box: Box, kind: str) -> None:
    runs = Runs(box, kind, "import sys\nprint(sys.argv[1:])")

    for words in (("a",), ("a",), ("b", "c"), ()):
        result = runs(argv=(*runs.command.argv, *words))
        assert result.stdout == f"{list(words)}\n".encode()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "source",
    [
        "def f(:",
        "raise SystemExit(3)",
        "import os\nos.remove('main.py')\nimport main",
        "exec('1' * 3 + '/0')",
        "open('main.py', 'w').write('print(1)')",
        "from __future__ import nothing",
        "(" * 300,
        "\0",
    ],
    ids=range(8),
)
def test_each_run_of_a_broken_program_fails_as_the_first(
    box: Box, kind: str, source: str
) -> None:
    runs = Runs(box, kind, source)
    plain = replace(runs.command, repeats=False, zygote=())

    expected = box.run(plain, LIMITS)
    results = [runs() for _ in range(3)]

    for result in results:
        assert result.termination is expected.termination
        assert result.exit_code == expected.exit_code
        assert (result.stdout, result.stderr) == (expected.stdout, expected.stderr)


def test_program_that_takes_long_to_compile_is_bounded(box: Box) -> None:
    runs = Runs(box, "warm", "x = [" + "[1,2,3],(4,5,6)," * 15_000 + "]\nprint(len(x))")

    assert same(runs, 3) == {b"30000\n"}


def test_next_user_does_not_meet_the_last_one_s_program(sandbox: Sandbox) -> None:
    with sandbox.open() as box:
        runs = Runs(box, "warm", "print('mine')")
        assert same(runs) == {b"mine\n"}
    with sandbox.open() as box:
        result = box.run(replace(runs.command, repeats=True), LIMITS)

        assert result.exit_code == 2
        assert b"No such file" in result.stderr
