"""The service over HTTP, on both engines, with real boxes."""

import json
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from sandboxes import known_languages
from verifier.languages import FIRST_LANGUAGES
from verifier.messages import content_id as id_of

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

SUM = "print(sum(map(int, input().split())))"
CASE = {"kind": "stdio", "input": "1 2\n", "answer": "3\n"}


def asking(source: str = SUM, language: str = "python", **more: Any) -> dict[str, Any]:
    submission = {"language": language, "source": source}
    return {"submission": submission, "test_cases": [CASE]} | more


SLEEPER = asking("import time; time.sleep(60)", limits={"wall_time_s": 60})


def post(http: httpx.Client, request: dict[str, Any], **options: Any) -> Any:
    response = http.post("/v1/verifications", json=request, **options)
    assert response.status_code == 200, response.text
    return response.json()


def submit(http: httpx.Client, request: dict[str, Any]) -> str:
    response = http.post(
        "/v1/verifications", json=request, headers={"Prefer": "respond-async"}
    )
    assert response.status_code == 202
    assert response.headers["Location"] == f"/v1/verifications/{response.json()['id']}"
    return str(response.json()["id"])


def without_times(report: Any) -> Any:
    """Return what must be the same each time."""
    if isinstance(report, dict):
        changing = {"id", "timings", "peak_memory_bytes", "index", "cached"}
        return {
            key: without_times(value)
            for key, value in report.items()
            if key not in changing and not key.endswith("_time_s")
        }
    return [without_times(v) for v in report] if isinstance(report, list) else report


def test_right_solution_is_paid(http: httpx.Client) -> None:
    report = post(http, asking(metadata={"step": 1}))

    assert report["verdict"] == "accepted"
    assert report["reward"] == 1.0
    assert report["integrity"] == "sealed"
    assert report["metadata"] == {"step": 1}
    assert report["language"]["version"].startswith("3.")
    assert set(report["sandbox"]["enforced"]) >= {"cpu", "memory", "network"}


def test_wrong_solution_is_not_and_shows_why(http: httpx.Client) -> None:
    report = post(http, asking("print(4)"))

    case = report["cases"][0]
    assert (report["verdict"], report["reward"]) == ("wrong_answer", 0.0)
    assert (case["input"], case["output"], case["answer"]) == ("1 2\n", "4\n", "3\n")
    assert case["feedback"] == "token 1 is '4', expected '3'"


@pytest.mark.parametrize("language", ["javascript", "java", "rust", "go", "typescript"])
def test_echo_program_of_a_language_is_verified(
    http: httpx.Client, language: str
) -> None:

    source = known_languages().get(language).echo
    case = {"kind": "stdio", "input": "ö\n", "answer": "ö\n", "id": "umlaut"}

    report = post(http, asking(source, language, test_cases=[case]))

    assert report["verdict"] == "accepted", report
    assert report["cases"][0]["id"] == "umlaut"


def test_answer_of_a_model_is_taken_apart(http: httpx.Client) -> None:
    completion = f"First:\n```python\nprint(0)\n```\nNo:\n```python\n{SUM}\n```\n"
    submission = {"language": "python", "completion": completion}

    report = post(http, {"submission": submission, "test_cases": [CASE]})

    assert report["verdict"] == "accepted"


def test_wait_that_is_too_short_gives_a_place_to_ask_again(http: httpx.Client) -> None:
    source = f"import time; time.sleep(1); {SUM}"
    response = http.post("/v1/verifications?wait=0.01", json=asking(source))
    assert response.status_code == 202

    done = http.get(response.headers["Location"], params={"wait": 60})

    assert done.status_code == 200
    assert done.json()["verdict"] == "accepted"


def test_report_can_be_asked_for_again(http: httpx.Client) -> None:
    report = post(http, asking())

    assert http.get(f"/v1/verifications/{report['id']}").json() == report


def test_canceled_verification_ends_at_once(http: httpx.Client) -> None:
    job = submit(http, SLEEPER)
    time.sleep(0.5)

    begin = time.monotonic()
    assert http.delete(f"/v1/verifications/{job}").status_code == 204
    gone = http.get(f"/v1/verifications/{job}?wait=30")

    assert gone.status_code == 404
    assert gone.json()["type"] == "urn:verifier:problem:canceled"
    assert post(http, asking())["verdict"] == "accepted"  # the slot is free again
    assert time.monotonic() - begin < 40


def test_waiting_for_a_canceled_verification_ends(http: httpx.Client) -> None:
    job = submit(http, SLEEPER)
    later = threading.Timer(0.5, http.delete, [f"/v1/verifications/{job}"])
    later.start()

    assert http.get(f"/v1/verifications/{job}?wait=50").status_code == 404
    later.join()  # its answer may come after the other's: the client stays open


