"""`/run_code`: what verl and the `sandbox-fusion` client do, against the service."""

import base64
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest
import sandbox_fusion

from tests.e2e.services import Service, running_service
from tests.e2e.verl import VerlClient

pytestmark = [
    pytest.mark.e2e,
    pytest.mark.sandbox,
    pytest.mark.filterwarnings("ignore::DeprecationWarning:sandbox_fusion"),
]

SUM = "```python\nprint(sum(map(int, input().split())))\n```"
PAIRS = {"inputs": ["1 2\n", "5 6\n"], "outputs": ["3", "11\n"]}


@pytest.fixture
def verl(service: Service) -> VerlClient:
    return VerlClient(f"{service.url}/run_code")


def run_code(http: httpx.Client, code: str, **more: Any) -> Any:
    response = http.post("/run_code", json={"code": code, "language": "python"} | more)
    assert response.status_code == 200, response.text
    return response.json()


def results(found: list[dict[str, Any]]) -> list[bool | int]:
    return [metadata["result"] for metadata in found]


def test_verl_pays_a_right_program(verl: VerlClient) -> None:
    score, found = verl.score(SUM, PAIRS)

    assert score == 1.0, found


def test_verl_pays_a_part_of_a_partly_right_program(verl: VerlClient) -> None:
    score, found = verl.score("```python\nprint(3)\n```", PAIRS)

    assert score == 0.5
    assert results(found) == [True, False]


def test_verl_calls_functions_by_name(verl: VerlClient) -> None:
    tests = {
        "fn_name": "add",
        "inputs": ["1\n2", "[1]\n[2]"],
        "outputs": ["3", "[1, 2]"],
    }

    score, found = verl.score("```python\ndef add(a, b): return a + b\n```", tests)

    assert score == 1.0, found


def test_verl_tries_assertions(verl: VerlClient) -> None:
    tests = {"assert_case": ["assert f() == 1", "assert f() == 2"]}

    score, found = verl.score("```python\ndef f(): return 1\n```", tests)

    assert (score, results(found)) == (0.5, [True, -2])


@pytest.mark.parametrize(
    ("source", "language", "expected"),
    [
        ("1 / 0", "python", -2),
        ("def f(:", "python", -2),
        ("import os; os.abort()", "python", -2),
        ("x = bytearray(1500 << 20)", "python", -2),
        ("while True: pass", "python", -3),
        ("import time; print(1, flush=True); time.sleep(60)", "python", -3),
        ("int main() { return x; }", "cpp", -4),
        ("int main() { return 3; }", "cpp", -2),
    ],
    ids=[
        "raises",
        "syntax",
        "abort",
        "memory",
        "loops",
        "sleeps",
        "compiler",
        "exit 3",
    ],
)
def test_verl_sees_each_kind_of_failure(
    verl: VerlClient, source: str, language: str, expected: int
) -> None:
    _, found = verl.score(
        f"```python\n{source}\n```", {"inputs": [""], "outputs": [""]}, language
    )

    assert results(found) == [expected], found


def test_verl_without_a_memory_limit_is_served(service: Service) -> None:
    client = VerlClient(f"{service.url}/run_code", memory_mb=None)

    assert client.score(SUM, PAIRS)[0] == 1.0


def test_verl_with_all_cases_at_once_gets_each_right(service: Service) -> None:
    client = VerlClient(f"{service.url}/run_code")
    numbers = range(60)
    tests = {
        "inputs": [f"{n} {n}\n" for n in numbers],
        "outputs": [str(2 * n if n % 3 else -1) for n in numbers],
    }

    _, found = client.score(SUM, tests)

    assert results(found) == [bool(n % 3) for n in numbers]


def test_verl_is_told_504_when_it_must_come_again(tmp_path: Path) -> None:
    busy = {"VERIFIER_SLOTS": "1", "VERIFIER_QUEUE_LIMIT": "2"}
    sleeper = {"code": "import time; time.sleep(3)", "language": "python"}
    with running_service("embedded", tmp_path, busy) as service:
        with ThreadPoolExecutor(10) as threads:
            answers = list(
                threads.map(
                    lambda _: httpx.post(
                        f"{service.url}/run_code", json=sleeper, timeout=30
                    ),
                    range(10),
                )
            )
        codes = sorted(answer.status_code for answer in answers)
        again = VerlClient(f"{service.url}/run_code").score(SUM, PAIRS)

    assert set(codes) == {200, 504}
    assert codes.count(200) >= 2
    assert again[0] == 1.0


def test_partial_output_is_kept_at_a_time_out(http: httpx.Client) -> None:
    code = "import time; print('so far', flush=True); time.sleep(9)"
    answer = run_code(http, code, run_timeout=1)

    run = answer["run_result"]
    assert (answer["status"], run["status"]) == ("Failed", "TimeLimitExceeded")
    assert (run["return_code"], run["stdout"]) == (None, "so far\n")


def test_signal_is_a_negative_code(http: httpx.Client) -> None:
    answer = run_code(http, "import os; os.kill(os.getpid(), 11)")

    assert answer["run_result"]["return_code"] == -11


