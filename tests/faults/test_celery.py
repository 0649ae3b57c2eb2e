"""Workers, and Redis, are killed, stopped and started again; nothing is lost."""

import os
import signal
import time
from pathlib import Path

import httpx
import pytest

from tests.faults.fleet import Fleet

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(280)]


REQUEST = {
    "submission": {"language": "python", "source": "print(3)"},
    "test_cases": [{"kind": "stdio", "answer": "3"}],
}


def test_worker_that_is_told_to_stop_ends_what_it_does(fleet: Fleet) -> None:
    first = fleet.start_worker()
    fleet.start_worker()
    jobs = [fleet.submit(0.3) for _ in range(30)]
    time.sleep(1)
    os.kill(first.pid, signal.SIGTERM)

    assert first.wait(30) == 0
    assert fleet.verdicts(jobs) == ["accepted"] * 30
    with fleet.store() as redis:
        attempts = {
            int(redis.hget(f"verifier:job:{job}", "attempts") or 0) for job in jobs
        }
        assert redis.hlen("verifier:workers") == 1
    assert attempts == {1}


def test_redis_that_is_killed_has_kept_the_queue(fleet: Fleet) -> None:
    fleet.start_worker()
    jobs = [fleet.submit(0.5) for _ in range(10)]
    time.sleep(2)  # the file is written once a second

    fleet.redis.kill()
    fleet.redis.wait()
    time.sleep(1)
    fleet.start_redis()

    deadline = time.monotonic() + 150
    verdicts = fleet.verdicts(jobs, 10)
    while set(verdicts) != {"accepted"} and time.monotonic() < deadline:
        time.sleep(1)
        verdicts = fleet.verdicts(jobs, 10)
    assert verdicts == ["accepted"] * 10
    assert fleet.verdicts([fleet.submit(0)]) == ["accepted"]


def test_job_without_a_token_is_found(fleet: Fleet) -> None:
    fleet.start_worker()
    long = fleet.submit(5)
    time.sleep(1)
    lost = fleet.submit(0)
    with fleet.store() as redis:  # as if the API node had died before it was sent
        redis.delete("verifier.interactive.python")
        redis.delete("unacked", "unacked_index")

    assert fleet.verdicts([long, lost]) == ["accepted"] * 2


def test_job_that_ends_slots_is_parked(fleet: Fleet) -> None:
    worker = fleet.start_worker()
    job = fleet.submit(20)
    with fleet.store() as redis:
        for attempt in (b"1", b"2"):
            while redis.hget(f"verifier:job:{job}", "attempts") != attempt:
                time.sleep(0.05)
            leader = worker.pid
            children = Path(f"/proc/{leader}/task/{leader}/children").read_text()
            for child in map(int, children.split()):
                os.kill(child, signal.SIGKILL)
        assert fleet.verdicts([job]) == ["internal_error"]

        assert redis.lrange("verifier:parked", 0, -1) == [job.encode()]
        assert b"sleep(20)" in (redis.hget(f"verifier:parked:{job}", "body") or b"")


def test_worker_outlives_a_redis_without_memory(fleet: Fleet) -> None:
    worker = fleet.start_worker()
    running = fleet.submit(5)
    with fleet.store() as redis:
        while not redis.hlen("verifier:running"):
            time.sleep(0.05)
        waiting = [fleet.submit(0) for _ in range(3)]
        redis.config_set("maxmemory", 1)
        refusals = [
            httpx.post(f"{fleet.url}/v1/verifications?wait=0", json=REQUEST)
            for _ in range(3)
        ]
        assert fleet.verdicts([running]) == ["accepted"]
        time.sleep(3)  # a worker that found no memory tries again meanwhile
        redis.config_set("maxmemory", 0)

    assert {r.status_code for r in refusals} == {503}
    assert all(r.headers["Retry-After"] for r in refusals)
    assert fleet.verdicts([*waiting, fleet.submit(0)]) == ["accepted"] * 4
    assert worker.poll() is None
