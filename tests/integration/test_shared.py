"""Tests in one process with the program: what passes, and who is to blame."""

from typing import Any

import pytest

from sandboxes import Sandbox, known_languages
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
    "kotlin": {
        "right": "fun f(x: Int): Int = x + 1\n",
        "exits": "fun f(x: Int): Int { kotlin.system.exitProcess(0) }\n",
        "code": 'fun main() { if (f(1) != 2) throw Exception("no") }\n',
    },
    "scala": {
        "right": "object A { def f(x: Int): Int = x + 1\n",
        "exits": "object A { def f(x: Int): Int = sys.exit(0)\n",
        "code": "def main(args: Array[String]) = { assert(f(1) == 2) } }\n",
    },
    "csharp": {
        "right": "using System; using System.Diagnostics; class A {\n"
        "static int f(int x) { return x + 1; }\n",
        "exits": "using System; using System.Diagnostics; class A {\n"
        "static int f(int x) { Environment.Exit(0); return 0; }\n",
        "code": "public static void Main(string[] args) {"
        " Debug.Assert(f(1).Equals(2)); } }\n",
    },
    "ruby": {
        "right": "def f(x) = x + 1\n",
        "exits": "def f(x) = exit!(0)\n",
        "code": "raise 'no' if f(1) != 2\n",
    },
    "php": {
        "right": "<?php\nfunction f($x) { return $x + 1; }\n",
        "exits": "<?php\nfunction f($x) { exit(0); }\n",
        "code": "if (f(1) !== 2) throw new Exception('no');\n",
    },
    "lua": {
        "right": "local function f(x) return x + 1 end\n",
        "exits": "function f(x) os.exit(0) end\n",
        "code": "assert(f(1) == 2)\n",
    },
    "d": {
        "right": "import std.math;\nint f(int x) { return x + 1; }\n",
        "exits": "import core.stdc.stdlib;\nint f(int x) { exit(0); }\n",
        "code": "unittest { assert(f(1) == 2); }\nvoid main() {}\n",
    },
    "racket": {
        "right": "#lang racket\n(define (f x) (+ 1 x))\n",
        "exits": "#lang racket\n(define (f x) (exit 0))\n",
        "code": "(require rackunit)\n(check-equal? (f 1) 2)\n",
    },
    "perl": {
        "right": "use strict;\nsub f { my ($x) = @_; return $x + 1; }\n",
        "exits": "sub f { exit 0; }\n",
        "code": "die 'no' if f(1) != 2;\n",
    },
}
NOT_COMPILED = {"python", "javascript", "bash", "ruby", "php", "lua", "racket", "perl"}
APPENDED["cpp20"] = APPENDED["cpp"]


def test_every_language_is_tried() -> None:
    languages = [known_languages().get(name) for name in known_languages().names]

    # A variant has the driver of its language, with another option for the compiler.
    assert set(APPENDED) == {
        it.name for it in languages if it.shared and not it.variant_of
    } - {"swift"} | {"cpp20"}  # Swift has its own file, as it needs an image


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


def variants() -> list[tuple[str, str]]:
    """Return dialects that tests can be appended to, with their languages."""
    found = [known_languages().get(name) for name in known_languages().names]
    return [
        (it.name, it.variant_of)
        for it in found
        if it.variant_of in APPENDED and it.shared
    ]


@pytest.mark.parametrize(("variant", "language"), variants())
def test_tests_are_appended_to_dialects(
    variant: str, language: str, sandbox: Sandbox
) -> None:
    tests = APPENDED[language]
    form = {"prelude": tests["prelude"]} if "prelude" in tests else {}
    form |= {"language": variant, "code": tests["code"], "framework": "appended"}

    assert_accepted(judge(tests["right"], sandbox=sandbox, **form))
    the_case(judge(tests["exits"], sandbox=sandbox, **form), *Verdict)


def test_clang_may_end_programs_where_nothing_may_be_thrown(sandbox: Sandbox) -> None:
    body = "int f(int x) noexcept { return std::vector<int>{x}.at(0) + 1; }\n"
    form = {"language": "cpp_clang", "framework": "appended"}
    code = "int main() { return f(1) == 2 ? 0 : 1; }\n"

    assert_accepted(judge(f"#include <vector>\n{body}", code, sandbox, **form))


@pytest.mark.parametrize("language", APPENDED)
def test_a_right_program_is_accepted(language: str, sandbox: Sandbox) -> None:
    assert_accepted(appended(language, APPENDED[language]["right"], sandbox))


