"""One box of the nsjail backend."""

import contextlib
import os
from collections.abc import Mapping

from sandboxes.backends.nsjail.cgroups import Hierarchy, RunGroup
from sandboxes.backends.nsjail.launch import Jail
from sandboxes.backends.nsjail.supervise import Supervision
from sandboxes.backends.nsjail.wire import (
    Frame,
    put_payload,
    receive_answer,
    run_payload,
    send_frame,
)
from sandboxes.errors import BoxFailedError
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, StoredFile


class NsjailBox:
    """A jail that does as it is told; see `sandboxes.sandbox.Box`.

    Attributes:
        broken: Whether it must not be used again.
    """

    def __init__(self, jail: Jail, hierarchy: Hierarchy | None) -> None:
        self.jail = jail
        self.broken = False
        self._hierarchy = hierarchy
        self._has_files = False

    def put(self, files: Mapping[str, StoredFile]) -> None:
        """See `Box.put`."""
        self._has_files = bool(files)
        try:
            send_frame(self.jail.control, Frame.PUT, put_payload(files))
            receive_answer(self.jail.control)
        except OSError as error:
            self.broken = True
            raise BoxFailedError(str(error)) from error

    def clear(self) -> None:
        """Forget what was put, for the next user of the box."""
        if self._has_files:
            self.put({})

    def run(self, command: Command, limits: Limits) -> RunResult:
        """See `Box.run`."""
        self.jail.runs += 1
        group = None
        try:
            group = self._hierarchy.make(limits) if self._hierarchy else None
            return self._start(command, limits, group).watch()
        except BoxFailedError:
            self.broken = True
            raise
        except OSError as error:
            self.broken = True
            raise BoxFailedError(str(error)) from error
        finally:
            if self.broken:
                self.jail.close()
            if group:
                group.remove()

    def _start(
        self, command: Command, limits: Limits, group: RunGroup | None
    ) -> Supervision:
        """Send a run to the init, with the far ends of its pipes."""
        pipes = [os.pipe2(os.O_CLOEXEC) for _ in range(5 if command.reply else 4)]
        (stdin_theirs, stdin_ours), *outputs = pipes
        ours = [stdin_ours, *(read for read, _ in outputs)]
        theirs = [stdin_theirs, *(write for _, write in outputs)]
        try:
            for fd in ours:
                os.set_blocking(fd, False)
            payload = run_payload(command, limits, memory_by_rlimit=group is None)
            entrances = group.entrances if group else []
            send_frame(self.jail.control, Frame.RUN, payload, [*theirs, *entrances])
        except BaseException:
            for fd in ours:
                with contextlib.suppress(OSError):
                    os.close(fd)
            raise
        finally:
            for fd in theirs:
                os.close(fd)
        if not command.reply:
            ours.append(-1)
        stdin, stdout, stderr, result, reply = ours
        pipe_ends = (stdin, stdout, stderr, result, reply)
        return Supervision(self.jail, command, limits, group, pipe_ends)
