"""Tries every language before a submission does."""

import os
import re
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from sandboxes import (
    MIB,
    Command,
    Database,
    Images,
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
from verifier.statuses import (
    LanguageStatus,
    LimitsReport,
    keep_status,
    kept_status,
    programs_of,
)

__all__ = [
    "LanguageStatus",
    "LimitsReport",
    "believed",
    "check_language",
    "check_languages",
    "unavailable",
    "untried",
]

_HELLO = "2 + 2 = 4 — ✓\n".encode()
_VERSION = re.compile(r"^[^\[\n]*?(?<![\w.])(?:v|go)?(\d+\.\d[\w.+-]*)", re.MULTILINE)
"""The first number with a dot; before it no bracket, as a JVM's warnings have."""
_GENEROUS = Limits(
    cpu_time_s=20.0, wall_time_s=60.0, memory_bytes=1024 * MIB, processes=128
)


def check_languages(
    sandbox: Sandbox, names: Sequence[str] | None = None
) -> list[LanguageStatus]:
    """Put languages to their self-tests, as many at one time as there are cores.

    Args:
        sandbox: Where boxes come from.
        names: Which; None is all of them.

    Returns:
        Their statuses, in the order of the names.
    """
    wanted = all_language_names() if names is None else names

    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        return list(threads.map(partial(check_language, sandbox=sandbox), wanted))


def check_language(name: str, sandbox: Sandbox) -> LanguageStatus:
    """Build and run a language's echo program.

    Returns:
        Available only if it gave back what it was given, byte for byte;
        otherwise with the reason. It never raises for what is missing. An SQL
        engine must come up and say its version. A language that passed before is
        not tried again as long as nothing has changed.
    """
    if name in known_databases().by_any_name:
        return _check_database(known_databases().get(name), sandbox)
    language = known_languages().get(name)
    version, reason = None, ""
    try:
        kept = kept_status(language, sandbox)
        if kept:
            return kept
        version = _version(language, sandbox)
        reason = _echo_complaint(language, sandbox)
    except SandboxError as error:
        reason = _missing(language, error)
    status = _status(language, version, reason)
    if status.available:
        keep_status(language, sandbox, status)
    return status


def believed(name: str) -> LanguageStatus:
    """Return the status of a language that is there and has not been tried."""
    return _status(language_of(name), None, "")


def untried(name: str, images: Path | None) -> LanguageStatus:
    """Return what can be said of a language without trying it.

    Args:
        name: Its name.
        images: Directory of the images, if boxes hold any.

    Returns:
        Available, of unknown version, if it has an image or its programs are
        there; otherwise what would supply it.
    """
    if name in known_databases().by_any_name:
        return believed(name)
    language = known_languages().get(name)
    has_image = images is not None and Images(images).find(name) is not None
    lacking = [path for path in programs_of(language) if not path.exists()]
    if has_image or not lacking:
        return believed(name)
    return _status(language, None, _missing(language, f"there is no {lacking[0]}"))


def unavailable(name: str, reason: str) -> LanguageStatus:
    """Return the status of a language that cannot be used."""
    return _status(language_of(name), None, reason)


def _missing(language: Language, error: object) -> str:
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
        cpu_time_factor=language.cpu_time_factor,
        memory_floor_bytes=language.memory_floor_mib * MIB,
        variant_of=language.variant_of or None,
    )


def _version(language: Language, sandbox: Sandbox) -> str | None:
    command = Command(argv=language.version, env=_plain_env(language))
    with sandbox.open(language) as box:
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
    with sandbox.open(language) as box:
        run = Program(Assistants(sandbox), box, language, source, built).run(
            _HELLO, _GENEROUS
        )
    if run.succeeded and run.stdout == _HELLO:
        return ""
    words = run.stderr.decode(errors="replace")[-300:]
    return f"self-test: the echo program ended with {run.termination} {words}".strip()
