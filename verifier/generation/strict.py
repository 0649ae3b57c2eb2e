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
from dataclasses import replace

from sandboxes import Language
from verifier.generation.tracing_unit import TRACED, UNIT, UNIT_NAME

_CHECKS = (
    "-ftrivial-auto-var-init=pattern",
    "-fsanitize=signed-integer-overflow,bounds,shift,integer-divide-by-zero",
    "-fsanitize-undefined-trap-on-error",
)
_DIGITS = ("-mfpmath=387",) if platform.machine() == "x86_64" else ()
_FLAGS = {
    "gcc": (*_CHECKS, *_DIGITS),
    "g++": (*_CHECKS, *_DIGITS, "-D_GLIBCXX_ASSERTIONS"),
}
"""By compiler: GCC's, of which version 12 has them all."""


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
    if is_traced:
        flags = (*flags, *TRACED)
    # What is made ahead was compiled without these flags.
    words = [word for word in rest if word != "{ahead}"]
    return replace(language, build=(compiler, *flags, *words), ahead=(), resident=None)


def tracing_files(language: Language) -> dict[str, bytes]:
    """Return what is built into programs of a language that are to be traced."""
    return {f"{UNIT_NAME}{language.extensions[0]}": UNIT.encode()}
