"""What host and init say to each other, in bytes (`sandboxes/inside/init/init.h`)."""

import socket
import struct
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from sandboxes.backends.jails.shown import Item, Kind
from sandboxes.limits import Limits
from sandboxes.run import Command, StoredFile

_HEADER = struct.Struct("<IIQ")
_ANSWER = struct.Struct("<II")
_ENTRY = struct.Struct("<II")
_EXIT = struct.Struct("<Iiqqqq")
_FILE = struct.Struct("<IIIIQ")

_MAY_FLOCK = 1
_COLLECT_ALWAYS = 2
_TELL_AT_ONCE = 4
_STAY = 8


class Frame(IntEnum):
    """What the host may ask of the init."""

    PUT = 1
    RUN = 2
    KILL = 3
    WARM = 4
    INSTALL = 6
    LAYOUT = 8
    LEAVE = 9


class Answer(IntEnum):
    """What the init says on the control socket."""

    READY = 1
    ENDED = 2
    FAILED = 3


class Entry(IntEnum):
    """What a run's pid 1 says on the run's result pipe."""

    EXIT = 1
    FILE = 2
    LOST = 3
    SETUP = 4
    EXEC = 5
    REFUSED = 6


@dataclass(slots=True, kw_only=True)
class Results:
    """What came out of a result pipe.

    Attributes:
        status: Wait status of the command, once it has ended.
        wall_time_s: Seconds from its start to its end.
        ended_at_s: When it had ended, on the machine's monotonic clock.
        cpu_time_s: CPU seconds of the processes that were waited for.
        peak_rss_bytes: Largest resident set of one of them.
        files: What was brought back.
        lost: Why something could not be brought back.
        setup_error: Why the run could not start.
        exec_error: `errno` of the failed exec, 0 if it worked.
        refused: Suspicious system calls that it was refused, by name.
    """

    status: int | None = None
    wall_time_s: float = 0.0
    ended_at_s: float = 0.0
    cpu_time_s: float = 0.0
    peak_rss_bytes: int = 0
    files: dict[str, StoredFile] = field(default_factory=dict)
    lost: str | None = None
    setup_error: str | None = None
    exec_error: int = 0
    refused: list[str] = field(default_factory=list)


def parse_results(data: bytes) -> Results:
    """Parse a result pipe's bytes; an unfinished last entry is left out.

    The bytes are the init's own words, never the candidate's.
    """
    results, at = Results(), 0
    while at + _ENTRY.size <= len(data):
        kind, size = _ENTRY.unpack_from(data, at)
        if kind == Entry.EXIT:
            if at + _EXIT.size > len(data):
                break
            entry = _EXIT.unpack_from(data, at)
            _, results.status, wall_us, cpu_us, peak, end_us = entry
            results.wall_time_s, results.cpu_time_s = wall_us / 1e6, cpu_us / 1e6
            results.peak_rss_bytes, results.ended_at_s = peak, end_us / 1e6
            at += _EXIT.size
        elif kind == Entry.FILE:
            if at + _FILE.size > len(data):
                break
            _, name_size, mode, _, file_size = _FILE.unpack_from(data, at)
            at += _FILE.size
            name = data[at : at + name_size].decode(errors="surrogateescape")
            at += name_size
            if at + file_size > len(data):
                break
            body = bytes(data[at : at + file_size])
            results.files[name] = StoredFile(data=body, executable=bool(mode & 0o100))
            at += file_size
        else:
            at += _ENTRY.size
            text = data[at : at + size]
            at += size
            if kind == Entry.EXEC:
                results.exec_error = int.from_bytes(text, "little")
            elif kind == Entry.REFUSED:
                results.refused.append(text.decode())
            elif kind == Entry.LOST:
                results.lost = results.lost or text.decode(errors="replace")
            else:
                results.setup_error = text.decode(errors="replace")
    return results


def _string(text: str) -> bytes:
    data = text.encode(errors="surrogateescape") + b"\0"
    return struct.pack("<I", len(data)) + data


def _strings(texts: Sequence[str]) -> bytes:
    return struct.pack("<I", len(texts)) + b"".join(map(_string, texts))


def _environment(env: Mapping[str, str]) -> bytes:
    return _variables(tuple(env.items()))


