"""Joins the candidate and an interactor by two pipes, each in its own box.

The pipes connect the two programs directly, so streams flow at full speed and
each sees at once that the other has closed its end. Beside them only we hold
the reading ends, so that a program that has more to say than the other one
wants to hear does not die of it: what it says is thrown away.

A program closes its pipes before it is known to have ended, so the one that
ends because of the other may seem to be the first. Where that matters they
talk once more with a witness between them: he passes on every word, and lets
nobody hear of an end that is not on record.
"""

import contextlib
import fcntl
import os
import sys
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from sandboxes import RunResult, Termination

type Run = Callable[[Mapping[int, int]], RunResult]
"""Runs a program with the given links (`Command.links`)."""

_PIPE_BYTES = 1 << 20
_CHUNK = 1 << 16
_CLOSING_S = 0.2
"""After so long, a program that has closed its pipe is taken to live on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """How a conversation ended.

    Attributes:
        candidate: What became of the candidate.
        interactor: What became of the interactor.
        is_witnessed: Whether the order of their ends is certain.
        is_flooded: Whether the candidate said more than it may; only a witness
            can tell.
    """

    candidate: RunResult
    interactor: RunResult
    is_witnessed: bool = False
    is_flooded: bool = False

    @property
    def lead_s(self) -> float:
        """Seconds by which the interactor ended before the candidate."""
        return self.candidate.ended_at_s - self.interactor.ended_at_s


def hold_conversation(
    candidate: Run, interactor: Run, *, is_content: Callable[[RunResult], bool]
) -> Conversation:
    """Let two programs talk until both have ended.

    Args:
        candidate: Runs the candidate.
        interactor: Runs the interactor.
        is_content: Whether the interactor ended well with the candidate, which
            may then go on to its own end; else its next word ends it.

    Raises:
        BoxFailedError: We cannot tell what became of one of them.
    """
    heard, said = _pipe()  # by the interactor, by the candidate
    told, answered = _pipe()  # to the candidate, by the interactor
    hear_out = os.dup(told)
    with ThreadPoolExecutor(max_workers=1) as pool:
        links = {0: heard, 1: answered}
        talking = pool.submit(_listen, interactor, links, os.dup(heard), is_content)
        try:
            candidate_run = candidate({0: told, 1: said})
        finally:
            _drain(hear_out)
        return Conversation(candidate=candidate_run, interactor=talking.result())


def witness_conversation(
    candidate: Run,
    interactor: Run,
    *,
    is_content: Callable[[RunResult], bool],
    most: int,
) -> Conversation:
    """Let two programs talk, with a witness who knows who ended first.

    The interactor does not hear of the end of a candidate that was stopped by
    the clock: if it then uses up its CPU time, that is its own doing.

    Args:
        candidate: Runs the candidate.
        interactor: Runs the interactor.
        is_content: As in `hold_conversation`.
        most: Bytes that the candidate may say; more ends the conversation.

    Raises:
        BoxFailedError: We cannot tell what became of one of them.
    """
    overheard, said = _pipe()
    heard, passed_on = _pipe()
    noted, answered = _pipe()
    told, repeated = _pipe()
    hear_out = os.dup(told)
    speaker, listener = _Side(candidate), _Side(interactor)

    def let_interactor_know() -> None:
        speaker.ended.wait(_CLOSING_S)
        if speaker.termination is Termination.WALL_TIME_LIMIT:
            listener.ended.wait()

    def let_candidate_know() -> None:
        listener.ended.wait(_CLOSING_S)

    with ThreadPoolExecutor(max_workers=3) as pool:
        links = {0: heard, 1: answered}
        ear = os.dup(heard)
        talking = pool.submit(_listen, listener.run, links, ear, is_content)
        counting = pool.submit(_pump, overheard, passed_on, most, let_interactor_know)
        pool.submit(_pump, noted, repeated, sys.maxsize, let_candidate_know)
        try:
            candidate_run = speaker.run({0: told, 1: said})
        finally:
            _drain(hear_out)
        return Conversation(
            candidate=candidate_run,
            interactor=talking.result(),
            is_witnessed=True,
            is_flooded=counting.result(),
        )


class _Side:
    """One of two programs; its end is put on record as soon as we know of it."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self.ended = threading.Event()
        self.termination: Termination | None = None

    def run(self, links: Mapping[int, int]) -> RunResult:
        try:
            result = replace(self._run(links), ended_at_s=time.monotonic())
            self.termination = result.termination
        finally:
            self.ended.set()
        return result


def _listen(
    run: Run,
    links: Mapping[int, int],
    ear: int,
    is_content: Callable[[RunResult], bool],
) -> RunResult:
    """Run the interactor; afterwards hear the candidate out, if it may go on."""
    goes_on = False
    try:
        result = run(links)
        goes_on = is_content(result)
    finally:
        if goes_on:
            _drain(ear)
        else:
            os.close(ear)
    return result


def _pipe() -> tuple[int, int]:
    ends = os.pipe2(os.O_CLOEXEC)
    with contextlib.suppress(OSError):  # the user has too many pipes
        fcntl.fcntl(ends[1], fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
    return ends


def _drain(ear: int) -> None:
    """Throw away what is said until nobody can say more."""
    try:
        while os.read(ear, _PIPE_BYTES):
            pass
    finally:
        os.close(ear)


def _pump(source: int, sink: int, most: int, before_end: Callable[[], None]) -> bool:
    """Pass on what is said, and stop where it is too much; return if it was."""
    left = most
    try:
        while data := os.read(source, _CHUNK):
            left -= len(data)
            if left < 0:
                return True
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(sink, rest) :]
        before_end()
    except BrokenPipeError:  # nobody listens any more
        pass
    finally:
        os.close(source)
        os.close(sink)
    return False
