"""Which small numbers a program expects of what it reads, by its text.

A reference that asks `if (n == 0)` of a number that it has read was written by
somebody who knew that it may be 0. Where it does not ask, and no example has it, right
programs may differ. C, C++ and Python are read with patterns, not parsed: numbers are
named in the order in which they are read, until something is read that is no number.
"""

import re
from collections.abc import Iterator

_READS = re.compile(
    r"scanf\s*\(\s*\"(?P<format>[^\"]*)\"(?P<scanned>[^;]*?)\)\s*[;,)&|!=<>]"
    r"|\bcin\s*(?P<extracted>(?:>>\s*[^;>]+?\s*)+)[;)]"
    r"|^[ \t]*(?P<assigned>[\w, \t()]+?)\s*=\s*"
    r"(?:int\(|map\(int|\[int|list\(map\(int)[^=\n]*(?:input\(|readline\()",
    re.MULTILINE,
)
_MAIN = re.compile(r"\b(?:signed|int|int32_t|void|auto)\s+main\s*\(")
_DEFINED = re.compile(r"^def (?!main\b)\w.*\n(?:[ \t]+\S.*\n|[ \t]*\n)*", re.MULTILINE)
_COUNTS = re.compile(
    r"\bfor\s*\([^;=]*=\s*(\w+)\s*;\s*\w+\s*<=?\s*(\w+)\s*;"
    r"|\brange\(\s*(\w+)\s*,\s*(\w+)\s*(?:\+\s*1\s*)?\)"
)
_COMPARED = re.compile(
    r"(?:[<>=!]=|[<>%])\s*(\d{1,18})\b|\b(\d{1,18})\s*(?:[<>=!]=|[<>])"
    r"|\bcase\s+(\d{1,18})\s*:"
)
_NAME = re.compile(r"[^\W\d]\w*")
_NUMBER = re.compile(r"%\d*(?:ll|l|I64|hh|h)?[diu]")
_CONVERSION = re.compile(r"%\d*(?:ll|l|I64|hh|h|L)?[a-zA-Z\[]")


def numbers_read(source: str) -> list[str]:
    """Return names of the integers that a program reads first, in their order.

    Where functions beside the main one read, too, nobody knows whose numbers come
    first: none are returned, or those of a script's own lines.
    """
    found: list[str] = []
    main = _MAIN.search(source)
    if main and _READS.search(source, 0, main.start()):
        return []
    script = _DEFINED.sub("", source)
    for match in _READS.finditer(script if "input" in script else source):
        for name in _names(match):
            if name is None or name in found:
                return found
            found.append(name)
    return found


def _names(match: re.Match[str]) -> Iterator[str | None]:
    """Yield the names that one statement reads; None for what is no number."""
    if match["scanned"] is not None:
        kinds = _CONVERSION.findall(match["format"])
        targets = [part.strip() for part in match["scanned"].split(",")[1:]]
        for kind, target in zip(kinds, targets, strict=False):
            name = target.removeprefix("&").strip()
            is_plain = target.startswith("&") and _NAME.fullmatch(name)
            yield name if is_plain and _NUMBER.match(kind) else None
        return
    text = match["extracted"] or match["assigned"]
    for part in re.split(r">>|,", text):
        name = part.strip(" \t()")
        if name:
            yield name if _NAME.fullmatch(name) else None


def ranges_in(source: str) -> Iterator[tuple[str, str]]:
    """Yield what a program counts from, and to: `for (i = a; i <= b; ...)`."""
    for a, b, c, d in _COUNTS.findall(source):
        yield (a, b) if a else (c, d)


def expects(source: str, name: str, number: int) -> bool:
    """Whether a program asks if a number is this one, or at most this one."""
    it = rf"(?<![\w.>]){re.escape(name)}(?![\w\[(.])"
    asked = rf"{it}\s*(?:==|!=|<=)\s*{number}\b|{it}\s*<\s*{number + 1}\b"
    if number == 0:
        asked += rf"|!\s*{it}|\bnot\s+{it}"
    conditions = re.findall(r"\bif\b([^;{]*)|\?|\bwhen\b([^;{]*)", source)
    return any(re.search(asked, a or b) for a, b in conditions)


def compared_in(source: str) -> set[int]:
    """Return the numbers that a program compares with, or divides by for a remainder.

    On either side of them it goes another way.
    """
    found = (next(filter(None, parts)) for parts in _COMPARED.findall(source))
    return {int(text) for text in found}
