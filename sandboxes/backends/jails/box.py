"""One box of the backend of jails."""

import contextlib
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from sandboxes.backends.jails.cgroups import Hierarchy, RunGroup
from sandboxes.backends.jails.jail import Jail
from sandboxes.backends.jails.supervise import PipeEnds, Supervision
from sandboxes.backends.jails.wire import (
    Answer,
    Frame,
    put_payload,
    receive_answer,
    run_payload,
    send_frame,
    warm_payload,
)
from sandboxes.errors import BoxFailedError
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, StoredFile

_RESULT = -1
_MOST_COMPILED_BYTES = 256 * 1024
_ALIKE_BEFORE_ROOM = 2


type _Warm = tuple[tuple[str, ...], tuple[tuple[str, str], ...]]
"""What a zygote is started by, and its environment."""


class _Kind(NamedTuple):
    """What runs must have in common to share namespaces."""

    argv: tuple[str, ...]
    env: dict[str, str]
    zygote: int
    links: frozenset[int]
    group: RunGroup | None


class JailBox:
    """A jail that does as it is told; see `sandboxes.sandbox.Box`.

    Attributes:
        broken: Whether it must not be used again.
        image: Id of the image that it holds; None: the machine's own programs.
    """

    def __init__(
        self,
        jail: Jail,
        hierarchy: Hierarchy | None,
        *,
        keeps_zygotes: bool,
        image: str | None = None,
    ) -> None:
        self.jail, self.image = jail, image
        self._keeps_zygotes = keeps_zygotes
        self.broken = False
        self._hierarchy = hierarchy
        self._has_files = self._is_stale = False
        self._zygotes: dict[_Warm, int] = {}
        self._last: _Kind | None = None
        self._alike = 0
        self._has_room, self._put_bytes = False, 0
        self._dying: BegunRun | None = None

    def put(self, files: Mapping[str, StoredFile]) -> None:
        """See `Box.put`."""
        self.settle()
        self._has_files, self._is_stale = bool(files), False
        self._last, self._has_room = None, False  # the init leaves it by itself
        self._put_bytes = sum(len(file.data) for file in files.values())
        try:
            send_frame(self.jail.control, Frame.PUT, put_payload(files))
        except OSError as error:
            self.broken = True
            raise BoxFailedError(str(error)) from error

    def clear(self) -> None:
        """Forget what was put, before the next user runs anything."""
        self._is_stale = self._has_files
        with contextlib.suppress(OSError):  # who takes it next finds out
            self._leave_room()

    def run(self, command: Command, limits: Limits) -> RunResult:
        """See `Box.run`."""
        run = self.begin(command, limits)
        return run.finish(command.stdin)

    def settle(self) -> None:
        """Wait for what is left of the last run to be dead.

        Raises:
            BoxFailedError: It does not die.
        """
        dying, self._dying = self._dying, None
        if dying is not None:
            dying.settle()

    def begin(self, command: Command, limits: Limits) -> "BegunRun":
        """Start a command; one with an opening waits for what follows it.

        Raises:
            BoxFailedError: It cannot be started.
        """
        self.settle()
        if self._is_stale:
            self.put({})
        self.jail.runs += 1
        group = None
        with self.breaking():
            try:
                zygote = self._zygote(command)
                try:
                    group = self._hierarchy.make(limits) if self._hierarchy else None
                except OSError:
                    for fd in command.links.values():
                        os.close(fd)
                    raise
                stays = self._stays(command, zygote, group)
                if stays is not command.repeats:
                    command = replace(command, repeats=stays)
                supervision = self._start(command, limits, group, zygote)
            except BaseException:
                self.jail.close()
                if group:
                    group.remove()
                raise
        return BegunRun(self, supervision, group, command)

    def close(self) -> None:
        """End it, and what is left of its last run."""
        self.broken = True
        self.jail.close()
        dying, self._dying = self._dying, None
        if dying is not None:
            dying.give_up()

    def give_back(self, group: RunGroup) -> None:
        """Take back the cgroup of a run that is over."""
        if self._hierarchy:
            self._hierarchy.give_back(group, in_order=not self.broken)

    def leave_dying(self, run: "BegunRun") -> None:
        """Have the next user, not this one, wait for the end of a run."""
        self._dying = run

    @contextmanager
    def breaking(self) -> Iterator[None]:
        """Whatever goes wrong in here, the box must not be used again."""
        try:
            yield
        except OSError as error:
            self.broken = True
            raise BoxFailedError(str(error)) from error
        except BaseException:  # a run may still be alive in it
            self.broken = True
            raise

    def _zygote(self, command: Command) -> int:
        """Return the number of the zygote to fork, 0 to start the program anew.

        One that does not start is not tried again in this box.
        """
        if not (self._keeps_zygotes and command.zygote):
            return 0
        if command.zygote[0] != command.argv[0]:
            return 0
        warm = command.zygote, tuple(command.env.items())
        if warm not in self._zygotes:
            payload = warm_payload(command.zygote, command.env)
            send_frame(self.jail.control, Frame.WARM, payload)
            kind, number = receive_answer(self.jail.control)
            self._zygotes[warm] = number if kind is Answer.READY else 0
        return self._zygotes[warm]

    def _stays(self, command: Command, zygote: int, group: RunGroup | None) -> bool:
        """Whether a run's namespaces may serve more of its kind.

        To make ready for more costs something, so it is done for a kind that is
        said to repeat, or does: runs with the same command, for the same user. A
        warm interpreter compiles the program outside of the run's cgroup, so that
        must not be large; and it shows one cgroup alone as the root of all.
        """
        is_plain = command.opening is None and not command.is_build
        is_small = not zygote or self._put_bytes <= _MOST_COMPILED_BYTES
        kind = None
        if group and is_plain and is_small and self._keeps_zygotes:
            seen = group if zygote else None
            links = frozenset(command.links)
            kind = _Kind(command.argv, dict(command.env), zygote, links, seen)
        if kind != self._last:
            self._leave_room()
            self._alike = 0
        self._last = kind
        self._alike += 1
        stays = command.repeats or self._alike > _ALIKE_BEFORE_ROOM
        self._has_room = kind is not None and stays
        return self._has_room

    def _leave_room(self) -> None:
        """Have the init end the namespaces that waited for more of their kind."""
        self._last = None
        if self._has_room and not self.broken:
            self._has_room = False
            send_frame(self.jail.control, Frame.LEAVE)

    def _start(
        self,
        command: Command,
        limits: Limits,
        group: RunGroup | None,
        zygote: int,
    ) -> Supervision:
        """Send a run to the init, with the far ends of its pipes."""
        wanted = [0, 1, 2, *([3] if command.reply else []), _RESULT]
        pipes = {
            number: os.pipe2(os.O_CLOEXEC)
            for number in wanted
            if number not in command.links
        }
        # Of stdin we keep the end that is written to, of the others the other.
        ours = {number: ends[number == 0] for number, ends in pipes.items()}
        theirs = {number: ends[number != 0] for number, ends in pipes.items()}
        result = theirs.pop(_RESULT)
        given = theirs | dict(command.links)
        try:
            for fd in ours.values():
                os.set_blocking(fd, False)
            payload = run_payload(
                command,
                limits,
                list(given),
                zygote=zygote,
                memory_by_rlimit=group is None,
            )
            entrances = group.entrances if group else []
            fds = [*given.values(), result, *entrances]
            send_frame(self.jail.control, Frame.RUN, payload, fds)
        except BaseException:
            for fd in ours.values():
                os.close(fd)
            raise
        finally:
            for fd in (*theirs.values(), *command.links.values(), result):
                os.close(fd)
        result_fd = ours.pop(_RESULT)
        stdin_fd = ours.pop(0, -1)
        pipe_ends = PipeEnds(stdin=stdin_fd, outputs=ours, result=result_fd)
        return Supervision(self.jail, command, limits, group, pipe_ends)


