"""Makes programs that can be run of source: submissions, and programs of the tests."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath

from sandboxes import (
    BUILD_LIMITS,
    MIB,
    Ahead,
    CallParts,
    Command,
    Language,
    Limits,
    Parts,
    RunResult,
    Sandbox,
    ServerCommand,
    SharedDriver,
    StoredFile,
    Target,
    artifact_key,
)
from verifier.boxes import open_box

_OUT = "out"
_AHEAD = "{ahead}"


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
        names: Of its main file and of what is started, for `Language.run`; found
            once, as that takes a look at all of the source.
    """

    run: RunResult | None
    files: Mapping[str, StoredFile]
    complaint: str | None = None
    is_cached: bool = False
    limits: Limits = BUILD_LIMITS
    names: Mapping[str, str] = field(default_factory=dict)


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


def _names(language: Language, source: Source) -> dict[str, str]:
    names = {"source": main_file(language, source.text)}
    if language.entry:
        names["entry"] = language.entry(source.text)
    return names


def _heap(language: Language, limits: Limits) -> dict[str, str]:
    memory_mib = limits.memory_bytes // MIB
    heap = max(memory_mib - language.runtime_mib, memory_mib // 2, 1)
    return {"heap_mib": str(heap)}


def _words(language: Language, source: Source, limits: Limits) -> dict[str, str]:
    return _names(language, source) | _heap(language, limits)


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
    names = _names(language, source)
    return Build(run=None, files=_own_files(language, source), names=names)


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
    names = _names(language, source)
    built = _build(sandbox, language, source, names, limits)
    return replace(built, names=names)


def _build(
    sandbox: Sandbox,
    language: Language,
    source: Source,
    names: Mapping[str, str],
    limits: Limits,
) -> Build:
    own = _own_files(language, source)
    if language.build is None:
        return Build(run=None, files=own)
    words = {**names, **_heap(language, limits)}
    units = _units(language, source.files, words["source"])
    command = Command(
        argv=_fill(language.build, words, units),
        env=_env(language, words),
        folders=(_OUT,),
        collect=() if language.is_check_only else (_OUT,),
        is_build=True,
        zygote=language.zygote(""),
    )
    plain = replace(command, argv=_with_options(command.argv))
    if language.is_check_only:
        run = _run_build(sandbox, language, own, plain, limits)
        return Build(run=run, files=own) if run.succeeded else _built(run, {})
    quickly = partial(_compile_quickly, sandbox, language, source, command, limits)
    work = _Work(
        language=language, own=own, beside=source.files, command=plain, limits=limits
    )
    return _build_once(sandbox, work, quickly)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """A build to be done: its files, those that go beside what it makes, the rest."""

    language: Language
    own: Mapping[str, StoredFile]
    beside: Mapping[str, bytes]
    command: Command
    limits: Limits


def _build_once(
    sandbox: Sandbox,
    work: _Work,
    quickly: Callable[[], RunResult | None] = lambda: None,
) -> Build:
    """Build, or take what the same command made of the same files before.

    Args:
        sandbox: Where boxes come from.
        work: What is to be done.
        quickly: Does the same in a quicker way, or returns None. What fails so is
            built by the command all the same.
    """
    artifacts = sandbox.artifacts
    if not artifacts:
        return _compile(sandbox, work, quickly)
    image = sandbox.image_of(work.language)
    key = artifact_key(work.command, work.own, image)
    with artifacts.locked(key):
        made = artifacts.get(key)
        if made is not None:
            files = _beside(work.beside, made)
            return Build(run=None, files=files, is_cached=True)
        built = _compile(sandbox, work, quickly)
        if built.run and built.complaint is None:
            artifacts.put(key, _made(built.run))
        return built


def _compile(
    sandbox: Sandbox, work: _Work, quickly: Callable[[], RunResult | None]
) -> Build:
    quick = quickly()
    if quick and quick.succeeded and not quick.collect_error and quick.collected:
        return _built(quick, work.beside)
    run = _run_build(sandbox, work.language, work.own, work.command, work.limits)
    return _built(run, work.beside)


def _compile_quickly(
    sandbox: Sandbox,
    language: Language,
    source: Source,
    command: Command,
    limits: Limits,
) -> RunResult | None:
    """Build with what was made ahead; None if there is nothing for it."""
    own = _own_files(language, source)
    if options := _made_ahead(sandbox, language, language.ahead, source):
        argv = _with_options(command.argv, options)
        return _run_build(sandbox, language, own, replace(command, argv=argv), limits)
    if language.resident:
        work = _Work(
            language=language, own=own, beside={}, command=command, limits=limits
        )
        return _compile_resident(sandbox, work, source, language.resident.skip)
    return None


def _compile_resident(
    sandbox: Sandbox, work: _Work, source: Source, skip: int
) -> RunResult | None:
    """Build with the compiler that stays; None if there is none, or it failed.

    Args:
        sandbox: Where boxes come from.
        work: What is to be done.
        source: The program; only one of a single file is built so.
        skip: How many words of the command the compiler is not told.
    """
    language, resident = work.language, work.language.resident
    if resident is None:
        return None
    server = _made_ahead(sandbox, language, (resident.program,), source)
    if not server:
        return None
    start = ServerCommand(
        argv=server,
        env=work.command.env,
        open_box=partial(sandbox.open, language),
        memory_bytes=resident.memory_mib * MIB,
    )
    return sandbox.compile_servers.compile(
        start, work.command.argv[skip:], work.own, work.limits.wall_time_s
    )


def _with_options(argv: Sequence[str], options: Sequence[str] = ()) -> tuple[str, ...]:
    """Put options in the place that a command has for them."""
    if _AHEAD not in argv:
        return tuple(argv)
    at = argv.index(_AHEAD)
    return (*argv[:at], *options, *argv[at + 1 :])


def _made_ahead(
    sandbox: Sandbox, language: Language, listed: Iterable[Ahead], source: Source
) -> tuple[str, ...]:
    """Return the options for what the build may use; of one file, all is known."""
    shelf = sandbox.made_ahead
    if shelf is None or source.files:
        return ()
    image = sandbox.image_of(language)
    open_box = partial(sandbox.open, language)
    for ahead in listed:
        options = shelf.options(ahead, source.text, open_box, image)
        if options:
            return options
    return ()


def build_with_driver(  # noqa: PLR0913 - what is built, where, and how it is called
    sandbox: Sandbox,
    language: Language,
    source: Source,
    target: Target,
    limits: Limits,
    *,
    is_many: bool = False,
) -> Build:
    """Build a program together with what calls one of its functions.

    Args:
        sandbox: Where boxes come from.
        language: The language.
        source: The program.
        target: What is called.
        limits: What the build may use.
        is_many: Whether it is to be called many times a run, as programs of the
            tests are.

    Returns:
        The files that the language's call driver runs; see `build`.

    Raises:
        BoxFailedError: We cannot tell what became of it.
        LookupError: The language has no driver that is built.
    """
    driver = language.call
    if driver is None or driver.program is None:
        msg = f"{language.name} has no call driver to be built"
        raise LookupError(msg)
    main = main_file(language, source.text)
    parts = CallParts(
        source=source.text,
        main=main,
        files=source.files,
        target=target,
        is_many=is_many,
    )
    made = driver.program(parts)
    words = _words(language, source, limits)
    command = Command(
        argv=_fill(driver.build, words, made.units),
        env=_env(language, words),
        folders=(_OUT,),
        collect=(_OUT,),
        is_build=True,
    )
    own = _stored(made.files)
    work = _Work(
        language=language, own=own, beside=source.files, command=command, limits=limits
    )
    if driver.skip is None:
        return _build_once(sandbox, work)
    quickly = partial(_compile_resident, sandbox, work, source, driver.skip)
    return _build_once(sandbox, work, quickly)


def build_with_tests(
    sandbox: Sandbox,
    language: Language,
    framework: str,
    parts: Parts,
    limits: Limits,
) -> Build:
    """Build a program together with test code, in a box of its own.

    Returns:
        The files that the language's shared driver runs; see `build`.

    Raises:
        BoxFailedError: We cannot tell what became of it.
        LookupError: The language has no such driver.
    """
    driver = shared_driver(language, framework)
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
    source = Source(text=parts.source, files={**parts.files, **parts.test_files})
    quick = replace(
        command, argv=_fill(driver.quick, words, _units(language, data, parts.main))
    )
    work = _Work(
        language=language, own=own, beside=parts.files, command=quick, limits=limits
    )
    if run := _build_in_parts(sandbox, work, source, driver):
        return _built(run, parts.files)
    return _built(_run_build(sandbox, language, own, command, limits), parts.files)


def _build_in_parts(
    sandbox: Sandbox, work: _Work, source: Source, driver: SharedDriver
) -> RunResult | None:
    """Build with the compiler that stays, then the rest; None if that fails."""
    language = work.language
    if not driver.quick or language.resident is None:
        return None
    run = _compile_resident(sandbox, work, source, language.resident.skip)
    if run is None or not run.succeeded or run.collect_error or not run.collected:
        return None
    own = {**work.own, **run.collected}
    rest = replace(work.command, argv=driver.finish)
    done = _run_build(sandbox, language, own, rest, work.limits)
    return done if done.succeeded else None


def shared_driver(language: Language, framework: str) -> SharedDriver:
    """Return what runs tests of a framework in one process with programs.

    Raises:
        LookupError: The language has no such driver.
    """
    driver = language.shared_driver(framework)
    if driver is None:
        msg = f"{language.name} has no driver for {framework} beside a program"
        raise LookupError(msg)
    return driver


def _run_build(
    sandbox: Sandbox,
    language: Language,
    own: Mapping[str, StoredFile],
    command: Command,
    limits: Limits,
) -> RunResult:
    with open_box(sandbox, language) as box:
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


def _run_options(sandbox: Sandbox, language: Language) -> tuple[str, ...]:
    """Return the options for what runs may use that was made ahead."""
    shelf, ahead = sandbox.made_ahead, language.run_ahead
    if shelf is None or ahead is None:
        return ()
    image = sandbox.image_of(language)
    return shelf.options(ahead, "", partial(sandbox.open, language), image)


def command_for(  # noqa: PLR0913, PLR0917 - what a run depends on
    sandbox: Sandbox,
    language: Language,
    source: Source,
    argv: Sequence[str],
    limits: Limits,
    more: Mapping[str, str] | None = None,
) -> Command:
    """Make the command that starts a built program.

    Args:
        sandbox: Where it will run; it has what was made ahead.
        language: The program's language.
        source: Its own files.
        argv: What to start; placeholders as in `Language.run`.
        limits: What it may use.
        more: Further placeholders, and what to put for them. Names are looked for in
            the source only if that of the main file is not among them.

    Raises:
        BoxFailedError: What is made ahead could not be tried.
    """
    names = dict(more or {})
    if "source" not in names:
        names = _names(language, source) | names
    words = names | _heap(language, limits)
    return Command(
        argv=_fill(_with_options(argv, _run_options(sandbox, language)), words, ()),
        env=_env(language, words),
        zygote=language.zygote(source.text),
    )
