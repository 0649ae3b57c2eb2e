"""C and C++: one file of prelude, source and test code, linked with our own entry."""

from collections.abc import Mapping, Sequence

from sandboxes.language import Parts, SharedDriver
from sandboxes.shared.inside import encoded, inside

HARNESS = "verifier_harness"
"""Our entry and end, in C; it has no ending, as it is no unit of the program."""

BUILDER = "verifier_build.py"
"""Our program that compiles and links, in Python."""


def harness(parts: Parts) -> bytes:
    """Return the source of the program's entry and end, for one build."""
    return encoded(inside("verifier_shared.c").replace("TAG", parts.tag))


def build_command(compiler: Sequence[str]) -> tuple[str, ...]:
    """Return what starts the builder, for a compiler with its options."""
    return (
        *("/usr/bin/python3", "-I", BUILDER, "{tag}", "out/main"),
        *(*compiler, "--", "{units}"),
    )


def _files(parts: Parts) -> Mapping[str, bytes]:
    return {
        **parts.files,
        **parts.test_files,
        parts.main: b"",  # the builder writes it
        "verifier_before": encoded(parts.before),
        "verifier_code": encoded(parts.code),
        HARNESS: harness(parts),
        BUILDER: encoded(inside("build_native.py")),
    }


def driver(compiler: Sequence[str]) -> SharedDriver:
    """Return the driver for a compiler of GCC's with its options."""
    return SharedDriver(
        files=_files,
        build=build_command(compiler),
        run=("./main",),
    )
