"""What is known of a language on this machine, and what of it is kept.

A language that has passed its self-test is not tried again at the next start, as
long as nothing of what it was made of has changed: its row, the programs that the
row names, the machine's packages, or its image. One that has failed is.
"""

import contextlib
import hashlib
import json
import tempfile
from collections.abc import Iterable
from dataclasses import Field, fields
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from sandboxes import TOOLS, Language, Sandbox

_FOLDER = "languages"
_PACKAGES = (Path("/var/lib/dpkg/status"), Path(TOOLS))
"""They change whenever something is installed, and so may all languages."""


class LimitsReport(BaseModel):
    """Default limits of a language."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    cpu_time_s: float
    wall_time_s: float
    memory_bytes: int
    output_bytes: int
    processes: int
    scratch_bytes: int
    scratch_files: int


class LanguageStatus(BaseModel):
    """A language, and whether this machine has it."""

    model_config = ConfigDict(frozen=True)

    name: str
    version: str | None = None
    aliases: list[str] = []
    available: bool
    reason: str = ""
    default_limits: LimitsReport
    cpu_time_factor: float = 1.0
    memory_floor_bytes: int = 0
    variant_of: str | None = None


def kept_status(language: Language, sandbox: Sandbox) -> LanguageStatus | None:
    """Return what an earlier self-test found, if it still holds.

    Raises:
        SandboxError: The sandbox cannot be asked.
    """
    path = _path(language, sandbox)
    try:
        return LanguageStatus.model_validate_json(path.read_bytes())
    except (OSError, ValidationError):
        return None


def keep_status(language: Language, sandbox: Sandbox, status: LanguageStatus) -> None:
    """Keep what a self-test found; where that cannot be written, do without."""
    path = _path(language, sandbox)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(status.model_dump_json().encode())
        Path(file.name).rename(path)


def _path(language: Language, sandbox: Sandbox) -> Path:
    made_of = [
        sandbox.name,
        sorted(sandbox.enforced),
        sandbox.image_of(language) or "",
        [f"{it.name}={getattr(language, it.name)!r}" for it in _plain_fields(language)],
        *map(_stamp, [*_PACKAGES, *programs_of(language)]),
    ]
    digest = hashlib.sha256(json.dumps(made_of).encode()).hexdigest()[:32]
    return sandbox.cache / _FOLDER / f"{language.name}-{digest}.json"


def _plain_fields(language: Language) -> Iterable[Field[object]]:
    """Return the fields that are data: functions have no text that stays the same."""
    plain = (str, tuple, float, int, bool, type(None), dict)
    skipped = ("shared", "call")
    for field in fields(language):
        value = getattr(language, field.name)
        if isinstance(value, plain) and field.name not in skipped:
            yield field


def programs_of(language: Language) -> list[Path]:
    """Return the programs that a language's row names."""
    words = [*language.run, *(language.build or ()), *language.version]
    return sorted({Path(word) for word in words if word.startswith("/")})


def _stamp(path: Path) -> str:
    try:
        real = path.resolve()
        info = real.stat()
    except (OSError, ValueError):
        return f"{path} -"
    return f"{real} {info.st_size} {info.st_mtime_ns}"
