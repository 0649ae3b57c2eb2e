"""Functions of compiled languages, called with typed values in real boxes.

`programs/` has the same functions once for each language.
"""

from pathlib import Path
from typing import Any

import pytest

from sandboxes import Sandbox, known_languages
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

pytestmark = [pytest.mark.sandbox, pytest.mark.timeout(300)]

PROGRAMS = {path.stem: path for path in (Path(__file__).parent / "programs").iterdir()}
BIG = 2**62
MANY = 'é ✓ 🎉 \u0000"\\\n'
RAISED = {
    "c": None,
    "cpp": "logic_error",
    "csharp": "ArgumentException",
    "go": "error",
    "java": "RuntimeException",
    "kotlin": "RuntimeException",
    "php": "LogicException",
    "ruby": "ArgumentError",
    "rust": "panic",
    "scala": "RuntimeException",
    "typescript": "Error",
}
every_language = pytest.mark.parametrize("language", sorted(PROGRAMS))


def judge(
    sandbox: Sandbox, language: str, source: str, *cases: dict[str, Any]
) -> VerificationReport:
    """Put a source to calls; time is what a busy machine needs."""
    request = {
        "submission": {"language": language, "source": source},
        "test_cases": [{"kind": "function_call", **case} for case in cases],
        "limits": {"cpu_time_s": 3, "wall_time_s": 60},
        "build_limits": {"wall_time_s": 120},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def call(sandbox: Sandbox, language: str, *cases: dict[str, Any]) -> list[Verdict]:
    """Put the program of a language to calls."""
    report = judge(sandbox, language, PROGRAMS[language].read_text(), *cases)
    assert all(case.verdict is not Verdict.INTERNAL_ERROR for case in report.cases)
    return [case.verdict for case in report.cases]


def variants() -> list[str]:
    """Return the dialects whose functions can be called."""
    found = [known_languages().get(name) for name in known_languages().names]
    return [it.name for it in found if it.variant_of and it.call]


PLAIN = {
    "c": "int f(int n) { return n + 1; }",
    "cpp": "int f(int n) { return n + 1; }",
    "java": "class Solution { public int f(int n) { return n + 1; } }",
}


@pytest.mark.parametrize("variant", variants())
def test_dialects_are_called_as_their_language_is(
    variant: str, sandbox: Sandbox
) -> None:
    language = known_languages().get(variant)
    right = {"function": "f", "args": [3], "answer": 4, "signature": "(n: int) -> int"}
    wrong = {**right, "answer": 5}

    report = judge(sandbox, variant, PLAIN[language.variant_of], right, wrong)
    broken = judge(sandbox, variant, "no program", right)

    assert [case.verdict for case in report.cases] == [
        Verdict.ACCEPTED,
        Verdict.WRONG_ANSWER,
    ], report.cases[0].stderr
    assert broken.verdict == "compile_error"


def ok(function: str, *args: Any, **more: Any) -> dict[str, Any]:
    """Return a call whose last argument is the answer."""
    *given, answer = args
    return {"function": function, "args": given, "answer": answer, **more}


@every_language
def test_numbers_travel_as_they_are(language: str, sandbox: Sandbox) -> None:
    big = BIG if language != "typescript" else 2**52
    nan, inf = {"$float": "nan"}, {"$float": "inf"}
    kinds = "shift(n: int, big: long) -> long"
    reals = "scale(x: float, y: float) -> float"

    verdicts = call(
        sandbox,
        language,
        ok("shift", -7, big + 1, big - 6, signature=kinds),
        ok("shift", 0, big, big + 1, signature=kinds),
        ok("scale", 0.1, 3, 0.1 * 3, signature=reals),
        ok("scale", nan, 1, nan, signature=reals),
        ok("scale", inf, -1.0, {"$float": "-inf"}, signature=reals),
    )

    right, wrong = Verdict.ACCEPTED, Verdict.WRONG_ANSWER
    assert verdicts == [right, wrong, right, right, right]


@every_language
def test_texts_and_containers_travel_as_they_are(
    language: str, sandbox: Sandbox
) -> None:
    mixed = ok(
        "mixed",
        *(MANY if language != "c" else "é ✓ 🎉", "x", True, [[], [3]], {"é": 41}),
        None,
        "",
        signature="mixed(text: str, sign: char, yes: bool, grid: list[list[int]], "
        "ages: map[str, int], none: optional[int]) -> str",
    )
    mixed["answer"] = mixed["args"][0] + "xT341none"
    kinds = "(words: list[str]) -> map[int, str]"
    answer = {"$dict": [[0, "a"], [1, "ß"]]}
    table = ok("table", ["a", "ß"], answer, signature=kinds)
    kinds = "(items: list[int]) -> set[int]"
    unique = ok("unique_of", [3, 1, 3], {"$set": [1, 3]}, signature=kinds)
    wrong = ok("unique_of", [3, 1, 3], {"$set": [3]}, signature=kinds)

    verdicts = call(sandbox, language, mixed, table, unique, wrong)

    assert verdicts == [Verdict.ACCEPTED] * 3 + [Verdict.WRONG_ANSWER]


@every_language
def test_nodes_and_changed_arguments_come_back(language: str, sandbox: Sandbox) -> None:
    reverse = "reversed(head: ListNode) -> ListNode"
    mirror = "TreeNode mirror(TreeNode root)"

    verdicts = call(
        sandbox,
        language,
        ok("reversed", [1, 2, 3], [3, 2, 1], signature=reverse),
        ok("reversed", [], [], signature=reverse),
        ok("mirror", [1, 2, 3, None, 4], [1, 3, 2, None, None, 4], signature=mirror),
        ok("mirror", [], [], signature=mirror),
        ok("order", [3, 1, 2], [1, 2, 3], signature="void order(int[] items)"),
        ok("order", [3, 1, 2], [3, 1, 2], signature="void order(int[] items)"),
    )

    assert verdicts == [Verdict.ACCEPTED] * 5 + [Verdict.WRONG_ANSWER]


@every_language
def test_tampering_earns_its_due(language: str, sandbox: Sandbox) -> None:
    one = {"function": "odd", "signature": "odd(how: int) -> int"}
    name = RAISED[language]
    raising = {"raises": name} if name else {"answer": 1}

    verdicts = call(
        sandbox,
        language,
        {**one, "args": [0], "answer": 0},
        {**one, "args": [1], **raising},
        {**one, "args": [1], "answer": 1},
        {**one, "args": [2], "answer": 2},
        {**one, "args": [3], "answer": 3},
        {**one, "args": [4], "answer": 4},
        {**one, "args": [5], "answer": 7},
        {**one, "args": [6], "answer": 6, "limits": {"cpu_time_s": 0.7}},
    )

    wrong = Verdict.WRONG_ANSWER
    assert verdicts[0] is Verdict.ACCEPTED
    if name:
        assert verdicts[1] is Verdict.ACCEPTED
    assert verdicts[2] is Verdict.RUNTIME_ERROR
    assert verdicts[3:7] == [wrong] * 4
    assert verdicts[7] is Verdict.TIME_LIMIT_EXCEEDED


@every_language
def test_method_of_a_class_is_called(language: str, sandbox: Sandbox) -> None:
    twice = {"class_name": "Solution", "method": "twice", "args": [21]}
    if language == "c":
        pytest.skip("C has no classes")

    assert call(sandbox, language, {**twice, "answer": 42}) == [Verdict.ACCEPTED]


@every_language
def test_arguments_by_name_take_their_places(language: str, sandbox: Sandbox) -> None:
    case = {
        "function": "shift",
        "args": [1],
        "kwargs": {"big": 41},
        "answer": 42,
        "signature": "shift(n: int, big: long) -> long",
    }

    assert call(sandbox, language, case) == [Verdict.ACCEPTED]


@every_language
def test_another_function_than_asked_for_says_what_was_expected(
    language: str, sandbox: Sandbox
) -> None:
    source = PROGRAMS[language].read_text()
    case = ok("absent", 1, 1, signature="absent(n: int) -> int")

    report = judge(sandbox, language, source, case)

    assert report.verdict in {Verdict.COMPILE_ERROR, Verdict.RUNTIME_ERROR}
    assert report.attribution == "candidate"
    assert report.reward == 0.0
    assert "absent(" in report.cases[0].feedback


@every_language
def test_stub_compiles_and_is_refused(language: str, sandbox: Sandbox) -> None:
    driver = known_languages().get(language).call
    assert driver is not None
    assert driver.stub is not None
    case = ok("shift", 1, 2, 3, signature="shift(n: int, big: long) -> long")
    target = VerificationRequest.model_validate(
        {
            "submission": {"language": language, "source": ""},
            "test_cases": [{"kind": "function_call", **case}],
        }
    )
    assert target.test_cases
    wanted = target.test_cases[0].target()
    assert wanted is not None

    report = judge(sandbox, language, driver.stub(wanted), case)

    assert report.verdict not in {Verdict.COMPILE_ERROR, Verdict.INTERNAL_ERROR}
    assert report.reward == 0.0


@pytest.mark.parametrize("language", ["cpp", "rust"])
def test_signature_that_no_program_can_have_is_the_tests_fault(
    language: str, sandbox: Sandbox
) -> None:
    case = {
        "function": "f",
        "args": [{"$dict": []}],
        "answer": [],
        "signature": "f(x: map[set[void], int]) -> list[void]",
    }

    report = judge(sandbox, language, "nonsense", case)

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution == "tests"
    assert report.reward is None


def test_overloads_and_templates_are_called_with_the_types_of_the_values(
    sandbox: Sandbox,
) -> None:
    source = (
        "template <class T> T sum(T a, T b) { return a + b; }\n"
        "int half(int n) { return n / 2; }\ndouble half(double n) { return n / 2; }\n"
    )

    report = judge(
        sandbox,
        "cpp",
        source,
        ok("sum", 1, 2, 3),
        ok("sum", "a", "b", "ab"),
        ok("half", 3, 1),
        ok("half", 3, 1.5, signature="double half(double n)"),
    )

    assert report.reward == 1.0, report


def test_macros_of_the_candidate_do_not_reach_the_driver(sandbox: Sandbox) -> None:
    source = (
        "#include <vector>\n#define int long long\n#define value first\n"
        "#define call 3\nint total(std::vector<int> v) { int s = 0; for (int x : v) "
        "s += x; return s; }\nsigned main() { return 1; }\n"
    )

    report = judge(sandbox, "cpp", source, ok("total", [BIG, 1], BIG + 1))

    assert report.reward == 1.0, report


def test_one_build_serves_all_cases(own_sandbox: Sandbox) -> None:
    cases = [ok("twice", n, 2 * n) for n in range(20)]
    source = "int twice(int n) { return 2 * n; }\n"

    first = judge(own_sandbox, "cpp", source, *cases[:1])
    all_of_them = judge(own_sandbox, "cpp", source, *cases)

    assert all_of_them.reward == 1.0
    assert all_of_them.timings.total_s < 3 * first.timings.total_s + 2


def test_types_of_scala_are_those_of_its_compiler(sandbox: Sandbox) -> None:
    source = """
def total(all: List[Long], by: Map[String, Float], at: (Int, Double),
          more: Option[List[BigInt]]): List[Any] =
  List(all.sum, by("a"), at, more.map(_.sum), Vector(Some(1L), None))
"""
    case = ok(
        "total",
        [1, BIG],
        {"a": 0.5},
        [1, 2.5],
        [3],
        [BIG + 1, 0.5, [1, 2.5], 3, [1, None]],
        signature="total(all: list[long], by: map[str, float], "
        "at: tuple[int, float], more: optional[list[bigint]]) -> any",
    )

    assert judge(sandbox, "scala", source, case).reward == 1.0


def test_overloaded_function_of_scala_is_called_all_the_same(sandbox: Sandbox) -> None:
    source = (
        "object A { def f(n: List[Int]) = n.sum; def f(a: Int, b: Int) = Seq(a, b) }"
    )

    report = judge(sandbox, "scala", source, ok("f", [2, 3], 5), ok("f", 2, 3, [2, 3]))

    assert report.reward == 1.0, report


def test_values_of_kotlin_come_back(sandbox: Sandbox) -> None:
    source = """
package some.where
data class Point(val x: Int, val name: String)
fun move(at: Point, by: Pair<Int, Long>) =
    sequenceOf(at.copy(x = at.x + by.first), by, 1..2, null)
class Outer {
    companion object {
        fun four(many: List<List<Double?>>) = many.flatten().map { it ?: 4.0 }
    }
}
"""
    answer = [[3, "p"], [2, 3], [1, 2], None]

    report = judge(
        sandbox,
        "kotlin",
        source,
        ok("move", [1, "p"], [2, 3], answer),
        ok("move", {"x": 1, "name": "p"}, [2, 3], answer),
        ok("four", [[1, None], []], [1.0, 4.0]),
        ok("move", [1, None], [2, 3], answer),
    )

    accepted = [case.verdict is Verdict.ACCEPTED for case in report.cases]
    assert accepted == [True, True, True, False], report
