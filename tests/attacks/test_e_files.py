"""Attacks on files and secrets: 56 to 67.

66, archives that hold links and bombs, has no test: no archive is accepted
anywhere. 65, file names in requests, is refused before there is a box.
"""

from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import Sandbox
from tests.attacks.attack import (
    CONTAINED,
    Attack,
    assert_contained,
    attacks,
    find_attack,
    judge,
)
from verifier.messages import RunRequest, VerificationRequest
from verifier.outcome import Verdict

SECRET = "secret-answer-f1c8"  # noqa: S105 - what programs look for
FIELDS = {"submission": "files", "case": "files", "answer": "answer_files"}
BAD_NAMES = {
    "absolute": ["/etc/passwd"],
    "empty": [""],
    "parent": ["../main.py"],
    "parent inside": ["a/../../b"],
    "parent at the end": ["a/.."],
    "self": ["./a"],
    "empty part": ["a//b"],
    "directory": ["a/"],
    "NUL": ["a\0b"],
    "newline": ["a\nb"],
    "escape": ["\x1b[2J"],
    "delete": ["a\x7f"],
    "long name": ["a" * 300],
    "long path": ["/".join(["a" * 100] * 20)],
    "file and directory": ["a", "a/b"],
    "lone surrogate": ["\ud800"],
    "too many": [f"{number}" for number in range(1001)],
}


@pytest.mark.sandbox
@pytest.mark.parametrize("attack", attacks("e_files"), ids=str)
def test_verdict_is_that_of_the_head(
    attack: Attack, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFIER_REDIS_URL", f"redis://{SECRET}")
    cases = [CONTAINED, {**CONTAINED, "answer": SECRET}]
    if attack.number != 58:
        cases = [CONTAINED] * 2

    report = judge(attack, sandbox, cases)

    assert {report.cases[0].verdict, report.verdict} <= attack.verdicts | {
        Verdict.WRONG_ANSWER
    }
    if attack.number != 58:
        assert_contained(attack, report)
        assert report.passed == report.total


@pytest.mark.sandbox
def test_answer_is_nowhere_to_be_found(sandbox: Sandbox) -> None:
    attack = find_attack("e_files/58_looks_for_the_answer.py")
    files = {"seen.txt": f"it is {SECRET}"}
    cases = [
        {**CONTAINED, "answer": SECRET},
        {**CONTAINED, "answer": SECRET, "files": files},
    ]

    hidden, seen = judge(attack, sandbox, cases).cases

    assert hidden.output == b"nothing\n"
    assert seen.verdict is Verdict.ACCEPTED, "the search itself must work"


@pytest.mark.sandbox
def test_environment_holds_nothing_of_the_service(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFIER_REDIS_URL", f"redis://{SECRET}")

    report = judge(find_attack("e_files/58_reads_its_environment.py"), sandbox)

    assert report.verdict is Verdict.ACCEPTED


@pytest.mark.sandbox
def test_compiler_shows_nothing_of_the_machine(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFIER_REDIS_URL", f"redis://{SECRET}")

    report = judge(find_attack("e_files/58_compiles_the_environment.c"), sandbox)

    assert report.verdict is Verdict.COMPILE_ERROR
    for word in (SECRET, "VERIFIER", "root:", "celery", "NSJAIL"):
        assert word.encode() not in report.build.stderr


@pytest.mark.parametrize("names", BAD_NAMES.values(), ids=BAD_NAMES)
@pytest.mark.parametrize("field", FIELDS)
def test_bad_file_name_is_refused(field: str, names: list[str]) -> None:
    files = dict.fromkeys(names, "x")
    submission: dict[str, Any] = {"language": "python", "source": ""}
    case: dict[str, Any] = {**CONTAINED}
    (submission if field == "submission" else case)[FIELDS[field]] = files

    with pytest.raises(ValidationError):
        VerificationRequest.model_validate(
            {"submission": submission, "test_cases": [case]}
        )


@pytest.mark.parametrize("names", BAD_NAMES.values(), ids=BAD_NAMES)
def test_bad_file_name_of_a_run_is_refused(names: list[str]) -> None:
    files = dict.fromkeys(names, "x")

    with pytest.raises(ValidationError):
        RunRequest.model_validate({"language": "c", "source": "", "files": files})
