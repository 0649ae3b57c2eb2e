"""Watches one run from outside: feeds it, reads it, stops it at its limits."""

import contextlib
import fcntl
import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sandboxes.backends.nsjail.cgroups import RunGroup, Usage
from sandboxes.backends.nsjail.decide import Evidence, decide
from sandboxes.backends.nsjail.launch import Jail
from sandboxes.backends.nsjail.wire import (
    Answer,
    Frame,
    Results,
    parse_results,
    receive_answer,
    send_frame,
)
from sandboxes.errors import BoxFailedError
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, Termination

_CHUNK = 1 << 16
_PIPE_BYTES = 1 << 20
_MIN_CHECK_S = 0.002
_WALL_CAP = 10
"""How many times its wall limit a run may take when it never gets a core."""
_LEASH_GRACE_S = 1.0
_DEATH_TIMEOUT_S = 20.0
_CORES = len(os.sched_getaffinity(0))
_NOTHING = Usage(cpu_time_s=0.0, peak_memory_bytes=None, oom_kills=0)


@dataclass(frozen=True, slots=True, kw_only=True)
class PipeEnds:
    """Our ends of a run's pipes, non-blocking.

    Attributes:
        stdin: Where its input is written; -1 if it reads elsewhere.
        outputs: Where its outputs are read, by their number in the command.
        result: Where the run's pid 1 tells what became of it.
    """

    stdin: int
    outputs: Mapping[int, int]
    result: int


