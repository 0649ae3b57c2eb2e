"""A built program in its box, ready to be put to test cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandboxes import Box, Command, Language, Limits, RunResult, Target
from verifier.assistants import Assistants
from verifier.building import (
    Build,
    Source,
    build,
    build_with_driver,
    command_for,
    unchecked,
)

__all__ = ["Build", "Program", "Source", "build", "unchecked"]


class Program:
    """A built program and the box in which it is put to test cases.

    Not safe for concurrent use.

    Attributes:
        language: The language it is written in.
        sandbox: Where boxes for the programs of the tests come from: they
            never run in the program's own.
        source: Its own files.
        build_limits: What a build of it may use.
        assistants: The checkers and interactors of the verification.
        repeats: Whether it is put to many cases.
    """

    def __init__(
        self,
        assistants: Assistants,
        box: Box,
        language: Language,
        source: Source,
        built: Build,
    ) -> None:
        self.language = language
        self.repeats = False
        self.assistants = assistants
        self.sandbox = assistants.sandbox
        self.source, self.build_limits = source, built.limits
        self._box = box
        self._built, self._put = built, built
        self._callable: dict[Target, Build] = {}
        self._commands: dict[tuple[Sequence[str], Limits, bool], Command] = {}
        box.put(built.files)

    @property
    def text(self) -> str:
        """Text of its main file."""
        return self.source.text

    def _use(self, built: Build) -> None:
        """Have the files of a build in the box."""
        if built is not self._put:
            self._box.put(built.files)
            self._put = built

    def callable_at(self, target: Target) -> Build:
        """Return the program with the driver that calls a target; built once.

        Raises:
            BoxFailedError: We cannot tell what became of its build.
            LookupError: The language has no driver.
        """
        driver = self.language.call
        if driver is None or driver.program is None:
            return self._built
        if target not in self._callable:
            self._callable[target] = self.build_callable(self.source, target)
        return self._callable[target]

    def build_callable(self, source: Source, target: Target) -> Build:
        """Build any source of the language with the driver that calls a target.

        Raises:
            BoxFailedError: We cannot tell what became of its build.
            LookupError: The language has no driver that is built.
        """
        return build_with_driver(
            self.sandbox, self.language, source, target, self.build_limits
        )

    def _command(self, argv: tuple[str, ...], limits: Limits) -> Command:
        key = argv, limits, self.repeats
        command = self._commands.get(key)
        if command is None:
            names = self._built.names
            command = command_for(
                self.sandbox, self.language, self.source, argv, limits, names
            )
            command = replace(command, repeats=self.repeats)
            if self.language.run_ahead is None:  # else it may have more next time
                self._commands[key] = command
        return command

    def run(
        self,
        stdin: bytes,
        limits: Limits,
        *,
        args: Sequence[str] = (),
        files: Mapping[str, bytes] | None = None,
        collect: Sequence[str] = (),
    ) -> RunResult:
        """Run the program once, in fresh scratch space.

        Args:
            stdin: What it reads.
            limits: What it may use.
            args: Its command line arguments.
            files: Files in its working directory.
            collect: Files to bring back, whatever its exit code.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        self._use(self._built)
        command = self._command(self.language.run, limits)
        command = Command(
            argv=(*command.argv, *args),
            env=command.env,
            stdin=stdin,
            files=files or {},
            collect=tuple(collect),
            collect_always=True,
            zygote=command.zygote,
            repeats=command.repeats,
        )
        return self._box.run(command, limits)

    def converse(self, limits: Limits, links: Mapping[int, int]) -> RunResult:
        """Run the program once, linked to another one.

        Args:
            limits: What it may use.
            links: Its descriptors, as in `Command.links`.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        self._use(self._built)
        command = replace(self._command(self.language.run, limits), links=links)
        return self._box.run(command, limits)

    def serve(self, command: Command, limits: Limits) -> RunResult:
        """Run a program of ours beside the candidate's files.

        Args:
            command: What to start, with placeholders as in `Language.run`; it
                gets the language's environment.
            limits: What it may use.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        self._use(self._built)
        filled = self._command(command.argv, limits)
        command = replace(
            command, argv=filled.argv, env=filled.env, zygote=filled.zygote
        )
        return self._box.run(command, limits)

    def call(
        self, document: bytes, limits: Limits, built: Build | None = None
    ) -> RunResult:
        """Call one function of the program through the language's driver.

        Args:
            document: The call, as the driver wants it.
            limits: What it may use.
            built: The program with the driver, of `callable_at`; by default the
                program by itself.

        Raises:
            BoxFailedError: We cannot tell what became of it.
            LookupError: The language has no driver.
        """
        driver = self.language.call
        if driver is None:
            msg = f"{self.language.name} has no call driver"
            raise LookupError(msg)
        self._use(built or self._built)
        command = self._command(driver.argv, limits)
        command = replace(command, stdin=document, reply=True)
        return self._box.run(command, limits)
