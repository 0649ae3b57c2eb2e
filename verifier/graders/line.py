"""The line to a process that runs tests beside the program that they test.

The run reads descriptor 4 and writes descriptor 3. Two secrets of 64 hex digits
wait for it, a line each. It writes, a line each:

    <second secret> loaded        it has loaded the program: the tests are sent
    {"test": NAME, "outcome": "passed" or "failed", "message": …, "raised": …}
    {"fault": WHY}                 the test code itself cannot be run
    <first secret> {"done": COUNT} all tests were told of, and came to their end

Tests that failed are believed of anybody, since no program gains by them. All
else is worth nothing without the last line, and that only once, and only with
as many tests as it counts. Other lines are the program's noise.
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Literal

from sandboxes import RunResult

type Run = Callable[[Mapping[int, int]], RunResult]
"""Runs something with the descriptors that it is given; they are closed then."""

type Form = Literal["document", "text", "counted"]
"""How tests are sent; see `hold_line`."""

_READ_FD, _WRITE_FD = 4, 3
_MOST_BYTES = 16 << 20
_LONGEST_LINE = 1 << 16


@dataclass(frozen=True, slots=True, kw_only=True)
class TestOutcome:
    """What became of one assertion or test function.

    Attributes:
        name: Its name; `line N` for a plain assertion.
        outcome: `passed` or `failed`.
        message: Why it failed.
        raised: The exception of the candidate's that it failed by.
    """

    __test__ = False

    name: str
    outcome: str
    message: str = ""
    raised: str | None = None


@dataclass(slots=True, kw_only=True)
class Told:
    """What the other end told.

    Attributes:
        outcomes: The tests, in their order.
        fault: Why the test code cannot be run; as told, not as proven.
        is_loaded: Whether the program was loaded, so that the tests were sent.
        is_done: Whether the tests came to their end.
    """

    outcomes: list[TestOutcome] = field(default_factory=list)
    fault: str | None = None
    is_loaded: bool = False
    is_done: bool = False


class _Listener:
    """Reads the other end's lines, and sends the tests when they are asked for."""

    def __init__(
        self, read_fd: int, write_fd: int, tests: bytes | None, form: Form
    ) -> None:
        self._read_fd, self._write_fd, self._tests = read_fd, write_fd, tests
        self._form = form
        self._end, self._ask = secrets.token_hex(32), secrets.token_hex(32)
        self._ends = 0
        self.told = Told()

    def greet(self) -> None:
        """Leave the secrets in the pipe."""
        if self._tests is None:
            greeting = f"{self._end}\n"
        elif self._form == "text":
            greeting = f"{self._ask}\n"
        else:
            greeting = f"{self._end}\n{self._ask}\n"
        os.write(self._write_fd, greeting.encode())
        if self._tests is None:
            self._hang_up()

    def _hang_up(self) -> None:
        if self._write_fd >= 0:
            os.close(self._write_fd)
            self._write_fd = -1

    def listen(self) -> Told:
        """Read until the other end is closed."""
        rest, total = b"", 0
        while part := os.read(self._read_fd, 1 << 16):
            total += len(part)
            if total > _MOST_BYTES:
                continue  # nobody has so much to tell
            *lines, rest = (rest + part).split(b"\n")
            for line in lines:
                self._take(line)
            rest = rest[-_LONGEST_LINE:]
        self._hang_up()
        told = self.told
        told.is_done = told.is_done and self._ends == 1 and total <= _MOST_BYTES
        return told

    def _take(self, line: bytes) -> None:
        if line == f"{self._ask} loaded".encode():
            self._send()
            return
        prefix = f"{self._end} ".encode()
        is_end = line.startswith(prefix)
        entry = _entry(line.removeprefix(prefix))
        told = self.told
        if is_end:
            self._ends += 1
            told.is_done = entry.get("done") == len(told.outcomes)
        elif isinstance(entry.get("test"), str):
            raised = entry.get("raised")
            told.outcomes.append(
                TestOutcome(
                    name=entry["test"][:1000],
                    outcome="passed" if entry.get("outcome") == "passed" else "failed",
                    message=str(entry.get("message", ""))[:2000],
                    raised=str(raised)[:1000] if raised else None,
                )
            )
        elif "fault" in entry:
            told.fault = str(entry["fault"])[:2000]

    def _send(self) -> None:
        """Send the tests, once."""
        if self.told.is_loaded or self._tests is None:
            return
        self.told.is_loaded = True
        head = b""
        if self._form == "counted":
            head = f"{self._ask} {len(self._tests) - 1}\n".encode()
        data = memoryview(head + self._tests)
        try:
            while data:
                data = data[os.write(self._write_fd, data) :]
            if self._form == "text":
                os.write(self._write_fd, f"{self._end}\n".encode())
        except BrokenPipeError:
            pass  # it has ended
        self._hang_up()


def _entry(line: bytes) -> dict[str, Any]:
    try:
        entry = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    return entry if isinstance(entry, dict) else {}


def hold_line(
    run: Run, tests: bytes | None, form: Form = "document"
) -> tuple[RunResult, Told]:
    """Run something at the other end of a line.

    Args:
        run: Runs it.
        tests: What is sent when the program has been loaded: one line, or a text
            that ends with a NUL. None: nothing.
        form: `document`: the line as it is. `text`: the first secret goes after it,
            not before the program. `counted`: before it goes a line of the second
            secret and its length without the NUL, so that no part of it can be
            taken away by another process of the program.

    Raises:
        BoxFailedError: We cannot tell what became of it.
    """
    down_read, down_write = os.pipe2(os.O_CLOEXEC)
    up_read, up_write = os.pipe2(os.O_CLOEXEC)
    listener = _Listener(up_read, down_write, tests, form)
    listener.greet()
    with ThreadPoolExecutor(1, thread_name_prefix="line") as thread:
        listening = thread.submit(listener.listen)
        try:
            result = run({_READ_FD: down_read, _WRITE_FD: up_write})
        finally:
            told = listening.result()
            os.close(up_read)
    return result, told