@pytest.mark.parametrize("language", APPENDED)
def test_a_wrong_program_is_not(language: str, sandbox: Sandbox) -> None:
    wrong = APPENDED[language]["right"].replace("+ 1", "+ 2")

    the_case(
        appended(language, wrong, sandbox), Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR
    )


@pytest.mark.parametrize("language", ["c", "cpp", "d", "java", "rust", "go", "python"])
def test_a_failed_assertion_is_a_wrong_answer(language: str, sandbox: Sandbox) -> None:
    wrong = APPENDED[language]["right"].replace("+ 1", "+ 2")

    the_case(appended(language, wrong, sandbox), Verdict.WRONG_ANSWER)


@pytest.mark.parametrize("language", APPENDED)
def test_an_early_exit_is_no_pass(language: str, sandbox: Sandbox) -> None:
    report = appended(language, APPENDED[language]["exits"], sandbox)

    the_case(report, Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR)


@pytest.mark.parametrize("language", sorted(set(APPENDED) - NOT_COMPILED))
def test_what_does_not_compile_is_a_compile_error(
    language: str, sandbox: Sandbox
) -> None:
    the_case(appended(language, "}{ no program", sandbox), Verdict.COMPILE_ERROR)


RIGHT = "def solve(n):\n    return n * n\n"
WRONG = RIGHT.replace("n * n", "-1")


def test_tests_may_share_files_with_the_program(sandbox: Sandbox) -> None:
    source = "def save(x):\n    open('data.txt', 'w').write(x)\n"
    code = "save('a')\nassert open('data.txt').read() == 'a'\n"

    assert_accepted(judge(source, code, sandbox))


def test_tests_may_derive_from_classes_of_the_program(sandbox: Sandbox) -> None:
    source = (
        "class Shape:\n    def area(self): raise NotImplementedError\n"
        "    def twice(self): return 2 * self.area()\n"
    )
    code = (
        "class Square(Shape):\n    def area(self): return 9\n"
        "assert Square().twice() == 18\n"
    )

    assert_accepted(judge(source, code, sandbox))


UNITTEST = """
import inspect, io, unittest
from contextlib import redirect_stdout
from unittest import mock

import solution

class TestSolution(unittest.TestCase):
    def test_patch(self):
        with mock.patch("solution.fetch", return_value=7):
            self.assertEqual(solution.double(), 14)

    def test_source(self):
        self.assertIn("fetch()", inspect.getsource(solution.double))

    def test_output(self):
        with redirect_stdout(io.StringIO()) as out:
            solution.greet()
        self.assertEqual(out.getvalue(), "hello\\n")

    @unittest.skip("for another day")
    def test_skipped(self):
        self.fail()
"""
FETCHES = (
    "def fetch(): return 1\ndef double(): return 2 * fetch()\n"
    "def greet(): print('hello')\n"
)


def test_tests_may_patch_and_look_into_the_program(sandbox: Sandbox) -> None:
    assert_accepted(judge(FETCHES, UNITTEST, sandbox, "unittest"))


def test_every_test_is_told_of(sandbox: Sandbox) -> None:
    wrong = FETCHES.replace("hello", "bye")

    case = the_case(judge(wrong, UNITTEST, sandbox, "unittest"), Verdict.WRONG_ANSWER)

    told = [line.split("  ")[:2] for line in (case.answer or b"").decode().split("\n")]
    assert told == [
        ["failed", "TestSolution.test_output"],
        ["passed", "TestSolution.test_patch"],
        ["passed", "TestSolution.test_source"],
    ]


def test_an_exception_of_the_program_is_a_runtime_error(sandbox: Sandbox) -> None:
    source = "def solve(n):\n    raise KeyError(n)\n"

    case = the_case(
        judge(source, "assert solve(2) == 4", sandbox), Verdict.RUNTIME_ERROR
    )

    assert "KeyError" in case.feedback


def test_a_program_that_does_not_load_fails(sandbox: Sandbox) -> None:
    the_case(judge("1 / 0\n", "assert True", sandbox), Verdict.RUNTIME_ERROR)


def test_pytest_has_its_fixtures(sandbox: Sandbox) -> None:
    source = "def greet(path):\n    print('hello')\n    path.write_text('x')\n"
    code = (
        "from solution import greet\n"
        "def test_greet(capsys, tmp_path, monkeypatch):\n"
        "    monkeypatch.setenv('A', 'b')\n    greet(tmp_path / 'a')\n"
        "    assert capsys.readouterr().out == 'hello\\n'\n"
        "    assert (tmp_path / 'a').read_text() == 'x'\n"
    )

    assert_accepted(judge(source, code, sandbox, "pytest"))


