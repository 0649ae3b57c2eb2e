"""When two numbers are the same, and when they are close."""

import math
from collections.abc import Callable
from typing import Literal

type Number = int | float | complex
type Test = Callable[[Number, Number], bool]

type Integers = Literal["exact", "close"]
"""`exact`: an integer answer wants that integer, or a float absolutely close."""

_SLACK = 1e-15
"""Added to a tolerance, so that 1.000001 is within 1e-6 of 1 in floats too.

testlib's `doubleCompare` does the same.
"""


def canonical_number(number: Number) -> str:
    """Write a number so that numbers equal under `==` read the same.

    NaN reads as itself. Integers are written in hex, which takes linear time.
    """
    if isinstance(number, complex):
        if number.imag != 0:
            return f"{canonical_number(number.real)}i{canonical_number(number.imag)}"
        number = number.real
    if isinstance(number, float):
        if not number.is_integer():  # as are NaN and the infinities
            return number.hex()
        number = int(number)
    return hex(number)


def same(output: Number, answer: Number) -> bool:
    """Whether two numbers are equal as in Python, or both NaN."""
    return output == answer or canonical_number(output) == canonical_number(answer)


def near(absolute: float, relative: float, integers: Integers) -> Test:
    """Make a test of whether a number is close to the answer.

    Parts of complex numbers are compared one by one.
    """

    def test(output: Number, answer: Number) -> bool:
        if same(output, answer):
            return True
        if absolute == relative == 0:  # as floats, unequal ones may be equal
            return False
        share = relative
        if integers == "exact" and isinstance(answer, int):
            if isinstance(output, int):
                return False
            share = 0.0
        try:
            mine, theirs = complex(output), complex(answer)
        except OverflowError:
            return False
        return within(mine.real, theirs.real, absolute, share) and within(
            mine.imag, theirs.imag, absolute, share
        )

    return test


def within(output: float, answer: float, absolute: float, relative: float) -> bool:
    """Whether an output is close enough to the answer: testlib's rule.

    An answer of NaN needs NaN, an infinite one the same infinity; else the
    error must be within either tolerance. A tolerance of zero allows nothing.
    """
    if output == answer or (math.isnan(output) and math.isnan(answer)):
        return True
    if not (math.isfinite(output) and math.isfinite(answer)):
        return False
    error = abs(output - answer)
    return (absolute > 0 and error <= absolute + _SLACK) or (
        relative > 0 and error <= (relative + _SLACK) * abs(answer)
    )
