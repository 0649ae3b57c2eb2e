"""Which slots of a machine are idle, so that a busy one can use their cores.

Slots share a directory with two files each. A slot locks the first while it
has a job. Who wants to use an idle slot's core locks the second, and looks at
the first: it must be free. Locks end with the process that held them, so a
slot that is killed leaves nothing behind.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


class IdleSlots:
    """One slot, and its view of the others.

    Args:
        folder: The directory that the slots share; made if need be.
        number: This slot's number, from 0.
        count: How many slots there are.
    """

    def __init__(self, folder: Path, number: int, count: int) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._own = _open(folder / f"{number}.busy")
        self._free = [
            _Other(_open(folder / f"{other}.borrowed"), _open(folder / f"{other}.busy"))
            for other in range(count)
            if other != number
        ]
        self._lock = threading.Lock()

    @contextmanager
    def busy(self) -> Iterator[None]:
        """Have a job; who borrowed this slot gives it back after one case."""
        fcntl.flock(self._own, fcntl.LOCK_SH)  # others hold it to look, no longer
        try:
            yield
        finally:
            fcntl.flock(self._own, fcntl.LOCK_UN)

    @contextmanager
    def borrow(self) -> Iterator[bool]:
        """Use the core of an idle slot; False if there is none."""
        with self._lock:
            lent = next((other for other in self._free if other.lend()), None)
            if lent:  # locks are the process's: its other threads must not have it
                self._free.remove(lent)
        try:
            yield lent is not None
        finally:
            if lent:
                with self._lock:
                    fcntl.flock(lent.borrowed, fcntl.LOCK_UN)
                    self._free.append(lent)


def _open(path: Path) -> int:
    return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)


@dataclass(frozen=True, slots=True)
class _Other:
    """Descriptors of another slot's two files."""

    borrowed: int
    busy: int

    def lend(self) -> bool:
        """Borrow it, if it has no job and no borrower."""
        if not _lock(self.borrowed):
            return False
        if not _lock(self.busy):
            fcntl.flock(self.borrowed, fcntl.LOCK_UN)
            return False
        fcntl.flock(self.busy, fcntl.LOCK_UN)
        return True


def _lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