PYTEST = "from solution import solve\ndef test_a():\n    assert solve(3) == 9\n"
HIDES = "def pytest_collection_modifyitems(items):\n    items.clear()\n"
EVIL_FILES = {
    "conftest.py": HIDES,
    "tests/conftest.py": HIDES,
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "tox.ini": "[pytest]\naddopts = --collect-only\n",
    "setup.cfg": "[tool:pytest]\naddopts = --collect-only\n",
    "pyproject.toml": "[tool.pytest.ini_options]\naddopts = '--collect-only'\n",
    "sitecustomize.py": "import os; os._exit(0)\n",
    "usercustomize.py": "import os; os._exit(0)\n",
    "pytest.py": "def main(*args, **more): return 0\n",
    "unittest.py": "",
    "json.py": "",
    "verifier_runners.py": "",
    "verifier_shared/verifier_runners.py": "",
    "verifier_shared/verifier_shared.py": "",
    "test_candidate.py": "def test_a(): pass\n",
}
WRITES_THEM = (
    "import os\nfor name, text in {files!r}.items():\n"
    "    os.makedirs(os.path.dirname(name) or '.', exist_ok=True)\n"
    "    open(name, 'w').write(text)\n"
)


@pytest.mark.parametrize("framework", ["pytest", "asserts"])
def test_files_of_the_program_have_no_say(framework: str, sandbox: Sandbox) -> None:
    code = PYTEST if framework == "pytest" else "assert solve(3) == 9"
    more = {"submission_files": EVIL_FILES}

    the_case(judge(WRONG, code, sandbox, framework, **more), Verdict.WRONG_ANSWER)
    assert_accepted(judge(RIGHT, code, sandbox, framework, **more))


def test_files_that_the_program_writes_have_no_say(sandbox: Sandbox) -> None:
    writes = WRITES_THEM.format(files=EVIL_FILES)

    report = judge(writes + WRONG, PYTEST, sandbox, "pytest")

    the_case(report, Verdict.WRONG_ANSWER)
    assert_accepted(judge(writes + RIGHT, PYTEST, sandbox, "pytest"))


def test_files_of_the_tests_are_theirs(sandbox: Sandbox) -> None:
    files = {
        "conftest.py": "import pytest\n@pytest.fixture\ndef three(): return 3\n",
        "pytest.ini": "[pytest]\npython_functions = check_*\n",
        "tests/test_deep.py": "from solution import solve\n"
        "def check_it(three):\n    assert solve(three) == 9\n",
        "tests/data.txt": "9",
    }

    assert_accepted(judge(RIGHT, "", sandbox, "pytest", files=files))
    the_case(judge(WRONG, "", sandbox, "pytest", files=files), Verdict.WRONG_ANSWER)


def test_a_conftest_of_the_tests_needs_no_settings(sandbox: Sandbox) -> None:
    files = {
        "conftest.py": "import pytest\ndef pytest_configure(): pytest.three = 3\n",
        "tests/test_deep.py": "import pytest\nfrom solution import solve\n"
        "def test_it():\n    assert solve(pytest.three) == 9\n",
    }

    assert_accepted(judge(RIGHT, "", sandbox, "pytest", files=files))
    the_case(judge(WRONG, "", sandbox, "pytest", files=files), Verdict.WRONG_ANSWER)


def test_chosen_tests_alone_count(sandbox: Sandbox) -> None:
    code = PYTEST + "def test_b():\n    assert solve(3) == 8\n"
    select = ["test_candidate.py::test_a"]

    assert_accepted(judge(RIGHT, code, sandbox, "pytest", select=select))


@pytest.mark.parametrize(
    ("framework", "code"),
    [
        ("asserts", "assert solve(\n"),
        ("unittest", "class :\n"),
        ("asserts", "x = 1\n"),
        ("unittest", "import unittest\n"),
        ("pytest", "def helper():\n    pass\n"),
    ],
)
@pytest.mark.parametrize("source", [RIGHT, WRONG])
def test_tests_that_are_broken_are_to_blame(
    framework: str, code: str, source: str, sandbox: Sandbox
) -> None:
    report = judge(source, code, sandbox, framework)

    assert report.verdict is Verdict.INTERNAL_ERROR, report.cases
    assert report.attribution == Attribution.TESTS
    assert report.reward is None


