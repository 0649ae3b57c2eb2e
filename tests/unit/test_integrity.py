"""How far a case keeps the candidate from its tests, and who may ask for more."""

from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import known_languages
from verifier.complaints import FieldError, field_errors
from verifier.messages import VerificationRequest
from verifier.outcome import CaseOutcome, Integrity, Verdict
from verifier.reports import case_report, integrity_of

ASSERTS = {"kind": "unit_tests", "code": "assert f(1) == 2"}
STDIO = {"kind": "stdio", "answer": "3"}


def request(case: dict[str, Any], language: str = "python", **more: Any) -> Any:
    submission = {"language": language, "source": "x", **more.pop("submission", {})}
    return {"submission": submission, "test_cases": [case], **more}


def complaints(*args: Any, **more: Any) -> list[FieldError]:
    with pytest.raises(ValidationError) as caught:
        VerificationRequest.model_validate(request(*args, **more))
    return field_errors(caught.value.errors())


def integrity(case: dict[str, Any], language: str = "python") -> Integrity:
    made = VerificationRequest.model_validate(request(case, language))
    assert made.test_cases
    return made.test_cases[0].integrity


@pytest.mark.parametrize(
    "case",
    [
        STDIO,
        {"kind": "function_call", "function": "f", "answer": 1},
        {"kind": "interactive", "interactor": {"source": "x"}},
        ASSERTS,
        {**ASSERTS, "mode": "sealed"},
    ],
)
def test_cases_are_sealed(case: dict[str, Any]) -> None:
    assert integrity(case) is Integrity.SEALED


@pytest.mark.parametrize(
    "case", [{**ASSERTS, "mode": "shared"}, {**ASSERTS, "framework": "appended"}]
)
def test_cases_are_shared_only_where_they_say_so(case: dict[str, Any]) -> None:
    assert integrity(case) is Integrity.SHARED


@pytest.mark.parametrize(
    "case", [{**ASSERTS, "mode": "shared"}, {**ASSERTS, "framework": "appended"}]
)
def test_a_shared_case_is_refused_where_sealed_is_asked_for(
    case: dict[str, Any],
) -> None:
    (error,) = complaints(case, integrity="sealed")

    assert error.field == "test_cases.0.mode"
    assert "'sealed' is allowed" in error.message


def test_a_sealed_case_is_taken_where_sealed_is_asked_for() -> None:
    made = VerificationRequest.model_validate(request(ASSERTS, integrity="sealed"))

    assert made.integrity == "sealed"


def test_an_unknown_integrity_is_refused() -> None:
    (error,) = complaints(ASSERTS, integrity="shared")

    assert error.field == "integrity"
    assert "'any' or 'sealed'" in error.message


def test_appended_tests_cannot_be_sealed() -> None:
    (error,) = complaints({**ASSERTS, "framework": "appended", "mode": "sealed"})

    assert error.field == "test_cases.0.mode"


@pytest.mark.parametrize(
    "language",
    [it for it in known_languages().names if known_languages().get(it).shared],
)
def test_every_language_with_a_driver_takes_appended_tests(language: str) -> None:
    assert integrity({**ASSERTS, "framework": "appended"}, language) == "shared"


def test_a_language_without_a_sealed_mode_is_named() -> None:
    (error,) = complaints(ASSERTS, "rust")

    assert "sealed unit_tests cases work with python, not with rust" in error.message


def test_a_framework_without_a_shared_mode_is_named() -> None:
    (error,) = complaints({**ASSERTS, "mode": "shared"}, "rust")

    assert "framework asserts work with python, not with rust" in error.message


@pytest.mark.parametrize(
    ("path", "language", "files"),
    [
        ("main.py", "python", {}),
        ("lib/a.py", "python", {"lib/a.py": ""}),
        ("lib", "python", {"lib/a.py": ""}),
        ("lib/a.py/b", "python", {"lib/a.py": ""}),
        ("main", "cpp", {}),
        ("main.cpp", "cpp", {}),
        ("main.js", "typescript", {}),
    ],
)
def test_files_of_a_case_replace_none_of_the_submission(
    path: str, language: str, files: dict[str, str]
) -> None:
    case = {**STDIO, "files": {path: "x"}}

    (error,) = complaints(case, language, submission={"files": files})

    assert error.field == "test_cases.0.files"
    assert error.message == f"{path!r} would replace a file of the submission"


def test_files_of_tests_replace_none_of_the_submission() -> None:
    case = {**ASSERTS, "files": {"main.py": "x"}}

    (error,) = complaints(case)

    assert error.field == "test_cases.0.files"


def test_files_beside_those_of_the_submission_are_taken() -> None:
    case = {**STDIO, "files": {"lib/b.py": "x", "data.txt": "y"}}
    submission = {"files": {"lib/a.py": ""}}

    made = VerificationRequest.model_validate(request(case, submission=submission))

    assert made.test_cases


def test_a_report_is_shared_if_a_case_is() -> None:
    sealed = CaseOutcome(verdict=Verdict.ACCEPTED)
    shared = CaseOutcome(verdict=Verdict.ACCEPTED, integrity=Integrity.SHARED)

    assert integrity_of([sealed]) is Integrity.SEALED
    assert integrity_of([sealed, shared]) is Integrity.SHARED
    assert case_report(0, None, shared, shown=False, most=0).integrity == "shared"
