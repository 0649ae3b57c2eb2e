"""What can break, each as something that is done to a fleet while it works.

A fault leaves the fleet as it found it: whatever was ended has been started again.
"""

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from tests.faults.fleet import Fleet, kill_session

type Fault = Callable[[Fleet, random.Random], None]

_PART_BYTES = 4096


def kill_worker(fleet: Fleet, chance: random.Random) -> None:
    """`kill -9` of all processes of a worker; another one is started."""
    worker = chance.choice(fleet.workers)
    fleet.workers.remove(worker)
    kill_session(worker.pid)
    fleet.start_worker(wait=False)


def kill_slot(fleet: Fleet, chance: random.Random) -> None:
    """`kill -9` of a process that does jobs."""
    slots = [slot for worker in fleet.workers for slot in fleet.slots(worker)]
    if slots:
        with suppress(ProcessLookupError):
            os.kill(chance.choice(slots), signal.SIGKILL)


def kill_api(fleet: Fleet, chance: random.Random) -> None:
    """`kill -9` of the API node, which is started again."""
    fleet.api.kill()
    fleet.api.wait()
    time.sleep(chance.uniform(0, 0.5))
    fleet.start_api()


def kill_redis(fleet: Fleet, chance: random.Random) -> None:
    """`kill -9` of Redis, which is started again on its append-only file."""
    fleet.redis.kill()
    fleet.redis.wait()
    time.sleep(chance.uniform(0, 2))
    fleet.start_redis()


def slow_redis(fleet: Fleet, chance: random.Random) -> None:
    """Have Redis answer nobody for some seconds."""
    with fleet.store() as redis:
        redis.client_pause(int(chance.uniform(200, 4000)))


def fill_redis(fleet: Fleet, chance: random.Random) -> None:
    """Let Redis have no more memory than it has, for some seconds."""
    with fleet.store() as redis:
        redis.config_set("maxmemory", 1)
        time.sleep(chance.uniform(1, 4))
        redis.config_set("maxmemory", 0)


def fill_disk(fleet: Fleet, chance: random.Random) -> None:
    """Fill the disk that the workers' cache is on, for some seconds."""
    _fill(fleet.cache / "filler", chance.uniform(1, 4))


def fill_redis_disk(fleet: Fleet, chance: random.Random) -> None:
    """Fill the disk that Redis's file is on, for some seconds."""
    _fill(fleet.disk / "filler", chance.uniform(1, 4))


def _fill(filler: Path, seconds: float) -> None:
    with suppress(OSError), filler.open("wb") as file:
        while True:
            file.write(bytes(_PART_BYTES))
            file.flush()
    time.sleep(seconds)
    filler.unlink()


def jump_clock(fleet: Fleet, chance: random.Random) -> None:
    """Set the clock of the first worker ahead, or back, by up to a day."""
    set_clock(fleet.cache.parent, chance.choice((-86_400, -3600, -45, 90, 86_400)))


CLOCK = "clock"
"""File that says how far the clocks of workers are off."""


def set_clock(folder: Path, seconds: int) -> None:
    """Say how far the clocks of workers are off."""
    new = folder / f"{CLOCK}.new"
    new.write_text(f"{seconds:+d}\n")
    new.replace(folder / CLOCK)


def clock_settings(folder: Path) -> dict[str, str]:
    """Return the variables of a process whose clock is off as `set_clock` says."""
    library = folder / "clock.so"
    source = Path(__file__).with_name("clock.c")
    command = [
        "/usr/bin/gcc",
        "-shared",
        "-fPIC",
        "-O1",
        "-o",
        str(library),
        str(source),
    ]
    subprocess.run(command, check=True)
    return {"LD_PRELOAD": str(library), "CLOCK_FILE": str(folder / CLOCK)}


FAULTS: dict[str, Fault] = {
    "worker": kill_worker,
    "slot": kill_slot,
    "api": kill_api,
    "redis": kill_redis,
    "slow-redis": slow_redis,
    "full-redis": fill_redis,
    "disk": fill_disk,
    "redis-disk": fill_redis_disk,
    "clock": jump_clock,
}
"""The faults, by name."""