def test_a_program_cannot_blame_the_tests(sandbox: Sandbox) -> None:
    source = (
        'import os\nos.write(3, b\'\\n{"fault": "broken"}\\n\')\n'
        'def solve(n):\n    os.write(3, b\'\\n{"fault": "broken"}\\n\')\n'
        "    os._exit(0)\n"
    )

    the_case(judge(source, "assert solve(3) == 9", sandbox), Verdict.WRONG_ANSWER)


def test_a_program_that_hangs_is_stopped(sandbox: Sandbox) -> None:
    limits = {"cpu_time_s": 0.3}

    the_case(
        judge("while True: pass", "assert True", sandbox, limits=limits),
        Verdict.TIME_LIMIT_EXCEEDED,
    )


def test_unittest_main_is_no_early_exit(sandbox: Sandbox) -> None:
    code = (
        "import unittest\nclass TestIt(unittest.TestCase):\n"
        "    def test_a(self):\n        self.assertEqual(solve(3), 9)\n"
        "if __name__ == '__main__':\n    unittest.main()\n"
    )

    assert_accepted(judge(RIGHT, code, sandbox, "appended"))
    the_case(judge(WRONG, code, sandbox, "appended"), Verdict.WRONG_ANSWER)


def test_prelude_source_and_code_are_one_program(sandbox: Sandbox) -> None:
    source = "def solve(n):\n    return int(math.pow(n, 2))\n"
    code = "assert solve(3) == 9 and math.pi > 3\n"

    report = judge(source, code, sandbox, "appended", prelude="import math\n")

    assert_accepted(report)


def test_files_of_the_submission_are_part_of_it(sandbox: Sandbox) -> None:
    files = {"square.h": "inline int square(int n) { return n * n; }\n"}
    source = '#include "square.h"\nint solve(int n) { return square(n); }\n'
    code = "int main() { return solve(3) == 9 ? 0 : 1; }\n"
    more: dict[str, Any] = {"language": "cpp", "submission_files": files}

    assert_accepted(judge(source, code, sandbox, "appended", **more))


def test_macros_of_the_program_are_its_own(sandbox: Sandbox) -> None:
    source = (
        "#define N 3\n#define max(a, b) ((a) > (b) ? (a) : (b))\n"
        "#include <assert.h>\nint solve(int n) { return max(n, N); }\n"
    )
    code = "enum { N = 7 };\nint main() { assert(solve(2) == 3); return N - 7; }\n"

    assert_accepted(judge(source, code, sandbox, "appended", language="cpp"))


def test_rust_tests_in_all_their_forms(sandbox: Sandbox) -> None:
    source = "fn half(n: i32) -> i32 { if n % 2 == 1 { panic!() } n / 2 }\n"
    code = """
#[cfg(test)]
mod tests {
    use super::*;
    mod inner {
        #[test]
        fn deep() { assert_eq!(super::super::half(4), 2, "{}", "}"); }
    }
    #[test]
    #[should_panic]
    fn odd() { half(3); }
    #[test]
    #[ignore]
    fn later() { assert!(false); }
    #[test]
    fn result() -> Result<(), String> { Ok(()) }
}
"""
    more = {"language": "rust"}

    report = judge(source, code, sandbox, "appended", **more)
    calm = judge(source.replace("panic!()", ""), code, sandbox, "appended", **more)

    assert_accepted(report)
    assert (report.cases[0].answer or b"").split() == [
        *(b"passed", b"tests::inner::deep"),
        *(b"passed", b"tests::odd"),
        *(b"passed", b"tests::result"),
    ]
    the_case(calm, Verdict.WRONG_ANSWER)


def test_java_tests_in_the_class_of_the_program(sandbox: Sandbox) -> None:
    source = "class Problem {\n  static int solve(int n) {\n    return n * n;\n"
    code = (
        "  }\n  public static void main(String[] args) {\n"
        "    assert(solve(3) == 9);\n  }\n}\n"
    )
    more = {"language": "java"}

    assert_accepted(judge(source, code, sandbox, "appended", **more))
    wrong = source.replace("n * n", "-1")
    the_case(judge(wrong, code, sandbox, "appended", **more), Verdict.WRONG_ANSWER)


def test_javascript_waits_for_what_is_under_way(sandbox: Sandbox) -> None:
    source = "const later = (n) => new Promise((r) => setTimeout(() => r(n * n), 20))\n"
    code = "later(3).then((n) => { if (n !== 9) throw new Error('no') })\n"
    more = {"language": "javascript"}

    assert_accepted(judge(source, code, sandbox, "appended", **more))
    wrong = source.replace("n * n", "-1")
    the_case(judge(wrong, code, sandbox, "appended", **more), Verdict.RUNTIME_ERROR)


