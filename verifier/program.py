"""A built program in its box, ready to be put to test cases."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sandboxes import Box, Command, Language, Limits, RunResult
from verifier.assistants import Assistants
from verifier.building import Build, Source, build, command_for, unchecked

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
        self.assistants = assistants
        self.sandbox = assistants.sandbox
        self.source, self.build_limits = source, built.limits
        self._box = box
        box.put(built.files)

    @property
    def text(self) -> str:
        """Text of its main file."""
        return self.source.text

    def _command(self, argv: Sequence[str], limits: Limits) -> Command:
        return command_for(self.language, self.source, argv, limits)

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
        command = self._command(self.language.run, limits)
        command = replace(
            command,
            argv=(*command.argv, *args),
            stdin=stdin,
            files=files or {},
            collect=tuple(collect),
            collect_always=True,
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
        filled = self._command(command.argv, limits)
        command = replace(
            command, argv=filled.argv, env=filled.env, zygote=filled.zygote
        )
        return self._box.run(command, limits)

    def call(self, document: bytes, limits: Limits) -> RunResult:
        """Call one function of the program through the language's driver.

        Args:
            document: The call, as the driver wants it.
            limits: What it may use.

        Raises:
            BoxFailedError: We cannot tell what became of it.
            LookupError: The language has no driver.
        """
        driver = self.language.call
        if driver is None:
            msg = f"{self.language.name} has no call driver"
            raise LookupError(msg)
        command = self._command(driver.argv, limits)
        command = replace(command, stdin=document, reply=True)
        return self._box.run(command, limits)
