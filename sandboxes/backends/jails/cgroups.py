"""A cgroup for each run: the kernel's own ceilings and figures.

Both kinds of hierarchy work: v1 (one tree a controller) and v2 (one tree).
Exit codes, rusage and RLIMIT_CPU can all be evaded; a cgroup counts every
process that a run ever had.
"""

import contextlib
import itertools
import os
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from sandboxes.backends.jails.starving import is_starving
from sandboxes.limits import Limits

_REMOVE_TRIES = 50
_MOST_IDLE = 4
_MOST_LEFT_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Usage:
    """What a run has used so far.

    Attributes:
        cpu_time_s: CPU seconds of all processes it ever had.
        peak_memory_bytes: Most memory held at one time; None if unknown.
        oom_kills: Processes that the kernel killed for want of memory.
    """

    cpu_time_s: float
    peak_memory_bytes: int | None
    oom_kills: int


def _write(path: str, text: str) -> None:
    fd = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
    try:
        os.write(fd, text.encode())
    finally:
        os.close(fd)


def _read(path: str) -> str:
    fd = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        return os.read(fd, 65536).decode()
    finally:
        os.close(fd)


def _read_again(fd: int) -> str:
    return os.pread(fd, 65536, 0).decode()


def _same_group_limits(one: Limits, other: Limits) -> bool:
    return (one.memory_bytes, one.processes) == (other.memory_bytes, other.processes)


def _field(text: str, name: str) -> int:
    for line in text.splitlines():
        key, _, value = line.partition(" ")
        if key == name:
            return int(value)
    return 0


def _make(folder: str) -> None:
    os.mkdir(folder, 0o755)  # noqa: PTH102 - the hot path


def _remove(folder: str) -> None:
    """Remove a group whose processes have just died; that takes a moment."""
    for _ in range(_REMOVE_TRIES):
        try:
            os.rmdir(folder)  # noqa: PTH106 - the hot path
        except FileNotFoundError:
            return
        except OSError:
            time.sleep(0.002)
        else:
            return


class RunGroup(Protocol):
    """The cgroup of one run."""

    @property
    def entrances(self) -> list[int]:
        """Open descriptors; a process that writes `0` to each has entered."""

    def usage(self) -> Usage:
        """Read what the run has used so far."""

    def threads(self) -> list[int]:
        """Thread ids alive in it, as this process sees them."""

    def is_starving(self) -> bool:
        """Whether it stands still because its memory is full: see `starving`."""

    def remove(self) -> None:
        """Close the descriptors and remove the group; its processes are dead."""


class Hierarchy(Protocol):
    """Where groups are made on this machine."""

    @property
    def version(self) -> int:
        """1 or 2."""

    def make(self, limits: Limits) -> RunGroup:
        """Make the group of one run.

        Raises:
            OSError: It cannot be made.
        """

    def give_back(self, group: RunGroup, *, in_order: bool) -> None:
        """Take back a group whose run is over.

        Args:
            group: The group.
            in_order: Whether nothing broke, so that another run may have it.
        """

    def remove(self) -> None:
        """Remove everything that this process has made."""


class _GroupV1:
    """Of the old layout; it can serve one run after another."""

    def __init__(self, folders: Mapping[str, str], limits: Limits) -> None:
        self._folders = folders
        self.limits = limits
        self.entrances: list[int] = []
        self._files: list[int] = []
        self._killed_before = 0
        memory, pids = folders["memory"], folders["pids"]
        made: list[str] = []
        try:
            for folder in dict.fromkeys(folders.values()):
                _make(folder)
                made.append(folder)
            _write(f"{memory}/memory.limit_in_bytes", str(limits.memory_bytes))
            with contextlib.suppress(FileNotFoundError):  # no swap accounting
                swap_too = f"{memory}/memory.memsw.limit_in_bytes"
                _write(swap_too, str(limits.memory_bytes))
            _write(f"{pids}/pids.max", str(limits.processes))
            for folder in made:
                path = f"{folder}/cgroup.procs"
                self.entrances.append(os.open(path, os.O_WRONLY | os.O_CLOEXEC))
            self._cpu = self._open(f"{folders['cpuacct']}/cpuacct.usage")
            self._peak = self._open(f"{memory}/memory.max_usage_in_bytes")
            self._oom = self._open(f"{memory}/memory.oom_control")
            self._tasks = self._open(f"{pids}/tasks")
        except OSError:
            self.remove()
            raise

    def _open(self, path: str) -> int:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
        self._files.append(fd)
        return fd

    def usage(self) -> Usage:
        killed = _field(_read_again(self._oom), "oom_kill")
        return Usage(
            cpu_time_s=int(_read_again(self._cpu)) / 1e9,
            peak_memory_bytes=int(_read_again(self._peak)),
            oom_kills=killed - self._killed_before,
        )

    def threads(self) -> list[int]:
        return [int(line) for line in _read_again(self._tasks).split()]

    def is_starving(self) -> bool:
        path = f"{self._folders['memory']}/memory.stat"
        return is_starving(lambda: _read(path), self.limits.memory_bytes)

    def renew(self) -> bool:
        """Begin to count anew; False if it must not serve another run.

        What a run leaves charged (the kernel's own caches of its files) would
        count as the next one's.
        """
        try:
            self._killed_before = _field(_read_again(self._oom), "oom_kill")
            os.pwrite(self._cpu, b"0", 0)
            os.pwrite(self._peak, b"0", 0)
            left_bytes = int(_read_again(self._peak))
            return left_bytes <= _MOST_LEFT_BYTES and not _read_again(self._tasks)
        except OSError:
            return False

    def remove(self) -> None:
        for fd in (*self.entrances, *self._files):
            os.close(fd)
        self.entrances, self._files = [], []
        for folder in dict.fromkeys(self._folders.values()):
            _remove(folder)


