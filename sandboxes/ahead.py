"""What builds and runs can use that is made ahead: precompiled headers, and the like.

It is made in a box like everything else, of files of ours alone, once for a
compiler; then it lies in a directory that every box shows read-only.
"""

import contextlib
import fcntl
import os
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Protocol

import structlog

from sandboxes.artifacts import artifact_key, identity
from sandboxes.language import Ahead
from sandboxes.limits import MIB, Limits
from sandboxes.run import Command, RunResult, StoredFile

log = structlog.get_logger()

PLACE = "/ahead"
"""Where boxes show it."""

_OUT = "out"
_OPTIONS = "options"
_MOST_BYTES = 256 * MIB
_LIMITS = Limits(
    cpu_time_s=120.0,
    wall_time_s=300.0,
    memory_bytes=3072 * MIB,
    output_bytes=MIB,
    processes=64,
    scratch_bytes=512 * MIB,
    scratch_files=1024,
)


class _Runs(Protocol):
    def put(self, files: Mapping[str, StoredFile]) -> None: ...
    def run(self, command: Command, limits: Limits) -> RunResult: ...


class MadeAhead:
    """The directory of it.

    Args:
        folder: Where it is; everybody needs the right to enter it.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._asked: Counter[str] = Counter()

    def options(
        self,
        ahead: Ahead,
        text: str,
        open_box: Callable[[], contextlib.AbstractContextManager[_Runs]],
        image: str | None = None,
    ) -> tuple[str, ...]:
        """Return what the compiler, or the runtime, is told if a program may use it.

        Args:
            ahead: What it is.
            text: Text of the program.
            open_box: Opens a box to make it in, if it is not there yet.
            image: Id of the image that the box holds; None: the machine's programs.
        """
        if not ahead.wanted(text):
            return ()
        command = Command(
            argv=ahead.build,
            env={"PATH": "/usr/bin:/bin"},
            folders=(_OUT,),
            collect=(_OUT,),
            collect_bytes=_MOST_BYTES,
            is_build=True,
        )
        stored = {path: StoredFile(data=data) for path, data in ahead.files.items()}
        versions = [identity(path) for path in (ahead.compiler, *ahead.beside)]
        made_with = StoredFile(data="\n".join(versions).encode())
        key = artifact_key(command, stored | {"compiler": made_with}, image)
        made = self.folder / key
        if not made.is_dir():
            self._asked[key] += 1
            if self._asked[key] < ahead.worth:
                return ()
            with self._locked(key):
                if not made.is_dir():
                    self._make(made, command, stored, open_box)
        told = made / _OPTIONS
        if not told.exists() or not ahead.fits(text, made):
            return ()
        lines = told.read_text().splitlines()
        return tuple(line.replace("{folder}", f"{PLACE}/{key}") for line in lines)

    @contextlib.contextmanager
    def _locked(self, key: str) -> Iterator[None]:
        path = self.folder / f"{key}.lock"
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def _make(
        self,
        made: Path,
        command: Command,
        stored: Mapping[str, StoredFile],
        open_box: Callable[[], contextlib.AbstractContextManager[_Runs]],
    ) -> None:
        """Make it; one that cannot be made here leaves an empty directory."""
        with open_box() as box:
            box.put(stored)
            run = box.run(command, _LIMITS)
        if not run.succeeded or run.collect_error:
            why = run.collect_error or run.stderr[-500:].decode(errors="replace")
            log.warning("cannot be made ahead", command=command.argv[:3], why=why)
        draft = Path(tempfile.mkdtemp(dir=self.folder))
        for path, file in run.collected.items():
            target = draft / Path(path).relative_to(_OUT)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.parent.chmod(0o755)
            target.write_bytes(file.data)
            target.chmod(0o644)
        draft.chmod(0o755)
        draft.rename(made)
