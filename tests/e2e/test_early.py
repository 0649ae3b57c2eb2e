"""What cannot be taken is refused before anything is made of its body."""

import time
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.e2e.services import running_service
from tests.parts import need_redis

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

LIMIT = 4
VERIFY = "/v1/verifications"
ASYNC = {"Prefer": "respond-async"}


def sleeping(seconds: float) -> dict[str, Any]:
    source = f"import time; time.sleep({seconds}); print(3)"
    return {
        "submission": {"language": "python", "source": source},
        "test_cases": [{"kind": "stdio", "answer": "3"}],
        "limits": {"wall_time_s": 60},
        "cache": "bypass",
    }


@pytest.fixture(scope="module", params=["embedded", "celery"])
def service(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[httpx.Client]:
    """A service that knows that a job takes a second, and has room for few."""
    if request.param == "celery":
        need_redis(pytestconfig)
    settings = {"VERIFIER_SLOTS": "1", "VERIFIER_QUEUE_LIMIT": str(LIMIT)}
    folder = tmp_path_factory.mktemp("full")
    with (
        running_service(request.param, folder, settings) as running,
        httpx.Client(base_url=running.url, timeout=60) as client,
    ):
        assert client.post(VERIFY, json=sleeping(1)).status_code == 200
        yield client


@pytest.fixture
def full(service: httpx.Client) -> httpx.Client:
    """The same with no room, and aware of it."""
    deadline = time.monotonic() + 60
    while service.post(VERIFY, content=b"{").status_code == 422:
        assert time.monotonic() < deadline
        service.post(VERIFY, json=sleeping(59), headers=ASYNC)
    return service


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (VERIFY, 429),
        (f"{VERIFY}?wait=3&priority=9", 429),
        ("/v1/runs", 429),
        ("/run_code", 504),
        ("/api/v2/execute", 429),
        ("/test_program", 429),
        ("/test_program_stdio", 429),
    ],
)
def test_body_is_not_looked_at(full: httpx.Client, path: str, status: int) -> None:
    answer = full.post(path, content=b"no JSON")

    assert answer.status_code == status, answer.text
    assert answer.headers["X-Request-ID"]


def test_refusal_is_the_usual_one(full: httpx.Client) -> None:
    answer = full.post(VERIFY, json=sleeping(0))

    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["type"] == "urn:verifier:problem:busy"
    assert int(answer.headers["Retry-After"]) >= 1


def test_wrong_url_is_said_to_be_wrong(full: httpx.Client) -> None:
    answer = full.post(f"{VERIFY}?priority=10", json=sleeping(0))

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "query.priority"


def test_other_lane_has_room(full: httpx.Client) -> None:
    answer = full.post(f"{VERIFY}?lane=batch", json=sleeping(0), headers=ASYNC)

    assert answer.status_code == 202, answer.text
    assert full.delete(answer.headers["Location"]).status_code == 204


def test_verification_that_makes_its_cases_waits_in_a_lane_of_its_own(
    full: httpx.Client,
) -> None:
    signature = "def f(a: int) -> int"
    program = {"language": "python", "source": f"{signature}: return a"}
    target = {"kind": "function", "function": "f", "signature": signature}
    generate = {"target": target, "references": [program]}
    request = {"submission": program, "generate": generate}
    answer = full.post(VERIFY, json=request, headers=ASYNC)

    assert answer.status_code == 202, answer.text
    assert full.delete(answer.headers["Location"]).status_code == 204


def test_deadline_is_held_against_the_queue(full: httpx.Client) -> None:
    unfinished = {"submission": {"language": "python"}, "nonsense": 1}
    hurried = full.post(f"{VERIFY}?lane=batch&deadline_s=0.5", json=unfinished)
    patient = full.post(f"{VERIFY}?lane=batch&deadline_s=500", json=unfinished)

    assert hurried.status_code == 503, hurried.text
    assert hurried.json()["type"] == "urn:verifier:problem:too-late"
    assert patient.status_code == 422


def test_body_above_the_limit_is_413(full: httpx.Client) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(70):
            yield b" " * (1 << 20)

    assert full.post(VERIFY, content=parts()).status_code == 413
