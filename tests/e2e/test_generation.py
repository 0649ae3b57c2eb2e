"""Test sets made by the service, on both engines, and used by verifications."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from sandboxes import Sandbox
from tests.e2e.services import Service
from verifier.client import ProgressEvent, VerifierClient
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationReport, GenerationRequest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.slow]

CLAMP = '''def clamp(x: int, low: int, high: int) -> int:
    """Return what of low..high is next to x.

    >>> clamp(5, 0, 3)
    3
    """
    if low > high:
        raise ValueError
    return max(low, min(x, high))
'''
REQUEST: dict[str, Any] = {
    "target": {"kind": "function", "function": "clamp"},
    "references": [{"language": "python", "source": CLAMP}],
    "budget": {"inputs": 80, "cases": 40},
    "seed": 7,
}


@pytest.fixture
def client(service: Service) -> Iterator[VerifierClient]:
    with VerifierClient(service.url) as made:
        yield made


def verification(test_set: str | None, source: str) -> dict[str, Any]:
    submission = {"language": "python", "source": source}
    return {"submission": submission, "test_set": test_set}


def test_a_set_is_made_stored_and_used(
    client: VerifierClient, http: httpx.Client
) -> None:
    made = client.generate(REQUEST)
    right = client.verify(verification(made.test_set, CLAMP))
    wrong = client.verify(
        verification(made.test_set, "def clamp(x, low, high):\n    return min(x, high)")
    )
    stored = http.get(f"/v1/test_sets/{made.test_set}").json()

    assert made.status == "generated", made.feedback
    assert right.verdict == "accepted"
    assert right.total == made.cases
    assert wrong.verdict == "wrong_answer"
    assert made.certificate is not None
    assert stored["certificate"]["strength"] == made.certificate.strength.model_dump()


def test_the_engine_makes_no_difference_to_a_single_byte(
    client: VerifierClient, sandbox: Sandbox
) -> None:
    here = generate(GenerationRequest.model_validate(REQUEST), sandbox)

    assert client.generate(REQUEST).test_set == here.test_set


def test_progress_is_told_and_the_report_comes_last(
    client: VerifierClient, http: httpx.Client
) -> None:
    answer = http.post(
        "/v1/test_sets/generate",
        json=REQUEST,
        headers={"Prefer": "respond-async"},
    )
    events = list(client.events(answer.json()["id"]))

    assert answer.status_code == 202
    assert any(isinstance(event, ProgressEvent) for event in events)
    assert isinstance(events[-1], GenerationReport)


def test_a_generation_can_be_canceled(http: httpx.Client) -> None:
    slow = "def clamp(x: int):\n    import time; time.sleep(0.3); return x"
    request = REQUEST | {"references": [{"language": "python", "source": slow}]}
    answer = http.post(
        "/v1/test_sets/generate", json=request, headers={"Prefer": "respond-async"}
    )
    where = answer.headers["Location"]

    assert http.delete(where).status_code == 204
    assert http.get(where, params={"wait": 20}).status_code == 404


GROUPED = {
    "kind": "grammar",
    "layout": {"lines": [{"repeat": "t", "lines": [{"fields": [{"name": "n"}]}]}]},
}


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"references": []}, "references", "give a reference"),
        ({"strategies": [{"kind": "magic"}]}, "strategies.0", "type_hints"),
        ({"preconditions": [{"kind": "magic"}]}, "preconditions.0", "python"),
        ({"target": {"kind": "magic"}}, "target", "stdio"),
        ({"target": {"kind": "function"}}, "target", "name either"),
        ({"examples": [{"input": "1"}]}, "examples.0", "args"),
        ({"budget": {"inputs": 0}}, "budget.inputs", "greater"),
        ({"min_kill_rate": 2}, "min_kill_rate", "less than or equal to 1"),
        ({"limits": {"cpu_time_s": 1e6}}, "limits.cpu_time_s", "ceiling"),
        (
            {"target": {"kind": "stdio"}, "strategies": [{"kind": "type_hints"}]},
            "strategies.0",
            "stdin",
        ),
        (
            {"target": {"kind": "stdio"}, "strategies": [GROUPED]},
            "strategies.0.layout",
            "line 0: 't' is no integer read before; known: none",
        ),
    ],
)
def test_a_wrong_request_is_told_which_field_is_wrong(
    http: httpx.Client, changes: dict[str, Any], field: str, words: str
) -> None:
    answer = http.post("/v1/test_sets/generate", json=REQUEST | changes)
    errors = {error["field"]: error["message"] for error in answer.json()["errors"]}

    assert answer.status_code == 422
    assert field in errors, json.dumps(errors)
    assert words in errors[field]


def test_an_unknown_set_is_not_found(http: httpx.Client) -> None:
    assert http.get("/v1/test_sets/sha256:" + 64 * "0").status_code == 422


def test_a_verification_may_have_its_cases_made(
    client: VerifierClient, http: httpx.Client
) -> None:
    def asking(source: str) -> dict[str, Any]:
        submission = {"language": "python", "source": source}
        return {"submission": submission, "generate": REQUEST}

    right = client.verify(asking(CLAMP))
    wrong = client.verify(asking("def clamp(x, low, high):\n    return max(x, low)"))

    assert right.verdict == "accepted"
    assert right.total > 10
    assert wrong.verdict == "wrong_answer"
    assert right.test_set == wrong.test_set
    assert http.get(f"/v1/test_sets/{right.test_set}").status_code == 200


def test_cases_that_cannot_be_made_are_the_fault_of_the_tests(
    client: VerifierClient,
) -> None:
    broken = REQUEST | {"references": [{"language": "python", "source": "def clamp("}]}
    submission = {"language": "python", "source": CLAMP}
    report = client.verify({"submission": submission, "generate": broken})

    assert report.verdict == "internal_error"
    assert report.attribution == "tests"
    assert report.reward is None
    assert not report.retryable
    assert b"does not compile" in report.build.stderr


def test_a_wrong_request_inside_a_verification_is_told(http: httpx.Client) -> None:
    request = {
        "submission": {"language": "python", "source": CLAMP},
        "generate": REQUEST | {"min_kill_rate": 2},
    }
    answer = http.post("/v1/verifications", json=request)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "generate.min_kill_rate"


def test_a_failing_case_of_a_stored_set_is_shrunk(client: VerifierClient) -> None:
    made = client.generate(REQUEST)
    wrong = "def clamp(x, low, high):\n    return x if x < high else high"
    asked = verification(made.test_set, wrong) | {"shrink": {"wall_time_s": 60}}
    report = client.verify(asked)
    [shrunk] = [case.shrunk for case in report.cases if case.shrunk]

    assert report.verdict == "wrong_answer"
    assert shrunk.output != shrunk.answer
    assert shrunk.bytes_after <= shrunk.bytes_before
    assert made.certificate is not None
    assert client.generate(made.certificate.request).test_set == made.test_set


def test_a_verification_that_makes_its_cases_may_shrink_them(
    client: VerifierClient,
) -> None:
    submission = {"language": "python", "source": "def clamp(*_): return 10**9"}
    asked = {"submission": submission, "generate": REQUEST, "shrink": {"runs": 60}}
    report = client.verify(asked)

    assert [case for case in report.cases if case.shrunk]
    assert report.shrink_note == ""


def test_a_set_that_was_not_generated_cannot_be_shrunk(http: httpx.Client) -> None:
    case = {"kind": "stdio", "input": "1", "answer": "2"}
    stored = http.post("/v1/test_sets", json={"test_cases": [case]}).json()
    asked = verification(stored["id"], "print(1)") | {"shrink": {}}
    answer = http.post("/v1/verifications", json=asked)

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "shrink"
    assert "generated" in answer.json()["errors"][0]["message"]


def queued(http: httpx.Client, lane: str) -> int:
    [line] = [
        line
        for line in http.get("/metrics").text.splitlines()
        if line.startswith(f'verifier_queued{{lane="{lane}"}}')
    ]
    return int(float(line.rpartition(" ")[2]))


def test_generations_wait_in_a_lane_of_their_own(http: httpx.Client) -> None:
    slow = "def clamp(x: int):\n    import time; time.sleep(0.3); return x"
    request = REQUEST | {"references": [{"language": "python", "source": slow}]}
    headers = {"Prefer": "respond-async"}
    jobs = [
        http.post("/v1/test_sets/generate", json=request, headers=headers).headers[
            "Location"
        ]
        for _ in range(5)  # more than there are slots
    ]
    waiting = queued(http, "generation")
    elsewhere = queued(http, "interactive"), queued(http, "batch")
    for job in jobs:
        http.delete(job)

    assert waiting >= len(jobs) - 2
    assert elsewhere == (0, 0)
    assert queued(http, "generation") == 0
