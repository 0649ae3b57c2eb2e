"""Token by token, numbers within a tolerance."""

import math
import re
from itertools import zip_longest
from typing import Literal, override

from verifier.checkers.checker import Checker
from verifier.checkers.text import Absolute, Relative, count_complaint, shown, tokens
from verifier.values import close, within

_INTEGER = re.compile(rb"([+-]?)([0-9]++)")
_NUMBER = re.compile(
    rb"[+-]?(?:(?:[0-9]++(?:\.[0-9]*+)?|\.[0-9]++)(?:[eE][+-]?[0-9]++)?"
    rb"|[nN][aA][nN]|[iI][nN][fF](?:[iI][nN][iI][tT][yY])?)"
)
_INSIDE = re.compile(rb"((?<![0-9A-Za-z_.])[+-]?[0-9]++(?:\.[0-9]++)?)")
"""A number in a token: a sign after a digit or a letter is an operator or a dash."""
_INFINITY = re.compile(rb"[+-]?[iI]")


class FloatsChecker(Checker):
    """The same tokens in the same order; numbers may be off by a tolerance.

    A number is right if its absolute *or* its relative error is tolerated, NaN
    if NaN was expected, an infinity if the same infinity was: the rule of
    testlib's `doubleCompare` (`rcmp4`, `rcmp6`, `rcmp9`), and of Kattis'
    `float_tolerance`. An answer that is written as an integer may be met by
    the same integer, or by a float within the absolute tolerance: a relative
    one would make 1000000006 as good as 1000000007.

    A number is written in decimal or scientific notation, or is `nan`, `inf`
    or `infinity` in any case, with or without a sign. One too large for a
    double is right only as an equal integer or in the very same words. All
    other tokens are compared as they are.

    Attributes:
        absolute: Tolerated absolute error.
        relative: Tolerated error as a fraction of the answer.
        integers: `exact` as said above; `close` treats integers as floats,
            which is testlib's rule.
        numbers: `inside` compares the numbers inside tokens, too, as in
            `(0.5,-1.0)` or `$0.50`; what is around them must be the same. To
            `whole`, such a token is a text.
    """

    kind: Literal["floats"] = "floats"
    absolute: Absolute = 1e-6
    relative: Relative = 1e-6
    integers: Literal["exact", "close"] = "exact"
    numbers: Literal["whole", "inside"] = "whole"

    @override
    def complaint(self, output: bytes, answer: bytes) -> str | None:
        if output == answer:
            return None
        pairs = zip_longest(tokens(output), tokens(answer))
        for number, (token, expected) in enumerate(pairs, start=1):
            if token is None or expected is None:
                return count_complaint("token", tokens(output), tokens(answer))
            if token != expected and not self._fits(token, expected):
                return f"token {number} is {shown(token)}, expected {shown(expected)}"
        return None

    @override
    def value_complaint(self, output: object, answer: object) -> str | None:
        return close(output, answer, self.absolute, self.relative, self.integers)

    def _fits(self, token: bytes, expected: bytes) -> bool:
        if self._close(token, expected):
            return True
        if self.numbers == "whole":
            return False
        mine, theirs = _INSIDE.split(token), _INSIDE.split(expected)
        return len(mine) == len(theirs) and all(
            one == other or (place % 2 == 1 and self._close(one, other))
            for place, (one, other) in enumerate(zip(mine, theirs, strict=True))
        )

    def _close(self, token: bytes, expected: bytes) -> bool:
        relative = self.relative
        mine, theirs = _INTEGER.fullmatch(token), _INTEGER.fullmatch(expected)
        if theirs and self.integers == "exact":
            relative = 0.0
        if mine and theirs:
            if _canonical_integer(mine) == _canonical_integer(theirs):
                return True
            if self.integers == "exact":
                return False
        output, answer = _float(token), _float(expected)
        if output is None or answer is None:
            return False
        return within(output, answer, self.absolute, relative)


def _canonical_integer(match: re.Match[bytes]) -> tuple[bool, bytes]:
    """Return sign and digits; text, as long integers take long to convert."""
    digits = match[2].lstrip(b"0")
    return match[1] == b"-" and digits != b"", digits


def _float(token: bytes) -> float | None:
    """Return the number that a token is; None if none, or too large."""
    if not _NUMBER.fullmatch(token):
        return None
    number = float(token)
    return None if math.isinf(number) and not _INFINITY.match(token) else number


CHECKERS = (FloatsChecker,)
