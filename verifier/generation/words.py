"""Bounds that the words of a description put on an argument.

Rules are patterns over English, each about one thing: sign, order, size, letters.
A rule that an example breaks was not meant for this argument.
"""

import re
import string
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from verifier.generation.domain import CONTAINERS, Domain, Shape

_POSITIVE = re.compile(
    r"\bpositive\b(?!\s+(?:or|and|/)\s*(?:zero|negative))(?!\s*(?:and|or)\s+negative)",
    re.IGNORECASE,
)
_SIGNED = re.compile(
    r"negative (?:and|or) positive|positive (?:and|or) negative", re.IGNORECASE
)
_DIVIDED = re.compile(r"\b(?:prime )?(?:factors?|divisors?)\b|logarithm", re.IGNORECASE)
EXTREME = re.compile(
    r"\b(?:max(?:imum)?|min(?:imum)?|largest|smallest|biggest|greatest|highest|lowest"
    r"|longest|shortest|average|mean|median|mode)\b",
    re.IGNORECASE,
)
"""What nothing has of which there is nothing."""
MEASURED = re.compile(
    r"\b(?:area|volume|perimeter|circumference|radius|diameter|surface|hypotenuse"
    r"|temperature|velocity|speed|distance|height|weight|price|angle)\b",
    re.IGNORECASE,
)
"""What is measured, and not counted: whole numbers are examples of it only."""
UNSIGNED = re.compile(
    r"\b(?:area|volume|perimeter|circumference|radius|diameter|surface|hypotenuse"
    r"|distance|height|weight|length|price|age|size|years?|months?|days?|hours?"
    r"|minutes|seconds)\b",
    re.IGNORECASE,
)
"""What is never below nothing."""
_ORDINAL = re.compile(r"\b(?:n|k)['`\u2019]?-?\s?th\b", re.IGNORECASE)
"""Places are counted from one."""
_NOT_NEGATIVE = re.compile(r"non-?\s?negative|natural number|unsigned", re.IGNORECASE)
_NOT_EMPTY = re.compile(r"non-?\s?empty|not (?:be )?empty|at least one", re.IGNORECASE)
_SORTED = re.compile(
    r"\b(?:a|the|given|two|of)\s+sorted\b|sorted (?:list|array|integer)|in a sorted",
    re.IGNORECASE,
)
_DISTINCT = re.compile(
    r"\b(?:unique|distinct) (?:elements|integers|numbers|positive|values)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"(?P<low>-?\d+)\s*(?:<=|≤)\s*(?P<name>\w+)(?P<len>\.length)?\s*(?:<=|≤)\s*(?P<high>-?\d[\d^]*)"
)
_LENGTH = re.compile(
    r"(?P<low>\d+)\s*(?:<=|≤)\s*(?:len\((?P<name>\w+)\)|\|(?P<bar>\w+)\||(?P<dot>\w+)\.length)"
    r"\s*(?:<=|≤)\s*(?P<high>\d[\d^]*)"
)
_AT_LEAST = re.compile(r"\b(?P<name>\w+)\s*(?P<sign>>=|≥|>)\s*(?P<low>-?\d+)\b")
_RESTRICTED_TO = (
    (r"consist\w* (?:only )?of (?:lower|small)\s?-?case", string.ascii_lowercase),
    (r"lower-?case (?:english )?\w+ only", string.ascii_lowercase),
    (r"\b1s? and 0s?\b|\b0s? and 1s?\b|binary string", "01"),
    (r"only digits|string of digits", string.digits),
)
_BY_SPACES = re.compile(
    r"\b(?:separated|delimited|divided) by (?:a |single |one )*(?:blank )?spaces?\b",
    re.IGNORECASE,
)
_ONLY_LETTERS = re.compile(
    r"\bonly (?:\w+ ){0,2}(?:letters|alphabet|characters|words|digits)", re.IGNORECASE
)
_NUMBER_WORDS = re.compile(r"'zero' to 'nine'", re.IGNORECASE)
_DIGIT_WORDS = (
    *("zero", "one", "two", "three", "four"),
    *("five", "six", "seven", "eight", "nine"),
)


def means_spaces(description: str) -> bool:
    """Whether a text says that spaces, and they alone, separate.

    A tab or the end of a line is then a character like any other.
    """
    says = _BY_SPACES.search(description)
    return says is not None and not _ONLY_LETTERS.search(description)


def by_words(
    domain: Domain, name: str, seen: Sequence[Any], description: str
) -> Domain:
    """Narrow a domain to what the description says of such arguments."""
    for rule in _rules(name, description):
        narrowed = rule(domain)
        if all(narrowed.fits(value) for value in seen if domain.fits(value)):
            domain = narrowed
    return domain