def test_events_tell_of_each_case_and_end_with_the_report(http: httpx.Client) -> None:
    source = f"import time; time.sleep(0.3); {SUM}"
    job = submit(http, asking(source, test_cases=[CASE, CASE, CASE]))

    events = []
    with http.stream("GET", f"/v1/verifications/{job}/events") as response:
        assert response.headers["content-type"].startswith("text/event-stream")
        text = "".join(response.iter_text())
    for block in text.strip().split("\n\n"):
        name, data = block.split("\n")
        events.append((name.removeprefix("event: "), json.loads(data[6:])))

    names = [name for name, _ in events]
    assert names[0] == "status"
    assert names[-1] == "report"
    assert 2 <= names.count("case") <= 3
    assert events[-1][1]["verdict"] == "accepted"


def test_batch_comes_back_in_order(http: httpx.Client) -> None:
    requests = [asking(f"print({number})") for number in range(6)]

    response = http.post("/v1/verifications/batch", json={"requests": requests})

    verdicts = [report["verdict"] for report in response.json()["reports"]]
    assert verdicts == [
        "accepted" if number == 3 else "wrong_answer" for number in range(6)
    ]


def test_batch_streams_lines_as_they_are_ready(http: httpx.Client) -> None:
    slow = asking(f"import time; time.sleep(1.5); {SUM}")
    requests = [slow, asking(), asking("print(4)")]

    with http.stream(
        "POST",
        "/v1/verifications/batch",
        json={"requests": requests},
        headers={"Accept": "application/x-ndjson"},
    ) as response:
        lines = [json.loads(line) for line in response.iter_lines()]

    assert {line["index"] for line in lines} == {0, 1, 2}
    assert lines[-1]["index"] == 0
    verdicts = {line["index"]: line["verdict"] for line in lines}
    assert verdicts == {0: "accepted", 1: "accepted", 2: "wrong_answer"}


def test_wrong_item_of_a_batch_is_named(http: httpx.Client) -> None:
    requests = [asking(), asking(language="klingon")]

    response = http.post("/v1/verifications/batch", json={"requests": requests})

    assert response.status_code == 422
    error = response.json()["errors"][0]
    assert error["field"] == "requests.1.submission.language"


def test_program_runs_without_tests(http: httpx.Client) -> None:
    request = {
        "language": "c",
        "source": '#include "n.h"\n#include <stdio.h>\n'
        "int main(int c, char **v) { puts(v[1]); return N; }",
        "args": ["hi"],
        "files": {"n.h": "#define N 7\n"},
    }

    report = http.post("/v1/runs", json=request).json()

    assert (report["status"], report["exit_code"]) == ("finished", 7)
    assert report["stdout"] == "hi\n"
    assert report["cpu_time_s"] > 0


def test_run_shows_what_the_compiler_says(http: httpx.Client) -> None:
    report = http.post("/v1/runs", json={"language": "c", "source": "int x"}).json()

    assert report["status"] == "compile_error"
    assert "error" in report["build"]["stderr"]


def test_stored_test_set_is_named_by_its_content(http: httpx.Client) -> None:
    cases = [CASE, CASE | {"input": "5 5", "answer": "10"}]
    stored = http.post("/v1/test_sets", json={"test_cases": cases}).json()
    again = http.put(f"/v1/test_sets/{stored['id']}", json={"test_cases": cases})

    request = asking(test_set=stored["id"])
    del request["test_cases"]
    report = post(http, request)

    assert stored == {"id": id_of(cases), "cases": 2} == again.json()
    assert (report["passed"], report["total"]) == (2, 2)


def test_shared_tests_of_a_stored_set_are_refused_where_sealed_is_asked_for(
    http: httpx.Client,
) -> None:
    case = {"kind": "unit_tests", "code": "assert True", "mode": "shared"}
    stored = http.post("/v1/test_sets", json={"test_cases": [case]}).json()
    request = asking("x = 1", test_set=stored["id"])
    del request["test_cases"]

    refused = http.post("/v1/verifications", json={**request, "integrity": "sealed"})
    report = post(http, request)

    assert refused.status_code == 422
    (error,) = refused.json()["errors"]
    assert error["field"] == "test_set"
    assert error["message"].startswith("case 0, mode: shared")
    assert report["verdict"] == "accepted"
    assert report["integrity"] == report["cases"][0]["integrity"] == "shared"


def test_test_set_under_a_wrong_id_is_refused(http: httpx.Client) -> None:
    wrong = "sha256:" + "0" * 64
    response = http.put(f"/v1/test_sets/{wrong}", json={"test_cases": [CASE]})

    assert response.status_code == 422
    assert id_of([CASE]) in response.json()["detail"]


def test_test_set_under_a_name_is_stored_by_its_content(http: httpx.Client) -> None:
    response = http.put("/v1/test_sets/mine", json={"test_cases": [CASE]})

    assert response.json() == {"id": id_of([CASE]), "cases": 1}


def test_unknown_test_set_is_a_wrong_request(http: httpx.Client) -> None:
    request = asking(test_set="sha256:" + "0" * 64)
    del request["test_cases"]

    response = http.post("/v1/verifications", json=request)

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "test_set"


