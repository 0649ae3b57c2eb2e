"""What boxes are made with: our own init, and the programs of ours in them."""

import hashlib
import shutil
import subprocess
import sysconfig
import tempfile
from collections.abc import Mapping
from functools import cache
from importlib import resources
from pathlib import Path

from sandboxes.errors import SandboxUnavailableError
from sandboxes.run import StoredFile

_BACKEND = "init"
_INIT_FLAGS = ("-D_GNU_SOURCE", "-static", "-O2", "-s")
_FORK_FLAGS = (
    "-D_GNU_SOURCE",
    "-shared",
    "-fPIC",
    "-O2",
    "-s",
    "-fvisibility=hidden",
    "-Wl,-z,now",
)
_FORK_UNITS = (
    "zygote/fork.c",
    "zygote/pages.c",
    "init/enter.c",
    "init/seccomp.c",
    "init/wire.c",
)
_FORK_NAME = "zygote/verifier_fork.abi3.so"
_PROGRAMS = ("*.py", "*.js", "sealed/*.py", "zygote/*.py", "*.rb", "*.php")


def _inside() -> Path:
    return Path(str(resources.files("sandboxes.inside")))


@cache
def _digest(flags: tuple[str, ...]) -> str:
    digest = hashlib.sha256(repr(flags).encode())
    for source in sorted(_inside().glob("*/*.[ch]")):
        digest.update(str(source.relative_to(_inside())).encode())
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def _compile(flags: tuple[str, ...], units: list[Path], made: Path) -> None:
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        msg = "no C compiler for the init; on Debian: apt-get install gcc libc6-dev"
        raise SandboxUnavailableError(_BACKEND, msg)
    command: list[str | Path] = [compiler, *flags, "-o", made, *units]
    done = subprocess.run(command, capture_output=True, check=False)
    if done.returncode:
        reason = done.stderr.decode(errors="replace")[-2000:]
        raise SandboxUnavailableError(_BACKEND, f"{made.name}: {reason}")


def _built(folder: Path, name: str, flags: tuple[str, ...], units: list[Path]) -> Path:
    """Compile some units on first use; kept by the hash of all sources and flags."""
    # Absolute: a jail opens it from another directory.
    binary = folder.resolve() / f"{name}-{_digest(flags)}"
    if binary.exists():
        return binary
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        made = Path(work) / name
        _compile(flags, units, made)
        made.rename(binary)  # atomic: two processes may do this at once
    return binary


def init_binary(folder: Path) -> Path:
    """Return the init, compiled from its sources on first use.

    Args:
        folder: Directory to keep it in.

    Raises:
        SandboxUnavailableError: There is no C compiler, or it fails.
    """
    return _built(folder, "init", _INIT_FLAGS, sorted(_inside().glob("init/*.c")))


@cache
def programs(folder: Path) -> Mapping[str, StoredFile]:
    """Return the programs of ours that every box shows below `/verifier`.

    Without the headers of Python the part of a warm one that is C cannot be
    built: then programs start anew each time.

    Args:
        folder: Directory to keep in what is compiled.

    Raises:
        SandboxUnavailableError: There is no C compiler, or it fails.
    """
    files = {
        str(path.relative_to(_inside())): StoredFile(data=path.read_bytes())
        for pattern in _PROGRAMS
        for path in _inside().glob(pattern)
    }
    headers = Path(sysconfig.get_path("include"))
    if (headers / "Python.h").exists():
        units = [_inside() / unit for unit in _FORK_UNITS]
        extension = _built(folder, "fork", (*_FORK_FLAGS, f"-I{headers}"), units)
        files[_FORK_NAME] = StoredFile(data=extension.read_bytes())
    return files