def test_java_starts_within_verls_memory(http: httpx.Client) -> None:
    code = (
        'class Main { public static void main(String[] a) { System.out.print("hi"); } }'
    )
    answer = run_code(http, code, language="java", memory_limit_MB=1024)

    assert answer["status"] == "Success", answer
    assert answer["compile_result"]["return_code"] == 0
    assert answer["run_result"]["stdout"] == "hi"


def test_one_request_a_case_compiles_once(http: httpx.Client) -> None:
    code = '#include <cstdio>\nint main() { puts("unlike any other 17"); }'
    first = run_code(http, code, language="cpp")
    again = run_code(http, code, language="cpp")

    assert first["compile_result"]["cpu_time"] > 0.01
    assert again["compile_result"]["cpu_time"] == 0
    assert again["status"] == "Success"


def test_files_go_in_and_come_out(http: httpx.Client) -> None:
    code = (
        "open('out.bin', 'wb').write(open('data/in.bin', 'rb').read() * 2)\n"
        "import helper; raise SystemExit(helper.CODE)"
    )
    files = {
        "./data/in.bin": base64.b64encode(b"\0\xff").decode(),
        "helper.py": base64.b64encode(b"CODE = 5").decode(),
        "IGNORE_THIS_FILE": "not base64!",
        "nothing": None,
    }
    answer = run_code(http, code, files=files, fetch_files=["missing", "./out.bin"])

    assert answer["run_result"]["return_code"] == 5, answer
    assert answer["files"] == {"out.bin": base64.b64encode(b"\0\xff\0\xff").decode()}


def test_test_file_is_run_by_pytest(http: httpx.Client) -> None:
    good = run_code(http, "def test_one(): assert 1", language="pytest")
    bad = run_code(http, "def test_one(): assert 0", language="pytest")

    assert (good["status"], bad["status"]) == ("Success", "Failed"), good
    assert bad["run_result"]["return_code"] == 1


def test_unknown_keys_are_taken(http: httpx.Client) -> None:
    answer = run_code(http, "print(1)", expected_stdout="1", stdin=None)

    assert answer["status"] == "Success"
    assert answer["message"] == ""


def test_time_above_the_ceiling_is_never_the_programs_failure(
    tmp_path: Path,
) -> None:
    low = {"VERIFIER_MAX_WALL_TIME_S": "1", "VERIFIER_MAX_CPU_TIME_S": "1"}
    request = {"language": "python", "run_timeout": 100}
    with running_service(
        "embedded", tmp_path, low | {"VERIFIER_SLOTS": "1"}
    ) as service:
        url = f"{service.url}/run_code"
        good = httpx.post(url, json=request | {"code": "print(1)"}).json()
        late = httpx.post(
            url, json=request | {"code": "import time; time.sleep(5)"}
        ).json()

    assert good["status"] == "Success"
    assert late["status"] == "SandboxError"
    assert (
        late["message"] == "run_timeout 100 s is above 1 s, the ceiling of this service"
    )


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"language": "klingon"}, "language", "python"),
        ({"language": None}, "language", "string"),
        ({"code": 3}, "code", "string"),
        ({"run_timeout": -1}, "run_timeout", "greater than 0"),
        ({"memory_limit_MB": 0}, "memory_limit_MB", "positive number of megabytes"),
        ({"files": {"a": "$$$"}}, "files", "not base64"),
        ({"files": {"../a": ""}}, "files", "'..'"),
        ({"files": {"main.py": ""}}, "files", "main.py"),
        ({"fetch_files": ["/etc/passwd"]}, "fetch_files", "relative"),
    ],
)
def test_wrong_field_is_named(
    http: httpx.Client, change: dict[str, Any], field: str, words: str
) -> None:
    request = {"code": "print(1)", "language": "python"} | change
    response = http.post("/run_code", json=request)

    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["field"] == field
    assert words in error["message"]


def client_request(code: str, **more: Any) -> sandbox_fusion.RunCodeRequest:
    return sandbox_fusion.RunCodeRequest(code=code, language="python", **more)


def test_sandbox_fusion_client_runs_a_program(service: Service) -> None:
    answer = sandbox_fusion.run_code(
        client_request("print(input())", stdin="hi"), endpoint=service.url
    )

    assert answer.status == sandbox_fusion.RunStatus.Success
    assert answer.run_result is not None
    assert answer.run_result.stdout == "hi\n"


def test_sandbox_fusion_client_sums_up_failures(service: Service) -> None:
    mapping = sandbox_fusion.SummaryMapping(
        Success="ok", Failed="failed", RunFailed="raised", RunTimeout="late"
    )
    words = [
        sandbox_fusion.summary_run_code_result(
            sandbox_fusion.run_code(
                client_request(code, run_timeout=1), endpoint=service.url
            ),
            mapping,
        )
        for code in ("1", "1/0", "while 1: pass")
    ]

    assert words == ["ok", "raised", "late"]


def test_sandbox_fusion_client_runs_many_at_once(service: Service) -> None:
    answers = sandbox_fusion.run_concurrent(
        sandbox_fusion.run_code,
        args=[[client_request(f"print({n})")] for n in range(30)],
        kwargs=[{"endpoint": service.url}] * 30,
        concurrency=20,
    )

    assert [answer.run_result.stdout for answer in answers] == [
        f"{n}\n" for n in range(30)
    ]
