"""A programming language as data: how to build and start a program in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from sandboxes.limits import MIB, Limits

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


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDriver:
    """A program that calls one function of the candidate and replies its value.

    It is put beside the candidate's files. It gets the call as one JSON
    document on standard input and writes the value, typed, to file descriptor
    3 (the head of `sandboxes/inside/call.py` has the protocol).

    Attributes:
        file_name: Name of the driver in the working directory.
        source: Its bytes.
        argv: How to start it; placeholders as in `Language.run`.
        has_tuples: Whether the language knows tuples from lists.
    """

    file_name: str
    source: bytes
    argv: tuple[str, ...]
    has_tuples: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """How programs of one language are built and started.

    In `build`, `run`, `env` and `CallDriver.argv` these placeholders are
    replaced: `{source}` the main source file, `{units}` (an item of its own) all
    files with one of the `extensions`, `{entry}` what `entry` makes
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
        build: Command that builds a program into `out/`, or only checks it
            where nothing is to be built. None: there is nothing to do.
        is_check_only: Whether `build` leaves nothing in `out/`.
        env: Environment of builds and runs.
        build_limits: What a build may use.
        limits: What a run may use unless the request says otherwise.
        runtime_mib: Memory that its runtime needs beside the program's heap.
            A limit below twice that leaves the heap half of the limit.
        name_source: Where the file name depends on the source (Java): makes
            it from the source text.
        entry: Where the start depends on the source: makes it from the text.
        call: How `function_call` cases reach its functions, if they do.
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
    build: tuple[str, ...] | None = None
    is_check_only: bool = False
    env: Mapping[str, str] = field(default_factory=dict)
    build_limits: Limits = BUILD_LIMITS
    limits: Limits = Limits()
    runtime_mib: int = 0
    name_source: Callable[[str], str] | None = None
    entry: Callable[[str], str] | None = None
    call: CallDriver | None = None
