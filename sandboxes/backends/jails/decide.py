"""Decides why a run ended; the only place that does.

Order (design, "Decision order"): our own failure, output limit, killed by us
for time, out of memory, CPU time over the limit, signal, exit code.
"""

import errno
import os
from collections.abc import Mapping
from dataclasses import dataclass

from sandboxes.backends.jails.cgroups import Usage
from sandboxes.backends.jails.wire import Results
from sandboxes.errors import BoxFailedError
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, Termination

_STDOUT, _STDERR, _REPLY = 1, 2, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What is known of a run that is over; all of it from our side.

    Attributes:
        results: What the run's pid 1 told.
        usage: What the kernel counted.
        killed: Why we killed it, if we did.
        outputs: What was kept, by descriptor.
        elapsed_s: Seconds on our own clock.
        ended_at_s: When it ended or we killed it, on the monotonic clock.
    """

    results: Results
    usage: Usage
    killed: Termination | None
    outputs: Mapping[int, bytes]
    elapsed_s: float
    ended_at_s: float


def decide(command: Command, limits: Limits, evidence: Evidence) -> RunResult:
    """Decide why a run ended.

    Raises:
        BoxFailedError: It could not start, or ended without a word.
    """
    results = evidence.results
    if results.setup_error:
        raise BoxFailedError(results.setup_error)
    termination = evidence.killed or _limit_reached(limits, evidence)
    exit_code = signal = None
    stderr = evidence.outputs.get(_STDERR, b"")
    if termination is None and results.exec_error:
        exit_code, message = _exec_failure(command, results.exec_error)
        stderr += message
        termination = Termination.EXITED
    elif termination is None and results.status is not None:
        code = os.waitstatus_to_exitcode(results.status)
        exit_code, signal = (code, None) if code >= 0 else (None, -code)
        termination = Termination.EXITED if code >= 0 else Termination.SIGNALED
    elif termination is None:
        msg = "the run ended without a word"
        raise BoxFailedError(msg, started=True)
    return RunResult(
        termination=termination,
        exit_code=exit_code,
        signal=signal,
        stdout=evidence.outputs.get(_STDOUT, b""),
        stderr=stderr,
        reply=evidence.outputs.get(_REPLY, b""),
        cpu_time_s=evidence.usage.cpu_time_s,
        wall_time_s=results.wall_time_s or evidence.elapsed_s,
        ended_at_s=evidence.ended_at_s,
        peak_memory_bytes=evidence.usage.peak_memory_bytes,
        collected=results.files,
        collect_error=results.lost,
        refused=tuple(results.refused),
    )


def _limit_reached(limits: Limits, evidence: Evidence) -> Termination | None:
    if evidence.usage.oom_kills:
        return Termination.MEMORY_LIMIT
    if evidence.usage.cpu_time_s > limits.cpu_time_s:  # between two looks
        return Termination.CPU_TIME_LIMIT
    return None


def _exec_failure(command: Command, error: int) -> tuple[int, bytes]:
    """Return a shell's exit code and message for a program that does not start.

    Raises:
        BoxFailedError: The program is not the candidate's own.
    """
    program = command.argv[0]
    message = f"{program}: {os.strerror(error)}"
    if program.startswith("/") and not program.startswith("/box/"):
        raise BoxFailedError(message)
    return 127 if error == errno.ENOENT else 126, f"{message}\n".encode()
