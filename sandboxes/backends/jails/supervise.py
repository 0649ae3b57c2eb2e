"""Watches one run from outside: feeds it, reads it, stops it at its limits."""

import contextlib
import fcntl
import os
import select
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sandboxes.backends.jails.cgroups import RunGroup, Usage
from sandboxes.backends.jails.decide import Evidence, decide
from sandboxes.backends.jails.jail import Jail
from sandboxes.backends.jails.wire import (
    Answer,
    Frame,
    Results,
    is_told_at_once,
    parse_results,
    receive_answer,
    send_frame,
)
from sandboxes.errors import BoxFailedError
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, Termination

_REPLY = 3
_CHUNK = 1 << 16
_PIPE_BYTES = 1 << 20
_MIN_CHECK_S = 0.002
_WALL_CAP = 10
"""How many times its wall limit a run may take when it never gets a core."""
_LEASH_GRACE_S = 1.0
_READY_WITHIN_S = 60.0
"""What a command with an opening may take to be ready, its waits for a core too."""
_DEATH_TIMEOUT_S = 20.0
_UNDEAD = "a run is over, but something of it did not die"
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
        self._unsent = memoryview(command.opening or command.stdin)
        self._is_opening = command.opening is not None
        self._is_told_at_once = is_told_at_once(command) and group is not None
        self._before, self._waits_before = _NOTHING, dict[int, int]()
        self._kept = {fd: bytearray() for fd in (*pipes.outputs.values(), pipes.result)}
        self._unread = set(self._kept)
        self._unclosed = list(self._kept)
        self._poll = select.poll()
        self._killed: Termination | None = None
        self._killed_at = 0.0
        self._ended = False
        self._stop_at = self._dead_by = float("inf")
        self._start_clocks()
        self._register()

    def _start_clocks(self) -> None:
        self._begin = time.monotonic()
        self._check_at = self._begin + self._limits.cpu_time_s / _CORES
        self._wall_at = self._begin + self._limits.wall_time_s

    def send_opening(self) -> None:
        """Send a command with an opening that, as far as its pipe holds it."""
        if self._unsent and self._stdin >= 0:
            self._feed()

    def is_up(self) -> bool:
        """Wait until a command with an opening is ready; False if it never will be.

        Raises:
            BoxFailedError: The init broke.
        """
        is_heard = self._await_ready()
        self._before = self._read_usage()
        return is_heard and not self._ended and not self._before.oom_kills

    def _await_ready(self) -> bool:
        """Wait until it is ready or has ended; False if that takes too long."""
        give_up_at = self._begin + _READY_WITHIN_S
        while not (self._ended or self._kept[self._outputs[_REPLY]]):
            left_ms = 1000 * (give_up_at - time.monotonic())
            if left_ms <= 0:
                return False
            for fd, _ in self._poll.poll(left_ms):
                self._hear(fd)
        return True

    def proceed(self, stdin: bytes) -> None:
        """Send the rest of the input; limits of time count from now.

        Raises:
            BoxFailedError: The command did not get ready.
        """
        if not self._await_ready():
            msg = f"a run was not ready after {_READY_WITHIN_S:g} s"
            raise BoxFailedError(msg)
        self._is_opening = False
        if self._before is _NOTHING:
            self._before = self._read_usage()
        self._waits_before = self._waits_ns()
        self._start_clocks()
        if self._ended:
            self._check_at = self._wall_at = float("inf")
            return
        self._unsent = memoryview(stdin)
        self._want_stdin()

    def watch(self) -> RunResult:
        """Watch until every process is dead and every pipe is read.

        Raises:
            BoxFailedError: The init broke, or said that the run broke.
        """
        try:
            while not self._is_over():
                for fd, _ in self._poll.poll(self._pause_ms()):
                    self._hear(fd)
                self._look_at_clocks()
        finally:
            self.close()
        results = parse_results(bytes(self._kept.pop(self._result)))
        if self._command.opening is not None:  # its wall time began with its start
            results.wall_time_s = max(0.0, results.ended_at_s - self._begin)
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

    def _is_over(self) -> bool:
        if self._ended:
            return not self._unread
        # What is left of the run is dying; see `settle`.
        return (
            self._is_told_at_once
            and self._unread == {self._result}
            and self._killed is None
            and parse_results(bytes(self._kept[self._result])).status is not None
        )

    @property
    def is_settled(self) -> bool:
        """Whether all of the run is known to be dead."""
        return self._ended

    def settle(self) -> None:
        """Wait until all of the run is dead.

        Raises:
            BoxFailedError: The init broke, or something does not die.
        """
        control = select.poll()
        control.register(self._jail.control, select.POLLIN)
        if not self._ended and not control.poll(1000 * _DEATH_TIMEOUT_S):
            raise BoxFailedError(_UNDEAD, started=True)
        if not self._ended:
            self._receive_end()

    def close(self) -> None:
        """Close our ends of the pipes; the command may live on."""
        self._close_stdin()
        for fd in self._unclosed:
            os.close(fd)
        self._unclosed = []

    def _register(self) -> None:
        for fd in (*self._unread, self._jail.control.fileno()):
            self._poll.register(fd, select.POLLIN)
        if self._command.leash is not None:
            self._poll.register(self._command.leash, 0)  # a hang-up is always told
        self._want_stdin()

    def _want_stdin(self) -> None:
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
        if self._unsent:
            return
        if self._is_opening:  # the rest of its input is not known yet
            self._poll.unregister(self._stdin)
        else:
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
            raise BoxFailedError(_UNDEAD, started=True)
        if self._ended:
            return
        if now >= self._stop_at:
            self._kill(Termination.WALL_TIME_LIMIT)
            return
        if now < min(self._check_at, self._wall_at):
            return
        usage = self._read_usage()
        if usage.oom_kills:
            self._kill(Termination.MEMORY_LIMIT)  # whoever the kernel left alive
            return
        if now >= self._check_at:
            left = self._limits.cpu_time_s - self._used(usage).cpu_time_s
            if left <= 0:
                self._kill_for_time(Termination.CPU_TIME_LIMIT)
                return
            self._check_at = now + max(left / _CORES, _MIN_CHECK_S)
        if now >= self._wall_at:
            left = self._limits.wall_time_s - (now - self._begin - self._waited_s())
            too_long = now - self._begin >= _WALL_CAP * self._limits.wall_time_s
            if left <= 0 or too_long:
                self._kill_for_time(Termination.WALL_TIME_LIMIT)
                return
            self._wall_at = now + max(left, _MIN_CHECK_S)

    def _waited_s(self) -> float:
        """Seconds in which a thread of the run was ready but had no core.

        Of several threads the one that waited longest counts; `schedstat` is
        CPU time, waiting time (both ns) and slices.
        """
        before, now = self._waits_before, self._waits_ns()
        waits = [waited - before.get(thread, 0) for thread, waited in now.items()]
        return max(waits, default=0) / 1e9

    def _waits_ns(self) -> dict[int, int]:
        waits = {}
        for thread in self._group.threads() if self._group else ():
            with contextlib.suppress(OSError, IndexError):
                stat = Path(f"/proc/{thread}/schedstat").read_text()
                waits[thread] = int(stat.split()[1])
        return waits

    def _kill_for_time(self, why: Termination) -> None:
        is_starving = self._group is not None and self._group.is_starving()
        self._kill(Termination.MEMORY_LIMIT if is_starving else why)

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
            return self._used(self._group.usage())
        return Usage(cpu_time_s=results.cpu_time_s, peak_memory_bytes=None, oom_kills=0)

    def _read_usage(self) -> Usage:
        return self._group.usage() if self._group else _NOTHING

    def _used(self, usage: Usage) -> Usage:
        """Take away what was used before the limits counted."""
        if self._before is _NOTHING:
            return usage
        used = usage.cpu_time_s - self._before.cpu_time_s
        return replace(usage, cpu_time_s=max(0.0, used))


def _grow_pipe(fd: int, size: int) -> None:
    """Let large inputs flow in few steps."""
    if size > _CHUNK:
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
