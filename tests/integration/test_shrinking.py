"""Failing cases of generated sets, shrunk with real programs in real boxes."""

import json
from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationRequest
from verifier.generation.shrinking import NO_REFERENCE, ShrinkContext, shrink
from verifier.generation.smaller_cases import NO_LAYOUT
from verifier.judge import JudgingCanceledError, verify
from verifier.messages import VerificationRequest
from verifier.reports import ShrunkCase, VerificationReport

pytestmark = pytest.mark.sandbox

LARGEST = "def largest(xs: list[int]) -> int:\n    return max(xs)\n"
FOR_LONG_ONES = (
    "def largest(xs):\n    return sorted(xs)[-2] if len(xs) > 3 else max(xs)\n"
)
SUM = "n = int(input())\nprint(sum(int(input()) for _ in range(n)))\n"


def recipe_of(reference: str = LARGEST, **changes: Any) -> dict[str, Any]:
    return {
        "target": {"kind": "function", "function": "largest"},
        "references": [{"language": "python", "source": reference}],
        "budget": {"inputs": 30, "cases": 15, "mutants": 0},
        **changes,
    }


STDIO = recipe_of(
    SUM,
    target={"kind": "stdio"},
    examples=[{"input": "3\n5\n6\n7\n"}, {"input": "1\n12\n"}, {"input": "2\n3\n4\n"}],
)


def judged(
    recipe: dict[str, Any],
    source: str,
    sandbox: Sandbox,
    *,
    context: ShrinkContext | None = None,
    **changes: Any,
) -> VerificationReport:
    """Judge a program by the cases of a recipe, and shrink what fails."""
    asked = GenerationRequest.model_validate(recipe)
    made = generate(asked, sandbox)
    assert made.status == "generated", made.feedback
    request = VerificationRequest.model_validate(
        {
            "submission": {"language": "python", "source": source},
            "test_set": made.test_set,
            "shrink": {"wall_time_s": 60},
            **changes,
        }
    )
    filled = VerificationRequest.model_validate(
        {
            **request.model_dump(exclude={"test_set", "shrink"}, exclude_unset=True),
            "test_cases": made.test_cases,
        }
    ).model_copy(update={"shrink": request.shrink})
    return shrink(verify(filled, sandbox), filled, asked, sandbox, context)


def shrunk_in(report: VerificationReport) -> list[ShrunkCase]:
    return [case.shrunk for case in report.cases if case.shrunk]


def arguments(one: ShrunkCase) -> Any:
    return json.loads(one.input)["args"]


def test_a_failing_call_is_shrunk_to_the_smallest_that_fails(sandbox: Sandbox) -> None:
    report = judged(recipe_of(), FOR_LONG_ONES, sandbox)
    [one] = shrunk_in(report)

    assert report.verdict == "wrong_answer"
    assert sorted(arguments(one)[0]) == [0, 0, 0, 1]
    assert one.output == b"0"
    assert one.answer == b"1"
    assert one.is_minimal
    assert one.bytes_after <= one.bytes_before


def test_a_reference_in_cpp_answers_smaller_calls(sandbox: Sandbox) -> None:
    source = """#include <algorithm>
#include <vector>
int largest(const std::vector<int>& xs) {
    return *std::max_element(xs.begin(), xs.end());
}
"""
    references = [{"language": "cpp", "source": source}]
    recipe = recipe_of(references=references, examples=[{"args": [[3, 5]]}])
    [one] = shrunk_in(judged(recipe, FOR_LONG_ONES, sandbox))

    assert sorted(arguments(one)[0]) == [0, 0, 0, 1]
    assert (one.output, one.answer) == (b"0", b"1")


def test_the_reward_and_the_verdicts_stay_as_they_were(sandbox: Sandbox) -> None:
    wrong = "def largest(xs):\n    return abs(max(xs))\n"
    with_it = judged(recipe_of(), wrong, sandbox)
    without = judged(recipe_of(), wrong, sandbox, shrink=None)

    assert shrunk_in(with_it)
    assert not shrunk_in(without)
    assert with_it.reward == without.reward
    assert [c.verdict for c in with_it.cases] == [c.verdict for c in without.cases]


def test_an_input_that_the_reference_refuses_is_no_shrunk_case(
    sandbox: Sandbox,
) -> None:
    picky = LARGEST.replace("    return", "    assert len(xs) > 2\n    return")
    report = judged(recipe_of(picky), "def largest(xs):\n    return 10**9\n", sandbox)
    [one] = shrunk_in(report)

    assert arguments(one) == [[0, 0, 0]]


