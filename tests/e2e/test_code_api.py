"""`/test_program` and `/test_program_stdio`, as open-instruct's client sends them."""

import base64
import pickle
import zlib
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

ADD = "def add(a, b): return a + b"


def post(http: httpx.Client, path: str, **request: Any) -> Any:
    response = http.post(path, json={"max_execution_time": 1.0} | request)
    assert response.status_code == 200, response.text
    return response.json()


def test_assertions_are_tried_one_by_one(http: httpx.Client) -> None:
    tests = [
        "assert add(1, 2) == 3",
        "assert add(1, 2) == 4",
        "assert add('a', 'b') == 'ab'",
    ]
    answer = post(http, "/test_program", program=ADD, tests=tests)

    assert answer["results"] == [1, 0, 1]
    assert answer["runtimes"][1] == -1
    assert 0 < answer["runtimes"][0] < 5


def test_early_exit_is_no_pass(http: httpx.Client) -> None:
    answer = post(
        http, "/test_program", program="import os; os._exit(0)", tests=["assert False"]
    )

    assert answer == {"results": [0], "runtimes": [-1]}


def test_outputs_are_compared(http: httpx.Client) -> None:
    tests = [{"input": "1 2\n", "output": "3"}, {"input": "2 2", "output": "5\n"}]
    answer = post(
        http,
        "/test_program_stdio",
        program="print(sum(map(int, input().split())))",
        tests=tests,
    )

    assert answer["results"] == [1, 0]


def test_time_is_limited(http: httpx.Client) -> None:
    answer = post(
        http,
        "/test_program_stdio",
        program="while True: pass",
        tests=[{"input": "", "output": ""}],
        max_execution_time=0.3,
    )

    assert answer == {"results": [0], "runtimes": [-1]}


def test_pickled_tests_are_refused(http: httpx.Client) -> None:
    packed = base64.b64encode(zlib.compress(pickle.dumps(["assert True"]))).decode()
    response = http.post("/test_program", json={"program": ADD, "tests": packed})

    assert response.status_code == 422
    (error,) = response.json()["errors"]
    assert error["field"] == "tests"
    assert "pickle" in error["message"]


def test_tests_that_break_by_themselves_are_no_zero(http: httpx.Client) -> None:
    response = http.post("/test_program", json={"program": ADD, "tests": ["assert ("]})

    assert response.status_code == 503
    assert "Retry-After" in response.headers


def test_health_answers(http: httpx.Client) -> None:
    assert http.get("/health").json() == {"status": "healthy"}
