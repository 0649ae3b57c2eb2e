"""Oracles beside references, among candidates, and alone; real programs, real boxes."""

from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.graders.relation import RelationCase
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

SORT = "def order(xs: list[int]) -> list[int]:\n    return sorted(xs)\n"
UNSORTED = "def order(xs):\n    return list(xs)\n"
LOSSY = "def order(xs):\n    return sorted(set(xs))\n"
ASCENDING = {
    "kind": "property",
    "source": "def holds(out, xs):\n    return sorted(xs) == out\n",
}
SHUFFLED = {
    "kind": "metamorphic",
    "source": (
        "def transform(xs):\n    return [xs[::-1]]\n"
        "def holds(out, other, xs):\n    return out == other\n"
    ),
}
CODEC = (
    "def encode(s: str) -> str:\n    return s[::-1] + '!'\n"
    "def decode(s):\n    return s[:-1][::-1]\n"
)


def made(sandbox: Sandbox, **changes: Any) -> GenerationReport:
    request = {
        "target": {
            "kind": "function",
            "function": "order",
            "signature": "def order(xs: list[int]) -> list[int]: ...",
        },
        "budget": {"inputs": 24, "cases": 12, "mutants": 0},
        "min_voices": 3,
        **changes,
    }
    return generate(GenerationRequest.model_validate(request), sandbox)


def python(source: str) -> dict[str, str]:
    return {"language": "python", "source": source}


def verdict(
    cases: list[dict[str, Any]], submission: dict[str, str], sandbox: Sandbox
) -> VerificationReport:
    request = {"submission": submission, "test_cases": cases}
    return verify(VerificationRequest.model_validate(request), sandbox)


@pytest.mark.parametrize("oracle", [ASCENDING, SHUFFLED])
def test_a_reference_that_keeps_to_an_oracle_makes_a_set(
    sandbox: Sandbox, oracle: dict[str, Any]
) -> None:
    report = made(sandbox, references=[python(SORT)], oracles=[oracle])

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    [tally] = report.certificate.oracles
    assert tally.kind == oracle["kind"]
    assert tally.held > 10


@pytest.mark.parametrize("oracle", [ASCENDING, SHUFFLED])
def test_a_reference_that_breaks_an_oracle_makes_none(
    sandbox: Sandbox, oracle: dict[str, Any]
) -> None:
    report = made(sandbox, references=[python(UNSORTED)], oracles=[oracle])

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert report.feedback.startswith("oracles.0: the reference does not go with")
    assert oracle["kind"] in report.feedback


def test_a_round_trip_is_held_against_a_reference(sandbox: Sandbox) -> None:
    target = {"kind": "function", "function": "encode"}
    oracle = {"kind": "round_trip", "inverse": "decode"}
    right = made(sandbox, target=target, references=[python(CODEC)], oracles=[oracle])
    broken = CODEC.replace("s[:-1][::-1]", "s[::-1]")
    wrong = made(sandbox, target=target, references=[python(broken)], oracles=[oracle])

    assert right.status == "generated", right.feedback
    assert wrong.status == "refused"
    assert "round_trip" in wrong.feedback


def test_a_brute_force_decides_where_it_ends_in_time(sandbox: Sandbox) -> None:
    slow = (
        "def order(xs):\n    if len(xs) > 4:\n        while True: pass\n"
        "    return sorted(xs)\n"
    )
    oracle = {"kind": "brute_force", **python(slow)}
    limits = {"cpu_time_s": 0.2}
    right = made(sandbox, references=[python(SORT)], oracles=[oracle], limits=limits)
    wrong = made(sandbox, references=[python(LOSSY)], oracles=[oracle], limits=limits)

    assert right.status == "generated", right.feedback
    assert right.certificate is not None
    [tally] = right.certificate.oracles
    assert tally.held > 0
    assert tally.undecided > 0
    assert wrong.status == "refused"
    assert "brute_force" in wrong.feedback


