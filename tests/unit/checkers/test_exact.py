"""The `exact` checker."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from verifier.checkers.exact import ExactChecker
from verifier.values import encode


@given(st.binary(), st.binary())
def test_only_equal_bytes_are_right(output: bytes, answer: bytes) -> None:
    right = ExactChecker().complaint(output, answer) is None

    assert right == (output == answer)


@pytest.mark.parametrize(
    ("output", "answer", "complaint"),
    [
        (b"a", b"a\n", "expected 2 bytes, found 1"),
        (b"a\n\n", b"a\n", "expected 2 bytes, found 3"),
        (b"a\nb ", b"a\nc ", "from byte 3 (line 2) it is 'b ', expected 'c '"),
        (b"a\r\n", b"a\n", r"from byte 2 (line 1) it is '\r\n', expected '\n'"),
    ],
)
def test_complaint_names_the_first_difference(
    output: bytes, answer: bytes, complaint: str
) -> None:
    assert ExactChecker().complaint(output, answer) == complaint


@pytest.mark.parametrize(
    ("output", "answer"), [(1, 1.0), (True, 1), ([1], (1,)), ({1}, frozenset({1}))]
)
def test_types_of_values_count(output: object, answer: object) -> None:
    checker = ExactChecker()

    assert checker.value_complaint(encode(output), encode(answer)) is not None
    assert checker.value_complaint(encode(answer), encode(answer)) is None
