"""Versions and selectors of versions, as npm reads them (Piston's `version`).

Source of the rules: node-semver's description of ranges. Versions of compilers have
one to three numbers; what follows the third is left out.
"""

import re
from collections.abc import Callable

type Version = tuple[int, int, int]
type _Bound = tuple[str, Version]

_NUMBERS = re.compile(r"\D*(\d+)(?:\.(\d+))?(?:\.(\d+))?")
_PARTS = r"(?:v|=)?\s*(\d+|[xX*])(?:\.(\d+|[xX*]))?(?:\.(\d+|[xX*]))?(?:[-+][\w.+-]+)?"
_HYPHEN = re.compile(rf"\s*{_PARTS}\s+-\s+{_PARTS}\s*")
_COMPARATOR = re.compile(rf"\s*(\^|~>?|>=|<=|>|<|)\s*{_PARTS}(?=\s|$)")
_TEST: dict[str, Callable[[Version, Version], bool]] = {
    ">=": lambda version, bound: version >= bound,
    "<": lambda version, bound: version < bound,
}


def version_of(text: str) -> Version:
    """Return the first three numbers of a version; those that lack are 0."""
    found = _NUMBERS.match(text)
    if found is None:
        return (0, 0, 0)
    major, minor, patch = (int(part or 0) for part in found.groups())
    return (major, minor, patch)


def is_selected(version: Version, selector: str) -> bool:
    """Say whether a selector like `3.x`, `^1.2` or `>=3 <4 || 5` takes a version.

    Raises:
        ValueError: It is no selector.
    """
    return any(
        all(_TEST[sign](version, bound) for sign, bound in _bounds(part))
        for part in selector.split("||")
    )


def _bounds(text: str) -> list[_Bound]:
    """Return one alternative as half-open bounds."""
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        low, high = hyphen.groups()[:3], hyphen.groups()[3:]
        return [(">=", _low(low)), ("<", _next(high, len(_given(high))))]
    found: list[_Bound] = []
    rest = text.strip()
    while rest:
        match = _COMPARATOR.match(rest)
        if match is None:
            msg = f"not a version selector: {text.strip()[:100]!r}"
            raise ValueError(msg)
        found += _comparator(match[1], match.groups()[1:])
        rest = rest[match.end() :].strip()
    return found


def _given(parts: tuple[str | None, ...]) -> list[int]:
    """Return the numbers before the first that may be anything."""
    found: list[int] = []
    for part in parts:
        if part is None or part in "xX*":
            break
        found.append(int(part))
    return found


def _low(parts: tuple[str | None, ...]) -> Version:
    major, minor, patch = (*_given(parts), 0, 0, 0)[:3]
    return (major, minor, patch)


def _next(parts: tuple[str | None, ...], place: int) -> Version:
    """Return the first version in which the number at a place (from 1) is one more."""
    if place == 0:
        return (10**9, 0, 0)
    low = list(_low(parts))
    raised = [*low[: place - 1], low[place - 1] + 1, 0, 0]
    return (raised[0], raised[1], raised[2])


def _comparator(sign: str, parts: tuple[str | None, ...]) -> list[_Bound]:
    given, low = _given(parts), _low(parts)
    after = _next(parts, len(given))
    match sign:
        case ">=":
            return [(">=", low)]
        case "<":
            return [("<", low)]
        case ">":
            return [(">=", after)]
        case "<=":
            return [("<", after)]
        case "^":
            nonzero = next((i for i, n in enumerate(given, 1) if n), len(given))
            return [(">=", low), ("<", _next(parts, nonzero))]
        case "~" | "~>":
            return [(">=", low), ("<", _next(parts, min(len(given), 2)))]
        case _:
            return [(">=", low), ("<", after)]
