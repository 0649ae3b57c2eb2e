"""The `unordered` checker."""

import pytest

from verifier.checkers.unordered import UnorderedChecker
from verifier.values import encode


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"b\na\n", b"a\nb\n"),
        (b"b \r\n\n\na", b"a\nb\n"),
        (b"a\nb\na", b"a\na\nb"),
        (b"\n\n", b""),
    ],
)
def test_lines_may_come_in_any_order(output: bytes, answer: bytes) -> None:
    assert UnorderedChecker().complaint(output, answer) is None


@pytest.mark.parametrize(
    ("output", "answer", "complaint"),
    [
        (b"a\nb", b"a\na\nb", "line 'a' is missing"),
        (b"a\nb\nb", b"a\nb", "line 'b' is not expected (so often)"),
        (
            b"a\nb\nb",
            b"a\na\nb",
            "line 'b' is not expected (so often); line 'a' is missing",
        ),
        (
            b"2 1",
            b"1 2",
            "line '2 1' is not expected (so often); line '1 2' is missing",
        ),
        (b" a", b"a", "line ' a' is not expected (so often); line 'a' is missing"),
    ],
)
def test_lines_count_as_often_as_they_occur(
    output: bytes, answer: bytes, complaint: str
) -> None:
    assert UnorderedChecker().complaint(output, answer) == complaint


def test_tokens_may_come_in_any_order() -> None:
    checker = UnorderedChecker(of="tokens")

    assert checker.complaint(b"3 1\n2", b"1 2 3\n") is None
    assert checker.complaint(b"3 1 1", b"1 2 3") == (
        "token '1' is not expected (so often); token '2' is missing"
    )


def test_items_of_a_value_may_come_in_any_order() -> None:
    checker = UnorderedChecker()

    assert checker.value_complaint([3, [1, 2], 3], [[1, 2], 3, 3]) is None
    assert checker.value_complaint([3, [1, 2]], [[1, 2], 3, 3]) is not None
    assert checker.value_complaint([[2, 1]], [[1, 2]]) is not None
    assert checker.value_complaint(encode({1}), [1]) is not None
    assert checker.value_complaint("ab", "ba") is not None
