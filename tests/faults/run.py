"""Puts a fleet to faults under load, and says what became of the load."""

import random
import subprocess
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.chaos import FAULTS, clock_settings, set_clock
from tests.faults.fleet import Fleet, session
from tests.faults.load import Load

_DISK = "64m"
_GONE_WITHIN_S = 30.0


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What became of a load, and what was left.

    Attributes:
        counts: How often each verdict, and each kind of refusal.
        faults: What was wrong, verification by verification.
        done: How often each fault was inflicted.
        left: Processes, cgroups, mounts and notes in Redis that should be gone.
    """

    counts: Counter[str]
    faults: list[str]
    done: Counter[str]
    left: list[str] = field(default_factory=list)


def run(  # noqa: PLR0913 - the knobs of an experiment
    folder: Path,
    names: Sequence[str],
    count: int,
    *,
    seed: int = 1,
    pause_s: float = 0.2,
    between_s: float = 3.0,
    workers: int = 2,
) -> Outcome:
    """Submit verifications, and inflict faults in turn until all are submitted.

    Args:
        folder: For logs and data.
        names: Which faults; each at least once.
        count: How many verifications.
        seed: Of what is left to chance.
        pause_s: Seconds between two submissions of one of four clients.
        between_s: Seconds between two faults, at most.
        workers: How many, of one slot each.
    """
    chance, done = random.Random(seed), Counter[str]()
    with ExitStack() as stack:
        for place, name in (("cache", "disk"), ("redis", "redis-disk")):
            (folder / place).mkdir()
            if name in names:
                _mount(folder / place)
                stack.callback(_unmount, folder / place)
        set_clock(folder, 0)
        off = clock_settings(folder) if "clock" in names else {}
        with ExitStack() as running:
            fleet = Fleet(running, folder)
            for number in range(workers):
                fleet.start_worker(more=off if number == 0 else None)
            load = Load(fleet.url, count, pause_s)
            load.start()
            pending = list(names)
            while pending or load.is_under_way:
                name = pending.pop(0) if pending else chance.choice(list(names))
                time.sleep(chance.uniform(0.3, 1) * between_s)
                FAULTS[name](fleet, chance)
                done[name] += 1
            set_clock(folder, 0)
            counts = load.finish()
            left = _left_in_redis(fleet)
            pids = [pid for w in fleet.workers for pid in session(w.pid)]
        left += _left_of(pids) + _mounts_of(folder)
    return Outcome(counts=counts, faults=load.faults(), done=done, left=left)


def _mount(disk: Path) -> None:
    options = ["-t", "tmpfs", "-o", f"size={_DISK}", "tmpfs", str(disk)]
    subprocess.run(["/bin/mount", *options], check=True)


def _unmount(disk: Path) -> None:
    subprocess.run(["/bin/umount", "--lazy", str(disk)], check=True)


def _left_in_redis(fleet: Fleet) -> list[str]:
    """Return what is noted of jobs that wait or run, though none does."""
    end = time.monotonic() + _GONE_WITHIN_S
    with fleet.store() as redis:
        while True:
            running = redis.hlen("verifier:running")
            waiting = sum(map(int, redis.hvals("verifier:fair:waiting")))
            if not running and not waiting:
                return []
            if time.monotonic() > end:
                return [f"{running} jobs run and {waiting} wait, says Redis"]
            time.sleep(0.5)


def _left_of(pids: Sequence[int]) -> list[str]:
    """Return what there still is of processes that have been told to stop."""
    end = time.monotonic() + _GONE_WITHIN_S
    while True:
        found = [f"process {pid}" for pid in pids if _is_alive(pid)]
        groups = Path("/sys/fs/cgroup").glob("**/verifier-*")
        found += [str(g) for g in groups if _pid_in(g.name) in pids]
        if not found or time.monotonic() > end:
            return found
        time.sleep(0.5)


def _is_alive(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return stat.rpartition(")")[2].split()[0] != "Z"


def _pid_in(name: str) -> int:
    part = name.split("-")[1]
    return int(part) if part.isdigit() else -1


def _mounts_of(folder: Path) -> list[str]:
    mounts = Path("/proc/self/mounts").read_text().splitlines()
    points = [line.split()[1] for line in mounts]
    own = {str(folder / "cache"), str(folder / "redis")}
    return [p for p in points if p.startswith(str(folder)) and p not in own]
