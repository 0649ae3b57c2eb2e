"""The open files of the process that runs the tests."""

import gc
import os


def open_descriptors() -> int:
    """Count the open files of this process that something still holds.

    Earlier tests may have left clients to the collector, or services that let go
    of what idles: fewer than before is no fault, more is a leak.
    """
    gc.collect()
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208 - names alone
