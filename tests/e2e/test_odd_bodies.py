"""Whatever is in a body, a facade answers, and never with a failure of its own."""

from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

VALID: dict[str, dict[str, Any]] = {
    "/run_code": {
        "code": "print(1)",
        "language": "python",
        "stdin": "",
        "compile_timeout": 5,
        "run_timeout": 5,
        "memory_limit_MB": 256,
        "files": {"a": "aGk="},
        "fetch_files": ["a"],
    },
    "/api/v2/execute": {
        "language": "python",
        "version": "*",
        "files": [{"name": "a.py", "content": "print(1)", "encoding": "utf8"}],
        "stdin": "",
        "args": ["1"],
        "run_timeout": 3000,
        "run_cpu_time": 3000,
        "run_memory_limit": 1 << 28,
    },
    "/test_program": {
        "program": "x = 1",
        "tests": ["assert x == 1"],
        "max_execution_time": 1,
    },
    "/test_program_stdio": {
        "program": "print(input())",
        "tests": [{"input": "1", "output": "1"}],
        "max_execution_time": 1,
    },
}
ODD: list[Any] = [
    None,
    True,
    0,
    -1,
    2**70,
    1e300,
    "",
    "\0",
    "../../x",
    "ö" * 300,
    [],
    [None],
    [[]],
    ["\0"],
    {},
    {"": ""},
    {"\n": "aGk="},
    {"a": {"b": []}},
    [{"name": "\0", "content": "x"}],
]


def test_valid_bodies_are_answered(http: httpx.Client) -> None:
    for path, body in VALID.items():
        assert http.post(path, json=body).status_code == 200, path


@pytest.mark.parametrize("path", sorted(VALID))
def test_odd_values_are_answered_without_a_failure(
    http: httpx.Client, path: str
) -> None:
    tried = 0
    for field in VALID[path]:
        for odd in ODD:
            response = http.post(path, json=VALID[path] | {field: odd})
            assert response.status_code in {200, 400, 422}, (field, odd, response.text)
            if response.status_code != 200:  # there it may be the program's own
                assert "Traceback" not in response.text
            tried += 1
    assert tried > 50


@pytest.mark.parametrize("path", sorted(VALID))
@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"{", b'"\\ud800"', b"[" * 10_000])
def test_what_is_no_object_is_refused(
    http: httpx.Client, path: str, body: bytes
) -> None:
    headers = {"Content-Type": "application/json"}
    response = http.post(path, content=body, headers=headers)

    assert response.status_code in {400, 422}
