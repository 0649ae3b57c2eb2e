"""Runs that were started ahead and wait for the rest of their input.

Each has a box of its own, in which nobody else runs anything meanwhile.
"""

import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

from sandboxes.backends.jails.box import BegunRun, JailBox
from sandboxes.standby import Standby

_MOST_AGE_S = 3600.0
"""A server that has waited for longer is not trusted to be as a new one."""


@dataclass(frozen=True, slots=True)
class _Parked:
    run: BegunRun
    since: float


class Parking:
    """Holds at most one waiting run of a key; safe for use by several threads.

    Args:
        take_box: Opens a box.
    """

    def __init__(self, take_box: Callable[[], JailBox]) -> None:
        self._take_box = take_box
        self._lock = threading.Lock()
        self._parked: dict[str, _Parked] = {}

    def park(self, standby: Standby) -> None:
        """Start a run and let it wait.

        Raises:
            SandboxUnavailableError: This machine cannot make boxes.
            BoxFailedError: The box did not start.
        """
        box = self._take_box()
        box.put(standby.files)
        run = box.begin(standby.command, standby.limits)
        with self._lock:
            old = self._parked.get(standby.key)
            self._parked[standby.key] = _Parked(run, time.monotonic())
        if old:
            old.run.abandon()

    def take(self, key: str) -> BegunRun | None:
        """Take a waiting run out; it may still be getting ready."""
        with self._lock:
            parked = self._parked.pop(key, None)
        if parked is None:
            return None
        if time.monotonic() - parked.since > _MOST_AGE_S:
            parked.run.abandon()
            return None
        return parked.run

    def has(self, key: str) -> bool:
        """Whether one of that key waits."""
        with self._lock:
            return key in self._parked

    def keep_only(self, keys: Collection[str]) -> None:
        """End those that wait under other keys."""
        with self._lock:
            others = [key for key in self._parked if key not in keys]
            ended = [self._parked.pop(key) for key in others]
        for parked in ended:
            parked.run.abandon()
