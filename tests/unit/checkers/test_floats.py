"""The `floats` checker."""

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from verifier.checkers.floats import FloatsChecker


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"1.000001", b"1"),
        (b"0.999999", b"1"),
        (b"1000000.9 ok", b"1e6 ok"),
        (b".5 5. -0", b"0.5 5 0"),
        (b"+1E+2", b"100"),
        (b"NaN -nan", b"nan NAN"),
        (b"Infinity -INF", b"+inf -infinity"),
        (b"1e-999", b"0.0"),
        (b"1e999", b"1e999"),
        (b"007", b"7"),
        (b"9" * 5000, b"+" + b"9" * 5000),
        (b"4e-7", b"0"),
    ],
)
def test_close_numbers_are_right(output: bytes, answer: bytes) -> None:
    assert FloatsChecker().complaint(output, answer) is None


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"1.00001", b"1"),
        (b"nan", b"1"),
        (b"1", b"nan"),
        (b"inf", b"-inf"),
        (b"inf", b"1e308"),
        (b"1e308", b"inf"),
        (b"1e999", b"inf"),
        (b"inf", b"1e999"),
        (b"2e999", b"1e999"),
        (b"0x10", b"16.0"),
        (b"1_0", b"10.0"),
        (b"1e", b"1.0"),
        (b".", b"0.0"),
        ("\u0661".encode(), b"1.0"),
        (b"1.0f", b"1.0"),
        (b"1,0", b"1.0"),
        (b"ok", b"OK"),
        (b"1.0", b"1.0 1.0"),
        (b"1.0 1.0", b"1.0"),
    ],
)
def test_others_are_wrong(output: bytes, answer: bytes) -> None:
    assert FloatsChecker().complaint(output, answer) is not None


def test_complaint_names_the_first_difference() -> None:
    complaint = FloatsChecker().complaint(b"1.0 2.5", b"1 3.5")

    assert complaint == "token 2 is '2.5', expected '3.5'"


def test_integers_must_be_equal_unless_asked_otherwise() -> None:
    output, answer = b"1000000006", b"1000000007"

    assert FloatsChecker().complaint(output, answer) is not None
    assert FloatsChecker(integers="close").complaint(output, answer) is None
    assert FloatsChecker().value_complaint(int(output), int(answer)) is not None
    assert FloatsChecker(integers="close").value_complaint(
        int(output), int(answer)
    ) is (None)


def test_either_tolerance_is_enough() -> None:
    absolute = FloatsChecker(absolute=0.5, relative=0)
    relative = FloatsChecker(absolute=0, relative=0.5)

    assert absolute.complaint(b"0.5", b"0.0") is None
    assert absolute.complaint(b"100.6", b"100.0") is not None
    assert relative.complaint(b"149.9", b"100.0") is None
    assert relative.complaint(b"0.1", b"0.0") is not None


def test_no_tolerance_allows_nothing() -> None:
    checker = FloatsChecker(absolute=0, relative=0)

    assert checker.complaint(b"1.0000000000000002", b"1.0") is not None
    assert checker.complaint(b"1.00", b"1") is None


@given(st.floats(allow_nan=False, allow_infinity=False), st.floats(-1e-6, 1e-6))
def test_error_below_the_tolerance_is_right(answer: float, error: float) -> None:
    output = answer + error * max(1.0, abs(answer))
    if not math.isfinite(output):
        return
    complaint = FloatsChecker().complaint(repr(output).encode(), repr(answer).encode())

    assert complaint is None


@pytest.mark.parametrize("tolerance", [-1.0, math.nan, math.inf])
def test_tolerance_that_makes_no_sense_is_refused(tolerance: float) -> None:
    with pytest.raises(ValidationError):
        FloatsChecker(absolute=tolerance)
    with pytest.raises(ValidationError):
        FloatsChecker(relative=tolerance)


@pytest.mark.parametrize(
    "token", [b"1" * 10**6, b"1" * 10**6 + b"x", b"." + b"0" * 10**6, b"-" * 10**6]
)
def test_long_tokens_take_no_time(token: bytes) -> None:
    start = time.process_time()

    assert FloatsChecker(integers="close").complaint(token, b"5") is not None
    assert FloatsChecker().complaint(b"5", token + b"1") is not None
    assert time.process_time() - start < 2


def test_tolerances_have_short_names() -> None:
    checker = FloatsChecker.model_validate({"kind": "floats", "abs": 0.5, "rel": 0.25})

    assert (checker.absolute, checker.relative) == (0.5, 0.25)


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"(-0.000,1.0000001)", b"(0.000,1.000)"),
        (b"$0.50", b"$0.5"),
        (b"3-4.0", b"3-4.0000001"),
        (b"x=1.0;y=2.0", b"x=1.0000001;y=2.0"),
    ],
)
def test_numbers_inside_tokens_may_be_close(output: bytes, answer: bytes) -> None:
    assert FloatsChecker(numbers="inside").complaint(output, answer) is None
    assert FloatsChecker().complaint(output, answer) is not None


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"(0.001,1.000)", b"(0.000,1.000)"),
        (b"(0.000;1.000)", b"(0.000,1.000)"),
        (b"[0.000,1.000]", b"(0.000,1.000)"),
        (b"(0.000,1.000,2.000)", b"(0.000,1.000)"),
        (b"(1000001,1.5)", b"(1000000,1.5)"),
        (b"3-4.0", b"3+4.0"),
        (b"(-nan,1.0)", b"(0.0,1.0)"),
    ],
)
def test_what_is_around_numbers_must_be_the_same(output: bytes, answer: bytes) -> None:
    assert FloatsChecker(numbers="inside").complaint(output, answer) is not None
