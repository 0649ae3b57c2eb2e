"""What translated grammars call: this text stands before each, in its box."""

import re

_MOST_DIGITS = 4000
_LONGEST_POWER = 20_000

integer = re.compile(rf"0|-?[1-9][0-9]{{0,{_MOST_DIGITS}}}").match
fixed = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?![0-9.eE])").match
scientific = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[eE][+-]?[0-9]+").match
decimal = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?").match


def matched(pattern: str, text: str, at: int) -> re.Match[str] | None:
    """Return what a regular expression matches at a place."""
    return re.compile(pattern).match(text, at)


def decimals(number: str) -> int:
    """Return how many digits a number has behind its point."""
    return len(re.split("[eE]", number)[0].partition(".")[2])


def quotient(one: int | float, other: int | float) -> int | float:  # noqa: PYI041
    """Divide; integers toward zero, as the language does."""
    if float in {type(one), type(other)}:
        return one / other
    whole = abs(one) // abs(other)
    return whole if (one < 0) == (other < 0) else -whole


def remainder(one: int, other: int) -> int | float:
    """Return what a division leaves, with the sign of what is divided."""
    return one - other * quotient(one, other)


def power(base: int | float, exponent: int) -> int | float:  # noqa: PYI041
    """Raise to a power.

    Raises:
        OverflowError: It would be endless.
    """
    if not 0 <= exponent <= _LONGEST_POWER:
        raise OverflowError
    raised: int | float = base**exponent
    return raised


def unique(*arrays: dict[tuple[int, ...], object]) -> bool:
    """Whether arrays have the same indices, and no values together twice."""
    if any(array.keys() != arrays[0].keys() for array in arrays):
        return False
    rows = [tuple(array[index] for array in arrays) for index in arrays[0]]
    return len(set(rows)) == len(rows)
