"""A programming language as data: how to build and start a program in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from sandboxes.limits import MIB, Limits
from sandboxes.signatures import Signature

BUILD_LIMITS = Limits(
    cpu_time_s=30.0,
    wall_time_s=60.0,
    memory_bytes=2048 * MIB,
    output_bytes=256 * 1024,
    processes=128,
    scratch_bytes=512 * MIB,
    scratch_files=16384,
)
"""What a build may use unless a language or a request says otherwise."""

PLAIN_ENV = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}  # noqa: S108 - a path in the box
"""The environment that most compilers and interpreters are content with."""

TOOLS = "/opt/verifier"
"""Where boxes show what PyPI and npm supply; see `sandboxes/images/tools.py`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """The function that calls are made to.

    Attributes:
        name: Name of the function, or of the method.
        class_name: Class of the method, made without arguments; None: a function.
        signature: Its types, as far as they are known.
    """

    name: str
    class_name: str | None = None
    signature: Signature | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallParts:
    """What a program with a call driver is made of.

    Attributes:
        source: Text of the candidate's main file.
        main: Name of that file.
        files: Other files of the candidate, by relative path.
        target: What is called.
        is_many: Whether the driver that takes many calls a run is built, too.
    """

    source: str
    main: str
    files: Mapping[str, bytes]
    target: Target
    is_many: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CallProgram:
    """What is built of a candidate and a call driver.

    Attributes:
        files: Every file, by relative path.
        units: Those that the compiler is given, for `{units}`.
    """

    files: Mapping[str, bytes]
    units: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDriver:
    """A program that calls one function of the candidate and replies its value.

    It lies in `sandboxes/inside`, which boxes show as `/verifier`, or is built
    together with the candidate. It gets the call as one JSON document on standard
    input and writes the value, typed, to file descriptor 3 (the head of
    `sandboxes/inside/call.py` has the protocol).

    Attributes:
        argv: How to start it; placeholders as in `Language.run`.
        has_tuples: Whether the language knows tuples from lists.
        has_keywords: Whether it can be called with keyword arguments; else they are
            put in their places, for which the signature must name them.
        many: How to start a driver that takes many calls of a program a run, each on
            values and in variables of its own; only for programs of the tests.
        program: Makes what is built of a candidate; None: the candidate itself is
            built, and the driver is started beside it.
        build: Command that builds it into `out/`; placeholders as in `Language.build`.
        skip: How many words of `build` the language's resident compiler is not told;
            None: it cannot build this.
        stub: Writes a program whose function does nothing; it tells whether a build
            failed by the candidate or by the driver.
        shown: Writes the signature as a programmer of the language would.
        always_typed: Whether it is told the types that the signature states even
            where values show them: for languages that lack a shape of theirs.
        needs_signature: Whether the types must be known before it is built; if the
            request does not state them, they are inferred from the values.
        complaint: Says why a target cannot be called, if so.
    """

    argv: tuple[str, ...]
    has_tuples: bool = False
    has_keywords: bool = False
    many: tuple[str, ...] = ()
    program: Callable[[CallParts], CallProgram] | None = None
    build: tuple[str, ...] = ()
    skip: int | None = None
    stub: Callable[[Target], str] | None = None
    shown: Callable[[Target], str] | None = None
    always_typed: bool = False
    needs_signature: Callable[[str, str], bool] = lambda _source, _name: False
    complaint: Callable[[Target], str | None] = lambda _target: None


