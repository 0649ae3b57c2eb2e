"""The service with its boxes in Docker: verdicts, and nothing left behind."""

import time
from pathlib import Path

import docker
import httpx
import pytest

from sandboxes.backends.docker.engine import OWNER_LABEL
from sandboxes.backends.jails.trees import owner
from tests.e2e.services import running_service

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.slow]

RIGHT = "print(sum(map(int, input().split())))"
WRONG = "print(3)"
CRASHES = "#include <stdlib.h>\nint main(void) { abort(); }"


def request(language: str, source: str) -> dict[str, object]:
    return {
        "submission": {"language": language, "source": source},
        "test_cases": [
            {"kind": "stdio", "input": "1 2\n", "answer": "3\n"},
            {"kind": "stdio", "input": "2 3\n", "answer": "5\n"},
        ],
    }


def await_none_of_others(docker_host: str) -> None:
    """Wait until the engine has containers of this process alone."""
    api = docker.APIClient(base_url=docker_host)
    deadline = time.monotonic() + 60
    while True:
        found = api.containers(all=True, filters={"label": OWNER_LABEL})
        owners = [it["Labels"][OWNER_LABEL] for it in found]
        others = [it for it in owners if it != owner()]
        if not others:
            break
        assert time.monotonic() < deadline, f"left by {others}, and we are {owner()}"
        time.sleep(0.5)  # the engine removes them when their init has left
    api.close()


@pytest.mark.timeout(300)
def test_service_judges_in_docker_and_leaves_no_container(
    docker_host: str, tmp_path: Path
) -> None:
    settings = {"VERIFIER_SANDBOX": "docker", "VERIFIER_DOCKER_HOST": docker_host}
    bodies = [request("python", RIGHT), request("python", WRONG), request("c", CRASHES)]
    with (
        running_service("embedded", tmp_path, settings) as service,
        httpx.Client(base_url=service.url, timeout=120) as http,
    ):
        answer = http.post("/v1/verifications/batch", json={"requests": bodies})

    assert answer.status_code == 200, answer.text
    reports = answer.json()["reports"]
    assert [(it["verdict"], it["reward"]) for it in reports] == [
        ("accepted", 1.0),
        ("wrong_answer", 0.0),
        ("runtime_error", 0.0),
    ]
    sandbox = reports[0]["sandbox"]
    assert sandbox["backend"] == "docker"
    assert {"cpu", "memory", "processes", "network"} <= set(sandbox["enforced"])
    await_none_of_others(docker_host)
