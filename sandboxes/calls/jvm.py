"""The driver of languages beside Java that run on its virtual machine."""

from collections.abc import Callable, Sequence

from sandboxes.calls.java import MANY, RUN_OPTIONS
from sandboxes.language import CallDriver, CallParts, CallProgram, Target


def jvm_driver(  # noqa: PLR0913 - what a language says, and what is found there
    java: Sequence[str],
    compiler: Sequence[str],
    jars: str,
    skip: int,
    *,
    script: str,
    program: Callable[[CallParts], CallProgram],
    stub: Callable[[Target], str],
    shown: Callable[[Target], str],
) -> CallDriver:
    """Return the driver: Java's own, compiled after the candidate's program.

    Args:
        java: Starts the virtual machine, without a class path.
        compiler: Starts the compiler, without sources.
        jars: Class path of the programs.
        skip: How many words of `compiler` one that stays is not told.
        script: Runs the compiler, and Java's after it; `$JARS` is the class path.
        program: See `CallDriver`, as for the others.
        stub: Writes a program that does nothing.
        shown: Writes the signature.
    """
    start = ("/bin/sh", "-c", script.replace("$JARS", jars), "sh")
    start_java = (*java, *RUN_OPTIONS, "-cp", f"{jars}:.")
    return CallDriver(
        argv=(*start_java, "VerifierCall"),
        many=(*start_java, MANY),
        program=program,
        build=(*start, *compiler, "{units}"),
        skip=len(start) + skip,
        stub=stub,
        shown=shown,
    )
