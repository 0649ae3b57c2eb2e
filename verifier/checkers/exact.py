"""Byte by byte."""

from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import shown
from verifier.values import exact_difference


class ExactChecker(Checker):
    """The very same bytes; of a value, the same types as well.

    What DMOJ calls `identical`. Values are equal as in Python, and moreover
    `1`, `1.0` and `True` differ, as do lists and tuples, sets and frozensets.
    """

    kind: Literal["exact"] = "exact"

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        start = _common_length(output, answer)
        if start == min(len(output), len(answer)):
            return f"expected {len(answer)} bytes, found {len(output)}"
        line = output.count(b"\n", 0, start) + 1
        found, expected = (
            shown(text[start : start + 999]) for text in (output, answer)
        )
        return f"from byte {start + 1} (line {line}) it is {found}, expected {expected}"

    @override
    def value_complaint(self, output: object, answer: object) -> str | None:
        return exact_difference(output, answer)


def _common_length(first: bytes, second: bytes) -> int:
    """Return how many bytes two texts have in common, by halving the doubt."""
    low, high = 0, min(len(first), len(second))
    while low < high:
        middle = (low + high + 1) // 2
        if first[low:middle] == second[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


CHECKERS = (ExactChecker,)
