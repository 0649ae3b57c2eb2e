"""What is asked of a box, and what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Termination(StrEnum):
    """Why a run ended; the first that holds, from the top (design: decision order)."""

    OUTPUT_LIMIT = "output_limit"
    """Killed: wrote more than may be kept."""
    CPU_TIME_LIMIT = "cpu_time_limit"
    """Killed: used up its CPU seconds."""
    WALL_TIME_LIMIT = "wall_time_limit"
    """Killed: took too long on the clock."""
    MEMORY_LIMIT = "memory_limit"
    """The kernel killed one of its processes for want of memory."""
    SIGNALED = "signaled"
    """Its first process was ended by a signal."""
    EXITED = "exited"
    """Its first process ended by itself; see the exit code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A program to start in a box.

    Attributes:
        argv: The program and its arguments. The program is an absolute path
            in the box, or a path relative to the working directory.
        env: Its whole environment.
        stdin: Bytes on its standard input, then end of file.
        opening: Bytes that come before them, for a command that needs time to get
            ready: the rest follows when it has said that it is, by its first byte
            of reply, and only from then on its limits of time count. None: it is
            ready at once.
        files: Files put in its working directory beforehand, by relative
            path. They are its own: it may change or delete them.
        folders: Empty directories made in its working directory beforehand.
        collect: Relative paths of files and directories to bring back after
            it has ended well.
        collect_always: Whether to bring them back whatever its exit code.
        collect_bytes: Most bytes brought back; more is an error of the command.
        reply: Whether it gets file descriptor 3 to write a reply to.
        links: More descriptors it gets, by their number in the command: pipes
            to another box, say. The box closes our copies as soon as the
            run has its own, or has failed to start; so the pipe ends when the
            run does. With 0 linked there is no `stdin`; with 1 or 2 nothing is
            kept of it.
        leash: A pipe's end of ours to watch: when the other end is closed, the
            run has a second to end, then it is stopped as if by the clock. It
            is not closed here.
        zygote: Command that starts a warm interpreter, in the same environment,
            which a backend may fork instead of starting `argv` anew, to the same
            effect (`sandboxes/inside/zygote`). Empty: there is none.
        repeats: Whether more runs of the same command are to come in the same box,
            so that a backend may make ready for all of them at once. Nothing of
            one meets the next either way.
        is_build: Whether it is a build: it may use `flock`, which a candidate
            may not (a lock on a shared file could be seen by other boxes).
    """

    argv: tuple[str, ...]
    env: Mapping[str, str] = field(default_factory=dict)
    stdin: bytes = b""
    opening: bytes | None = None
    files: Mapping[str, bytes] = field(default_factory=dict)
    folders: tuple[str, ...] = ()
    collect: tuple[str, ...] = ()
    collect_always: bool = False
    collect_bytes: int = 128 * 1024 * 1024
    reply: bool = False
    links: Mapping[int, int] = field(default_factory=dict)
    leash: int | None = None
    zygote: tuple[str, ...] = ()
    repeats: bool = False
    is_build: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file as it came out of a box or goes into one.

    Attributes:
        data: Its bytes.
        executable: Whether its owner may execute it.
    """

    data: bytes
    executable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RunResult:
    """What became of a command: facts, no verdict.

    Attributes:
        termination: Why it ended.
        exit_code: Its exit code, if it ended by itself.
        signal: Number of the signal that ended it, if one did.
        stdout: What it wrote, cut at the output limit.
        stderr: The same for its standard error.
        reply: What it wrote to file descriptor 3, if it had one.
        cpu_time_s: CPU seconds, user plus system, of all its processes.
        wall_time_s: Seconds from start to end on the clock, all waiting
            included.
        ended_at_s: When its first process had ended, or was killed by us, on the
            machine's monotonic clock. Of two runs it tells the order, to a few
            milliseconds: a process closes its pipes before it is known to have
            ended.
        peak_memory_bytes: Most memory it held at one time (the cgroup's
            peak); None where the machine cannot tell.
        collected: What `Command.collect` named, by relative path.
        refused: Suspicious system calls that it was refused, by name, in the order
            in which it first tried them.
        collect_error: Why something named there could not be brought back.
    """

    termination: Termination
    exit_code: int | None = None
    signal: int | None = None
    stdout: bytes = b""
    stderr: bytes = b""
    reply: bytes = b""
    cpu_time_s: float = 0.0
    wall_time_s: float = 0.0
    ended_at_s: float = 0.0
    peak_memory_bytes: int | None = None
    collected: Mapping[str, StoredFile] = field(default_factory=dict)
    collect_error: str | None = None
    refused: tuple[str, ...] = ()

    @property
    def succeeded(self) -> bool:
        """Whether it ended by itself with exit code 0."""
        return self.termination is Termination.EXITED and self.exit_code == 0
