"""Compilers that stay: one run in a box of its own compiles program after program.

Starting a JVM and warming a compiler costs ten times what a small program does. The
server sees sources of candidates one after another, and nothing else: no tests,
no answers. What it refuses, and whatever goes wrong with it, is compiled again
by the compiler itself, which alone can say that a program does not compile.
"""

import os
import select
import struct
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Protocol

import structlog

from sandboxes.errors import SandboxError
from sandboxes.limits import MIB, Limits
from sandboxes.run import Command, RunResult, StoredFile, Termination

log = structlog.get_logger()

_LIMITS = Limits(
    cpu_time_s=3600.0,
    wall_time_s=86_400.0,
    output_bytes=MIB,
    processes=128,
    scratch_bytes=128 * MIB,
    scratch_files=16_384,
)
_MOST_BUILDS = 500
"""A server compiles so many programs before another takes its place."""
_MOST_ANSWER_BYTES = 128 * MIB
_INT = struct.Struct(">i")
_HEAD = struct.Struct(">iq")


class ServerLostError(Exception):
    """The server broke, or did not answer in time."""


class _Runs(Protocol):
    def run(self, command: Command, limits: Limits) -> RunResult: ...


type OpenBox = Callable[[], AbstractContextManager[_Runs]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerCommand:
    """How a server is started.

    Attributes:
        argv: Its command; the program lies in what boxes show.
        env: Its environment.
        open_box: Opens the box that it lives in.
        memory_bytes: Memory that it may use.
    """

    argv: tuple[str, ...]
    env: Mapping[str, str]
    open_box: OpenBox
    memory_bytes: int = 512 * MIB


class CompileServer:
    """One server; not safe for concurrent use.

    Args:
        start: How it is started.
    """

    def __init__(self, start: ServerCommand) -> None:
        self._command = start
        self._builds = 0
        self._thread: threading.Thread | None = None
        self._ours: list[int] = []

    def _start(self) -> None:
        self.close()
        requests, self._to = os.pipe2(os.O_CLOEXEC)
        self._from, answers = os.pipe2(os.O_CLOEXEC)
        leash, leash_hand = os.pipe2(os.O_CLOEXEC)
        self._ours = [self._to, self._from, leash_hand]
        os.set_blocking(self._to, False)
        command = Command(
            argv=self._command.argv,
            env=self._command.env,
            links={0: requests, 1: answers},
            leash=leash,
            is_build=True,
        )
        self._builds = 0
        self._thread = threading.Thread(
            target=self._live, args=(command, leash), daemon=True
        )
        self._thread.start()

    def _live(self, command: Command, leash: int) -> None:
        has_box = False
        try:
            with self._command.open_box() as box:
                has_box = True
                limits = replace(_LIMITS, memory_bytes=self._command.memory_bytes)
                box.run(command, limits)
        except (SandboxError, OSError) as error:
            log.info("compile server ended", reason=str(error))
        finally:
            os.close(leash)
            if not has_box:  # the box closes them otherwise
                for fd in command.links.values():
                    os.close(fd)

    def compile(
        self, arguments: Sequence[str], files: Mapping[str, StoredFile], wait_s: float
    ) -> RunResult:
        """Compile a program.

        Args:
            arguments: What the compiler is told.
            files: The program's files, by relative path.
            wait_s: How long to wait for an answer.

        Returns:
            What became of it, as if the compiler itself had been run.

        Raises:
            ServerLostError: There is no answer.
        """
        if self._thread is None or not self._thread.is_alive():
            self._start()
        self._builds += 1
        begin = time.monotonic()
        self._deadline = begin + wait_s
        try:
            self._send(_request(arguments, files))
            code, cpu_ns = _HEAD.unpack(self._read(_HEAD.size))
            said = self._read_part()
            (count,) = _INT.unpack(self._read(_INT.size))
            made = {}
            for _ in range(count):
                path = self._read_part().decode()
                made[path] = StoredFile(data=self._read_part())
        except (OSError, ServerLostError) as error:
            self.close()
            raise ServerLostError(str(error)) from error
        if self._builds >= _MOST_BUILDS:
            self.close()
        return RunResult(
            termination=Termination.EXITED,
            exit_code=code,
            stderr=said,
            cpu_time_s=cpu_ns / 1e9,
            wall_time_s=time.monotonic() - begin,
            collected=made,
        )

    def _wait(self, fd: int, event: int) -> None:
        poll = select.poll()
        poll.register(fd, event)
        left_s = max(0.0, self._deadline - time.monotonic())
        if not poll.poll(left_s * 1000):
            msg = "the compile server did not answer in time"
            raise ServerLostError(msg)

    def _send(self, data: bytes) -> None:
        unsent = memoryview(data)
        while unsent:
            self._wait(self._to, select.POLLOUT)
            unsent = unsent[os.write(self._to, unsent) :]

    def _read(self, size: int) -> bytes:
        found = bytearray()
        while len(found) < size:
            self._wait(self._from, select.POLLIN)
            data = os.read(self._from, min(size - len(found), MIB))
            if not data:
                msg = "the compile server ended"
                raise ServerLostError(msg)
            found += data
        return bytes(found)

    def _read_part(self) -> bytes:
        (size,) = _INT.unpack(self._read(_INT.size))
        if not 0 <= size <= _MOST_ANSWER_BYTES:
            msg = f"the compile server speaks of {size} bytes"
            raise ServerLostError(msg)
        return self._read(size)

    def close(self) -> None:
        """End it; the next program starts another."""
        for fd in self._ours:
            os.close(fd)
        self._ours = []
        if self._thread:
            self._thread.join()
        self._thread = None


def _request(arguments: Sequence[str], files: Mapping[str, StoredFile]) -> bytes:
    parts = [_INT.pack(len(arguments)), *(_part(text.encode()) for text in arguments)]
    parts.append(_INT.pack(len(files)))
    for path, file in files.items():
        parts += [_part(path.encode(errors="surrogatepass")), _part(file.data)]
    return b"".join(parts)


def _part(data: bytes) -> bytes:
    return _INT.pack(len(data)) + data


class CompileServers:
    """The servers of a sandbox, by their command; each is started when it is worth it.

    Args:
        worth: The server is started for the program that is so many-th to want it.
    """

    def __init__(self, worth: int = 2) -> None:
        self._worth = worth
        self._lock = threading.Lock()
        self._asked: dict[tuple[str, ...], int] = {}
        self._servers: dict[tuple[str, ...], CompileServer] = {}

    def compile(
        self,
        start: ServerCommand,
        arguments: Sequence[str],
        files: Mapping[str, StoredFile],
        wait_s: float,
    ) -> RunResult | None:
        """Compile a program; None if there is no server for it, or it failed."""
        key = start.argv
        with self._lock:
            self._asked[key] = self._asked.get(key, 0) + 1
            if self._asked[key] < self._worth:
                return None
            server = self._servers.get(key)
            if server is None:
                server = self._servers[key] = CompileServer(start)
            try:
                return server.compile(arguments, files, wait_s)
            except ServerLostError as error:
                log.warning("compile server lost", reason=str(error))
                return None

    def close(self) -> None:
        """End them all."""
        with self._lock:
            while self._servers:
                self._servers.popitem()[1].close()
