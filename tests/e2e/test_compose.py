"""compose.yaml, brought up: its unprivileged workers verify a submission."""

import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.compose import ROOT, Compose
from tests.e2e.services import free_port

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.slow]

REQUEST = {
    "submission": {
        "language": "python",
        "source": "print(sum(map(int, input().split())))",
    },
    "test_cases": [{"kind": "stdio", "input": "1 2\n", "answer": "3\n"}],
}


@pytest.fixture(scope="module")
def url() -> str:
    return f"127.0.0.1:{free_port()}"


@pytest.fixture(scope="module")
def compose(
    docker_host: str, url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Compose]:
    folder = tmp_path_factory.mktemp("compose")
    scripts = folder / "scripts"
    scripts.mkdir()
    (scripts / "make-secrets").write_bytes(
        (ROOT / "scripts" / "make-secrets").read_bytes()
    )
    subprocess.run(
        ["/bin/bash", scripts / "make-secrets"], check=True, capture_output=True
    )
    made = Compose(docker_host, folder, {"VERIFIER_LISTEN": url})
    with made.up():
        yield made


def wait_until_ready(http: httpx.Client, compose: Compose) -> None:
    deadline = time.monotonic() + 280
    while time.monotonic() < deadline:
        try:
            if http.get("/health/ready").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    pytest.fail(f"{compose.logs('api')[-2000:]}\n{compose.logs('worker')[-2000:]}")


@pytest.mark.timeout(400)
def test_submission_is_verified_by_an_unprivileged_worker(
    compose: Compose, url: str
) -> None:
    with httpx.Client(base_url=f"http://{url}", timeout=120) as http:
        wait_until_ready(http, compose)
        answer = http.post("/v1/verifications", json=REQUEST)

    assert answer.status_code == 200, answer.text
    report = answer.json()
    assert (report["verdict"], report["reward"]) == ("accepted", 1.0), report
    assert {"network", "seccomp", "scratch"} <= set(report["sandbox"]["enforced"])
    about = compose.inspect("worker")
    assert about["Config"]["User"] == "1000:1000"
    assert about["HostConfig"]["CapDrop"] == ["ALL"]
    assert not about["HostConfig"]["Privileged"]
    status = Path(f"/proc/{about['State']['Pid']}/status").read_text()
    assert "CapEff:\t0000000000000000" in status
    assert "NoNewPrivs:\t1" in status
