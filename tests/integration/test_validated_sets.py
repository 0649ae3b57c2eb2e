"""Sets for problems with a validator: what is legal is searched for, step by step."""

import pytest

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict

VALIDATOR = """import re, sys
line = sys.stdin.readline()
assert re.match("[1-9][0-9]*\\n$", line) and int(line) <= 50
names = [sys.stdin.readline() for _ in range(int(line))]
assert all(re.match("[a-z]{1,9}\\n$", name) for name in names)
assert len(set(names)) == len(names)
guests = sys.stdin.readline()
assert {name.strip() for name in names} >= set(guests.split()) and guests.strip()
assert not sys.stdin.readline()
sys.exit(42)
"""
REFERENCE = """names = [input() for _ in range(int(input()))]
guests = input().split()
print(sum(guests.count(name) > 1 for name in names))
"""
EXAMPLES = ["2\nann\nbob\nann bob\n", "3\ncy\ndi\ned\ncy di di\n"]


def made(sandbox: Sandbox, validator: str = VALIDATOR) -> GenerationReport:
    precondition = {"kind": "program", "language": "python", "source": validator}
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": REFERENCE}],
        "examples": [{"input": text} for text in EXAMPLES],
        "preconditions": [{**precondition, "convention": "kattis"}],
        "budget": {"inputs": 60, "cases": 30, "mutants": 0},
    }
    return generate(GenerationRequest.model_validate(request), sandbox)


def verdict_of(source: str, report: GenerationReport, sandbox: Sandbox) -> Verdict:
    request = {
        "submission": {"language": "python", "source": source},
        "test_cases": report.test_cases,
    }
    return verify(VerificationRequest.model_validate(request), sandbox).verdict


def test_inputs_that_chance_hardly_draws_are_found(sandbox: Sandbox) -> None:
    report = made(sandbox)
    once = REFERENCE.replace("> 1", "== 2")

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert report.certificate.strategies["search"] > 5
    assert any(case["input"].startswith("50\n") for case in report.test_cases)
    assert verdict_of(REFERENCE, report, sandbox) is Verdict.ACCEPTED
    assert verdict_of(once, report, sandbox) is Verdict.WRONG_ANSWER


def test_the_same_request_makes_the_same_cases(sandbox: Sandbox) -> None:
    assert made(sandbox).test_cases == made(sandbox).test_cases


def test_a_validator_that_takes_nothing_leaves_no_set(sandbox: Sandbox) -> None:
    report = made(sandbox, "import sys\nsys.exit(43)\n")

    assert report.status == "refused"
    assert "the validator rejects it" in report.feedback


@pytest.mark.parametrize("fault", ["raise SystemExit(1)", "import os; os.abort()"])
def test_inputs_on_which_the_checker_fails_are_dropped(
    fault: str, sandbox: Sandbox
) -> None:
    checker = f"""import sys
if len(open(sys.argv[1]).read().split()[0]) > 1:
    {fault}
sys.exit(42 if sys.stdin.read() == open(sys.argv[2]).read() else 43)
"""
    stated = {"kind": "kattis", "language": "python", "source": checker}
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": "print(int(input()) % 7)"}],
        "examples": [{"input": "3\n"}, {"input": "8\n"}, {"input": "5\n"}],
        "strategies": [{"kind": "mutation"}],
        "checker": stated,
        "mine_preconditions": False,
        "budget": {"inputs": 30, "cases": 20, "mutants": 0},
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    reason = "checker does not take the reference's answer"
    assert report.certificate.dropped[reason] > 0
    assert all(len(case["input"].split()[0]) == 1 for case in report.test_cases)


def test_a_checker_that_fails_on_wrong_programs_is_told(sandbox: Sandbox) -> None:
    checker = """import sys
said = int(sys.stdin.read())  # what writes nothing has no number
sys.exit(42 if said == int(open(sys.argv[2]).read()) else 43)
"""
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": "print(int(input()) % 7)"}],
        "examples": [{"input": "3\n"}, {"input": "8\n"}, {"input": "5\n"}],
        "checker": {"kind": "kattis", "language": "python", "source": checker},
        "budget": {"inputs": 20, "cases": 10, "mutants": 5},
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert "null" not in report.certificate.strength.trivial_passes
    [told] = [n for n in report.certificate.notes if n.startswith("the checker failed")]
    assert "outputs of wrong programs" in told
    assert "ValueError" in told


GRAMMAR = """# names, and guests among them
INT(1, 50, n) NEWLINE
REPI(i, n) REGEX("[a-z]{1,9}", names[i]) NEWLINE END
ASSERT(UNIQUE(names))
REGEX("[a-z]+", guest) ASSERT(INARRAY(guest, names))
WHILE(MATCH(" ")) SPACE REGEX("[a-z]+", guest) ASSERT(INARRAY(guest, names)) END
NEWLINE
"""


def made_with_grammar(sandbox: Sandbox, grammar: str) -> GenerationReport:
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": "python", "source": REFERENCE}],
        "examples": [{"input": text} for text in EXAMPLES],
        "preconditions": [{"kind": "checktestdata", "source": grammar}],
        "budget": {"inputs": 60, "cases": 30, "mutants": 0},
    }
    return generate(GenerationRequest.model_validate(request), sandbox)


def test_a_grammar_tells_what_is_legal_as_a_validator_does(sandbox: Sandbox) -> None:
    report = made_with_grammar(sandbox, GRAMMAR)
    once = REFERENCE.replace("> 1", "== 2")

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert report.certificate.strategies["search"] > 5
    assert report.certificate.dropped["the grammar does not take it"] > 0
    assert any(case["input"].startswith("50\n") for case in report.test_cases)
    assert verdict_of(once, report, sandbox) is Verdict.WRONG_ANSWER


@pytest.mark.parametrize(
    ("grammar", "why"),
    [
        ("INT(1,50) SPACE", "the grammar does not take it"),
        ("INT(1,50) ASSERT(k > 1)", "grammar raised KeyError"),
    ],
)
def test_a_grammar_that_takes_no_example_leaves_no_set(
    grammar: str, why: str, sandbox: Sandbox
) -> None:
    report = made_with_grammar(sandbox, grammar)

    assert report.status == "refused"
    assert why in report.feedback