def test_an_input_that_a_precondition_refuses_is_no_shrunk_case(
    sandbox: Sandbox,
) -> None:
    odd = {"kind": "python", "source": "def valid(xs): return xs and min(xs) > 4"}
    recipe = recipe_of(preconditions=[odd])
    report = judged(recipe, "def largest(xs):\n    return -1\n", sandbox)
    [one] = shrunk_in(report)

    assert arguments(one) == [[5]]


def test_a_smaller_input_on_which_it_fails_in_another_way_is_another_bug(
    sandbox: Sandbox,
) -> None:
    wrong = (
        "def largest(xs):\n    if len(xs) < 3:\n        raise KeyError('x')\n"
        "    return 10**9\n"
    )
    report = judged(recipe_of(), wrong, sandbox, shrink={"cases": 3})
    found = [(case.verdict, case.shrunk) for case in report.cases if case.shrunk]

    assert found
    for verdict, one in found:
        assert (len(arguments(one)[0]) < 3) == (verdict == "runtime_error")


def test_a_program_is_shrunk_with_its_counts(sandbox: Sandbox) -> None:
    wrong = "n = int(input())\nprint(max(int(input()) for _ in range(n)))\n"
    report = judged(STDIO, wrong, sandbox)
    [one] = shrunk_in(report)
    count, *numbers = one.input.split()

    assert int(count) == len(numbers) == 2
    assert one.answer.strip() == b"2"
    assert one.output.strip() == b"1"
    assert one.is_minimal


def test_tests_of_several_lines_go_one_by_one(sandbox: Sandbox) -> None:
    right = (
        "for _ in range(int(input())):\n    n = int(input())\n"
        "    print(sum(int(input()) for _ in range(n)))\n"
    )
    wrong = right.replace("print(sum(", "n > 1 and input() or print(sum(").replace(
        "range(n)))", "range(n - (n > 1))))"
    )
    inputs = ("2\n1\n7\n2\n3\n4\n", "1\n3\n5\n6\n7\n", "3\n1\n8\n1\n9\n2\n1\n2\n")
    recipe = recipe_of(
        right,
        target={"kind": "stdio"},
        examples=[{"input": text} for text in inputs],
    )
    report = judged(recipe, wrong, sandbox)
    [one] = shrunk_in(report)

    assert one.input.split()[:2] == [b"1", b"2"]
    assert len(one.input.split()) == 4
    assert one.is_minimal


def test_a_budget_that_is_spent_is_told(sandbox: Sandbox) -> None:
    wrong = "n = int(input())\nprint(max(int(input()) for _ in range(n)))\n"
    report = judged(STDIO, wrong, sandbox, shrink={"runs": 2})
    [one] = shrunk_in(report)

    assert one.runs <= 2
    assert not one.is_minimal


def test_without_a_layout_or_a_validator_nothing_is_shrunk(sandbox: Sandbox) -> None:
    words = "import sys\nprint('a' if sys.argv[1] == '1' else 'b c\\nd')\n"
    generator = {
        "kind": "program",
        "language": "python",
        "source": words,
        "args": [["1"], ["2"]],
    }
    recipe = recipe_of(
        "import sys\nprint(sys.stdin.read())",
        target={"kind": "stdio"},
        strategies=[generator],
    )
    report = judged(recipe, "print()", sandbox)

    assert not shrunk_in(report)
    assert report.shrink_note == NO_LAYOUT


def test_a_set_of_agreement_has_no_reference_to_shrink_by(sandbox: Sandbox) -> None:
    sources = [
        LARGEST,
        "def largest(xs):\n    return sorted(xs)[-1]\n",
        "def largest(xs):\n    return -min(-x for x in xs)\n",
    ]
    candidates = [{"language": "python", "source": source} for source in sources]
    recipe = recipe_of(candidates=candidates, min_voices=3)
    recipe["references"] = []
    report = judged(recipe, "def largest(xs):\n    return None\n", sandbox)

    assert report.verdict == "wrong_answer"
    assert report.shrink_note == NO_REFERENCE


