"""The contract of an isolation backend; `tests/contract` holds every backend to it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar, Protocol

from sandboxes.ahead import MadeAhead
from sandboxes.artifacts import Artifacts
from sandboxes.compile_server import CompileServers
from sandboxes.language import Language
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult, StoredFile
from sandboxes.standby import Standby


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that `verifier doctor` looks at.

    Attributes:
        name: What was looked at.
        ok: Whether it is as it should be.
        found: What was found.
        remedy: How to put it right; empty if it is.
    """

    name: str
    ok: bool
    found: str
    remedy: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SandboxOptions:
    """What an operator may say about boxes.

    Attributes:
        cache: Directory for what is built once (the init).
        require: What must be enforced, or no box opens: of `cpu memory
            processes network seccomp scratch`.
        artifact_bytes: How much of what builds made is kept in `cache`; 0 keeps
            nothing.
        recycle_after: Runs that a box serves before it is replaced; 1 makes
            every box cold.
        standby: Runs that are started ahead at most; 0 starts none.
        images: Directory of the images (`sandboxes/images`); None is without any.
        docker_host: Where the docker backend finds its engine, on this machine.
        docker_runtime: What the engine is to run containers with.
    """

    cache: Path
    require: frozenset[str] = frozenset(
        {"cpu", "memory", "processes", "network", "seccomp", "scratch"}
    )
    artifact_bytes: int = 0
    recycle_after: int = 1000
    standby: int = 2
    images: Path | None = None
    docker_host: str = "unix:///var/run/docker.sock"
    docker_runtime: str = "runc"

    @property
    def artifacts(self) -> Artifacts:
        """What builds made before."""
        return Artifacts(
            folder=self.cache / "artifacts", most_bytes=self.artifact_bytes
        )


class Box(Protocol):
    """A throw-away place to run commands in; not safe for concurrent use.

    Every run has process, mount and IPC namespaces in which nothing of another
    is left, a fresh scratch space and a cgroup of its own: nothing of one run meets
    the next.
    """

    def put(self, files: Mapping[str, StoredFile]) -> None:
        """Keep files that every later run finds in its working directory.

        They replace what was put before. Each run has its own copy, except
        that large files may be read-only.

        Raises:
            BoxFailedError: The box broke.
        """

    def run(self, command: Command, limits: Limits) -> RunResult:
        """Run one command to its end.

        Returns:
            What became of it. A command that fails, is killed, or reaches a
            limit is a result like any other.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """


class Sandbox(Protocol):
    """A way to isolate commands from this machine and from each other."""

    name: ClassVar[str]
    """Name of the backend, as in `VERIFIER_SANDBOX`."""

    def __init__(self, options: SandboxOptions) -> None:
        """Look at what this machine can do; start nothing yet."""

    @property
    def artifacts(self) -> Artifacts | None:
        """What builds made before; None where nothing is kept."""

    @property
    def made_ahead(self) -> MadeAhead | None:
        """What builds can use that was made before; None where boxes show none."""

    @property
    def compile_servers(self) -> CompileServers:
        """Compilers that stay."""

    @property
    def cache(self) -> Path:
        """Directory for what is built once; it need not exist yet."""

    @property
    def enforced(self) -> frozenset[str]:
        """What it enforces here: of `cpu memory processes network seccomp scratch`."""

    def image_of(self, language: Language | None) -> str | None:
        """Return the id of the image that boxes of a language hold, if one does.

        Raises:
            SandboxUnavailableError: Whoever keeps the images is not there.
            BoxFailedError: They cannot be looked at now.
        """

    def open(
        self, language: Language | None = None, *, fresh: bool = False
    ) -> AbstractContextManager[Box]:
        """Open a box; closing it ends all that is in it.

        Args:
            language: Whose programs run in it. With an image for it the box
                holds that; otherwise, and without a language, the machine's own
                programs.
            fresh: Whether it must not have served anybody before.

        Raises:
            SandboxUnavailableError: This machine cannot make boxes.
            BoxFailedError: It can, but this one failed to start.
        """

    def run_standby(self, standby: Standby, stdin: bytes) -> RunResult:
        """Run a command in a box of its own; one that was started ahead if there is.

        Args:
            standby: The command, as it could be started ahead.
            stdin: What follows its opening.

        Raises:
            SandboxUnavailableError: This machine cannot make boxes.
            BoxFailedError: We cannot tell what became of it.
        """

    def prepare(self) -> bool:
        """Start one run ahead of which another like it is likely.

        To be called when there is nothing else to do.

        Returns:
            Whether one was started, so that another may be wanted, too.

        Raises:
            SandboxUnavailableError: This machine cannot make boxes.
            BoxFailedError: It can, but this one failed to start.
        """

    def examine(self) -> list[Check]:
        """Look at what this machine can enforce, for `verifier doctor`."""

    def interrupt(self) -> None:
        """End every open box now; their runs raise `BoxFailedError`.

        The only method that may be called from another thread.
        """

    def close(self) -> None:
        """Give back all that the backend holds; it cannot be used afterwards."""