def test_libraries_of_the_tests_come_as_files(sandbox: Sandbox) -> None:
    files = {"node_modules/same/index.js": "exports.same = (a, b) => a === b\n"}
    code = "const { same } = require('same')\nif (!same(solve(3), 9)) throw 1\n"
    source = "const solve = (n) => n * n\n"
    more: dict[str, Any] = {"language": "javascript", "files": files}

    assert_accepted(judge(source, code, sandbox, "appended", **more))


def test_no_program_of_its_own_is_built_for_shared_cases(sandbox: Sandbox) -> None:
    report = appended("cpp", APPENDED["cpp"]["right"], sandbox)

    assert report.build.cpu_time_s == 0.0


def test_sealed_and_shared_cases_of_one_submission(sandbox: Sandbox) -> None:
    case = {"kind": "unit_tests", "code": "assert solve(3) == 9"}
    request = {
        "submission": {"language": "python", "source": RIGHT},
        "test_cases": [case, {**case, "mode": "shared"}],
    }

    report = verify(VerificationRequest.model_validate(request), sandbox)

    assert report.reward == 1.0
    assert report.integrity == "shared"
    assert [case.integrity for case in report.cases] == ["sealed", "shared"]


def test_a_null_program_is_put_to_shared_cases(sandbox: Sandbox) -> None:
    case = {
        "kind": "unit_tests",
        "code": "assert solve(3) is None or solve(3) == 9",
        "entry_point": "solve",
        "mode": "shared",
    }
    request = {
        "submission": {"language": "python", "source": RIGHT},
        "test_cases": [case],
        "null_check": True,
    }

    report = verify(VerificationRequest.model_validate(request), sandbox)

    assert report.null_passes


SKIPS = """
import unittest

class TestSolve(unittest.TestCase):
    def test_a(self):
        self.assertEqual(solve(2), 4)

    def test_b(self):
        self.assertEqual(solve(3), 9)
"""


@pytest.mark.parametrize(
    "raised",
    ["unittest.SkipTest()", "unittest.case._ShouldStop()", "pytest.skip.Exception()"],
)
def test_a_program_cannot_skip_the_tests_it_fails(
    raised: str, sandbox: Sandbox
) -> None:
    source = (
        "import unittest\ntry:\n    import pytest\nexcept ImportError: pass\n"
        f"def solve(n):\n    if n == 3: raise {raised}\n    return n * n\n"
    )
    code = "from solution import solve\n" + SKIPS

    the_case(
        judge(source, code, sandbox, "unittest"),
        *(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
    )
    the_case(
        judge(source, code, sandbox, "pytest"),
        *(Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR),
    )


def test_tests_may_skip_themselves(sandbox: Sandbox) -> None:
    code = SKIPS.replace("self.assertEqual(solve(3), 9)", "self.skipTest('later')")
    pytest_code = (
        "import pytest\nfrom solution import solve\n"
        "def test_a(): assert solve(3) == 9\n"
        "@pytest.mark.skip\ndef test_b(): assert False\n"
        "@pytest.mark.xfail\ndef test_c(): assert False\n"
    )

    assert_accepted(judge(RIGHT, code, sandbox, "unittest"))
    assert_accepted(judge(RIGHT, pytest_code, sandbox, "pytest"))


def test_a_program_may_use_numpy_and_files_of_any_name(sandbox: Sandbox) -> None:
    source = (
        "import numpy\nopen('maps', 'w').write('9')\n"
        "def solve(n): return numpy.array([int(open('maps').read())])\n"
    )
    code = "import numpy as np\nassert np.allclose(solve(3), [9])\n"

    assert_accepted(judge(source, code, sandbox))


@pytest.mark.parametrize(
    "imported",
    [
        "from solution import solve",
        "from main import solve",
        "from programs.solve import solve",
        "from programs.of.mine import solve",
        "import programs.mine\nsolve = programs.mine.solve",
        "import whatever\nsolve = whatever.solve",
    ],
)
def test_the_program_is_found_under_any_name(imported: str, sandbox: Sandbox) -> None:
    code = f"{imported}\ndef test_it():\n    assert solve(3) == 9\n"

    assert_accepted(judge(RIGHT, code, sandbox, "pytest"))


def test_a_module_that_nobody_has_is_not_the_program(sandbox: Sandbox) -> None:
    code = "import json.solve\ndef test_it():\n    pass\n"

    the_case(judge(RIGHT, code, sandbox, "pytest"), Verdict.WRONG_ANSWER)
