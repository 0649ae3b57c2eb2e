"""The `json` checker."""

import pytest

from verifier.checkers.json_equal import JsonChecker


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (b'{"b": [1, 2], "a": null}', b'{"a":null,"b":[1,2]}\n'),
        (b"1.0", b"1"),
        (b"10e-1", b"1"),
        (b'"\\u00e9"', '"é"'.encode()),
        (b"[NaN, -Infinity]", b"[ NaN,-Infinity]"),
        (b'{"a": 1, "a": 2}', b'{"a": 2}'),
        (b'{"$tuple": [1]}', b'{"$tuple":[1]}'),
        (b"\xef\xbb\xbf[]", b"[]"),
        (b"not JSON", b"not JSON"),
        (b"[" * 10**6, b"[" * 10**6),
    ],
)
def test_same_document_is_right_however_written(output: bytes, answer: bytes) -> None:
    assert JsonChecker().complaint(output, answer) is None


@pytest.mark.parametrize(
    ("output", "answer", "words"),
    [
        (b"[1, 2]", b"[2, 1]", "value[0] is 1, expected 2"),
        (b"true", b"1", "value is True, expected 1"),
        (b"null", b"0", "value is None, expected 0"),
        (b'"1"', b"1", "value is '1', expected 1"),
        (b'{"a": {"b": 1}}', b'{"a": {"b": 2}}', "value['a']['b'] is 1, expected 2"),
        (b'{"a": 1}', b'{"a": 1, "b": 2}', "value lacks the key 'b'"),
        (b'{"$tuple": [1]}', b"[1]", "value is {'$tuple': [1]}, expected [1]"),
        (b"0.30000000000000004", b"0.3", "value is 0.30000000000000004, expected 0.3"),
        (b"9007199254740993", b"9007199254740992.0", "value is 9007199254740993"),
        (b"", b"[]", "output is not JSON: Expecting value"),
        (b"[1] [2]", b"[1]", "output is not JSON: Extra data"),
        (b"\xff", b"[1]", "output is not JSON: 'utf-8'"),
        (b"1" * 5000, b"[1]", "output is not JSON: Exceeds the limit"),
        (b"[" * 10**6, b"[1]", "output is nested too deep"),
        (b"[" * 200 + b"]" * 200, b"[" * 200 + b" " + b"]" * 200, "nested deeper"),
        (b"[1]", b"oops", "the answer is not JSON"),
    ],
)
def test_complaint_says_what_differs(output: bytes, answer: bytes, words: str) -> None:
    assert words in (JsonChecker().complaint(output, answer) or "")


def test_tolerance_is_for_numbers_that_are_not_both_integers() -> None:
    checker = JsonChecker(relative=1e-6)

    assert checker.complaint(b"[1000000.9]", b"[1e6]") is None
    assert checker.complaint(b"[1000001]", b"[1000000]") is not None
    assert checker.value_complaint([1.0000001], [1.0]) is None
    assert checker.value_complaint([True], [1]) is None