def test_an_input_to_which_no_follow_up_is_legal_is_undecided(sandbox: Sandbox) -> None:
    precondition = {"kind": "python", "source": "def valid(xs): return len(xs) < 4"}
    longer = {
        "kind": "metamorphic",
        "source": (
            "def transform(xs):\n    return None if not xs else [xs + xs]\n"
            "def holds(out, other, xs):\n    return other == sorted(out + out)\n"
        ),
    }
    report = made(
        sandbox,
        references=[python(SORT)],
        oracles=[longer],
        preconditions=[precondition],
        mine_preconditions=False,
    )

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert report.certificate.oracles[0].undecided > 0
    assert report.certificate.oracles[0].held > 0


@pytest.mark.parametrize("oracle", [ASCENDING, SHUFFLED])
def test_without_a_reference_an_oracle_judges_programs(
    sandbox: Sandbox, oracle: dict[str, Any]
) -> None:
    report = made(sandbox, oracles=[oracle])
    right = verdict(report.test_cases, python(SORT), sandbox)
    wrong = verdict(report.test_cases, python(UNSORTED), sandbox)

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert report.certificate.answers == "oracles"
    assert right.verdict == "accepted", right.cases
    assert right.reward == 1.0
    assert wrong.verdict == "wrong_answer"
    assert wrong.reward == 0.0


def test_what_an_oracle_lets_through_is_told(sandbox: Sandbox) -> None:
    report = made(sandbox, oracles=[SHUFFLED])

    assert report.certificate is not None
    assert report.certificate.strength.trivial_passes == ["constant", "null"]
    assert report.certificate.strength.kill_rate is None


def test_an_oracle_that_fails_on_some_output_is_told(sandbox: Sandbox) -> None:
    picky = {"kind": "property", "source": "def holds(out, xs):\n    return len(out)+1"}
    report = made(sandbox, oracles=[picky])

    assert report.certificate is not None
    assert any("take any output" in note for note in report.certificate.notes)


def test_a_round_trip_judges_programs_alone(sandbox: Sandbox) -> None:
    target = {
        "kind": "function",
        "function": "encode",
        "signature": "def encode(s: str) -> str: ...",
    }
    report = made(
        sandbox,
        target=target,
        oracles=[{"kind": "round_trip", "inverse": "decode"}],
    )
    script = {
        "language": "javascript",
        "source": "function encode(s) { return s + '!' }\n"
        "function decode(s) { return s.slice(0, -1) }\n",
    }
    lossy = python("def encode(s): return s.strip()\ndef decode(s): return s\n")
    missing = python("def encode(s): return s\n")

    assert report.status == "generated", report.feedback
    assert report.certificate is not None
    assert "echo" in report.certificate.strength.trivial_passes
    assert verdict(report.test_cases, python(CODEC), sandbox).verdict == "accepted"
    assert verdict(report.test_cases, script, sandbox).verdict == "accepted"
    assert verdict(report.test_cases, missing, sandbox).verdict == "runtime_error"
    assert verdict(report.test_cases, lossy, sandbox).passed < report.cases


def test_programs_that_read_and_write_have_oracles_too(sandbox: Sandbox) -> None:
    doubled = {
        "kind": "metamorphic",
        "source": (
            "def transform(text):\n"
            "    return ' '.join(str(2 * int(t)) for t in text.split()) + '\\n'\n"
            "def holds(out, other, text):\n    return 2 * int(out) == int(other)\n"
        ),
    }
    inside = {
        "kind": "property",
        "source": "def holds(out, text): return out.strip() in text.split()",
    }
    report = made(
        sandbox,
        target={"kind": "stdio"},
        examples=[{"input": "1 5 3\n"}, {"input": "4 2 9\n"}],
        oracles=[doubled, inside],
    )
    right = python("print(max(map(int, input().split())))")
    wrong = python("print(sum(map(int, input().split())))")

    assert report.status == "generated", report.feedback
    assert verdict(report.test_cases, right, sandbox).verdict == "accepted"
    assert verdict(report.test_cases, wrong, sandbox).verdict == "wrong_answer"


