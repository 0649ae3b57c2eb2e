"""The `tokens` checker."""

import time

import pytest

from verifier.checkers.tokens import TokensChecker


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b"1 2 3\n", b"1 2 3"),
        (b"1\n2\r\n\t3\v\f", b" 1  2 3 "),
        (b"", b"\n \n"),
        (b"\xff\x00", b"\xff\x00\n"),
    ],
)
def test_whitespace_only_separates(output: bytes, answer: bytes) -> None:
    assert TokensChecker().complaint(output, answer) is None


@pytest.mark.parametrize(
    ("output", "answer", "complaint"),
    [
        (b"1 2 4", b"1 2 5", "token 3 is '4', expected '5'"),
        (b"1 2 3", b"1 2 3 4", "expected 4 tokens, found 3"),
        (b"1 2", b"1", "expected 1 token, found 2"),
        (b"", b"0", "expected 1 token, found 0"),
        (b"1.0", b"1", "token 1 is '1.0', expected '1'"),
        (b"yes", b"YES", "token 1 is 'yes', expected 'YES'"),
        (b"1\x002", b"1 2", r"token 1 is '1\x002', expected '1'"),
        ("1\u00a02".encode(), b"1 2", r"token 1 is '1\xa02', expected '1'"),
        (b"\xff\x1b[2J", b"x", r"token 1 is '\xff\x1b[2J', expected 'x'"),
    ],
)
def test_complaint_names_the_first_difference(
    output: bytes, answer: bytes, complaint: str
) -> None:
    assert TokensChecker().complaint(output, answer) == complaint


def test_prefix_of_the_answer_is_not_enough() -> None:
    answer = b"1 " * 10_000

    assert TokensChecker().complaint(answer[:-2], answer) is not None
    assert TokensChecker().complaint(answer, answer[:-2]) is not None


def test_long_token_is_cut() -> None:
    complaint = TokensChecker().complaint(b"x" * 10**6, "é".encode() * 10**6) or ""

    assert complaint == f"token 1 is '{'x' * 39}…', expected '{'é' * 39}…'"


def test_case_may_be_ignored() -> None:
    checker = TokensChecker(case_sensitive=False)

    assert checker.complaint(b"Yes no", b"YES NO") is None
    assert checker.complaint(b"Yes yes", b"YES no") == (
        "token 2 is 'yes', expected 'no'"
    )
    assert checker.complaint("é".encode(), "É".encode()) is not None


def test_tokens_across_blocks_stay_whole() -> None:
    answer = b"12345 " * 400_000
    start = time.process_time()

    assert TokensChecker().complaint(answer.replace(b" ", b"\n"), answer) is None
    assert time.process_time() - start < 5


def test_values_are_compared_as_python_does() -> None:
    assert TokensChecker().value_complaint([1.0, True], [1, 1]) is None
    assert TokensChecker().value_complaint(["a"], ["b"]) == (
        "value[0] is 'a', expected 'b'"
    )
