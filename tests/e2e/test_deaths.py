"""What is killed at the worst moment loses nothing and leaves nothing behind."""

import contextlib
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.services import Service, running_service

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(240)]

_SLOW = "import time; time.sleep(2); print(sum(map(int, input().split())))"


@pytest.fixture(params=["embedded", "celery"])
def engine(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


@pytest.fixture
def service(engine: str, tmp_path: Path) -> Iterator[Service]:
    """A service of the test's own, with one slot."""
    with running_service(engine, tmp_path, {"VERIFIER_SLOTS": "1"}) as running:
        yield running


def children(pid: int) -> list[int]:
    """Return the processes that a process has started."""
    found: list[int] = []
    with contextlib.suppress(OSError):  # it may have ended
        for task in Path(f"/proc/{pid}/task").iterdir():
            found += [int(child) for child in (task / "children").read_text().split()]
    return found


def parent(pid: int) -> int:
    """Return the process that has started a process."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def descendants(pid: int) -> list[int]:
    """Return all processes below a process."""
    below = children(pid)
    return below + [deeper for child in below for deeper in descendants(child)]


def name_of(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode()


def slots(service: Service) -> list[int]:
    """Return the processes that run jobs."""
    parent = service.processes.get("worker", service.processes["serve"])
    return [
        pid
        for pid in children(parent.pid)
        if "resource_tracker" not in name_of(pid) and "nsjail" not in name_of(pid)
    ]


def submit(service: Service, source: str = _SLOW, **more: Any) -> str:
    request = {
        "submission": {"language": "python", "source": source},
        "test_cases": [{"kind": "stdio", "input": "1 2", "answer": "3"}],
    } | more
    response = httpx.post(f"{service.url}/v1/verifications?wait=0", json=request)
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


def report(service: Service, job: str) -> Any:
    response = httpx.get(f"{service.url}/v1/verifications/{job}?wait=100", timeout=110)
    assert response.status_code == 200, response.text
    return response.json()


def is_a_program(pid: int) -> bool:
    """Whether a process is a child of a run's init, itself one of its box's init."""
    above = parent(pid)
    names = [name_of(above), name_of(parent(above))]
    return all(name.startswith("init ") for name in names)


def wait_until_running(service: Service) -> None:
    """Wait until a submission's program runs, not only its build."""
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        for pid in [pid for slot in slots(service) for pid in descendants(slot)]:
            with contextlib.suppress(OSError):
                if is_a_program(pid):
                    return
        time.sleep(0.05)
    pytest.fail("it never ran")


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def test_slot_that_dies_gives_its_job_back(service: Service) -> None:
    job = submit(service)
    wait_until_running(service)
    [slot] = slots(service)
    below = descendants(slot)
    assert below

    os.kill(slot, signal.SIGKILL)

    assert report(service, job)["verdict"] == "accepted"
    assert not [pid for pid in below if is_alive(pid)]


def test_job_that_ends_two_slots_is_given_up(service: Service) -> None:
    job = submit(service)
    for _ in range(2):
        wait_until_running(service)
        [slot] = slots(service)
        os.kill(slot, signal.SIGKILL)
        time.sleep(1.5)

    given_up = report(service, job)

    assert given_up["verdict"] == "internal_error"
    assert given_up["reward"] is None
    assert given_up["retryable"]
    assert report(service, submit(service))["verdict"] == "accepted"


def test_jail_that_dies_costs_a_second_run(service: Service) -> None:
    job = submit(service)
    wait_until_running(service)
    jails = [pid for pid in descendants(slots(service)[0]) if "nsjail" in name_of(pid)]
    assert jails

    for jail in jails:
        os.kill(jail, signal.SIGKILL)

    assert report(service, job)["verdict"] == "accepted"


def test_stopped_service_leaves_nothing(engine: str, tmp_path: Path) -> None:
    with running_service(engine, tmp_path, {"VERIFIER_SLOTS": "1"}) as running:
        submit(running, "import time; time.sleep(50)")
        wait_until_running(running)
        below = [
            pid
            for process in running.processes.values()
            for pid in [process.pid, *descendants(process.pid)]
        ]

    time.sleep(0.5)
    assert not [name_of(pid) for pid in below if is_alive(pid)]
    groups = Path("/sys/fs/cgroup").glob("*/verifier-*")
    left = [g for g in groups if any(f"-{pid}-" in g.name for pid in below)]
    assert not left