def test_test_set_that_does_not_fit_the_language_is_refused(http: httpx.Client) -> None:
    call = {"kind": "function_call", "function": "f", "answer": 1}
    stored = http.post("/v1/test_sets", json={"test_cases": [call]}).json()
    request = asking("echo", "bash", test_set=stored["id"])
    del request["test_cases"]

    response = http.post("/v1/verifications", json=request)

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "test_set"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b'{"submission', 422),
        (b"", 422),
        (b"[" * 100_000, 422),
        (b"\xff\xfe", 422),
        (b'{"submission": {"language": "python", "source": "\\ud800"}}', 422),
        (b'{"a": 1' + b"0" * 5000 + b"}", 422),
        (b'"' + b"x" * (20 * 1024 * 1024) + b'"', 413),
    ],
    ids=["cut", "empty", "deep", "not utf-8", "surrogate", "long number", "20 MB"],
)
@pytest.mark.parametrize(
    "path",
    ["/v1/verifications", "/v1/verifications/batch", "/v1/runs", "/v1/test_sets"],
)
def test_broken_body_is_a_problem_document(
    http: httpx.Client, path: str, body: bytes, status: int
) -> None:
    response = http.post(path, content=body)

    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert {"type", "title", "status", "detail"} <= set(response.json())
    assert "Traceback" not in response.text


@pytest.mark.parametrize("wait", ["-1", "x", "nan", "1e9"])
def test_bad_wait_is_refused(http: httpx.Client, wait: str) -> None:
    response = http.post("/v1/verifications", params={"wait": wait}, json=asking())

    assert response.status_code == 422
    assert response.json()["errors"][0]["field"] == "query.wait"


@pytest.mark.parametrize("method", ["GET", "DELETE"])
def test_unknown_verification_is_404(http: httpx.Client, method: str) -> None:
    response = http.request(method, "/v1/verifications/nope")

    assert response.status_code == 404
    assert response.json()["type"] == "urn:verifier:problem:unknown-verification"


def test_languages_are_listed_with_version_and_limits(http: httpx.Client) -> None:
    languages = http.get("/v1/languages").json()["languages"]

    found = {language["name"]: language for language in languages}
    assert {"python", "c", "cpp", "java", "javascript"} <= set(found)
    assert {"typescript", "go", "rust", "bash"} <= set(found)
    assert set(known_languages().names) <= set(found)
    assert all(found[name]["available"] for name in FIRST_LANGUAGES), languages
    for language in languages:
        assert language["available"] is (language["reason"] == "")
    assert all(found[name]["version"] for name in FIRST_LANGUAGES)
    assert found["python"]["default_limits"]["cpu_time_s"] == 2.0


def test_a_language_that_is_not_here_is_never_tried(http: httpx.Client) -> None:
    """Refused if that is known; the first that asks finds it out."""
    asked = asking("void main() {}", language="dart")
    run = {"language": "dart", "source": "void main() {}"}
    for path, request in (("verifications", asked), ("runs", run)):
        response = http.post(f"/v1/{path}", json=request)
        answer = response.json()

        assert "supply /usr/bin/dart" in response.text
        if response.status_code == 200:
            assert "internal_error" in (answer.get("verdict"), answer.get("status"))
            assert answer.get("reward") is None
        else:
            assert response.status_code == 422
            assert answer["errors"][0]["field"].endswith("language")


def test_health_and_metrics_answer(http: httpx.Client) -> None:
    post(http, asking())

    assert http.get("/health/live").status_code == 200
    assert http.get("/health/ready").json()["slots"] == 2
    metrics = http.get("/metrics").text
    assert 'verifier_verifications_total{language="python",verdict="accepted"}' in (
        metrics
    )


def test_examples_of_the_openapi_document_work(http: httpx.Client) -> None:
    document = http.get("/openapi.json").json()

    tried = 0
    for path, operations in document["paths"].items():
        body = operations.get("post", {}).get("requestBody", {})
        for content in body.get("content", {}).values():
            for example in content.get("examples", {}).values():
                response = http.post(path, json=example["value"])
                assert response.status_code in {200, 201}, (path, response.text)
                tried += 1
    assert tried >= 4
    assert http.get("/docs").status_code == 200


@pytest.mark.timeout(300)
def test_two_hundred_at_once_are_all_right(http: httpx.Client) -> None:
    kinds = [asking(), asking("print(4)"), asking("1/0"), asking("import x")]
    kinds += [asking('#include <cstdio>\nint main() { puts("3"); }', "cpp")]
    alone = [without_times(post(http, request)) for request in kinds]

    with ThreadPoolExecutor(200) as threads:
        reports = list(
            threads.map(
                lambda number: post(http, kinds[number % 5], params={"wait": 110}),
                range(200),
            )
        )

    for number, report in enumerate(reports):
        assert without_times(report) == alone[number % 5]
