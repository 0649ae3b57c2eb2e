"""Tells a run that has no memory left from one that is only slow.

The kernel kills a group for want of memory only when nothing in it can be dropped.
While pages of the program itself can be, which is so whenever the run was the first
to read them from disk, it drops them, and the program reads them again at every
step: it stands still, and its CPU time is spent on reading.
"""

import time
from collections.abc import Callable

_SHARE = 0.9
"""Of its limit: what a run must hold that the kernel cannot drop."""
_LOOK_S = 0.1
_LEAST_FAULTS = 3
"""In that time; a program that runs in memory has none, one that starves dozens."""
_HELD = ("rss", "anon", "shmem")
"""As `memory.stat` calls it: v1, v2, both."""
_FAULTS = "pgmajfault"


def is_starving(read_stat: Callable[[], str], limit_bytes: int) -> bool:
    """Whether a group reads its own program again because its memory is full.

    Takes a tenth of a second, and only if its memory is full.

    Args:
        read_stat: Reads its `memory.stat`.
        limit_bytes: Its limit.
    """
    before = _figures(read_stat())
    if sum(before.get(name, 0) for name in _HELD) < _SHARE * limit_bytes:
        return False
    time.sleep(_LOOK_S)
    after = _figures(read_stat())
    return after.get(_FAULTS, 0) - before.get(_FAULTS, 0) >= _LEAST_FAULTS


def _figures(stat: str) -> dict[str, int]:
    pairs = (line.split() for line in stat.splitlines())
    return {name: int(value) for name, value in pairs}
