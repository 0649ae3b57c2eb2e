"""A group whose memory is full, seen from outside, with a real cgroup and disk."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sandboxes import MIB, Limits
from sandboxes.backends.jails.cgroups import RunGroup
from sandboxes.backends.jails.trees import find_hierarchy

pytestmark = pytest.mark.sandbox

LIMIT_BYTES = 64 * MIB
FILE_BYTES = 48 * MIB
STARVES = """
import mmap, sys
with open(sys.argv[1], "rb") as file:
    pages = mmap.mmap(file.fileno(), 0, prot=mmap.PROT_READ)
    pages.madvise(mmap.MADV_RANDOM)
held = [bytearray(b"x" * (1 << 20)) for _ in range(54)]
while True:
    sum(pages[place] for place in range(0, len(pages), 4096))
"""
SPINS = """
held = [bytearray(b"x" * (1 << 20)) for _ in range(55)]
print("full", flush=True)
while True:
    pass
"""


@contextmanager
def running(
    group: RunGroup, program: str, *arguments: str
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program of Python in a group."""

    def enter() -> None:
        for fd in group.entrances:
            os.write(fd, b"0")

    with subprocess.Popen(
        [sys.executable, "-S", "-c", program, *arguments],
        stdout=subprocess.PIPE,
        preexec_fn=enter,  # noqa: PLW1509 - nothing here has threads
    ) as process:
        try:
            yield process
        finally:
            process.kill()


@pytest.fixture
def group() -> Iterator[RunGroup]:
    hierarchy = find_hierarchy()
    made = hierarchy.make(Limits(memory_bytes=LIMIT_BYTES))
    yield made
    made.remove()
    hierarchy.remove()


def test_group_that_reads_its_files_again_and_again_is_found(
    group: RunGroup, tmp_path: Path
) -> None:
    path = tmp_path / "big"
    with path.open("wb") as file:
        file.write(bytes(FILE_BYTES))
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)

    with running(group, STARVES, str(path)):
        deadline = time.monotonic() + 60
        while not (found := group.is_starving()) and time.monotonic() < deadline:
            time.sleep(0.05)

    assert found
    assert group.usage().oom_kills == 0


def test_group_that_is_full_and_busy_is_not(group: RunGroup) -> None:
    with running(group, SPINS) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"full\n"
        found = [group.is_starving() for _ in range(5)]

    assert not any(found)
    assert (group.usage().peak_memory_bytes or 0) > 0.9 * LIMIT_BYTES
