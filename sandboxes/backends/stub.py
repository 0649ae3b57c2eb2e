"""A backend that runs nothing: tests play the part of the box."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import override

from sandboxes.artifacts import Artifacts
from sandboxes.compile_server import CompileServers
from sandboxes.language import Language
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, StoredFile, Termination
from sandboxes.sandbox import Box, Check, Sandbox, SandboxOptions
from sandboxes.standby import Standby

_NOWHERE = "/nonexistent"

type Play = Callable[[Command, Limits], RunResult]


def exit_well(command: Command, limits: Limits) -> RunResult:
    """Play a command that writes nothing and exits with 0."""
    del limits
    made = {f"{path}/main": StoredFile(data=b"") for path in command.collect}
    return RunResult(termination=Termination.EXITED, exit_code=0, collected=made)


class StubBox:
    """Answers each command with a play."""

    def __init__(self, play: Play) -> None:
        self._play = play

    def put(self, files: Mapping[str, StoredFile]) -> None:
        """See `Box.put`; a play is not told."""

    def run(self, command: Command, limits: Limits) -> RunResult:
        """See `Box.run`."""
        try:
            return self._play(command, limits)
        finally:
            for fd in command.links.values():
                os.close(fd)


class StubSandbox(Sandbox):
    """Isolates nothing because it runs nothing.

    Args:
        options: Taken for the contract's sake.
        play: What becomes of each command.
    """

    name = "stub"
    enforced: frozenset[str] = frozenset()
    artifacts: Artifacts | None = None

    def __init__(
        self, options: SandboxOptions | None = None, play: Play = exit_well
    ) -> None:
        self._cache = options.cache if options else Path(_NOWHERE)
        self._play = play

    @property
    @override
    def made_ahead(self) -> None:
        return None

    @property
    @override
    def compile_servers(self) -> CompileServers:
        return CompileServers()

    @property
    @override
    def cache(self) -> Path:
        return self._cache

    @override
    def image_of(self, language: Language | None) -> str | None:
        del language
        return None

    @override
    @contextmanager
    def open(
        self, language: Language | None = None, *, fresh: bool = False
    ) -> Iterator[Box]:
        del language, fresh
        yield StubBox(self._play)

    @override
    def run_standby(self, standby: Standby, stdin: bytes) -> RunResult:
        with self.open() as box:
            box.put(standby.files)
            return box.run(replace(standby.command, stdin=stdin), standby.limits)

    @override
    def prepare(self) -> bool:
        return False

    @override
    def examine(self) -> list[Check]:
        return [Check(name="stub", ok=False, found="runs nothing; for tests only")]

    @override
    def interrupt(self) -> None:
        """Nothing runs."""

    @override
    def close(self) -> None:
        """Nothing is held."""


BACKENDS = (StubSandbox,)
