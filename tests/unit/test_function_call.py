"""`function_call` cases with a stub for a box: what the reply is worth."""

import json
from typing import Any

import pytest

from sandboxes import Command, Limits, RunResult, Termination
from sandboxes.backends.stub import StubSandbox
from verifier.graders.portable import portable
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import CaseReport


def replying(reply: bytes, language: str = "python", **case: Any) -> CaseReport:
    def play(command: Command, limits: Limits) -> RunResult:
        return RunResult(
            termination=Termination.EXITED,
            exit_code=0,
            reply=b"" if command.is_build else reply,
        )

    stated = {"kind": "function_call", "function": "f"} | case
    request = VerificationRequest.model_validate(
        {
            "submission": {"language": language, "source": "x"},
            "test_cases": [stated],
        }
    )
    return verify(request, StubSandbox(play=play)).cases[0]


def value(tree: object) -> bytes:
    return json.dumps({"value": tree}).encode()


@pytest.mark.parametrize(
    ("returned", "answer"),
    [
        (3, 3),
        (3.0, 3),
        (True, 1),
        ({"$tuple": [1, 2]}, [1, 2]),
        ({"$tuple": [1, 2]}, {"$tuple": [1, 2]}),
        ({"$int": "0x" + "f" * 5000}, {"$int": "0x" + "f" * 5000}),
        ({"$float": "nan"}, {"$float": "nan"}),
        ({"$set": [2, 1]}, {"$set": [1, 2]}),
        (None, None),
    ],
)
def test_equal_value_is_accepted(returned: object, answer: object) -> None:
    assert replying(value(returned), answer=answer).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("returned", "answer"),
    [
        (3, 4),
        ("3", 3),
        ([1, 2], {"$tuple": [1, 2]}),
        ({"$bytes": "YQ=="}, "a"),
        ({"$float": "inf"}, {"$float": "-inf"}),
        ({"$nonsense": 1}, {"$dict": [["$nonsense", 1]]}),
    ],
)
def test_other_value_is_a_wrong_answer(returned: object, answer: object) -> None:
    assert replying(value(returned), answer=answer).verdict is Verdict.WRONG_ANSWER


def test_any_of_several_answers_is_right() -> None:
    assert replying(value(2), answers=[1, 2]).verdict is Verdict.ACCEPTED
    assert replying(value(3), answers=[1, 2]).verdict is Verdict.WRONG_ANSWER


@pytest.mark.parametrize(
    "reply", [b"", b"{", b"[1]", b"null", b"\xff", b"[" * 100_000, b'{"raised": 3}']
)
def test_garbage_for_a_reply_is_a_wrong_answer(reply: bytes) -> None:
    case = replying(reply, answer=1)

    assert case.verdict is Verdict.WRONG_ANSWER
    assert case.feedback == "ended without returning a value"


RAISED = {"type": "MyError", "bases": ["MyError", "ValueError"], "message": "no"}


def test_expected_exception_may_be_a_subclass() -> None:
    reply = json.dumps({"raised": RAISED}).encode()

    assert replying(reply, raises="ValueError").verdict is Verdict.ACCEPTED
    assert replying(reply, raises="MyError").verdict is Verdict.ACCEPTED
    assert replying(reply, raises="KeyError").verdict is Verdict.WRONG_ANSWER


def test_unexpected_exception_is_a_runtime_error() -> None:
    case = replying(json.dumps({"raised": RAISED}).encode(), answer=1)

    assert case.verdict is Verdict.RUNTIME_ERROR
    assert case.feedback == "raised MyError: no"


def test_value_where_an_exception_was_expected_is_wrong() -> None:
    assert replying(value(1), raises="ValueError").verdict is Verdict.WRONG_ANSWER


def test_missing_function_is_a_runtime_error() -> None:
    case = replying(b'{"missing": "there is no \'f\'"}', answer=1)

    assert case.verdict is Verdict.RUNTIME_ERROR
    assert case.feedback == "there is no 'f'"


def test_value_without_typed_form_is_a_wrong_answer() -> None:
    case = replying(b'{"unencodable": "a value of type Foo"}', answer=1)

    assert case.verdict is Verdict.WRONG_ANSWER
    assert case.feedback == "returned a value of type Foo"


def test_language_without_tuples_returns_lists_for_them() -> None:
    case = replying(value([1, 2]), "javascript", answer={"$tuple": [1, 2]})

    assert case.verdict is Verdict.ACCEPTED


def test_portable_values_are_read_alike_everywhere() -> None:
    tree = [2**60, float("nan"), {"$tuple": [1]}, True, 1.5, {"a": -(2**53)}]

    assert portable(tree, has_tuples=False) == [
        {"$int": hex(2**60)},
        {"$float": "nan"},
        [1],
        True,
        1.5,
        {"a": {"$int": hex(-(2**53))}},
    ]
