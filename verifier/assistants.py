"""Runs the programs of the tests: checkers and interactors.

Each has a box of its own and is never with the candidate. What it says is read
elsewhere (`verifier.checkers.conventions`); here it is only built and run.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from types import TracebackType
from typing import Self

import structlog

from sandboxes import (
    GIB,
    MIB,
    Box,
    BoxFailedError,
    Limits,
    RunResult,
    Sandbox,
    Termination,
    known_languages,
)
from verifier.boxes import open_box
from verifier.building import Source, build, command_for
from verifier.errands import Assistant, Errand
from verifier.errors import AssistantFailedError

log = structlog.get_logger()

LIMITS = Limits(
    cpu_time_s=20.0,
    wall_time_s=60.0,
    memory_bytes=2 * GIB,
    output_bytes=8 * MIB,
    processes=128,
    scratch_bytes=GIB,
    scratch_files=16384,
)
"""What one run of an assistant may use: enough for all that is well."""

_TOO_SLOW = frozenset({Termination.CPU_TIME_LIMIT, Termination.WALL_TIME_LIMIT})
_KEPT = 8
_WORDS_BYTES = 1000
_COLLECT_BYTES = 16 * MIB


class Assistants:
    """The programs of the tests of one verification, each built once.

    Not safe for concurrent use, but for one run beside the candidate's.

    Attributes:
        sandbox: Where boxes come from.
        before_retry: Called before anything is tried again; may raise.
    """

    def __init__(
        self, sandbox: Sandbox, before_retry: Callable[[], None] = lambda: None
    ) -> None:
        self.sandbox, self.before_retry = sandbox, before_retry
        self._ready: OrderedDict[_Key, _Ready] = OrderedDict()
        self._given_up: set[_Key] = set()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        while self._ready:
            self._ready.popitem()[1].close()

    def prepare(self, assistant: Assistant) -> None:
        """Build an assistant and put it in a box, unless that is done.

        Raises:
            AssistantFailedError: It does not compile.
            BoxFailedError: No box can be had for it.
        """
        self._twice(assistant, lambda: self._get(assistant))

    def run(
        self, assistant: Assistant, errand: Errand, limits: Limits = LIMITS
    ) -> RunResult:
        """Send an assistant on an errand; where its box breaks, once more.

        Returns:
            What became of it; a crash and a limit reached, too.

        Raises:
            AssistantFailedError: It does not compile, or breaks its boxes.
            BoxFailedError: No box can be had for it.
        """
        run = self._twice(
            assistant, lambda: self._get(assistant).run(errand, limits, {})
        )
        self.note_failure(assistant, run)
        return run

    def note_failure(self, assistant: Assistant, run: RunResult) -> None:
        """Remember an assistant that was too slow: it is not waited for again.

        There is no reward any more, so more cases would be for nothing.
        """
        if run.termination in _TOO_SLOW:
            self._given_up.add(_key(assistant))

    def converse(
        self,
        assistant: Assistant,
        errand: Errand,
        limits: Limits,
        links: Mapping[int, int],
    ) -> RunResult:
        """Run an assistant, prepared beforehand, linked to another program.

        Args:
            assistant: The program.
            errand: Its arguments and files.
            limits: What it may use.
            links: Its descriptors, as in `Command.links`.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        try:
            return self._ready[_key(assistant)].run(errand, limits, links)
        except BoxFailedError as error:
            self._forget(assistant)
            msg = f"{assistant.role}: {error}"
            raise BoxFailedError(msg) from error

    def _twice[T](self, assistant: Assistant, action: Callable[[], T]) -> T:
        """Do something that needs a box; once more if the box breaks.

        An assistant that breaks its box twice has failed; a box that breaks
        before anything runs in it is not the assistant's doing.
        """
        try:
            return action()
        except BoxFailedError as error:
            log.warning("box of a test program broke", reason=str(error))
        self._forget(assistant)
        self.before_retry()
        try:
            return action()
        except BoxFailedError as error:
            self._forget(assistant)
            if error.started:
                reason = "broke its box twice"
                raise AssistantFailedError(assistant.role, reason) from error
            raise

    def _get(self, assistant: Assistant) -> "_Ready":
        key = _key(assistant)
        if key in self._given_up:
            reason = "was too slow in an earlier case"
            raise AssistantFailedError(assistant.role, reason)
        if key not in self._ready:
            while len(self._ready) >= _KEPT:
                self._ready.popitem(last=False)[1].close()
            self._ready[key] = _Ready(self.sandbox, assistant)
        self._ready.move_to_end(key)
        return self._ready[key]

    def _forget(self, assistant: Assistant) -> None:
        ready = self._ready.pop(_key(assistant), None)
        if ready:
            ready.close()


type _Key = tuple[str, str, tuple[tuple[str, bytes], ...]]


def _key(assistant: Assistant) -> _Key:
    files = tuple(sorted(assistant.files.items()))
    return (assistant.language, assistant.text, files)


class _Ready:
    """An assistant that has been built, and its box."""

    def __init__(self, sandbox: Sandbox, assistant: Assistant) -> None:
        self._sandbox = sandbox
        self._language = known_languages().get(assistant.language)
        self._source = Source(text=assistant.text, files=assistant.files)
        limits = self._language.build_limits
        built = build(sandbox, self._language, self._source, limits)
        if built.complaint:
            said = built.run.stderr[:_WORDS_BYTES] if built.run else b""
            words = " ".join(said.decode(errors="backslashreplace").split())
            reason = f"does not compile: {words or built.complaint}"
            raise AssistantFailedError(assistant.role, reason)
        self._names = built.names
        with ExitStack() as stack:
            self._box: Box = stack.enter_context(open_box(sandbox, self._language))
            self._box.put(built.files)
            self._open = stack.pop_all()

    def run(
        self, errand: Errand, limits: Limits, links: Mapping[int, int]
    ) -> RunResult:
        usual = self._language.limits
        limits = replace(
            limits,
            memory_bytes=max(limits.memory_bytes, usual.memory_bytes),
            processes=max(limits.processes, usual.processes),
        )
        language = self._language
        command = command_for(
            self._sandbox, language, self._source, language.run, limits, self._names
        )
        command = replace(
            command,
            argv=(*command.argv, *errand.args),
            stdin=errand.stdin,
            files=errand.files,
            folders=errand.folders,
            collect=errand.collect,
            collect_always=True,
            collect_bytes=_COLLECT_BYTES,
            reply=errand.reply,
            links=links,
        )
        return self._box.run(command, limits)

    def close(self) -> None:
        self._open.close()
