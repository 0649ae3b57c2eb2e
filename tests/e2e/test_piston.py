"""`/api/v2`: what clients of Piston send and read."""

import base64
from typing import Any

import httpx
import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

C_SIGNAL = "#include <stdlib.h>\nint main() { abort(); }"


def execute(http: httpx.Client, *contents: str, **more: Any) -> Any:
    files = [{"content": content} for content in contents]
    request = {"language": "python", "version": "*", "files": files} | more
    response = http.post("/api/v2/execute", json=request)
    assert response.status_code == 200, response.text
    return response.json()


def test_runtimes_have_versions_and_aliases(http: httpx.Client) -> None:
    found = {
        runtime["language"]: runtime for runtime in http.get("/api/v2/runtimes").json()
    }

    assert {"python", "c", "bash", "java"} <= set(found)
    assert "sqlite" not in found
    assert "py" in found["python"]["aliases"]
    for runtime in found.values():
        assert len(runtime["version"].split(".")) == 3


def test_program_is_run(http: httpx.Client) -> None:
    source = "import sys; print(input(), sys.argv[1]); print('e', file=sys.stderr)"
    answer = execute(http, source, stdin="hi", args=["there"], version="3.x")

    run = answer["run"]
    assert answer["language"] == "python"
    assert answer["version"].startswith("3.")
    assert "compile" not in answer
    assert (run["stdout"], run["stderr"]) == ("hi there\n", "e\n")
    assert run["output"] == "hi there\ne\n"
    assert (run["code"], run["signal"], run["status"], run["message"]) == (
        0,
        None,
        None,
        None,
    )
    assert isinstance(run["wall_time"], int)
    assert 0 < run["cpu_time"] <= 3000
    assert run["memory"] > 100_000


def test_compiled_program_tells_of_both_stages(http: httpx.Client) -> None:
    answer = execute(
        http, 'int puts(const char *); int main() { puts("1"); }', language="gcc"
    )

    assert answer["language"] == "c"
    assert answer["compile"]["code"] == 0
    assert answer["run"]["stdout"] == "1\n"


def test_failed_compilation_is_copied_to_the_run(http: httpx.Client) -> None:
    answer = execute(http, "int main() { return x; }", language="c")

    assert answer["compile"]["status"] == "RE"
    assert answer["compile"]["code"] == 1
    assert "error" in answer["compile"]["stderr"]
    assert answer["run"] == answer["compile"]


@pytest.mark.parametrize(
    ("source", "language", "ending"),
    [
        ("raise SystemExit(3)", "python", ("RE", 3, None)),
        (C_SIGNAL, "c", ("SG", None, "SIGABRT")),
        ("while True: pass", "python", ("TO", None, "SIGKILL")),
        ("import time; time.sleep(9)", "python", ("TO", None, "SIGKILL")),
        ("x = bytearray(300 << 20)", "python", ("SG", None, "SIGKILL")),
        ("print('x' * (20 << 20))", "python", ("OL", None, "SIGKILL")),
        ("def f(:", "python", ("RE", 1, None)),
    ],
    ids=["exit", "signal", "cpu", "clock", "memory", "output", "syntax"],
)
def test_ending_has_its_status(
    http: httpx.Client, source: str, language: str, ending: tuple[Any, ...]
) -> None:
    limits = {"run_timeout": 1000, "run_memory_limit": 200 << 20}
    run = execute(http, source, language=language, **limits)["run"]

    assert (run["status"], run["code"], run["signal"]) == ending, run


def test_files_come_in_three_encodings(http: httpx.Client) -> None:
    main = "for n in 'ab': print(open(n, 'rb').read())"
    files = [
        {"content": base64.b64encode(main.encode()).decode(), "encoding": "base64"},
        {"name": "a", "content": "00ff", "encoding": "hex"},
        {"name": "b", "content": "ö", "encoding": "utf8"},
    ]
    request = {"language": "py3", "version": "3", "files": files}
    answer = http.post("/api/v2/execute", json=request).json()

    assert answer["run"]["stdout"] == "b'\\x00\\xff'\nb'\\xc3\\xb6'\n"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"language": None}, "language"),
        ({"language": "klingon"}, "klingon-* runtime is unknown"),
        ({"version": "2.x"}, "python-2.x runtime is unknown"),
        ({"version": "new!"}, "not a version selector"),
        ({"files": []}, "files"),
        ({"files": [{"content": 3}]}, "files.0.content"),
        ({"files": [{"content": "zz", "encoding": "hex"}]}, "not hex"),
        ({"files": [{"content": "/w==", "encoding": "base64"}]}, "utf8"),
        ({"files": [{"content": ""}, {"name": "../a", "content": ""}]}, "'..'"),
        ({"files": [{"content": ""}, {"name": "main.py", "content": ""}]}, "main.py"),
        ({"run_timeout": "1"}, "run_timeout"),
        ({"run_timeout": 0}, "positive"),
        (
            {"run_timeout": 10_000_000},
            "run_timeout cannot exceed the configured limit of 180000",
        ),
        ({"compile_cpu_time": 61_000}, "configured limit of 60000"),
        ({"run_memory_limit": -2}, "bytes"),
    ],
)
def test_bad_request_has_a_message(
    http: httpx.Client, change: dict[str, Any], words: str
) -> None:
    request = {"language": "python", "version": "*", "files": [{"content": ""}]}
    response = http.post("/api/v2/execute", json=request | change)

    assert response.status_code == 400
    assert set(response.json()) == {"message"}
    assert words in response.json()["message"]


def test_other_content_types_are_refused(http: httpx.Client) -> None:
    response = http.post("/api/v2/execute", content=b"{}")

    assert response.status_code == 415
    assert "application/json" in response.json()["message"]


def test_broken_json_has_a_message(http: httpx.Client) -> None:
    headers = {"Content-Type": "application/json"}
    response = http.post("/api/v2/execute", content=b"{", headers=headers)

    assert response.status_code == 400
    assert "Traceback" not in response.json()["message"]