class _GroupV2:
    def __init__(self, folder: str, limits: Limits) -> None:
        self._folder = folder
        self._memory_bytes = limits.memory_bytes
        self.entrances: list[int] = []
        _make(folder)
        try:
            _write(f"{folder}/memory.max", str(limits.memory_bytes))
            with contextlib.suppress(FileNotFoundError):  # no swap
                _write(f"{folder}/memory.swap.max", "0")
            _write(f"{folder}/pids.max", str(limits.processes))
            path = f"{folder}/cgroup.procs"
            self.entrances.append(os.open(path, os.O_WRONLY | os.O_CLOEXEC))
        except OSError:
            self.remove()
            raise

    def usage(self) -> Usage:
        peak = None
        with contextlib.suppress(FileNotFoundError):  # memory.peak: Linux 5.19
            peak = int(_read(f"{self._folder}/memory.peak"))
        cpu = _field(_read(f"{self._folder}/cpu.stat"), "usage_usec")
        events = _read(f"{self._folder}/memory.events")
        return Usage(
            cpu_time_s=cpu / 1e6,
            peak_memory_bytes=peak,
            oom_kills=_field(events, "oom_kill"),
        )

    def threads(self) -> list[int]:
        return [int(line) for line in _read(f"{self._folder}/cgroup.threads").split()]

    def is_starving(self) -> bool:
        path = f"{self._folder}/memory.stat"
        return is_starving(lambda: _read(path), self._memory_bytes)

    def remove(self) -> None:
        for fd in self.entrances:
            os.close(fd)
        self.entrances = []
        _remove(self._folder)


class HierarchyV1:
    """One tree a controller, as on hosts with the old layout.

    Args:
        bases: For `memory`, `pids` and `cpuacct` the directory below which
            this process makes its groups; two may be the same.
    """

    version = 1

    def __init__(self, bases: Mapping[str, Path]) -> None:
        self._bases = {name: str(base) for name, base in bases.items()}
        self._numbers = itertools.count()
        self._lock = threading.Lock()  # boxes are used by several threads
        self._idle: list[_GroupV1] = []
        for base in dict.fromkeys(self._bases.values()):
            Path(base).mkdir(exist_ok=True)

    def make(self, limits: Limits) -> RunGroup:
        with self._lock:
            for group in self._idle:
                if _same_group_limits(group.limits, limits):
                    self._idle.remove(group)
                    return group
        number = next(self._numbers)
        folders = {name: f"{base}/run-{number}" for name, base in self._bases.items()}
        return _GroupV1(folders, limits)

    def give_back(self, group: RunGroup, *, in_order: bool) -> None:
        surplus: RunGroup | None = group
        if in_order and isinstance(group, _GroupV1) and group.renew():
            with self._lock:
                self._idle.append(group)
                is_full = len(self._idle) > _MOST_IDLE
                surplus = self._idle.pop(0) if is_full else None
        if surplus:
            surplus.remove()

    def remove(self) -> None:
        while self._idle:
            self._idle.pop().remove()
        for base in dict.fromkeys(self._bases.values()):
            _remove(base)


def pass_on_controllers(base: Path) -> None:
    """Let the groups below one of v2 limit memory and processes.

    Raises:
        OSError: It lacks a controller, or has processes of its own.
    """
    control = base / "cgroup.subtree_control"
    control.write_text("+memory +pids")
    with contextlib.suppress(OSError):  # only shares cores fairly between runs
        control.write_text("+cpu")


class HierarchyV2:
    """The unified tree.

    Args:
        base: Directory below which this process makes its groups; it is made
            here, in a group that passes on its controllers.
    """

    version = 2

    def __init__(self, base: Path) -> None:
        self._base = str(base)
        self._numbers = itertools.count()
        base.mkdir(exist_ok=True)
        pass_on_controllers(base)

    def make(self, limits: Limits) -> RunGroup:
        return _GroupV2(f"{self._base}/run-{next(self._numbers)}", limits)

    def give_back(self, group: RunGroup, *, in_order: bool) -> None:
        del in_order  # most kernels cannot reset a group's peak of memory
        group.remove()

    def remove(self) -> None:
        _remove(self._base)
