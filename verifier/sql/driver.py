"""An engine's driver: our program that runs SQL in a box, built on first use."""

from dataclasses import replace
from functools import cache

from sandboxes import (
    BUILD_LIMITS,
    Command,
    Database,
    Sandbox,
    SandboxUnavailableError,
    known_databases,
)
from verifier.outcome import ending
from verifier.sql.shelf import Shelf, key_of

NAME = "driver"
ENV = {
    "PATH": "/usr/bin:/bin",
    "HOME": "/tmp",  # noqa: S108 - a path in the box
    "TZ": "UTC",
    "LANG": "C.UTF-8",
    "LC_ALL": "C.UTF-8",
}


@cache
def _driver_key(name: str) -> str:
    database = known_databases().get(name)
    sources = database.driver_sources()
    parts = [part for file, text in sources.items() for part in (file, text)]
    return key_of("driver", *database.build, *parts)


class Driver:
    """The driver of one engine on one sandbox.

    Args:
        sandbox: Where it is built.
        database: The engine.
        shelf: Where it is kept.

    Attributes:
        key: Hash of all that it is made of.
    """

    def __init__(self, sandbox: Sandbox, database: Database, shelf: Shelf) -> None:
        self._sandbox, self._database, self._shelf = sandbox, database, shelf
        self.key = _driver_key(database.name)

    def program(self) -> bytes:
        """Return the driver, built on first use."""
        return self._shelf.get_or_make(self.key, self._build)

    def _build(self) -> bytes:
        sources = self._database.driver_sources()
        units = [name for name in sources if name.endswith(".c")]
        argv = [
            word
            for part in self._database.build
            for word in (units if part == "{units}" else [part])
        ]
        command = Command(
            argv=tuple(argv),
            env=ENV,
            files=sources,
            folders=("out",),
            collect=("out",),
            is_build=True,
        )
        limits = replace(BUILD_LIMITS, wall_time_s=180.0)
        with self._sandbox.open() as box:
            run = box.run(command, limits)
        made = run.collected.get(f"out/{NAME}")
        if not run.succeeded or made is None:
            words = run.stderr.decode(errors="replace")[-500:] or ending(run)
            msg = f"its driver does not build: {words}"
            raise self.unavailable(msg)
        return made.data

    def unavailable(self, reason: str) -> SandboxUnavailableError:
        """Return the error that says why the engine is not there."""
        supply = f"Debian packages: {' '.join(self._database.packages)}"
        if self._database.extra:
            supply += f"; Python extra: {self._database.extra}"
        words = f"{self._database.name}: {reason} ({supply})"
        return SandboxUnavailableError(self._sandbox.name, words)
