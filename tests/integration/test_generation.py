"""Test sets made of real programs in real boxes."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from typer.testing import CliRunner

from sandboxes import Sandbox, known_languages
from verifier.cli import app
from verifier.generation.asking import Entry, Part
from verifier.generation.context import GenerationContext
from verifier.generation.exploring import explored
from verifier.generation.generate import generate, kept_form
from verifier.generation.inputs import call_input
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.generation.other_shapes import reshaped
from verifier.generation.strategies.json_schema import JsonSchemaStrategy
from verifier.generation.subjects import Subject
from verifier.generation.understanding import understand
from verifier.judge import JudgingCanceledError, verify
from verifier.messages import KeptTestSet, VerificationRequest
from verifier.outcome import Attribution
from verifier.program import Source
from verifier.values import encode

pytestmark = pytest.mark.sandbox

SMALLEST = '''def smallest(xs: list[int], k: int) -> list[int]:
    """Return the k smallest numbers, k non-negative.

    >>> smallest([3, 1, 2], 2)
    [1, 2]
    """
    return sorted(xs)[:k]
'''

type Make = Callable[..., GenerationReport]


@pytest.fixture
def make(sandbox: Sandbox) -> Make:
    """Make a set of a Python function `smallest`, or what is said instead."""

    def made(source: str = SMALLEST, **changes: Any) -> GenerationReport:
        request = {
            "target": {"kind": "function", "function": "smallest"},
            "references": [{"language": "python", "source": source}],
            "budget": {"inputs": 120, "cases": 60},
            **changes,
        }
        return generate(GenerationRequest.model_validate(request), sandbox)

    return made


def verdict_on(report: GenerationReport, source: str, sandbox: Sandbox) -> str:
    return verdict_of(report, "python", source, sandbox)


def verdict_of(
    report: GenerationReport, language: str, source: str, sandbox: Sandbox
) -> str:
    request = VerificationRequest.model_validate(
        {
            "submission": {"language": language, "source": source},
            "test_cases": report.test_cases,
            "stop_at_first_failure": True,
        }
    )
    return verify(request, sandbox).verdict


def test_right_programs_pass_and_wrong_ones_fail(make: Make, sandbox: Sandbox) -> None:
    report = make()
    other = (
        "def smallest(xs, k):\n    import heapq\n    return heapq.nsmallest(k, xs)\n"
    )
    wrong = "def smallest(xs, k):\n    return sorted(set(xs))[:k]\n"

    assert report.status == "generated", report.feedback
    assert verdict_on(report, other, sandbox) == "accepted"
    assert verdict_on(report, wrong, sandbox) == "wrong_answer"


def test_the_same_request_gives_the_same_bytes(make: Make) -> None:
    first, second, other = make(), make(), make(seed=1)

    assert kept_form(first) == kept_form(second)
    assert first.test_set == second.test_set
    assert first.test_set != other.test_set


def test_the_certificate_tells_what_the_set_is_worth(make: Make) -> None:
    certificate = make().certificate

    assert certificate is not None
    assert certificate.strength.mutants.killed > 0
    assert certificate.strength.coverage is not None
    assert certificate.strength.coverage.lines == 1.0
    assert certificate.strength.trivial_passes == []
    assert certificate.answers == "reference"
    assert certificate.versions["hypothesis"]


def test_inputs_that_the_reference_refuses_are_dropped_and_counted(make: Make) -> None:
    source = SMALLEST.replace(
        "    return", "    if len(xs) > 3: raise ValueError\n    return"
    )
    report = make(source)

    assert report.certificate is not None
    assert report.certificate.dropped["reference raised ValueError"] > 0
    assert all(len(case["args"][0]) <= 3 for case in report.test_cases)


def test_answers_of_chance_are_dropped(make: Make) -> None:
    source = (
        "import random\ndef smallest(xs: list[int], k: int): return random.random()"
    )
    report = make(source)

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "differs from run to run" in report.feedback


@pytest.mark.parametrize(
    "value",
    [
        "__import__('time').time()",
        "__import__('time').localtime().tm_year",
        "__import__('time').strftime('%Y-%m')",
        "__import__('datetime').date.today().year + k",
        "__import__('datetime').datetime.now().month",
        "__import__('datetime').datetime.utcnow().isoformat()",
        "hash('k') % 1000",
        "id(object())",
        "__import__('os').urandom(4)",
        "str(__import__('uuid').uuid4())",
    ],
)
def test_answers_that_time_or_chance_decides_are_dropped(
    make: Make, value: str
) -> None:
    report = make(
        f"def smallest(xs: list[int], k: int):\n    return {value}\n",
        budget={"inputs": 10, "mutants": 0},
    )

    assert report.status == "refused", report.test_cases[:2]
    assert "differs from run to run" in report.feedback


def test_an_answer_that_was_the_same_twice_by_chance_is_found(make: Make) -> None:
    source = (
        "import random\ndef smallest(xs: list[int], k: int):\n"
        "    return random.randint(0, 1) if xs else k\n"
    )
    report = make(source, budget={"inputs": 60, "cases": 60, "mutants": 0})

    assert report.certificate is not None, report.feedback
    assert report.certificate.dropped["answer differs from run to run"] > 10
    unsure = [case for case in report.test_cases if case["args"][0]]
    assert len(unsure) <= 2  # three that fall alike six times: once in 2**18


def test_programs_that_time_or_chance_decides_are_dropped(sandbox: Sandbox) -> None:
    for value in ("__import__('random').random()", "__import__('time').ctime()"):
        request = GenerationRequest.model_validate(
            {
                "target": {"kind": "stdio"},
                "references": [
                    {"language": "python", "source": f"print(input(), {value})"}
                ],
                "examples": [{"input": "1 2\n"}, {"input": "3 4\n"}],
                "budget": {"inputs": 10, "mutants": 0},
            }
        )
        report = generate(request, sandbox)

        assert report.status == "refused", value
        assert "differs from run to run" in report.feedback


def test_an_order_that_changes_is_left_out_of_the_comparison(make: Make) -> None:
    source = (
        "def smallest(xs: list[int], k: int):\n    return list({str(x) for x in xs})\n"
    )
    report = make(source)

    assert report.certificate is not None
    assert report.certificate.checker.startswith("unordered")
    assert any("order" in note for note in report.certificate.notes)


def test_what_an_earlier_call_left_behind_does_not_count(make: Make) -> None:
    source = (
        "seen = []\ndef smallest(xs: list[int], k: int):\n"
        "    seen.append(k)\n    return len(seen)\n"
    )
    report = make(source)

    assert report.status == "generated"
    assert {case["answer"] for case in report.test_cases} == {1}


def test_inputs_on_which_references_differ_are_dropped(make: Make) -> None:
    other = SMALLEST.replace("[:k]", "[:min(k, 2)]")
    programs = [{"language": "python", "source": s} for s in (SMALLEST, other)]
    report = make(references=programs)

    assert report.certificate is not None
    assert report.certificate.dropped["references differ"] > 0
    assert report.certificate.answers == "references"
    assert all(len(case["answer"]) <= 2 for case in report.test_cases)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("def smallest(:", "does not compile"),
        ("def other(xs): return xs", "reference gave no value"),
        ("import os; os._exit(0)", "reference"),
        ("def smallest(xs: int):\n    while True: pass", "took too long"),
        ("def smallest(xs: int):\n    return bytearray(10**9)", "raised MemoryError"),
        ("import os\ndef smallest(x: int):\n    os.kill(os.getppid(), 9)", "reference"),
        ("def smallest(xs: int):\n    return object()", "reference gave no value"),
        ("import os\ndef smallest(xs: int):\n    while 1: os.fork()", "reference"),
    ],
)  # fmt: skip
def test_a_hostile_reference_is_the_fault_of_the_tests(
    make: Make, source: str, words: str
) -> None:
    report = make(source, limits={"cpu_time_s": 0.2, "wall_time_s": 1.0})

    assert report.status == "refused", report
    assert report.attribution is Attribution.TESTS
    assert words in report.feedback
    assert report.test_set is None


def test_a_predicate_says_what_is_legal(make: Make) -> None:
    odd = {"kind": "python", "source": "def valid(xs, k): return k % 2"}
    report = make(preconditions=[odd])

    assert report.certificate is not None
    assert report.certificate.dropped["the predicate is false"] > 0
    assert all(case["args"][1] % 2 for case in report.test_cases)


@pytest.mark.parametrize(
    ("convention", "legal", "illegal"),
    [("testlib", 0, 3), ("kattis", 42, 43), ("kattis", 42, 1)],
)
def test_a_validator_says_what_is_legal(
    make: Make, convention: str, legal: int, illegal: int
) -> None:
    source = (
        "import json, sys\nxs, k = json.load(sys.stdin)\n"
        f"sys.exit({legal} if k < 3 else {illegal})\n"
    )
    validator = {
        "kind": "program",
        "language": "python",
        "source": source,
        "convention": convention,
    }
    report = make(preconditions=[validator], budget={"inputs": 40})

    assert report.certificate is not None
    assert report.certificate.dropped["the validator rejects it"] > 0
    assert all(case["args"][1] < 3 for case in report.test_cases)


@pytest.mark.parametrize(
    "precondition",
    [
        {"kind": "python", "source": "def valid(xs, k): return 1 / 0"},
        {"kind": "python", "source": "def other(): pass"},
        {"kind": "python", "source": "def valid("},
        {"kind": "program", "language": "python", "source": "import os; os.abort()"},
        {"kind": "program", "language": "cpp", "source": "int main( {"},
        {"kind": "program", "language": "bash", "source": "x", "convention": "kattis"},
    ],
)  # fmt: skip
def test_a_precondition_that_fails_is_the_fault_of_the_tests(
    make: Make, precondition: dict[str, Any]
) -> None:
    report = make(preconditions=[precondition])

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS


@pytest.mark.parametrize(
    ("source", "legal", "illegal"),
    [
        # Digit by digit: others need not count up to it either.
        (
            "def f(n):\n s = 0\n while n:\n  s += n % 10\n  n //= 10\n return s",
            10**20,
            None,
        ),
        # One that counts bears what it can count to.
        (
            "def f(n):\n    s = 0\n    for i in range(n):\n     s ^= i\n    return s",
            10**5,
            10**7,
        ),
        # To the root of it: one that counts up to it is too slow.
        (
            "def f(n):\n i = 2\n while i * i <= n and n % i:\n  i += 1\n return i",
            10**9,
            10**13,
        ),
        # A formula says nothing of programs that count.
        ("def f(n):\n    return n * (n + 1) // 2", 100, 10**5),
    ],
)
def test_the_steps_of_the_reference_bound_its_numbers(
    source: str, legal: int, illegal: int | None, sandbox: Sandbox
) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f"},
            "references": [{"language": "python", "source": source}],
            "examples": [{"args": [5]}, {"args": [9]}],
        }
    )
    with reference_of(source, sandbox) as subject:
        known = explored(understand(request), subject)
        [domain] = known.problem.domains

    assert domain.fits(legal)
    assert illegal is None or not domain.fits(illegal)
    assert known.legal


def test_what_takes_the_reference_longest_is_in_the_set(sandbox: Sandbox) -> None:
    source = (
        "def f(n):\n    s = 0\n    for i in range(n):\n        s ^= i\n    return s"
    )
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f"},
            "references": [{"language": "python", "source": source}],
            "examples": [{"args": [5]}, {"args": [9]}],
            "budget": {"inputs": 200, "cases": 20, "mutants": 0},
        }
    )

    report = generate(request, sandbox)

    assert max(case["args"][0] for case in report.test_cases) >= 10**6


def reference_of(source: str, sandbox: Sandbox) -> Subject:
    """Return a function `f` that can be asked."""
    part = Part(
        role="reference",
        language=known_languages().get("python"),
        source=Source(text=source),
        entry=Entry(function="f"),
        limits=known_languages().get("python").limits,
    )
    return Subject(sandbox, part)


@pytest.mark.parametrize(
    ("body", "example", "other", "is_legal"),
    [
        # It asks for the type: there is more than one.
        (
            "return sum(isinstance(x, list) for x in xs)",
            [[1, 2], [3]],
            [[1], 5],
            True,
        ),
        # It asks, but has no answer to another one.
        (
            "assert all(isinstance(x, list) for x in xs)\n    return len(xs)",
            [[1, 2], [3]],
            [[1], 5],
            False,
        ),
        # It was made for rows of any length.
        ("return [x[-1] for x in xs]", [(1, "a", 2), (3, "b", 4)], [(1, "a")], True),
        # It needs the second field.
        ("return [x[1] for x in xs]", [(1, "a", 2), (3, "b", 4)], [(1,)], False),
        # The text says how many fields there are.
        (
            '"""The last of each pair."""\n    return [x[-1] for x in xs]',
            [(1, "a"), (3, "b")],
            [(1,)],
            False,
        ),
    ],
)
def test_items_are_of_other_shapes_where_the_reference_was_made_for_them(
    body: str, example: Any, other: Any, sandbox: Sandbox, *, is_legal: bool
) -> None:
    source = f"def f(xs):\n    {body}\n"
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "f"},
            "references": [{"language": "python", "source": source}],
            "examples": [{"args": [encode(example)]}, {"args": [encode(example)]}],
        }
    )
    with reference_of(source, sandbox) as subject:
        [domain] = reshaped(understand(request), subject).problem.domains

    assert domain.fits(example)
    assert domain.fits(other) is is_legal


def test_a_reference_that_keeps_something_is_called_each_time_anew(
    sandbox: Sandbox,
) -> None:
    source = "seen = []\ndef f(x):\n    seen.append(x)\n    return len(seen)\n"
    inputs = [call_input([n], "") for n in range(5)]

    with reference_of(source, sandbox) as subject:
        replies = subject.answers(inputs)

    assert [reply.value for reply in replies] == [1] * 5


def test_answers_that_are_none_or_have_no_form_make_no_set(make: Make) -> None:
    source = "import re\ndef smallest(xs: str):\n    return re.search('a', xs)\n"

    report = make(source)

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "nothing to compare" in report.feedback


def test_an_example_that_the_reference_contradicts_is_told(make: Make) -> None:
    report = make(SMALLEST.replace("[1, 2]", "[2, 1]"))

    assert report.certificate is not None
    assert any("stated for the example" in note for note in report.certificate.notes)


def test_stdio_problems_grow_from_their_examples(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [
                {
                    "language": "python",
                    "source": "print(max(map(int, input().split())))",
                }
            ],
            "examples": [{"input": "1 5 3\n", "answer": "5\n"}],
            "budget": {"inputs": 60},
        }
    )
    report = generate(request, sandbox)
    wrong = "print(int(input().split()[1]))"

    assert report.status == "generated", report.feedback
    assert verdict_on(report, wrong, sandbox) == "wrong_answer"


LARGEST = """#include <stdio.h>
int main(void) {
  int n, x, best = -1000000;
  scanf("%d", &n);
  for (int i = 0; i < n; i++) {
    scanf("%d", &x);
    if (x > best) best = x;
  }
  printf("%d\\n", best);
  return 0;
}
"""


def test_references_in_c_are_measured_by_mutants_too(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [{"language": "c", "source": LARGEST}],
            "examples": [{"input": "3\n1 5 2\n"}, {"input": "2\n-4 -9\n"}],
            "budget": {"inputs": 40, "cases": 20, "mutants": 12},
        }
    )

    report = generate(request, sandbox)

    assert report.certificate is not None
    strength = report.certificate.strength
    assert strength.kill_rate is not None
    assert strength.mutants.killed >= 5
    assert len(strength.mutants.survivors) == strength.mutants.alive
    assert strength.coverage is not None
    assert strength.coverage.lines == 1.0
    assert strength.coverage.branches == 1.0
    assert verdict_of(report, "c", LARGEST, sandbox) == "accepted"
    wrong = LARGEST.replace("x > best", "x < best")
    assert verdict_of(report, "c", wrong, sandbox) == "wrong_answer"


def test_progress_is_told_and_a_cancel_is_heard(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "function", "function": "smallest"},
            "references": [{"language": "python", "source": SMALLEST}],
        }
    )
    words: list[dict[str, Any]] = []
    context = GenerationContext(tell=words.append, is_canceled=lambda: len(words) > 1)

    with pytest.raises(JudgingCanceledError):
        generate(request, sandbox, context)
    assert words[0]["stage"] == "inputs"


def agreeing(sources: list[str], sandbox: Sandbox, **changes: Any) -> GenerationReport:
    request = {
        "target": {
            "kind": "function",
            "function": "smallest",
            "signature": SMALLEST.partition("    return")[0],
        },
        "candidates": [{"language": "python", "source": s} for s in sources],
        "min_voices": 3,
        "budget": {"inputs": 80, "cases": 40},
        **changes,
    }
    return generate(GenerationRequest.model_validate(request), sandbox)


RIGHT = [
    "def smallest(xs, k):\n    return sorted(xs)[:k]\n",
    "import heapq\ndef smallest(xs, k):\n    return heapq.nsmallest(k, xs)\n",
    "def smallest(xs, k):\n    xs = list(xs)\n    xs.sort()\n    return xs[:k]\n",
]
WRONG = "def smallest(xs, k):\n    return sorted(set(xs))[:k]\n"


def test_candidates_that_agree_stand_for_a_reference(sandbox: Sandbox) -> None:
    report = agreeing([*RIGHT, WRONG], sandbox)

    assert report.certificate is not None, report.feedback
    assert report.certificate.answers == "agreement"
    assert report.certificate.confidence is not None
    assert report.certificate.confidence >= 0.6
    assert verdict_on(report, SMALLEST, sandbox) == "accepted"
    assert verdict_on(report, WRONG, sandbox) == "wrong_answer"


RARELY_WRONG = (
    "def smallest(xs, k):\n    return sorted(xs)[:k] if sum(xs) % 7 else xs[:k]\n"
)


def test_the_fewest_cases_refute_who_disagrees(sandbox: Sandbox) -> None:
    programs = [*RIGHT, f"{RIGHT[0]}\nrow = 1\n", WRONG, RARELY_WRONG]
    asked = {"min_confidence": 0.5, "budget": {"inputs": 200, "cases": 60}}

    many = agreeing(programs, sandbox, **asked)
    few = agreeing(programs, sandbox, reduction="fewest", **asked)

    assert many.certificate is not None, many.feedback
    assert few.certificate is not None, few.feedback
    strength = few.certificate.strength
    assert few.cases < many.cases / 2
    assert strength.kill_rate == many.certificate.strength.kill_rate
    assert strength.candidates is not None
    assert strength.candidates.dissenting == strength.candidates.refuted == 2
    for wrong in (WRONG, RARELY_WRONG):
        assert verdict_on(few, wrong, sandbox) == "wrong_answer"
    assert verdict_on(few, SMALLEST, sandbox) == "accepted"


def test_copies_are_one_voice(sandbox: Sandbox) -> None:
    copies = [WRONG, f"# a comment\n{WRONG}", WRONG.replace("    ", "  "), RIGHT[0]]
    report = agreeing(copies, sandbox)

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "2 distinct candidates are too few" in report.feedback


def test_candidates_that_disagree_make_no_set(sandbox: Sandbox) -> None:
    sources = [
        f"def smallest(xs, k):\n    return [1, 2] if len(xs) == 3 else {n}\n"
        for n in range(4)
    ]
    report = agreeing(sources, sandbox)
    ignorant = agreeing([f"def smallest(xs, k): return {n}" for n in "123"], sandbox)

    assert report.certificate is not None
    assert report.certificate.dropped["no two candidates agree"] > 20
    assert all(len(case["args"][0]) == 3 for case in report.test_cases)
    assert ignorant.status == "refused"
    assert "stated answers" in ignorant.feedback


def test_who_contradicts_a_stated_answer_has_no_voice(sandbox: Sandbox) -> None:
    wrong = [f"def smallest(xs, k):\n    return [{n}][:0]\n" for n in range(6)]
    report = agreeing([*wrong, *RIGHT], sandbox)

    assert report.status == "generated", report.feedback
    assert verdict_on(report, SMALLEST, sandbox) == "accepted"


def test_a_generator_program_follows_testlibs_convention(sandbox: Sandbox) -> None:
    source = (
        "import random, sys\nrandom.seed(sys.argv[2])\n"
        "print(sys.argv[1], random.randint(1, 10**9))\n"
    )
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [
                {"language": "python", "source": "print(sum(map(int,input().split())))"}
            ],
            "strategies": [
                {
                    "kind": "program",
                    "language": "python",
                    "source": source,
                    "args": [["5"], ["7", "{seed}"]],
                }
            ],
            "budget": {"inputs": 20},
        }
    )
    report, again = generate(request, sandbox), generate(request, sandbox)
    firsts = {case["input"].split()[0] for case in report.test_cases}

    assert report.status == "generated", report.feedback
    assert firsts == {"5", "7"}
    assert report.test_set == again.test_set


@pytest.mark.parametrize(
    "source", ["import sys; sys.exit(1)", "while True: pass", "print('no json')", "x ="]
)
def test_a_hostile_generator_is_the_fault_of_the_tests(make: Make, source: str) -> None:
    strategy = {"kind": "program", "language": "python", "source": source}
    report = make(strategies=[strategy])

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "generator" in report.feedback


def test_a_declared_layout_is_drawn_from(sandbox: Sandbox) -> None:
    layout = {
        "lines": [
            {"fields": [{"name": "n", "high": 5}]},
            {"repeat": "n", "fields": [{"type": "word", "alphabet": "ab"}]},
        ]
    }
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [
                {
                    "language": "python",
                    "source": "print(*sorted(input() for _ in range(int(input()))))",
                }
            ],
            "strategies": [{"kind": "grammar", "layout": layout}],
            "budget": {"inputs": 40},
        }
    )
    report = generate(request, sandbox)

    assert report.status == "generated", report.feedback
    for case in report.test_cases:
        count, *words = case["input"].split()
        assert int(count) == len(words)
        assert set("".join(words)) <= set("ab")


def test_coverage_leads_to_branches_that_are_hard_to_reach(make: Make) -> None:
    source = (
        "def smallest(xs: list[int], k: int) -> int:\n"
        "    if len(xs) > 3:\n        if xs[0] > xs[1]:\n"
        "            if xs[1] > xs[2]:\n"
        "                if xs[2] > xs[3]:\n                    if k == xs[0]:\n"
        "                        return 1\n    return 0\n"
    )
    kinds = ["boundary", "coverage"]
    report = make(
        source,
        strategies=[{"kind": kind} for kind in kinds],
        budget={"inputs": 1500, "cases": 300},
        min_kill_rate=1.0,
    )

    assert report.certificate is not None
    assert report.certificate.strategies["coverage"] > 0
    assert report.certificate.strength.coverage is not None
    assert report.certificate.strength.coverage.branches == 1.0


def test_the_fewest_cases_are_as_strong(make: Make) -> None:
    many, few = make(), make(reduction="fewest")

    assert many.certificate is not None
    assert few.certificate is not None
    assert few.cases < many.cases / 2
    assert few.certificate.strength.kill_rate == many.certificate.strength.kill_rate


ROOM_FOR_TEN = """#include <stdio.h>
int a[10];
int main(void) {
  int n, last;
  scanf("%d", &n);
  for (int i = 0; i < n; i++) scanf("%d", &a[i]);
  if (n > 0) last = a[n - 1];
  printf("%d\\n", last);
  return 0;
}
"""


def test_what_c_leaves_undefined_is_outside_the_contract(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [{"language": "c", "source": ROOM_FOR_TEN}],
            "examples": [{"input": "3\n1 5 2\n"}],
            "strategies": [
                {
                    "kind": "program",
                    "language": "python",
                    "source": "import sys\nn = int(sys.argv[1]) % 14\n"
                    "print(n)\nprint(*range(n))",
                }
            ],
            "budget": {"inputs": 14, "mutants": 0},
        }
    )

    report = generate(request, sandbox)

    assert report.certificate is not None
    sizes = {int(str(case["input"]).split()[0]) for case in report.test_cases}
    assert sizes & {1, 2, 4, 5, 6, 7, 8, 9, 10}
    assert not sizes & {0, 11, 12, 13}
    assert report.certificate.dropped["reference does what is undefined"] > 0


def test_a_language_without_a_grammar_has_no_kill_rate(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [{"language": "bash", "source": "read a; echo $((a + 1))"}],
            "examples": [{"input": "3\n"}, {"input": "41\n"}],
            "budget": {"inputs": 10},
        }
    )
    report = generate(request, sandbox)

    assert report.certificate is not None
    assert report.certificate.strength.kill_rate is None
    assert any("kill rate is unknown" in note for note in report.certificate.notes)


def test_functions_of_javascript_have_references_too(sandbox: Sandbox) -> None:
    request = GenerationRequest.model_validate(
        {
            "target": {
                "kind": "function",
                "function": "twice",
                "signature": "def twice(x: int) -> int: ...",
            },
            "references": [
                {
                    "language": "javascript",
                    "source": "function twice(x) { return 2*x }",
                }
            ],
            "budget": {"inputs": 10},
        }
    )
    report = generate(request, sandbox)

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert report.certificate.strength.mutants.killed >= 2
    assert verdict_on(report, "def twice(x): return x + x", sandbox) == "accepted"


def test_a_schema_says_what_arguments_are(make: Make) -> None:
    items = {"type": "integer", "minimum": 0, "maximum": 9}
    xs = {"type": "array", "items": items, "maxItems": 4}
    strategy = {"kind": "json_schema", "parameters": [xs, {"enum": [1, 2]}]}
    report = make(strategies=[strategy], mine_preconditions=False)
    made = [c["args"] for c in report.test_cases if c["id"] == "json_schema"]

    assert len(made) > 20
    assert all(k in {1, 2} and len(values) <= 4 for values, k in made)
    assert {value for values, _ in made for value in values} <= set(range(10))


@pytest.mark.parametrize(
    "schema", [{"type": "magic"}, {"pattern": "(a+)+$"}, {"items": {"$ref": "#"}}]
)
def test_a_schema_that_cannot_be_drawn_from_is_a_wrong_request(
    schema: dict[str, Any],
) -> None:
    with pytest.raises(ValidationError, match="schema 0"):
        JsonSchemaStrategy.model_validate({"parameters": [schema]})


def test_lines_that_a_reference_forges_are_its_own_answers_at_most(make: Make) -> None:
    junk = b'\xff\n[1]\n{"program": 99}\n{"program": 0, "call": -1}\n{"call": 1e999}\n'
    source = SMALLEST.replace(
        "    return", f"    import os; os.write(3, {junk!r})\n    return"
    )
    report = make(source)

    assert report.status == "generated", report.feedback
    assert verdict_on_all(report)


def verdict_on_all(report: GenerationReport) -> bool:
    """Whether every answer is that of the real program."""
    return all(
        case["answer"] == sorted(case["args"][0])[: case["args"][1]]
        for case in report.test_cases
    )


BROKEN = {
    "target": {"kind": "function", "function": "f"},
    "references": [{"language": "python", "source": "def f("}],
}


def test_the_command_writes_a_set_that_the_certificate_describes(
    tmp_path: Path, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VERIFIER_SANDBOX", sandbox.name)
    out = tmp_path / "set.json"
    example = Path(__file__).parents[2] / "docs" / "examples" / "generate.json"
    done = CliRunner().invoke(app, ["generate", str(example), "-o", str(out)])
    kept = KeptTestSet.model_validate_json(out.read_bytes())

    assert done.exit_code == 0, done.output
    assert "mutants killed" in done.output
    assert kept.certificate is not None
    assert len(kept.test_cases) > 50


@pytest.mark.parametrize(
    ("request_text", "code", "words"),
    [
        ("{}", 2, "target"),
        ('{"target": {"kind": "function", "function": "f"}}', 2, "references"),
        (
            json.dumps(BROKEN),
            1,
            "does not compile",
        ),
    ],
)
def test_the_command_tells_the_shell_what_is_wrong(
    tmp_path: Path, request_text: str, code: int, words: str, sandbox: Sandbox
) -> None:
    path = tmp_path / "request.json"
    path.write_text(request_text)
    done = CliRunner().invoke(app, ["generate", str(path)])

    assert done.exit_code == code, done.output
    assert words in done.output


def test_few_voices_prove_little_however_much_they_agree(sandbox: Sandbox) -> None:
    report = agreeing(RIGHT, sandbox, min_voices=4)
    wrong = [f"def smallest(xs, k):\n    return [{n}][:0]\n" for n in range(3)]
    silenced = agreeing([*RIGHT, *wrong], sandbox, min_voices=4)

    assert report.status == silenced.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "3 distinct candidates are too few" in report.feedback
    assert "of 6 distinct candidates 3 have a voice" in silenced.feedback


def test_what_most_candidates_refuse_is_no_input_of_the_task(sandbox: Sandbox) -> None:
    picky = [
        source.replace("):\n", "):\n    assert len(xs) < 3\n", 1) for source in RIGHT
    ]
    lax = [f"def smallest(xs, k):\n    return [{n}, xs][1][:k]\n" for n in range(2)]
    report = agreeing(
        [*picky, *lax],
        sandbox,
        examples=[{"args": [[1, 2], 2]}],
        target={"kind": "function", "function": "smallest"},
    )

    assert report.certificate is not None, report.feedback
    assert report.certificate.dropped["most candidates give no answer"] > 0
    assert all(len(case["args"][0]) < 3 for case in report.test_cases)


def test_what_a_reference_answers_with_nothing_is_dropped(sandbox: Sandbox) -> None:
    dice = (
        "a = int(input())\nfor die, odds in ((1, 'all'), (2, 'most'), (3, 'half')):\n"
        "    if a == die:\n        print(odds)\n"
    )
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": dice}],
        "examples": [
            {"input": "1\n", "answer": "all\n"},
            {"input": "3\n", "answer": "half\n"},
        ],
        "budget": {"inputs": 40, "cases": 20, "mutants": 0},
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)

    assert report.certificate is not None, report.feedback
    assert report.certificate.dropped["reference writes nothing"] > 0
    assert {case["input"].strip() for case in report.test_cases} <= {"1", "2", "3"}


def test_a_statement_bounds_what_is_drawn(sandbox: Sandbox) -> None:
    request = {
        "target": {"kind": "stdio", "description": r"$5 \le n \le 10^{12}$"},
        "references": [{"language": "python", "source": "print(int(input()) // 5)"}],
        "examples": [{"input": "7\n"}, {"input": "12\n"}],
        "strategies": [{"kind": "grammar"}],
        "budget": {"inputs": 60, "cases": 40, "mutants": 0},
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)

    numbers = [int(case["input"]) for case in report.test_cases]
    assert min(numbers) >= 5
    assert 10**9 < max(numbers) <= 10**12