class Supervision:
    """One run, from the moment it was sent to the init until all of it is over.

    Args:
        jail: The jail it runs in.
        command: What runs.
        limits: Its ceilings.
        group: Its cgroup; None where none can be made.
        pipes: Our ends of its pipes; they are closed here.
    """

    def __init__(
        self,
        jail: Jail,
        command: Command,
        limits: Limits,
        group: RunGroup | None,
        pipes: PipeEnds,
    ) -> None:
        self._jail, self._command, self._limits = jail, command, limits
        self._group = group
        self._stdin, self._result = pipes.stdin, pipes.result
        self._outputs = pipes.outputs
        self._unsent = memoryview(command.stdin)
        self._kept = {fd: bytearray() for fd in (*pipes.outputs.values(), pipes.result)}
        self._unread = set(self._kept)
        self._poll = select.poll()
        self._killed: Termination | None = None
        self._killed_at = 0.0
        self._ended = False
        self._begin = time.monotonic()
        self._check_at = self._begin + limits.cpu_time_s / _CORES
        self._wall_at = self._begin + limits.wall_time_s
        self._stop_at = self._dead_by = float("inf")

    def watch(self) -> RunResult:
        """Watch until every process is dead and every pipe is read.

        Raises:
            BoxFailedError: The init broke, or said that the run broke.
        """
        self._register()
        try:
            while not (self._ended and not self._unread):
                for fd, _ in self._poll.poll(self._pause_ms()):
                    self._hear(fd)
                self._look_at_clocks()
        finally:
            self._close_stdin()
            for fd in self._kept:
                os.close(fd)
        results = parse_results(bytes(self._kept.pop(self._result)))
        kept = {number: bytes(self._kept[fd]) for number, fd in self._outputs.items()}
        now = time.monotonic()
        evidence = Evidence(
            results=results,
            usage=self._usage(results),
            killed=self._killed,
            outputs=kept,
            elapsed_s=now - self._begin,
            ended_at_s=self._killed_at or results.ended_at_s or now,
        )
        return decide(self._command, self._limits, evidence)

    def _register(self) -> None:
        for fd in (*self._unread, self._jail.control.fileno()):
            self._poll.register(fd, select.POLLIN)
        if self._command.leash is not None:
            self._poll.register(self._command.leash, 0)  # a hang-up is always told
        if self._unsent and self._stdin >= 0:
            with contextlib.suppress(OSError):
                _grow_pipe(self._stdin, len(self._unsent))
            self._poll.register(self._stdin, select.POLLOUT)
        else:
            self._close_stdin()

    def _hear(self, fd: int) -> None:
        if fd == self._jail.control.fileno():
            self._receive_end()
        elif fd == self._stdin:
            self._feed()
        elif fd == self._command.leash:
            self._poll.unregister(fd)
            self._stop_at = time.monotonic() + _LEASH_GRACE_S
        elif fd in self._unread and not self._drain(fd):
            self._poll.unregister(fd)
            self._unread.discard(fd)

    def _pause_ms(self) -> float:
        now = time.monotonic()
        soonest = min(self._check_at, self._wall_at, self._stop_at, self._dead_by)
        return max(0.0, soonest - now) * 1000 + 0.5

    def _receive_end(self) -> None:
        try:
            kind, value = receive_answer(self._jail.control)
        except OSError as error:
            raise BoxFailedError(str(error), started=True) from error
        if kind is not Answer.ENDED:
            msg = f"the init could not start the run: {os.strerror(value)}"
            raise BoxFailedError(msg)
        self._ended = True
        self._check_at = self._wall_at = self._stop_at = float("inf")
        self._dead_by = time.monotonic() + _DEATH_TIMEOUT_S  # for its pipes to end
        self._close_stdin()

    def _feed(self) -> None:
        try:
            sent = os.write(self._stdin, self._unsent[:_PIPE_BYTES])
        except BlockingIOError:
            return
        except BrokenPipeError:  # it does not want the rest
            self._close_stdin()
            return
        self._unsent = self._unsent[sent:]
        if not self._unsent:
            self._close_stdin()

    def _close_stdin(self) -> None:
        if self._stdin >= 0:
            with contextlib.suppress(KeyError):
                self._poll.unregister(self._stdin)
            os.close(self._stdin)
            self._stdin = -1

    def _drain(self, fd: int) -> bool:
        """Read what is there; False at the end."""
        kept = self._kept[fd]
        try:
            data = os.read(fd, _CHUNK)
        except BlockingIOError:
            return True
        if not data:
            return False
        kept += data
        if fd == self._result:
            return True
        if len(kept) > self._limits.output_bytes:
            del kept[self._limits.output_bytes :]
            self._kill(Termination.OUTPUT_LIMIT)
        return True

    def _look_at_clocks(self) -> None:
        now = time.monotonic()
        if now >= self._dead_by:
            msg = "a run is over, but something of it did not die"
            raise BoxFailedError(msg, started=True)
        if self._ended:
            return
        if now >= self._stop_at:
            self._kill(Termination.WALL_TIME_LIMIT)
            return
        if now < min(self._check_at, self._wall_at):
            return
        usage = self._group.usage() if self._group else _NOTHING
        if usage.oom_kills:
            self._kill(Termination.MEMORY_LIMIT)  # whoever the kernel left alive
            return
        if now >= self._check_at:
            left = self._limits.cpu_time_s - usage.cpu_time_s
            if left <= 0:
                self._kill(Termination.CPU_TIME_LIMIT)
                return
            self._check_at = now + max(left / _CORES, _MIN_CHECK_S)
        if now >= self._wall_at:
            left = self._limits.wall_time_s - (now - self._begin - self._waited_s())
            too_long = now - self._begin >= _WALL_CAP * self._limits.wall_time_s
            if left <= 0 or too_long:
                self._kill(Termination.WALL_TIME_LIMIT)
                return
            self._wall_at = now + max(left, _MIN_CHECK_S)

    def _waited_s(self) -> float:
        """Seconds in which a thread of the run was ready but had no core.

        Of several threads the one that waited longest counts; `schedstat` is
        CPU time, waiting time (both ns) and slices.
        """
        longest = 0
        for thread in self._group.threads() if self._group else ():
            with contextlib.suppress(OSError, IndexError):
                stat = Path(f"/proc/{thread}/schedstat").read_text()
                longest = max(longest, int(stat.split()[1]))
        return longest / 1e9

    def _kill(self, why: Termination) -> None:
        if self._ended or self._killed:
            self._killed = self._killed or why
            return
        self._killed = why
        self._killed_at = time.monotonic()
        self._check_at = self._wall_at = self._stop_at = float("inf")
        self._dead_by = time.monotonic() + _DEATH_TIMEOUT_S
        try:
            send_frame(self._jail.control, Frame.KILL)
        except OSError as error:
            raise BoxFailedError(str(error), started=True) from error

    def _usage(self, results: Results) -> Usage:
        if self._group:
            return self._group.usage()
        return Usage(cpu_time_s=results.cpu_time_s, peak_memory_bytes=None, oom_kills=0)


def _grow_pipe(fd: int, size: int) -> None:
    """Let large inputs flow in few steps."""
    if size > _CHUNK:
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