def test_candidates_that_break_an_oracle_have_no_voice(sandbox: Sandbox) -> None:
    wrong = [f"def order(xs):\n    return [{n}][:0]\n" for n in range(3)]
    right = [SORT, "def order(xs):\n    ys = list(xs)\n    ys.sort()\n    return ys\n"]
    right.append(
        "import heapq\ndef order(xs):\n    return heapq.nsmallest(10**6, xs)\n"
    )
    candidates = [python(source) for source in [*wrong, *right]]
    report = made(sandbox, candidates=candidates, oracles=[ASCENDING])
    none = made(sandbox, candidates=candidates[:3], oracles=[ASCENDING])

    assert report.status == "generated", report.feedback
    assert verdict(report.test_cases, python(SORT), sandbox).verdict == "accepted"
    assert none.status == "refused"
    assert "break the oracles" in none.feedback


@pytest.mark.parametrize(
    ("oracle", "words"),
    [
        ({"kind": "property", "source": "def holds("}, "property"),
        ({"kind": "property", "source": "x = 1"}, "property"),
        ({"kind": "property", "source": "def holds(*_): return 1 / 0"}, "ZeroDivision"),
        ({"kind": "property", "source": "import os; os._exit(0)"}, "property"),
        ({"kind": "metamorphic", "source": "def transform(xs): return 7"}, "no list"),
        ({"kind": "metamorphic", "source": "def transform(xs): 1 / 0"}, "transform"),
        ({"kind": "brute_force", **python("def order(")}, "does not compile"),
    ],
)
def test_an_oracle_that_fails_is_the_fault_of_the_tests(
    sandbox: Sandbox, oracle: dict[str, Any], words: str
) -> None:
    report = made(sandbox, references=[python(SORT)], oracles=[oracle])

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert words in report.feedback


def test_a_relation_that_fails_costs_the_candidate_nothing(sandbox: Sandbox) -> None:
    case = {"kind": "relation", "function": "order", "args": [[1]], "source": "holds=1"}
    report = verdict([case], python(SORT), sandbox)

    assert report.verdict == "internal_error"
    assert report.attribution is Attribution.TESTS
    assert report.reward is None


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"oracles": [{"kind": "magic"}]}, "brute_force"),
        ({"oracles": [{"kind": "brute_force", "source": "x"}]}, "oracles.0: is held"),
        (
            {
                "target": {"kind": "stdio"},
                "oracles": [{"kind": "round_trip", "inverse": "f"}],
            },
            "oracles.0: calls functions",
        ),
        ({"oracles": [{"kind": "round_trip", "inverse": "f()"}]}, "pattern"),
        ({"oracles": [ASCENDING] * 9}, "at most 8"),
    ],
)
def test_a_wrong_oracle_is_a_wrong_request(changes: dict[str, Any], words: str) -> None:
    request = {"target": {"kind": "function", "function": "order"}, **changes}
    with pytest.raises(ValidationError) as caught:
        GenerationRequest.model_validate(request)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"function": "f", "args": []}, "either source or inverse"),
        ({"function": "f", "args": [], "source": "", "inverse": "g"}, "either source"),
        ({"function": "f", "args": [], "input": "", "source": ""}, "input: not with"),
        ({"function": "f", "source": ""}, "args: is missing"),
        ({"source": ""}, "input: is missing"),
        ({"input": "", "args": [], "source": ""}, "args: not with a whole program"),
        ({"class_name": "C", "args": [], "source": ""}, "go together"),
        ({"function": "f", "args": [{"$int": "x"}], "source": ""}, "args"),
        ({"function": "f", "args": [], "signature": "(", "source": ""}, "signature"),
        (
            {"function": "f", "args": [], "inverse": "g", "other_args": []},
            "inverse: not with other_args",
        ),
    ],
)
def test_a_wrong_case_is_a_wrong_request(fields: dict[str, Any], words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        RelationCase.model_validate(fields)
    assert words in str(caught.value)
