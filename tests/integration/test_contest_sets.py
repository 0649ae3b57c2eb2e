"""Sets for contest problems, from examples and a reference, in real boxes."""

import pytest

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationRequest
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict

SUMS = """for _ in range(int(input())):
    rows = [list(map(int, input().split())) for _ in range(int(input()))]
    print(sum(a * b for a, b in rows))
"""
EXAMPLES = (
    "2\n1\n3 4\n2\n1 2\n5 6\n",
    "1\n3\n1 1\n2 2\n3 3\n",
    "3\n1\n9 9\n1\n8 1\n2\n1 7\n2 2\n",
)
TESTS = {
    "lines": [
        {"fields": [{"name": "t", "high": 5}]},
        {
            "repeat": "t",
            "lines": [
                {"fields": [{"name": "n", "high": 5}]},
                {"repeat": "n", "fields": [{"high": 9}, {"high": 9}]},
            ],
        },
    ]
}
UNTIL_ZERO = "while (n := int(input())):\n    print(sum(map(int, input().split())))\n"
NUMBERS = {
    "lines": [
        {
            "until": "0",
            "lines": [
                {"fields": [{"name": "n", "high": 4}]},
                {"fields": [{"count": "n", "high": 9}]},
            ],
        }
    ]
}


def request_for(source: str, **changes: object) -> GenerationRequest:
    return GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio"},
            "references": [{"language": "python", "source": source}],
            "budget": {"inputs": 60, "cases": 30, "mutants": 0},
            **changes,
        }
    )


def verdict_of(
    source: str, cases: list[dict[str, object]], sandbox: Sandbox
) -> Verdict:
    request = {
        "submission": {"language": "python", "source": source},
        "test_cases": cases,
    }
    return verify(VerificationRequest.model_validate(request), sandbox).verdict


@pytest.mark.parametrize(
    ("source", "layout"), [(SUMS, TESTS), (UNTIL_ZERO, NUMBERS)], ids=["count", "until"]
)
def test_groups_of_lines_are_drawn_from_a_declared_layout(
    source: str, layout: dict[str, object], sandbox: Sandbox
) -> None:
    strategies = [{"kind": "grammar", "layout": layout}]
    report = generate(request_for(source, strategies=strategies), sandbox)

    assert report.status == "generated", report.feedback
    assert report.cases > 10
    assert report.certificate is not None
    assert not report.certificate.dropped
    assert verdict_of(source, report.test_cases, sandbox) is Verdict.ACCEPTED


def test_a_fault_of_later_tests_of_one_input_is_found(sandbox: Sandbox) -> None:
    forgetful = SUMS.replace(
        "for _ in range(int(input())):", "rows = []\nfor t in range(int(input())):"
    ).replace("    rows = [", "    rows += [")
    examples = [{"input": text} for text in EXAMPLES[1:2]]
    mined = [{"input": text} for text in EXAMPLES]

    report = generate(request_for(SUMS, examples=mined), sandbox)
    blind = generate(request_for(SUMS, examples=examples), sandbox)

    assert report.status == "generated", report.feedback
    assert verdict_of(SUMS, report.test_cases, sandbox) is Verdict.ACCEPTED
    assert verdict_of(forgetful, report.test_cases, sandbox) is Verdict.WRONG_ANSWER
    # One example of one test says nothing of groups.
    assert blind.certificate is not None
    assert '"repeat":"v0","lines"' not in str(blind.certificate.preconditions)


def test_what_is_guaranteed_and_not_understood_is_told(sandbox: Sandbox) -> None:
    said = "It is guaranteed that the hero can always win."
    target = {"kind": "stdio", "description": f"## Input\nA number.\n{said}\n"}
    inputs = ["123 456\n", "778 901\n", "345 999\n"]
    examples = [{"input": text} for text in inputs]
    source = "print(sum(map(int, input().split())))"
    split = {"kind": "python", "source": "def valid(data): return data.split()"}

    report = generate(request_for(source, target=target, examples=examples), sandbox)
    stated = generate(
        request_for(source, target=target, examples=examples, preconditions=[split]),
        sandbox,
    )

    assert report.certificate is not None
    assert any(said in note for note in report.certificate.notes)
    assert report.cases > len(inputs)
    for case in report.test_cases:
        changed = (
            sum(a != b for a, b in zip(case["input"], text, strict=True))
            for text in inputs
        )
        assert min(changed) <= 1
    assert stated.certificate is not None
    assert not any("in doubt" in note for note in stated.certificate.notes)
    assert any(len(case["input"]) != len(inputs[0]) for case in stated.test_cases)
