"""Makes programs that can be run of source: submissions, and programs of the tests."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sandboxes import (
    BUILD_LIMITS,
    MIB,
    Command,
    Language,
    Limits,
    Parts,
    RunResult,
    Sandbox,
    SharedDriver,
    StoredFile,
    artifact_key,
)

_OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """The files of a program.

    Attributes:
        text: Text of the main file.
        files: Other files, by relative path.
    """

    text: str
    files: Mapping[str, bytes] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Build:
    """What became of a build.

    Attributes:
        run: The compiler's run; None where there is nothing to build.
        files: What a run of the program needs.
        complaint: Why there is no program; None if there is one.
        is_cached: Whether it had been built before.
        limits: What a build may use: a case may have to build it once more.
    """

    run: RunResult | None
    files: Mapping[str, StoredFile]
    complaint: str | None = None
    is_cached: bool = False
    limits: Limits = BUILD_LIMITS


def _units(language: Language, files: Iterable[str], main: str) -> list[str]:
    others = [
        path
        for path in files
        if PurePosixPath(path).suffix in language.extensions and path != main
    ]
    return [main, *others]


def _fill(
    parts: Sequence[str], words: Mapping[str, str], units: Sequence[str]
) -> tuple[str, ...]:
    filled: list[str] = []
    for part in parts:
        if part == "{units}":
            filled += [_as_path(unit) for unit in units]
            continue
        text = part
        for name, word in words.items():
            text = text.replace(f"{{{name}}}", word)
        filled.append(text)
    return tuple(filled)


def _env(language: Language, words: Mapping[str, str]) -> dict[str, str]:
    return {name: _fill([value], words, ())[0] for name, value in language.env.items()}


def _as_path(name: str) -> str:
    """Keep a file name from being read as an option or a response file."""
    return f"./{name}" if name.startswith(("-", "@")) else name


def _words(language: Language, source: Source, limits: Limits) -> dict[str, str]:
    memory_mib = limits.memory_bytes // MIB
    heap = max(memory_mib - language.runtime_mib, memory_mib // 2, 1)
    words = {
        "source": main_file(language, source.text),
        "heap_mib": str(heap),
    }
    if language.entry:
        words["entry"] = language.entry(source.text)
    return words


def main_file(language: Language, text: str) -> str:
    """Return the name under which the language wants the main source file."""
    return language.name_source(text) if language.name_source else language.source_name


def _stored(files: Mapping[str, bytes]) -> dict[str, StoredFile]:
    return {path: StoredFile(data=data) for path, data in files.items()}


def _own_files(language: Language, source: Source) -> dict[str, StoredFile]:
    files = _stored(source.files)
    main = main_file(language, source.text)
    files[main] = StoredFile(data=source.text.encode(errors="surrogatepass"))
    return files


def unchecked(language: Language, source: Source) -> Build:
    """Return a program that is to be checked later, if at all."""
    return Build(run=None, files=_own_files(language, source))


def build(
    sandbox: Sandbox, language: Language, source: Source, limits: Limits
) -> Build:
    """Build a program in a box of its own, or check its syntax.

    What the same command made of the same files before is taken from the
    sandbox's artifacts; if it is being made at this moment, that is waited for.

    Args:
        sandbox: Where boxes come from.
        language: How it is built.
        source: What is built.
        limits: What the build may use.

    Returns:
        The program's files, or why there are none. A build that fails or
        reaches a limit is a result like any other.

    Raises:
        BoxFailedError: We cannot tell what became of it.
    """
    own = _own_files(language, source)
    if language.build is None:
        return Build(run=None, files=own)
    words = _words(language, source, limits)
    units = _units(language, source.files, words["source"])
    command = Command(
        argv=_fill(language.build, words, units),
        env=_env(language, words),
        folders=(_OUT,),
        collect=() if language.is_check_only else (_OUT,),
        is_build=True,
        zygote=language.zygote(""),
    )
    artifacts = sandbox.artifacts
    if language.is_check_only or not artifacts:
        run = _run_build(sandbox, language, own, command, limits)
        if run.succeeded and language.is_check_only:
            return Build(run=run, files=own)
        return _built(run, source.files)
    key = artifact_key(command, own, sandbox.image_of(language))
    with artifacts.locked(key):
        made = artifacts.get(key)
        if made is not None:
            files = _beside(source.files, made)
            return Build(run=None, files=files, is_cached=True)
        built = _built(
            _run_build(sandbox, language, own, command, limits), source.files
        )
        if built.run and built.complaint is None:
            artifacts.put(key, _made(built.run))
        return built


def build_with_tests(
    sandbox: Sandbox, language: Language, parts: Parts, limits: Limits
) -> Build:
    """Build a program together with test code, in a box of its own.

    Returns:
        The files that the language's shared driver runs; see `build`.

    Raises:
        BoxFailedError: We cannot tell what became of it.
        LookupError: The language has no such driver.
    """
    driver = shared_driver(language)
    data = driver.files(parts)
    own = _stored(data)
    if driver.build is None:
        return Build(run=None, files=own)
    words = _words(language, Source(text=parts.source), limits)
    words |= {"source": parts.main, "tag": parts.tag}
    command = Command(
        argv=_fill(driver.build, words, _units(language, data, parts.main)),
        env=_env(language, words),
        folders=(_OUT,),
        collect=(_OUT,),
        is_build=True,
    )
    return _built(_run_build(sandbox, language, own, command, limits), parts.files)


def shared_driver(language: Language) -> SharedDriver:
    """Return what runs test code in one process with programs of a language.

    Raises:
        LookupError: The language has no such driver.
    """
    if language.shared is None:
        msg = f"{language.name} has no driver for test code beside a program"
        raise LookupError(msg)
    return language.shared


def _run_build(
    sandbox: Sandbox,
    language: Language,
    own: Mapping[str, StoredFile],
    command: Command,
    limits: Limits,
) -> RunResult:
    with sandbox.open(language) as box:
        box.put(own)
        return box.run(command, limits)


def _built(run: RunResult, files: Mapping[str, bytes]) -> Build:
    """Return what a build left, beside the program's other files."""
    if not run.succeeded:
        return Build(run=run, files={}, complaint=f"the build ended: {_ending(run)}")
    if run.collect_error or not run.collected:
        complaint = run.collect_error or "the compiler left no program"
        return Build(run=run, files={}, complaint=complaint)
    return Build(run=run, files=_beside(files, _made(run)))


def _made(run: RunResult) -> dict[str, StoredFile]:
    """Return what a compiler left, by its path beside the program's other files."""
    return {
        str(PurePosixPath(path).relative_to(_OUT)): file
        for path, file in run.collected.items()
    }


def _beside(
    files: Mapping[str, bytes], made: Mapping[str, StoredFile]
) -> Mapping[str, StoredFile]:
    return {**_stored(files), **made}


def _ending(run: RunResult) -> str:
    if run.exit_code is not None:
        return f"exit code {run.exit_code}"
    return run.termination.value.replace("_", " ")


def command_for(
    language: Language,
    source: Source,
    argv: Sequence[str],
    limits: Limits,
    more: Mapping[str, str] | None = None,
) -> Command:
    """Make the command that starts a built program.

    Args:
        language: The program's language.
        source: Its own files.
        argv: What to start; placeholders as in `Language.run`.
        limits: What it may use.
        more: Further placeholders, and what to put for them.
    """
    words = _words(language, source, limits) | dict(more or {})
    return Command(
        argv=_fill(argv, words, ()),
        env=_env(language, words),
        zygote=language.zygote(source.text),
    )
