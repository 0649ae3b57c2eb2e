"""Keys, shares, quotas, rates and deadlines, on both engines with one slot."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import sandbox_fusion

from tests.e2e.services import running_service
from tests.parts import need_redis
from verifier.engine.work import TOO_LATE
from verifier.keys import KeyRing

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:sandbox_fusion"),
]

SLEEP_S = 0.2
MANY = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """A service with keys."""

    url: str
    keys: dict[str, str]
    folder: Path

    def client(self, name: str) -> httpx.Client:
        headers = {"Authorization": f"Bearer {self.keys[name]}"}
        return httpx.Client(base_url=self.url, headers=headers, timeout=120)


@pytest.fixture(scope="module", params=["embedded", "celery"])
def guarded(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[Guarded]:
    if request.param == "celery":
        need_redis(pytestconfig)
    folder = tmp_path_factory.mktemp("guarded")
    path = folder / "keys.json"
    ring = KeyRing(path)
    keys = {name: ring.create(name) for name in ("alice", "bob", "carol")}
    keys["few"] = ring.create("few", most_waiting=2)
    keys["slow"] = ring.create("slow", rate_per_s=2)
    settings = {"VERIFIER_KEYS_FILE": str(path), "VERIFIER_SLOTS": "1"}
    with running_service(request.param, folder, settings) as running:
        yield Guarded(url=running.url, keys=keys, folder=folder)


def sleeping(seconds: float = SLEEP_S) -> dict[str, Any]:
    return {
        "submission": {
            "language": "python",
            "source": f"import time; time.sleep({seconds}); print(3)",
        },
        "test_cases": [{"kind": "stdio", "answer": "3"}],
    }


def submit(client: httpx.Client, request: dict[str, Any], **params: Any) -> str:
    response = client.post(
        "/v1/verifications",
        json=request,
        params=params,
        headers={"Prefer": "respond-async"},
    )
    # It may be done before it is looked for the first time.
    assert response.status_code in {200, 202}, response.text
    return str(response.json()["id"])


def report(client: httpx.Client, job: str) -> Any:
    response = client.get(f"/v1/verifications/{job}", params={"wait": 100})
    assert response.status_code == 200, response.text
    return response.json()


def waiting(client: httpx.Client) -> int:
    """Return how many wait: what came before whom, however slow the machine is."""
    return int(client.get("/health/ready").json()["queued"])


@pytest.fixture
def busy(guarded: Guarded) -> Iterator[httpx.Client]:
    """Alice, who has learned the service how long her many jobs take."""
    with guarded.client("alice") as alice:
        for _ in range(3):
            assert alice.post("/v1/verifications", json=sleeping()).status_code == 200
        with ThreadPoolExecutor(16) as threads:
            jobs = list(threads.map(lambda _: submit(alice, sleeping()), range(MANY)))
        yield alice
        with ThreadPoolExecutor(16) as threads:
            list(
                threads.map(lambda job: alice.delete(f"/v1/verifications/{job}"), jobs)
            )


def test_without_a_key_nothing_but_health_answers(guarded: Guarded) -> None:
    with httpx.Client(base_url=guarded.url) as nobody:
        for path in (
            "/v1/languages",
            "/metrics",
            "/openapi.json",
            "/v1/verifications/x",
        ):
            response = nobody.get(path)
            assert response.status_code == 401, path
            assert response.headers["WWW-Authenticate"] == "Bearer"
            assert response.json()["type"] == "urn:verifier:problem:unauthorized"
        assert nobody.post("/run_code", json={}).status_code == 401
        assert nobody.get("/health/live").status_code == 200
        assert nobody.get("/health/ready").status_code == 200


def test_key_is_taken_in_three_places(guarded: Guarded) -> None:
    key = guarded.keys["carol"]
    shown: list[dict[str, Any]] = [
        {"headers": {"Authorization": f"Bearer {key}"}},
        {"headers": {"X-API-Key": key}},
        {"auth": ("key", key)},
    ]
    for how in shown:
        assert httpx.get(f"{guarded.url}/v1/languages", **how).status_code == 200
    wrong = {"X-API-Key": key[:-4] + "AAAA"}
    assert httpx.get(f"{guarded.url}/v1/languages", headers=wrong).status_code == 401


def test_client_that_knows_no_keys_has_one_in_its_url(guarded: Guarded) -> None:
    url = guarded.url.replace("://", f"://key:{guarded.keys['carol']}@")
    request = sandbox_fusion.RunCodeRequest(code="print(1)", language="python")

    answer = sandbox_fusion.run_code(request, endpoint=url, max_attempts=1)

    assert answer.run_result.stdout == "1\n"


def test_responses_have_an_id_and_safe_headers(guarded: Guarded) -> None:
    with guarded.client("carol") as carol:
        named = carol.get("/v1/languages", headers={"X-Request-ID": "step-7.a"})
        odd = carol.get("/v1/languages", headers={"X-Request-ID": "a b"})

    assert named.headers["X-Request-ID"] == "step-7.a"
    assert odd.headers["X-Request-ID"] != "a b"
    assert named.headers["X-Content-Type-Options"] == "nosniff"
    assert "frame-ancestors 'none'" in named.headers["Content-Security-Policy"]


def test_audit_tells_who_did_what_and_no_secret(guarded: Guarded) -> None:
    with guarded.client("carol") as carol:
        carol.get("/v1/languages", headers={"X-Request-ID": "audited"})
    log, line = "", ""
    deadline = time.monotonic() + 5
    while not line and time.monotonic() < deadline:  # it is written after the answer
        log = (guarded.folder / "log").read_text()
        line = next((line for line in log.splitlines() if '"audited"' in line), "")

    assert '"key": "carol"' in line
    assert '"path": "/v1/languages"' in line
    for key in guarded.keys.values():
        assert key not in log


def test_rate_is_kept(guarded: Guarded) -> None:
    with guarded.client("slow") as slow:
        codes = [slow.get("/v1/verifications/none") for _ in range(6)]

    assert [code.status_code for code in codes].count(404) <= 3
    refused = next(code for code in codes if code.status_code == 429)
    assert refused.json()["type"] == "urn:verifier:problem:rate"
    assert int(refused.headers["Retry-After"]) >= 1


def test_key_with_many_waiting_does_not_starve_one_with_one(
    busy: httpx.Client, guarded: Guarded
) -> None:
    with guarded.client("bob") as bob:
        assert bob.post("/v1/verifications", json=sleeping()).status_code == 200

    assert waiting(busy) > MANY / 2


def test_interactive_does_not_wait_for_a_batch(guarded: Guarded) -> None:
    with guarded.client("alice") as alice, ThreadPoolExecutor(16) as threads:
        jobs = list(
            threads.map(lambda _: submit(alice, sleeping(), lane="batch"), range(40))
        )
        report(alice, submit(alice, sleeping()))
        behind = waiting(alice)
        for job in jobs:
            alice.delete(f"/v1/verifications/{job}")

    assert behind > 20


def test_quota_of_a_key_is_kept(busy: httpx.Client, guarded: Guarded) -> None:
    with guarded.client("few") as few:
        answers = [
            few.post(
                "/v1/verifications",
                json=sleeping(),
                headers={"Prefer": "respond-async"},
            )
            for _ in range(6)
        ]
        refused = [answer for answer in answers if answer.status_code == 429]
        for answer in answers:
            if answer.status_code == 202:
                few.delete(answer.headers["Location"])

    assert refused
    assert refused[0].json()["type"] == "urn:verifier:problem:quota"
    assert int(refused[0].headers["Retry-After"]) >= 1


def test_deadline_that_cannot_be_kept_is_refused_at_once(busy: httpx.Client) -> None:
    answers = [
        busy.post("/v1/verifications", params={"deadline_s": 1}, json=sleeping())
        for _ in range(20)
    ]

    assert {answer.status_code for answer in answers} == {503}
    assert answers[0].json()["type"] == "urn:verifier:problem:too-late"
    assert int(answers[0].headers["Retry-After"]) >= 1
    assert waiting(busy) > MANY / 2


def test_run_code_that_would_wait_too_long_is_504_at_once(busy: httpx.Client) -> None:
    answer = busy.post("/run_code", json={"code": "print(1)", "language": "python"})

    assert answer.status_code == 504, answer.text
    assert waiting(busy) > MANY / 2


def test_priority_comes_first_among_ones_own(busy: httpx.Client) -> None:
    report(busy, submit(busy, sleeping(), priority=9))

    assert waiting(busy) > MANY / 2


def test_what_gets_too_late_in_the_queue_is_given_up_without_a_reward(
    guarded: Guarded,
) -> None:
    with guarded.client("bob") as bob:
        for _ in range(20):  # what is expected of the next one is little
            bob.post("/v1/verifications", json=sleeping(0))
        long = submit(bob, sleeping(3))
        time.sleep(0.5)
        late = report(bob, submit(bob, sleeping(), deadline_s=0.5))

        assert (late["verdict"], late["reward"]) == ("internal_error", None)
        assert late["cases"][0]["feedback"] == TOO_LATE
        assert late["retryable"]
        assert report(bob, long)["verdict"] == "accepted"


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"lane": "fast"}, "query.lane"),
        ({"priority": "10"}, "query.priority"),
        ({"deadline_s": "0"}, "query.deadline_s"),
        ({"deadline_s": "nan"}, "query.deadline_s"),
    ],
)
def test_wrong_parameter_is_named(
    guarded: Guarded, params: dict[str, str], field: str
) -> None:
    with guarded.client("carol") as carol:
        response = carol.post("/v1/verifications", params=params, json=sleeping())

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == field
