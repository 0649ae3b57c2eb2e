"""The README's examples do what it says."""

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.services import Service

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def test_python_example_works(
    service: Service, capsys: pytest.CaptureFixture[str]
) -> None:
    [example] = re.findall(r"```python\n(.*?)```", README, re.DOTALL)

    exec(example.replace("http://localhost:8000", service.url), {})  # noqa: S102

    assert capsys.readouterr().out == "accepted 1.0\n"


def test_curl_examples_work(http: httpx.Client) -> None:
    calls = re.findall(r"curl -s localhost:8000(\S+) -d '(.*?)'", README, re.DOTALL)

    answers = [http.post(path, json=json.loads(body)).json() for path, body in calls]

    assert answers[0]["verdict"] == "accepted"
    assert answers[1]["stdout"] == "hello\n"


@pytest.mark.parametrize(
    ("name", "verdict"), [("right", "accepted"), ("wrong", "wrong_answer")]
)
def test_example_files_get_their_verdict(
    http: httpx.Client, name: str, verdict: str
) -> None:
    request: Any = json.loads((ROOT / f"docs/examples/{name}.json").read_text())

    assert http.post("/v1/verifications", json=request).json()["verdict"] == verdict
