"""A null check tells test cases that a program which does nothing passes."""

from typing import Any

import pytest

from sandboxes import Sandbox, known_languages
from verifier.judge import verify
from verifier.languages import FIRST_LANGUAGES
from verifier.messages import VerificationRequest

pytestmark = pytest.mark.sandbox


def null_passes(sandbox: Sandbox, language: str, case: dict[str, Any]) -> bool | None:
    request = VerificationRequest.model_validate(
        {
            "submission": {
                "language": language,
                "source": known_languages().get(language).echo,
            },
            "test_cases": [case],
            "null_check": True,
        }
    )
    return verify(request, sandbox).null_passes


@pytest.mark.parametrize("language", FIRST_LANGUAGES)
def test_empty_answer_is_passed_by_a_program_that_does_nothing(
    language: str, sandbox: Sandbox
) -> None:
    assert null_passes(sandbox, language, {"kind": "stdio", "answer": ""}) is True
    assert null_passes(sandbox, language, {"kind": "stdio", "answer": "1"}) is False


@pytest.mark.parametrize("language", ["python", "javascript"])
@pytest.mark.parametrize(
    "target", [{"function": "f"}, {"class_name": "C", "method": "m"}]
)
def test_null_for_an_answer_is_passed_by_a_function_that_returns_nothing(
    language: str, target: dict[str, str], sandbox: Sandbox
) -> None:
    case = {"kind": "function_call", "args": [1]} | target

    assert null_passes(sandbox, language, case | {"answer": None}) is True
    assert null_passes(sandbox, language, case | {"answer": 1}) is False


def test_assertions_that_ask_nothing_are_found_out(sandbox: Sandbox) -> None:
    case = {"kind": "unit_tests", "entry_point": "f"}

    assert null_passes(sandbox, "python", case | {"code": "assert not f(1)"}) is True
    assert null_passes(sandbox, "python", case | {"code": "assert f(1) == 2"}) is False


def test_nothing_is_said_where_nothing_was_asked(sandbox: Sandbox) -> None:
    request = VerificationRequest.model_validate(
        {
            "submission": {"language": "bash", "source": "echo 1"},
            "test_cases": [{"kind": "stdio", "answer": "1"}],
        }
    )

    assert verify(request, sandbox).null_passes is None