@lru_cache(maxsize=64)
def _variables(env: tuple[tuple[str, str], ...]) -> bytes:
    """Encode an environment; a language's is the same in most of its runs."""
    return _strings([f"{name}={value}" for name, value in env])


def _files(files: Mapping[str, StoredFile]) -> list[bytes]:
    parts = [struct.pack("<I", len(files))]
    for path, file in files.items():
        mode = 0o755 if file.executable else 0o644
        parts += [_string(path), struct.pack("<IQ", mode, len(file.data)), file.data]
    return parts


def put_payload(files: Mapping[str, StoredFile]) -> bytes:
    """Encode the files that later runs find."""
    return b"".join(_files(files))


def warm_payload(argv: Sequence[str], env: Mapping[str, str]) -> bytes:
    """Encode the start of a zygote."""
    return _strings(argv) + _environment(env)


_KINDS = (Kind.BIND, Kind.DEVICE, Kind.LINK, Kind.FILE, Kind.PLACE)


def layout_payload(init_id: int, items: Iterable[Item]) -> bytes:
    """Encode what the root of a box shows.

    Args:
        init_id: Id of the init outside the box; the one above is the runs'.
        items: What it shows.
    """
    parts = [
        struct.pack("<I", _KINDS.index(item.kind) + 1)
        + _string(item.source)
        + _string(item.path)
        for item in items
    ]
    return struct.pack("<II", init_id, len(parts)) + b"".join(parts)


def is_told_at_once(command: Command) -> bool:
    """Whether its end is known before all else in its run is dead."""
    return command.opening is not None and not command.collect


def run_payload(
    command: Command,
    limits: Limits,
    targets: Sequence[int],
    *,
    zygote: int,
    memory_by_rlimit: bool,
) -> bytes:
    """Encode a run.

    Args:
        command: What to start; if it `repeats`, its namespaces may serve more.
        limits: Its ceilings; the resource limits made of them are only a
            belt to the cgroup's braces.
        targets: Numbers that the command gives the first descriptors that
            ride on the frame; the result pipe and the cgroup's entrances
            follow them.
        zygote: Number of the zygote to fork, from 1; 0 to start anew.
        memory_by_rlimit: Whether there is no cgroup, so that address space
            and processes must be limited by resource limits.
    """
    flags = command.is_build * _MAY_FLOCK + command.collect_always * _COLLECT_ALWAYS
    flags += command.repeats * _STAY
    # Without a cgroup, what its other processes used is known when all are dead.
    if is_told_at_once(command) and not memory_by_rlimit:
        flags += _TELL_AT_ONCE
    numbers = struct.pack(
        "<I8Q",
        flags,
        limits.scratch_bytes,
        limits.scratch_files,
        # Counted in clock ticks, it runs ahead of the cgroup's exact time.
        int(limits.cpu_time_s * 2) + 3,
        limits.scratch_bytes,
        limits.memory_bytes,
        limits.memory_bytes if memory_by_rlimit else 0,
        limits.processes if memory_by_rlimit else 0,
        command.collect_bytes,
    )
    files = {path: StoredFile(data=data) for path, data in command.files.items()}
    parts = [
        numbers,
        _strings(command.argv),
        _environment(command.env),
        struct.pack(f"<I{len(targets)}I", len(targets), *targets),
        struct.pack("<I", zygote),
        _strings(command.folders),
        _strings(command.collect),
        *_files(files),
    ]
    return b"".join(parts)


def send_frame(
    control: socket.socket, kind: Frame, payload: bytes = b"", fds: Sequence[int] = ()
) -> None:
    """Send one frame; descriptors ride on its header.

    Raises:
        OSError: The init is gone.
    """
    header = _HEADER.pack(kind, 0, len(payload))
    if fds:
        socket.send_fds(control, [header], fds)
    else:
        control.sendall(header)
    if payload:
        control.sendall(payload)


def receive_answer(control: socket.socket) -> tuple[Answer, int]:
    """Wait for the init's answer.

    Raises:
        OSError: The init is gone, or does not answer in time.
    """
    data = b""
    while len(data) < _ANSWER.size:
        part = control.recv(_ANSWER.size - len(data))
        if not part:
            msg = "the init of the box is gone"
            raise ConnectionResetError(msg)
        data += part
    kind, value = _ANSWER.unpack(data)
    return Answer(kind), value
