"""A strict twin of a reference: it stops where its language leaves undefined.

An accepted program in C need not bear what its problem does not allow: it reads
beyond its arrays, or what it never wrote, and answers something. Built by the same
compiler with checks, it stops there, or answers something else. Such an input is
outside the contract, whatever the answer.
"""

from dataclasses import replace

from sandboxes import Language

_CHECKS = (
    "-ftrivial-auto-var-init=pattern",
    "-fsanitize=signed-integer-overflow,bounds,shift,integer-divide-by-zero",
    "-fsanitize-undefined-trap-on-error",
)
_FLAGS = {
    "gcc": _CHECKS,
    "g++": (*_CHECKS, "-D_GLIBCXX_ASSERTIONS"),
}
"""By compiler: GCC's, of which version 12 has them all."""


def strict_language(language: Language) -> Language | None:
    """Return a language whose programs stop at undefined behavior.

    Returns:
        None where the compiler has no such checks, or the language needs none.
    """
    if not language.build:
        return None
    compiler, *rest = language.build
    flags = _FLAGS.get(compiler.rpartition("/")[2])
    if flags is None:
        return None
    # What is made ahead was compiled without these flags.
    words = [word for word in rest if word != "{ahead}"]
    return replace(language, build=(compiler, *flags, *words), ahead=(), resident=None)
