"""Tests in one process with the program: what passes, and who is to blame."""

from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Integrity, Verdict
from verifier.reports import CaseReport, VerificationReport

pytestmark = pytest.mark.sandbox

APPENDED: dict[str, dict[str, str]] = {
    "python": {
        "right": "def f(x): return x + 1\n",
        "exits": "import os\ndef f(x): os._exit(0)\n",
        "code": "def check(g):\n    assert g(1) == 2\ncheck(f)\n",
    },
    "javascript": {
        "right": "const f = (x) => x + 1\n",
        "exits": "const f = (x) => process.exit(0)\n",
        "code": "const test = () => { console.assert(f(1) === 2) }\ntest()\n",
    },
    "typescript": {
        "right": "const f = (x: number): number => x + 1\n",
        "exits": "declare var process: any;\nconst f = (x) => process.exit(0)\n",
        "code": "import * as assert from 'assert'\nassert.deepEqual(f(1), 2)\n",
    },
    "bash": {
        "right": "f() { echo $(($1 + 1)); }\n",
        "exits": "exit() { builtin exit 0; }\nbuiltin exit 0\nf() { :; }\n",
        "code": "set -e\nrun() { [[ $(f 1) == 2 ]]; }\nrun\n",
    },
    "c": {
        "right": "int f(int x) { return x + 1; }\n",
        "exits": "#include <stdlib.h>\nint f(int x) { exit(0); }\n",
        "code": "#include <assert.h>\nint main() { assert(f(1) == 2); return 0; }\n",
    },
    "cpp": {
        "right": "int f(int x) { return x + 1; }\n",
        "exits": "#include <cstdlib>\nint f(int x) { std::_Exit(0); }\n",
        "code": "#include <cassert>\nint main() { assert(f(1) == 2); }\n",
    },
    "java": {
        "right": "class S { static int f(int x) { return x + 1; } }\n",
        "exits": "class S { static int f(int x) { System.exit(0); return 0; } }\n",
        "code": "public class Main { public static void main(String[] a) {"
        " if (S.f(1) != 2) throw new AssertionError(); } }\n",
    },
    "go": {
        "prelude": 'package main\n\nimport ("os"; "testing")\nvar _ = os.Exit\n',
        "right": "func F(x int) int { return x + 1 }\n",
        "exits": "func F(x int) int { os.Exit(0); return 2 }\n",
        "code": "func TestF(t *testing.T) { if F(1) != 2 { t.Error(F(1)) } }\n",
    },
    "rust": {
        "right": "fn f(x: i32) -> i32 { x + 1 }\n",
        "exits": "fn f(x: i32) -> i32 { std::process::exit(0) }\n",
        "code": "#[cfg(test)]\nmod tests {\n    use super::*;\n    #[test]\n"
        "    fn adds() { assert_eq!(f(1), 2); }\n}\n",
    },
}
APPENDED["cpp20"] = APPENDED["cpp"]


def judge(
    source: str, code: str, sandbox: Sandbox, framework: str = "asserts", **more: Any
) -> VerificationReport:
    language = more.pop("language", "python")
    files, limits = more.pop("submission_files", {}), more.pop("limits", {})
    case = {"kind": "unit_tests", "code": code, "framework": framework, **more}
    if framework != "appended":
        case["mode"] = "shared"
    request = {
        "submission": {"language": language, "source": source, "files": files},
        "test_cases": [case],
        "limits": {"wall_time_s": 5, **limits},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def appended(
    language: str, source: str, sandbox: Sandbox, **more: Any
) -> VerificationReport:
    form = {"code": APPENDED[language]["code"], **more}
    if prelude := APPENDED[language].get("prelude"):
        form["prelude"] = prelude
    return judge(
        source, sandbox=sandbox, framework="appended", language=language, **form
    )


def assert_accepted(report: VerificationReport) -> None:
    (case,) = report.cases
    assert case.verdict is Verdict.ACCEPTED, (case.feedback, case.answer, case.stderr)
    assert report.reward == 1.0
    assert report.integrity is case.integrity is Integrity.SHARED


def the_case(report: VerificationReport, *verdicts: Verdict) -> CaseReport:
    (case,) = report.cases
    assert case.verdict in verdicts, (case.feedback, case.answer, case.stderr)
    assert report.attribution == Attribution.CANDIDATE
    assert report.reward == 0.0
    assert report.integrity is case.integrity is Integrity.SHARED
    return case


@pytest.mark.parametrize("language", APPENDED)
def test_a_right_program_is_accepted(language: str, sandbox: Sandbox) -> None:
    assert_accepted(appended(language, APPENDED[language]["right"], sandbox))


@pytest.mark.parametrize("language", APPENDED)
def test_a_wrong_program_is_not(language: str, sandbox: Sandbox) -> None:
    wrong = APPENDED[language]["right"].replace("+ 1", "+ 2")

    the_case(
        appended(language, wrong, sandbox), Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR
    )


@pytest.mark.parametrize("language", APPENDED)
def test_an_early_exit_is_no_pass(language: str, sandbox: Sandbox) -> None:
    report = appended(language, APPENDED[language]["exits"], sandbox)

    the_case(report, Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR)


@pytest.mark.parametrize("language", set(APPENDED) - {"python", "javascript", "bash"})
def test_what_does_not_compile_is_a_compile_error(
    language: str, sandbox: Sandbox
) -> None:
    the_case(appended(language, "}{ no program", sandbox), Verdict.COMPILE_ERROR)
