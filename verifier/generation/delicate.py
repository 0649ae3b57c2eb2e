"""Inputs whose answers hang on digits that right programs need not keep.

A decimal such as `0.1` has no end in binary. One program reads it into 24 bits,
another into 53, a third adds what it read in another order; all are right, and on
the border between two answers they part. Moved by as little as the shorter of the
two types leaves out, such an input has another answer. Whole numbers, and fractions
such as `0.25`, are what they are in all of them: borders that they lie on are kept.
"""

import re
import struct
from collections.abc import Iterator
from itertools import cycle
from random import Random

from verifier.generation.inputs import Input

_DECIMAL = re.compile(rb"(?<![\w.])-?\d+\.\d+(?![\w.])")
_STEPS = (-7, -4, -1, 2, 5, 8)
"""How far a number is moved, in parts that a number of 24 bits cannot hold: equal ones
are three apart then, and so two numbers, whatever they are rounded to."""
_PART = 2.0**-24
_DIGITS = 12


def moved(one: Input, number: int) -> Input | None:
    """Return an input with its inexact decimals moved a little.

    Args:
        one: What a whole program reads.
        number: Which way they are moved. Each is moved the other way with the next
            number, if this one is even.

    Returns:
        None if it has no inexact decimals.
    """
    if next(_inexact(one.data), None) is None:
        return None
    # Moved by the same part, numbers that are equal would stay so.
    steps = cycle(Random(f"{number // 2}/{one.data!r}").sample(_STEPS, len(_STEPS)))
    part = -_PART if number % 2 else _PART

    def other(found: re.Match[bytes]) -> bytes:
        if _is_exact(found[0]):
            return found[0]
        value = float(found[0]) * (1 + next(steps) * part)
        return f"{value:.{_DIGITS}f}".encode()

    return Input(_DECIMAL.sub(other, one.data), one.origin)


def _inexact(data: bytes) -> Iterator[bytes]:
    return (token for token in _DECIMAL.findall(data) if not _is_exact(token))


def _is_exact(token: bytes) -> bool:
    """Whether a decimal is a number of 24 bits, as it is written."""
    value = float(token)
    try:
        [short] = struct.unpack("f", struct.pack("f", value))
    except OverflowError:
        return False
    return bool(short == value)