@pytest.mark.parametrize(
    ("oracle", "smallest"),
    [
        ({"kind": "property", "source": "def holds(out, xs): return out in xs"}, [[0]]),
        (
            {
                "kind": "metamorphic",
                "source": (
                    "def transform(xs):\n    return [xs + xs]\n"
                    "def holds(out, other, xs):\n    return out == other\n"
                ),
            },
            [[1]],
        ),
    ],
    ids=["property", "metamorphic"],
)
def test_a_case_without_an_answer_is_shrunk_by_its_oracle(
    sandbox: Sandbox, oracle: dict[str, Any], smallest: list[Any]
) -> None:
    target = {
        "kind": "function",
        "function": "largest",
        "signature": "def largest(xs: list[int]) -> int: ...",
    }
    precondition = {"kind": "python", "source": "def valid(xs): return len(xs) > 0"}
    recipe = recipe_of(target=target, preconditions=[precondition], oracles=[oracle])
    recipe["references"] = []
    wrong = "def largest(xs):\n    return sum(xs) + 1 - (len(xs) > 1)\n"
    if oracle["kind"] == "metamorphic":
        wrong = "def largest(xs):\n    return sum(xs)\n"
    report = judged(recipe, wrong, sandbox)
    [one] = shrunk_in(report)

    assert report.verdict == "wrong_answer"
    assert json.loads(one.input.splitlines()[0])["args"] == smallest
    assert one.is_minimal


def test_a_compiled_program_is_shrunk_too(sandbox: Sandbox) -> None:
    source = (
        "#include <iostream>\nint main() { long n, s = 0, x; std::cin >> n;\n"
        "while (n--) { std::cin >> x; s += x > 9 ? 9 : x; } std::cout << s; }\n"
    )
    submission = {"language": "cpp", "source": source}
    report = judged(STDIO, "", sandbox, submission=submission)
    [one] = shrunk_in(report)

    assert one.input.split() == [b"1", b"10"]


def test_texts_are_cut_as_the_trace_is(sandbox: Sandbox) -> None:
    wrong = "def largest(xs):\n    return 'x' * 100\n"
    report = judged(recipe_of(), wrong, sandbox, trace_bytes=10)
    [one] = shrunk_in(report)

    assert len(one.output) == len(one.input) == 10
    assert one.truncated


def test_a_program_that_passes_or_does_not_compile_has_nothing_to_shrink(
    sandbox: Sandbox,
) -> None:
    right = judged(recipe_of(), LARGEST, sandbox)
    broken = judged(recipe_of(), "def largest(", sandbox)

    assert not shrunk_in(right)
    assert not shrunk_in(broken)
    assert not right.shrink_note + broken.shrink_note


def test_progress_is_told_and_a_cancel_is_heard(sandbox: Sandbox) -> None:
    told: list[dict[str, Any]] = []

    def check() -> None:
        if told:
            raise JudgingCanceledError

    context = ShrinkContext(check=check, tell=told.append)
    with pytest.raises(JudgingCanceledError):
        judged(recipe_of(), FOR_LONG_ONES, sandbox, context=context)
    assert told[0]["stage"] == "shrinking"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "needs generate, or a test_set"),
        ({"test_cases": None, "generate": {}, "trace": "none"}, "trace 'none'"),
        ({"shrink": {"runs": 0}}, "greater than or equal to 1"),
        ({"shrink": {"cases": 21}}, "less than or equal to 20"),
        ({"shrink": {"wall_time_s": 1e9}}, "less than or equal to 300"),
        ({"shrink": {"magic": 1}}, "Extra inputs"),
    ],
)
def test_what_cannot_be_shrunk_is_a_wrong_request(
    changes: dict[str, Any], words: str
) -> None:
    request = {
        "submission": {"language": "python", "source": ""},
        "test_cases": [{"kind": "stdio", "answer": ""}],
        "shrink": {},
        **changes,
    }
    with pytest.raises(ValidationError, match="shrink") as caught:
        VerificationRequest.model_validate(request)
    assert words in str(caught.value)


def test_what_breaks_while_shrinking_leaves_the_verdict_alone(
    sandbox: Sandbox,
) -> None:
    def tell(word: dict[str, Any]) -> None:
        msg = f"cannot tell of {word['bytes']} bytes"
        raise OSError(msg)

    context = ShrinkContext(tell=tell)
    report = judged(recipe_of(), FOR_LONG_ONES, sandbox, context=context)

    assert report.verdict == "wrong_answer"
    assert report.reward == 0.0
    assert "OSError: cannot tell of" in report.shrink_note
    assert not shrunk_in(report)
