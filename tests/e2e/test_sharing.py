"""Equal verifications are done once, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

CASE = {"kind": "stdio", "input": "1 2\n", "answer": "3\n"}
SLOW = "n = 0\nwhile n < 4_000_000: n += 1\nprint(sum(map(int, input().split())))"
ENDLESS = "while True: pass"


def asking(mark: str, source: str = SLOW, **more: Any) -> dict[str, Any]:
    submission = {"language": "python", "source": f"# {mark}\n{source}"}
    return {"submission": submission, "test_cases": [CASE]} | more


def post(http: httpx.Client, request: dict[str, Any]) -> Any:
    response = http.post("/v1/verifications", json=request)
    assert response.status_code == 200, response.text
    return response.json()


def submit(http: httpx.Client, request: dict[str, Any]) -> str:
    asynchronous = {"Prefer": "respond-async"}
    response = http.post("/v1/verifications", json=request, headers=asynchronous)
    assert response.status_code == 202
    return str(response.json()["id"])


def test_a_group_that_repeats_itself_is_judged_once(http: httpx.Client) -> None:
    def one(rollout: int) -> Any:
        return post(http, asking("group", metadata={"rollout": rollout}))

    with ThreadPoolExecutor(8) as threads:
        reports = list(threads.map(one, range(8)))

    assert [report["metadata"]["rollout"] for report in reports] == list(range(8))
    assert {report["reward"] for report in reports} == {1.0}
    assert len({report["id"] for report in reports}) == 8
    assert sum(not report["cached"] for report in reports) == 1


def test_what_was_done_lately_is_not_done_again(http: httpx.Client) -> None:
    first = post(http, asking("again"))
    second = post(http, asking("again"))

    assert (first["cached"], second["cached"]) == (False, True)
    assert second["cases"] == first["cases"]
    found = http.get(f"/v1/verifications/{second['id']}")
    assert found.json() == second


def test_a_wrong_answer_is_shared_with_its_trace(http: httpx.Client) -> None:
    wrong = asking("wrong", "print('no')")
    post(http, wrong)
    report = post(http, wrong)

    assert report["cached"] is True
    assert report["reward"] == 0.0
    assert report["cases"][0]["output"] == "no\n"


def test_bypass_judges_in_any_case(http: httpx.Client) -> None:
    post(http, asking("bypass"))
    assert post(http, asking("bypass", cache="bypass"))["cached"] is False


def test_a_program_that_draws_lots_is_run_each_time(http: httpx.Client) -> None:
    lots = asking("lots", "import random; print(random.choice([3, 3]))")
    assert not post(http, lots)["cached"]
    assert not post(http, lots)["cached"]


def test_a_time_limit_is_not_shared(http: httpx.Client) -> None:
    endless = asking("limit", ENDLESS, limits={"cpu_time_s": 0.2})
    assert post(http, endless)["verdict"] == "time_limit_exceeded"
    assert post(http, endless)["cached"] is False


def test_cancelling_the_first_leaves_the_others_their_reports(
    http: httpx.Client,
) -> None:
    endless = asking("cancel", ENDLESS, limits={"cpu_time_s": 1.5})
    first, second = submit(http, endless), submit(http, endless)
    assert http.delete(f"/v1/verifications/{first}").status_code == 204

    report = http.get(f"/v1/verifications/{second}", params={"wait": 60})
    assert report.status_code == 200
    assert report.json()["verdict"] == "time_limit_exceeded"
    assert http.get(f"/v1/verifications/{first}").status_code in {404, 409, 410}


def test_one_that_shares_can_be_followed_to_its_own_report(http: httpx.Client) -> None:
    slow = asking("follow", SLOW.replace("4_000", "40_000"), limits={"cpu_time_s": 30})
    submit(http, slow)
    second = submit(http, slow | {"metadata": {"rollout": 2}})
    with http.stream("GET", f"/v1/verifications/{second}/events", timeout=60) as stream:
        lines = list(stream.iter_lines())

    assert "event: report" in lines
    assert '"metadata":{"rollout":2}' in lines[lines.index("event: report") + 1]


def test_other_values_of_cache_are_refused(http: httpx.Client) -> None:
    response = http.post("/v1/verifications", json=asking("value", cache="never"))
    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "cache"
