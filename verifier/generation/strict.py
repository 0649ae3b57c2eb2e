"""A strict twin of a reference: it stops where its language leaves undefined.

An accepted program in C need not bear what its problem does not allow: it reads
beyond its arrays, or what it never wrote, and answers something. Built by the same
compiler with checks, it stops there, or answers something else. Such an input is
outside the contract, whatever the answer. It computes with more digits, too, where
the processor can: an answer that changes hangs on rounding, in which right programs
differ. It also tells which of its blocks it went
by (`tracing_unit`): its runs are made in any case.
"""

import platform
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sandboxes import Language
from verifier.generation.asking import Entry
from verifier.generation.checked_sums import checked_sources
from verifier.generation.tracing_unit import TRACED, UNIT, UNIT_NAME
from verifier.program import Source

_CHECKS = (
    "-ftrivial-auto-var-init=pattern",
    "-fsanitize=signed-integer-overflow,bounds,shift,integer-divide-by-zero",
    "-fsanitize-undefined-trap-on-error",
)
_DIGITS = ("-mfpmath=387",) if platform.machine() == "x86_64" else ()
_FLAGS = {
    "gcc": (*_CHECKS, *_DIGITS),
    "g++": (*_CHECKS, *_DIGITS, "-D_GLIBCXX_ASSERTIONS"),
    "rustc": ("-Coverflow-checks=on",),
    "mcs": ("-checked+",),
}
"""By compiler: GCC's, of which version 12 has them all, Rust's and Mono's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Twin:
    """A way to build a strict twin.

    Attributes:
        language: How it is built.
        source: The program.
        is_traced: Whether it tells which of its blocks it went by.
    """

    language: Language
    source: Source
    is_traced: bool = False


def twins_of(language: Language, source: Source, entry: Entry) -> Iterator[Twin]:
    """Yield ways to build a strict twin of a program, the best first.

    Args:
        language: Its language.
        source: Its source.
        entry: What is called; only whole programs are traced.
    """
    for is_traced in (True, False) if entry.is_stdio else (False,):
        strict = strict_language(language, is_traced=is_traced)
        if strict is not None:
            more = tracing_files(strict) if is_traced else {}
            files = {**source.files, **more}
            own = replace(source, files=files)
            yield Twin(language=strict, source=own, is_traced=is_traced)
    for text in checked_sources(language.name, source.text):
        yield Twin(language=language, source=replace(source, text=text))


def strict_language(language: Language, *, is_traced: bool) -> Language | None:
    """Return a language whose programs stop at undefined behavior.

    Args:
        language: A language.
        is_traced: Whether they tell which of their blocks they went by, too; they
            are to be built with `tracing_files` then.

    Returns:
        None where the compiler has no such checks, or the language needs none.
    """
    if not language.build:
        return None
    compiler, *rest = language.build
    flags = _FLAGS.get(compiler.rpartition("/")[2])
    if flags is None:
        return None
    if is_traced and not compiler.endswith(("gcc", "g++")):
        return None
    if is_traced:
        flags = (*flags, *TRACED)
    # What is made ahead was compiled without these flags.
    words = [word for word in rest if word != "{ahead}"]
    call = language.call
    if call is not None and call.program is not None:
        call = replace(call, build=_checked(call.build, compiler, flags), skip=None)
    build = (compiler, *flags, *words)
    return replace(language, build=build, call=call, ahead=(), resident=None)


def _checked(
    build: Sequence[str], compiler: str, flags: Sequence[str]
) -> tuple[str, ...]:
    """Return a command, or a shell's script, whose compiler is told more flags."""
    words = [word for word in build if word != "{ahead}"]
    if words[0] == compiler:
        return (compiler, *flags, *words[1:])
    told = f"{compiler} {' '.join(flags)} "
    return tuple(word.replace(f"{compiler} ", told, 1) for word in words)


def tracing_files(language: Language) -> dict[str, bytes]:
    """Return what is built into programs of a language that are to be traced."""
    return {f"{UNIT_NAME}{language.extensions[0]}": UNIT.encode()}
