"""The `lines` checker."""

import pytest

from verifier.checkers.lines import LinesChecker


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"a b\n c", b"a b\n c\n"),
        (b"a \t\nb\n\n \n", b"a\nb"),
        (b"a\r\nb\r\n", b"a\nb\n"),
        (b"a\n\nb", b"a\n \nb\n"),
        (b"", b"\n\n"),
    ],
)
def test_what_nobody_sees_does_not_count(output: bytes, answer: bytes) -> None:
    assert LinesChecker().complaint(output, answer) is None


@pytest.mark.parametrize(
    ("output", "answer", "complaint"),
    [
        (b"a\n b\n", b"a\nb\n", "line 2 is ' b', expected 'b'"),
        (b"a  b\n", b"a b\n", "line 1 is 'a  b', expected 'a b'"),
        (b"\na\n", b"a\n", "line 1 is '', expected 'a'"),
        (b"a\n\nb\n", b"a\nb\n", "line 2 is '', expected 'b'"),
        (b"a b\n", b"a\nb\n", "line 1 is 'a b', expected 'a'"),
        (b"a\n", b"a\nb\nc\n", "expected 3 lines, found 1"),
        (b"a\rb\n", b"a\nb\n", r"line 1 is 'a\rb', expected 'a'"),
    ],
)
def test_complaint_names_the_first_difference(
    output: bytes, answer: bytes, complaint: str
) -> None:
    assert LinesChecker().complaint(output, answer) == complaint