def _rules(name: str, description: str) -> Iterator[Any]:
    if _NOT_NEGATIVE.search(description):
        yield lambda domain: _on_numbers(domain, low=0)
    elif _POSITIVE.search(description) and not _SIGNED.search(description):
        yield lambda domain: _on_numbers(domain, low=1)
    if _DIVIDED.search(description):
        yield lambda domain: _on_scalar(domain, low=1)
    if _ORDINAL.search(description):
        yield lambda domain: _on_scalar(domain, low=1)
    if _is_count(name, description):
        yield lambda domain: _on_numbers(domain, low=0)
    if _NOT_EMPTY.search(description):
        yield lambda domain: sized(domain, 1)
    if _SORTED.search(description):
        yield lambda domain: _on_lists(domain, is_sorted=True)
    if _DISTINCT.search(description):
        yield lambda domain: _on_lists(domain, is_distinct=True)
    for found in _BETWEEN.finditer(description):
        if found["name"] == name:
            low, high = int(found["low"]), _power(found["high"])
            if found["len"]:
                yield lambda d, a=low, b=high: sized(d, a, b)
            else:
                yield lambda d, a=low, b=high: _on_numbers(d, low=a, high=b)
    for found in _LENGTH.finditer(description):
        if name in {found["name"], found["bar"], found["dot"]}:
            low, high = int(found["low"]), _power(found["high"])
            yield lambda d, a=low, b=high: sized(d, a, b)
    for found in _AT_LEAST.finditer(description):
        if found["name"] == name:
            low = int(found["low"]) + (found["sign"] == ">")
            yield lambda d, a=low: _on_numbers(d, low=a)
    for pattern, alphabet in _RESTRICTED_TO:
        if re.search(pattern, description, re.IGNORECASE):
            yield lambda domain, letters=alphabet: _on_texts(domain, letters)
    if _NUMBER_WORDS.search(description):
        yield lambda domain: _worded(domain, _DIGIT_WORDS)


def _is_count(name: str, description: str) -> bool:
    """Whether a number is spoken of as a size, a place or an end of counting."""
    it = rf"[`'\"]?{re.escape(name)}\b"
    before = r"(?:size|length|first|last|top|than|to|until|till|most|with|every|of)"
    after = r"(?:-?\s?(?:th|st|nd|rd)\b|\s+(?:elements|numbers|items|times|characters"
    after += r"|digits|vowels|consonants|largest|smallest|levels|terms|people|cars))"
    return (
        re.search(rf"\b{before}\s+{it}|{it}{after}", description, re.IGNORECASE)
        is not None
    )


def _power(text: str) -> int:
    base, _, exponent = text.partition("^")
    return int(base) ** min(int(exponent), 18) if exponent else int(base)


def _on_scalar(domain: Domain, *, low: float) -> Domain:
    return _on_numbers(domain, low=low) if domain.shape is Shape.INT else domain


def _on_numbers(
    domain: Domain, *, low: float | None = None, high: float | None = None
) -> Domain:
    if domain.shape in {Shape.INT, Shape.FLOAT}:
        if low is not None:
            best = low if domain.low is None else max(domain.low, low)
            domain = replace(domain, low=best, has_guessed_low=False)
        if high is not None:
            domain = replace(domain, high=high, has_guessed_high=False)
        return domain
    if domain.shape is Shape.UNION or domain.shape in CONTAINERS:
        items = tuple(_on_numbers(item, low=low, high=high) for item in domain.items)
        return replace(domain, items=items)
    return domain


def _on_lists(domain: Domain, **changes: bool) -> Domain:
    if domain.shape in {Shape.LIST, Shape.TUPLE}:
        return replace(domain, **changes)  # type: ignore[arg-type]
    return domain


def _on_texts(domain: Domain, letters: str) -> Domain:
    if domain.shape is Shape.STR:
        return replace(domain, alphabet=letters)
    if domain.shape in CONTAINERS:
        items = tuple(_on_texts(item, letters) for item in domain.items)
        return replace(domain, items=items)
    return domain


def _worded(domain: Domain, words: tuple[str, ...]) -> Domain:
    if domain.shape is Shape.STR:
        return replace(domain, words=words)
    return domain


def sized(domain: Domain, least: int, most: int | None = None) -> Domain:
    """Bound how many items or characters there are; nothing else has any."""
    if domain.shape in CONTAINERS or domain.shape is Shape.STR:
        return replace(domain, least=max(domain.least, least), most=most or domain.most)
    return domain
