"""Which inputs hang on digits that programs need not keep."""

import pytest

from verifier.generation.delicate import moved
from verifier.generation.inputs import Input


@pytest.mark.parametrize(
    "data", [b"3 4 5\n", b"0.25 -1.5 3.0\n", b"v1.1 127.0.0.1\n", b""]
)
def test_what_is_exact_stays(data: bytes) -> None:
    assert moved(Input(data, "grammar"), 0) is None


def test_inexact_decimals_move_a_little() -> None:
    one = Input(b"2\n0.1 0.5\n-3.3 7\n", "grammar")

    other = moved(one, 0)

    assert other is not None
    first, half, second, seven = other.data.split()[1:]
    assert (half, seven) == (b"0.5", b"7")
    assert 0 < abs(float(first) - 0.1) < 1e-7
    assert 0 < abs(float(second) + 3.3) < 2e-6
    assert other.origin == one.origin
    assert moved(one, 0) == other


def test_numbers_move_both_ways() -> None:
    one = Input(b"5.1 1\n", "grammar")

    tokens = [other.data.split()[0] for n in (0, 1) if (other := moved(one, n))]

    assert sorted(float(token) > 5.1 for token in tokens) == [False, True]
