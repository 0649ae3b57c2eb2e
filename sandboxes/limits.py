"""How much of the machine one command may use."""

import math
from dataclasses import dataclass, fields

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Ceilings for one command; reaching one ends it.

    Attributes:
        cpu_time_s: CPU seconds, user plus system, over all its processes.
        wall_time_s: Seconds on the clock, less the time in which it was ready
            to run but had no core; ends programs that sleep or wait.
        memory_bytes: Peak memory of all its processes, swap included; what
            they write to scratch space counts, too.
        output_bytes: Bytes kept of stdout, and as many again of stderr.
        processes: Processes and threads alive at one time.
        scratch_bytes: Bytes it may keep in files; more is refused (ENOSPC).
        scratch_files: Files and directories it may keep (ENOSPC).

    Raises:
        ValueError: A limit is zero, negative, infinite or not a number.
    """

    cpu_time_s: float = 2.0
    wall_time_s: float = 6.0
    memory_bytes: int = 256 * MIB
    output_bytes: int = 1 * MIB
    processes: int = 64
    scratch_bytes: int = 64 * MIB
    scratch_files: int = 4096

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            if not (math.isfinite(value) and value > 0):
                msg = f"{field.name} must be a positive number, not {value}"
                raise ValueError(msg)
