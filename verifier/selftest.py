"""Tries every language before a submission does."""

import re
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict

from sandboxes import (
    MIB,
    Command,
    Database,
    Language,
    Limits,
    Sandbox,
    SandboxError,
    known_databases,
    known_languages,
)
from verifier.assistants import Assistants
from verifier.languages import all_language_names, language_of
from verifier.program import Program, Source, build
from verifier.sql.stage import Stage

_HELLO = "2 + 2 = 4 — ✓\n".encode()
_VERSION = re.compile(r"^[^\[\n]*?(?<![\w.])(?:v|go)?(\d+\.\d[\w.+-]*)", re.MULTILINE)
"""The first number with a dot; before it no bracket, as a JVM's warnings have."""
_GENEROUS = Limits(
    cpu_time_s=20.0, wall_time_s=60.0, memory_bytes=1024 * MIB, processes=128
)


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


def check_languages(sandbox: Sandbox) -> list[LanguageStatus]:
    """Put every language to its self-test, one after another."""
    return list(_each(sandbox))


def _each(sandbox: Sandbox) -> Iterator[LanguageStatus]:
    for name in all_language_names():
        yield check_language(name, sandbox)


def check_language(name: str, sandbox: Sandbox) -> LanguageStatus:
    """Build and run a language's echo program.

    Returns:
        Available only if it gave back what it was given, byte for byte;
        otherwise with the reason. It never raises for what is missing. An SQL
        engine must come up and say its version.
    """
    if name in known_databases().by_any_name:
        return _check_database(known_databases().get(name), sandbox)
    language = known_languages().get(name)
    version, reason = None, ""
    try:
        version = _version(language, sandbox)
        reason = _echo_complaint(language, sandbox)
    except SandboxError as error:
        reason = _missing(language, error)
    return _status(language, version, reason)


def unavailable(name: str, reason: str) -> LanguageStatus:
    """Return the status of a language that cannot be used."""
    return _status(language_of(name), None, reason)


def _missing(language: Language, error: SandboxError) -> str:
    """Say what would supply a language that is not there."""
    if language.wanting:
        return language.wanting
    if language.suite:
        return f"of Debian {language.suite}: verifier images build {language.name}"
    supply = [f"Debian packages: {' '.join(language.packages)}"]
    if language.tools:
        supply.append("scripts/quickstart --languages installs it")
    return f"{error} ({'; '.join(supply)})"


def _check_database(database: Database, sandbox: Sandbox) -> LanguageStatus:
    try:
        version = Stage(sandbox, database).version()
    except SandboxError as error:
        return _status(database.language, None, str(error))
    return _status(database.language, version, "")


def _status(language: Language, version: str | None, reason: str) -> LanguageStatus:
    return LanguageStatus(
        name=language.name,
        version=version,
        aliases=list(language.aliases),
        available=not reason,
        reason=reason,
        default_limits=LimitsReport.model_validate(language.limits),
    )


def _version(language: Language, sandbox: Sandbox) -> str | None:
    command = Command(argv=language.version, env=_plain_env(language))
    with sandbox.open() as box:
        run = box.run(command, _GENEROUS)
    found = _VERSION.search((run.stdout or run.stderr).decode(errors="replace"))
    return found[1] if found else None


def _plain_env(language: Language) -> dict[str, str]:
    return {name: value for name, value in language.env.items() if "{" not in value}


def _echo_complaint(language: Language, sandbox: Sandbox) -> str:
    source = Source(text=language.echo)
    built = build(sandbox, language, source, language.build_limits)
    if built.complaint:
        words = built.run.stderr.decode(errors="replace")[-300:] if built.run else ""
        return f"self-test: {built.complaint} {words}".strip()
    with sandbox.open() as box:
        run = Program(Assistants(sandbox), box, language, source, built).run(
            _HELLO, _GENEROUS
        )
    if run.succeeded and run.stdout == _HELLO:
        return ""
    words = run.stderr.decode(errors="replace")[-300:]
    return f"self-test: the echo program ended with {run.termination} {words}".strip()
