r"""The text of a problem: its macros, the part about the input, its sentences.

LaTeX's `\newcommand{\maxn}{500}` and `\def\maxn{500}` are written out where they are
used; comments are left out, as a reader would not see them.
"""

import re

_COMMENT = re.compile(r"(?<!\\)%.*")
_BLANKS = re.compile(r"\s{2,}")
_MACRO = re.compile(
    r"\\(?:(?:re)?newcommand|providecommand)\*?\s*\{?\s*\\([a-zA-Z]+)\s*\}?\s*"
    r"\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
    r"|\\def\s*\\([a-zA-Z]+)\s*\{([^{}]*(?:\{[^{}]*\}[^{}]*)*)\}"
)
_INPUT = re.compile(
    r"(?:section\*?\{|begin\{|^#+\s*|^\**)\s*(?:Input|Entr[ée]e).*?"
    r"(?=(?:section\*?\{|begin\{|^#+\s*|^\**)\s*(?:Output|Sortie)|\Z)",
    re.DOTALL | re.MULTILINE,
)
_DRESSED = re.compile(
    r"\\(?:text(?:tt|bf|it|rm|sf)?|emph|mathit|mathrm|verb)\s*\{([^{}]*)\}"
)
_ITEM = re.compile(
    r"\\item\b|\\\\(?=\s)|\\(?:begin|end)\s*\{\w+\*?\}|\\(?:sub)*section\*?|\n\s*\n"
)
_SENTENCE = re.compile(
    r"(?<=[.;!?])(?<!i\.e\.)(?<!e\.g\.)\s+(?=[A-Z\u00c0-\u00dd$(`*])"
)
_MOST_ROUNDS = 3


def without_macros(statement: str) -> str:
    """Write out the macros of a statement, and leave out its comments.

    Of blanks side by side one is left, or the end of a line or of a paragraph: what
    is looked for between two words may have many, and takes their square.
    """
    text = _BLANKS.sub(_blank, _COMMENT.sub("", statement))
    values = {a or c: b or d for a, b, c, d in _MACRO.findall(text) if "#" not in b + d}
    text = _MACRO.sub("", text)
    for _ in range(_MOST_ROUNDS):
        before = text
        for name, value in values.items():
            parts = re.split(rf"\\{name}(?![a-zA-Z])(?:\{{\}})?", text)
            text = value.join(parts)
        if text == before:
            break
    return text


def _blank(found: re.Match[str]) -> str:
    lines = found[0].count("\n")
    return "\n\n" if lines > 1 else "\n" if lines else " "


def input_part(text: str) -> str:
    """Return the part of a statement about the input; all of it, if there is none."""
    found = _INPUT.search(text)
    return found[0] if found else text


def sentences_in(text: str) -> list[str]:
    """Return the sentences of a text without macros, formulas as they are."""
    plain = _DRESSED.sub(r"\1", text)
    found = [
        re.sub(r"\s+", " ", sentence).strip()
        for item in _ITEM.split(plain)
        for sentence in _SENTENCE.split(item)
    ]
    return [sentence for sentence in found if sentence]
