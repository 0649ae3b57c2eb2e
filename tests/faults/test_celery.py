"""Workers, and Redis, are killed, stopped and started again; nothing is lost."""

import os
import shutil
import signal
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.e2e.services import free_port, process, verifier, wait_until_ready

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(280)]


class Fleet:
    """Redis with AOF, one API node, and workers that come and go."""

    def __init__(self, stack: ExitStack, folder: Path) -> None:
        self._stack, self._folder, self._log = stack, folder, folder / "log"
        self._redis_port, port = str(free_port()), str(free_port())
        self.redis_url = f"redis://127.0.0.1:{self._redis_port}/0"
        self._environment = {
            "VERIFIER_ENGINE": "celery",
            "VERIFIER_CACHE_DIR": str(folder / "cache"),
            "VERIFIER_REDIS_URL": self.redis_url,
            "VERIFIER_SHARE_REPORTS": "false",
            "VERIFIER_SLOTS": "1",
        }
        self.redis = self.start_redis()
        self._serve = self._start(verifier("serve", "--port", port))
        self.url = f"http://127.0.0.1:{port}"

    def _start(self, command: list[str]) -> Any:
        running = process(command, self._environment, self._log)
        return self._stack.enter_context(running)

    def start_redis(self) -> Any:
        server = shutil.which("redis-server") or "redis-server"
        command = [server, "--port", self._redis_port, "--appendonly", "yes"]
        self.redis = self._start([*command, "--dir", str(self._folder)])
        with self.store() as redis:
            redis.ping()
        return self.redis

    def start_worker(self) -> Any:
        """Start a worker in a session of its own, and wait until it has joined."""
        with self.store() as redis:
            before = redis.hlen("verifier:languages")
            command = ["setsid", *verifier("worker")]
            worker = self._start(command)
            deadline = time.monotonic() + 120
            while redis.hlen("verifier:languages") == before:
                assert time.monotonic() < deadline, self._log.read_text()[-2000:]
                time.sleep(0.2)
        wait_until_ready(self.url, self._log)
        return worker

    def store(self) -> Redis:
        return Redis.from_url(self.redis_url, retry=Retry(ConstantBackoff(0.1), 100))

    def submit(self, seconds: float) -> str:
        request = {
            "submission": {
                "language": "python",
                "source": f"import time; time.sleep({seconds}); print(3)",
            },
            "test_cases": [{"kind": "stdio", "answer": "3"}],
        }
        response = httpx.post(f"{self.url}/v1/verifications?wait=0", json=request)
        assert response.status_code == 202, response.text
        return str(response.json()["id"])

    def verdicts(self, jobs: list[str]) -> list[str]:
        def verdict(job: str) -> str:
            url = f"{self.url}/v1/verifications/{job}?wait=150"
            response = httpx.get(url, timeout=160)
            return str(response.json().get("verdict", response.text))

        with ThreadPoolExecutor(32) as threads:
            return list(threads.map(verdict, jobs))


@pytest.fixture
def fleet(tmp_path: Path, pytestconfig: pytest.Config) -> Iterator[Fleet]:
    if shutil.which("redis-server") is None:
        if pytestconfig.getoption("--no-skip"):
            pytest.fail("redis-server is missing; on Debian: apt-get install it")
        pytest.skip("redis-server is missing")
    with ExitStack() as stack:
        yield Fleet(stack, tmp_path)


def kill_session(leader: int) -> None:
    """End all processes of a session, as a machine that loses power does."""
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getsid(int(entry.name)) == leader:
                    os.kill(int(entry.name), signal.SIGKILL)
            except ProcessLookupError:
                continue


def test_worker_that_loses_power_loses_nothing(fleet: Fleet) -> None:
    first = fleet.start_worker()
    jobs = [fleet.submit(2) for _ in range(6)]
    with fleet.store() as redis:
        while not redis.hlen("verifier:running"):
            time.sleep(0.05)
    kill_session(first.pid)
    begin = time.monotonic()
    fleet.start_worker()

    assert fleet.verdicts(jobs) == ["accepted"] * 6
    assert time.monotonic() - begin < 120  # not the half hour of a lost task
    with fleet.store() as redis:
        assert not redis.hlen("verifier:running")


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
        assert redis.hlen("verifier:languages") == 1
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
    verdicts = fleet.verdicts(jobs)
    while set(verdicts) != {"accepted"} and time.monotonic() < deadline:
        time.sleep(1)
        verdicts = fleet.verdicts(jobs)
    assert verdicts == ["accepted"] * 10
    assert fleet.verdicts([fleet.submit(0)]) == ["accepted"]


def test_job_without_a_token_is_found(fleet: Fleet) -> None:
    fleet.start_worker()
    long = fleet.submit(15)
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