def _fits_all(_text: str, _made: Path) -> bool:
    return True


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """Something that builds, or runs, of some programs can use.

    A build that fails with it is done again without, so it may make builds
    quicker but never make one fail. It must not make one succeed either. To a run
    it may make no difference but in time.

    Attributes:
        compiler: The program whose version it depends on.
        beside: Other files of the machine of which that is true.
        files: What it is made of.
        build: Command that makes it in `out/`. There it also leaves a file
            `options`: what the compiler is told so that it is used, one a line;
            `{folder}` is where it lies then.
        wanted: Whether a program, by its text, could use it.
        worth: It is made for the program that is so many-th to want it.
        fits: Whether such a program may use what was made, in a directory of
            ours.
    """

    compiler: str
    beside: tuple[str, ...] = ()
    files: Mapping[str, bytes] = field(default_factory=dict)
    build: tuple[str, ...]
    wanted: Callable[[str], bool]
    worth: int = 1
    fits: Callable[[str, Path], bool] = _fits_all


@dataclass(frozen=True, slots=True, kw_only=True)
class ResidentCompiler:
    """A compiler that stays, for `sandboxes/compile_server.py` to talk with.

    Attributes:
        program: What it is made of, and in `options` its command, a word a line.
        skip: How many words of `Language.build` are the compiler and what is
            for its runtime; the rest it is told.
        memory_mib: Memory that it may use, in MiB.
    """

    program: Ahead
    skip: int
    memory_mib: int = 512