class BegunRun:
    """A run that was sent to its box; it is finished or abandoned, once.

    Args:
        box: The box.
        supervision: What watches it.
        group: Its cgroup.
        command: What runs.
    """

    def __init__(
        self,
        box: JailBox,
        supervision: Supervision,
        group: RunGroup | None,
        command: Command,
    ) -> None:
        self.box = box
        self._supervision, self._group = supervision, group
        self._command = command
        if command.opening is not None:
            supervision.send_opening()

    def is_up(self) -> bool:
        """Wait until it is ready for the rest of its input; False if it is none."""
        try:
            return self.box.jail.is_alive and self._supervision.is_up()
        except (BoxFailedError, OSError):
            return False

    def finish(self, stdin: bytes) -> RunResult:
        """Give it the rest of its input, and watch it to its end.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        try:
            with self.box.breaking():
                if self._command.opening is not None:
                    self._supervision.proceed(stdin)
                return self._supervision.watch()
        finally:
            if self.box.broken or self._supervision.is_settled:
                self.give_up()
            else:
                self.box.leave_dying(self)

    def settle(self) -> None:
        """Wait until all of it is dead.

        Raises:
            BoxFailedError: Something of it does not die.
        """
        try:
            with self.box.breaking():
                self._supervision.settle()
        finally:
            self.give_up()

    def abandon(self) -> None:
        """End it; its box goes with it."""
        self.box.broken = True
        self.give_up()

    def give_up(self) -> None:
        """Give back what it held; all of it is dead, or dies with its box."""
        self._supervision.close()
        if self.box.broken:
            self.box.jail.close()
        if self._group:
            self.box.give_back(self._group)
