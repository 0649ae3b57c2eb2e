"""Does what verl's SandboxFusion reward does: one request a case, from many threads.

Written from what its code is known to do: a new connection for each call, HTTP 504 as
the only answer that is tried again, answers compared without the newlines at their
end, and whatever else goes wrong recorded as -1.
"""

import json
import re
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

TRIES = 3
MARGIN_S = 10
_FENCE = re.compile(r"```(?:python)?\n(.*?)```", re.DOTALL)
_WRAPPER = """
import json, sys
_arguments = [json.loads(line) for line in sys.stdin.read().splitlines() if line]
print(json.dumps({function}(*_arguments)))
"""

type Result = bool | int


def code_in(completion: str) -> str | None:
    """Return the last block of Python, or the first of any kind."""
    if "```python" in completion:
        return completion.rsplit("```python", 1)[-1].split("```", 1)[0]
    match = _FENCE.search(completion)
    return match[1] if match else None


class VerlClient:
    """Scores completions through one `/run_code` address.

    Args:
        url: The whole address.
        at_once: Requests under way at a time.
        memory_mb: Limit of each run.
    """

    def __init__(
        self, url: str, at_once: int = 64, memory_mb: int | None = 1024
    ) -> None:
        self._url, self._memory_mb = url, memory_mb
        self._semaphore = threading.Semaphore(at_once)

    def score(
        self, completion: str, tests: dict[str, Any] | str, language: str = "python"
    ) -> tuple[float, list[dict[str, Any]]]:
        """Return the share of the first ten that passed, and what became of all."""
        code = code_in(completion)
        if code is None:
            return 0.0, [{"error": "no code"}]
        data = json.loads(tests) if isinstance(tests, str) else tests
        cases: list[tuple[str, str, str | None]]
        if "assert_case" in data:
            cases = [(f"{code}\n{test}", "", None) for test in data["assert_case"]]
        else:
            if data.get("fn_name"):
                code += _WRAPPER.format(function=data["fn_name"])
            pairs = zip(data["inputs"], data["outputs"], strict=True)
            cases = [(code, stdin, expected) for stdin, expected in pairs]
        with ThreadPoolExecutor(32) as threads:
            found = list(threads.map(lambda case: self._case(case, language), cases))
        refused = next((i for i, m in enumerate(found) if m["result"] == -4), None)
        if refused is not None:
            for metadata in found[refused:]:
                metadata["result"] = -4
        first = found[:10]
        passed = sum(metadata["result"] is True for metadata in first)
        return passed / len(first), found

    def _case(self, case: tuple[str, str, str | None], language: str) -> dict[str, Any]:
        code, stdin, expected = case
        with self._semaphore:
            answer, error = self._call(code, stdin, language)
        result, status = _judged(answer, expected)
        return {"result": result, "status": status, "answer": answer, "error": error}

    def _call(
        self, code: str, stdin: str, language: str
    ) -> tuple[dict[str, Any] | None, str]:
        body = {
            "compile_timeout": 10,
            "run_timeout": 10,
            "code": code,
            "stdin": stdin,
            "memory_limit_MB": self._memory_mb,
            "language": language,
            "files": {},
            "fetch_files": [],
        }
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        for attempt in range(TRIES):
            try:
                response = httpx.post(
                    self._url, json=body, headers=headers, timeout=20 + MARGIN_S
                )
                if response.status_code == 504:
                    time.sleep(attempt + 1)
                    continue
                response.raise_for_status()
                answer: dict[str, Any] = response.json()
            except (httpx.HTTPError, ValueError) as error:
                return None, repr(error)
            return answer, ""
        return None, "504, three times"


def _judged(answer: dict[str, Any] | None, expected: str | None) -> tuple[Result, str]:
    """Return verl's code and its word for what became of a case."""
    if answer is None:
        return -1, "api_error"
    match answer["status"]:
        case "SandboxError":
            return -1, "sandbox_error"
        case "Success":
            run = answer["run_result"]
            if run["status"] != "Finished":
                return -1, "unexpected_success_state"
            is_right = expected is None or (
                str(run["stdout"]).rstrip("\n") == str(expected).rstrip("\n")
            )
            return is_right, "success" if is_right else "wrong_answer"
        case "Failed":
            return _failure(answer)
        case _:
            pass
    return -1, "unknown_status"


def _failure(answer: dict[str, Any]) -> tuple[Result, str]:
    compiled, run = answer.get("compile_result"), answer.get("run_result")
    if compiled and compiled["status"] == "TimeLimitExceeded":
        return -4, "compile_timeout"
    if compiled and compiled["return_code"] != 0:
        return -4, "compile_error"
    if run and run["status"] == "TimeLimitExceeded":
        return -3, "timeout"
    if run and run["status"] == "Finished" and run["return_code"] != 0:
        return -2, "runtime_error"
    return -1, "unknown_failure"