def _no_zygote(_source: str) -> tuple[str, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a program with test code at its end is made of, in this order.

    Attributes:
        prelude: Text before the source.
        source: Text of the candidate's main file.
        code: The test code.
        main: Name of the main file.
        files: Other files of the candidate, by relative path.
        test_files: Files of the tests, by relative path.
        tag: A random word, for names that no source can know.
    """

    prelude: str
    source: str
    code: str
    main: str
    files: Mapping[str, bytes]
    test_files: Mapping[str, bytes]
    tag: str

    @property
    def before(self) -> str:
        """What stands before the test code."""
        return f"{self.prelude}\n{self.source}" if self.prelude else self.source


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedDriver:
    """Runs a program and test code in one process, and tells of the tests' end.

    The run gets descriptor 4 to read secrets from and 3 to tell on; what passes
    is said in `verifier/graders/line.py`. In `build` and `run` there are the
    placeholders of `Language.run`, and `{tag}`, `{units}` (as in `Language.build`)
    and `{framework}`.

    Attributes:
        files: Makes the files to be built (to be run, if nothing is built).
        build: Command that builds them into `out/`; None: nothing is built.
        quick: The first part of `build` in words of `Language.build`, which the
            language's resident compiler can do; empty: it can do none of it.
        finish: Command that does the rest, given what that part left in `out/`.
        run: Command that starts them.
        runner: What of ours it takes, put beside the built files.
        late: The one of the built files that holds the test code and is sent when the
            program has been loaded; None where it is part of the program.
        late_form: How it is sent: a `document` (JSON, with the tests' files),
            or its text and a NUL, `counted` or with the secret after it (`text`);
            `verifier/graders/line.py` says what that is.
        frameworks: Frameworks that it can run.
    """

    files: Callable[[Parts], Mapping[str, bytes]]
    run: tuple[str, ...]
    build: tuple[str, ...] | None = None
    quick: tuple[str, ...] = ()
    finish: tuple[str, ...] = ()
    runner: Mapping[str, bytes] = field(default_factory=dict)
    late: str | None = None
    late_form: Literal["document", "text", "counted"] = "document"
    frameworks: tuple[str, ...] = ("appended",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How programs of one language are built and started.

    In `build`, `run`, `env` and `CallDriver.argv` these placeholders are
    replaced: `{source}` the main source file, `{units}` (an item of its own) all
    files with one of the `extensions`, `{ahead}` (not in `env`, an item of its own)
    the options for what was made ahead, `{entry}` what `entry` makes
    of the source, `{heap_mib}` the memory limit less `runtime_mib`, in MiB.

    Attributes:
        name: Its name in requests.
        aliases: Other names for it, also as tags of fenced code blocks.
        tags: More tags of its fenced code blocks; other languages may share them.
        extensions: File name endings of its compilation units.
        source_name: Name of the main source file.
        echo: A program that copies standard input to standard output; the
            self-test builds and runs it.
        null: A program that does nothing, for null checks.
        null_function: A function that returns nothing; `{name}` is its name.
        null_class: A class with the method `{method}` that returns nothing.
        run: Command that starts a program.
        version: Command that prints the version of the compiler or
            interpreter.
        packages: Debian packages that supply it.
        libraries: Debian packages of libraries that data sets expect; images have
            them. On a machine `scripts/setup.sh` names those that tests need.
        tools: What supplies it that is not in Debian; names in
            `sandboxes.images.tools`.
        made_here: Files of ours that the set-up of a machine makes; an image takes
            them from there.
        shows: Paths outside `/usr` that it needs in a box: configuration of its
            packages, never a place where a machine keeps data of its own.
        suite: Debian release whose packages they are; empty: the machine's own.
            A language of another release is there in an image only.
        wanting: Why no registry supplies it, and what would; empty: one does.
        variant_of: Name of the language of which it is a dialect, if it is one.
        build: Command that builds a program into `out/`, or only checks it
            where nothing is to be built. None: there is nothing to do.
        is_check_only: Whether `build` leaves nothing in `out/`.
        check_can_wait: Whether a program that does not pass such a check cannot
            do anything either, so that the check need not come first.
        ahead: What builds may use that is made ahead; the first that fits is used.
        run_ahead: What runs of any program can use that is made ahead.
        resident: A compiler that stays, and does the same as `build`.
        env: Environment of builds and runs.
        build_limits: What a build may use.
        limits: What a run may use unless the request says otherwise.
        runtime_mib: Memory that its runtime needs beside the program's heap.
            A limit below twice that leaves the heap half of the limit.
        cpu_time_factor: By how much more time a program may use than the same one
            in a compiled language, start of the runtime included.
        memory_floor_mib: Memory limit below which even a small program does not run
            reliably: the runtime itself would be what reaches the limit.
        name_source: Where the file name depends on the source (Java): makes
            it from the source text.
        entry: Where the start depends on the source: makes it from the text.
        zygote: Makes of the source text the command that starts a warm
            interpreter for it, if there is one; see `Command.zygote`.
        signs: What it looks like in a source when a program reaches for our
            drivers: name of the signal, and a regular expression.
        call: How `function_call` cases reach its functions, if they do.
        shared: How test code runs in one process with its programs.
        frameworks: The same for frameworks of the language's own.
    """

    name: str
    aliases: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    extensions: tuple[str, ...]
    source_name: str
    echo: str
    null: str = ""
    null_function: str = ""
    null_class: str = ""
    run: tuple[str, ...]
    version: tuple[str, ...]
    packages: tuple[str, ...]
    libraries: tuple[str, ...] = ()
    tools: tuple[str, ...] = ()
    made_here: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    suite: str = ""
    wanting: str = ""
    variant_of: str = ""
    build: tuple[str, ...] | None = None
    is_check_only: bool = False
    check_can_wait: bool = False
    ahead: tuple[Ahead, ...] = ()
    run_ahead: Ahead | None = None
    resident: ResidentCompiler | None = None
    env: Mapping[str, str] = field(default_factory=dict)
    build_limits: Limits = BUILD_LIMITS
    limits: Limits = Limits()
    runtime_mib: int = 0
    cpu_time_factor: float = 1.0
    memory_floor_mib: int = 0
    name_source: Callable[[str], str] | None = None
    entry: Callable[[str], str] | None = None
    zygote: Callable[[str], tuple[str, ...]] = _no_zygote
    signs: Mapping[str, str] = field(default_factory=dict)
    call: CallDriver | None = None
    shared: SharedDriver | None = None
    frameworks: tuple[SharedDriver, ...] = ()

    def shared_driver(self, framework: str) -> SharedDriver | None:
        """Return what runs tests of a framework beside its programs, if anything."""
        drivers = ((self.shared,) if self.shared else ()) + self.frameworks
        return next((it for it in drivers if framework in it.frameworks), None)
