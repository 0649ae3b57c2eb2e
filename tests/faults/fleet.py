"""A fleet of real processes: Redis with AOF, one API node, workers that come and go."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import httpx
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.e2e.services import free_port, process, verifier, wait_until_ready

_JOIN_TIMEOUT_S = 180


class Fleet:
    """Redis with AOF, one API node, and workers that come and go.

    Args:
        stack: Ends what is started.
        folder: For logs and data; the cache is in it.
        settings: More `VERIFIER_*` variables.
        is_open: Whether Redis listens on every address, for other networks.
    """

    def __init__(
        self,
        stack: ExitStack,
        folder: Path,
        settings: dict[str, str] | None = None,
        *,
        is_open: bool = False,
    ) -> None:
        self._stack, self._folder, self._log = stack, folder, folder / "log"
        self._redis_port, self._port = str(free_port()), str(free_port())
        self._binding = ["--bind", "*", "--protected-mode", "no"] if is_open else []
        self.redis_url = f"redis://127.0.0.1:{self._redis_port}/0"
        self.cache, self.disk = folder / "cache", folder / "redis"
        self.disk.mkdir(exist_ok=True)
        self._environment = {
            "VERIFIER_ENGINE": "celery",
            "VERIFIER_CACHE_DIR": str(self.cache),
            "VERIFIER_REDIS_URL": self.redis_url,
            "VERIFIER_SHARE_REPORTS": "false",
            "VERIFIER_SLOTS": "1",
        } | (settings or {})
        self.url = f"http://127.0.0.1:{self._port}"
        self.workers: list[subprocess.Popen[bytes]] = []
        self.redis = self.start_redis()
        self.api = self.start_api()

    def _start(
        self, command: list[str], more: dict[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        running = process(command, self._environment | (more or {}), self._log)
        return self._stack.enter_context(running)

    def start_redis(self) -> subprocess.Popen[bytes]:
        """Start Redis, again on the same file and port, and wait for it."""
        server = shutil.which("redis-server") or "redis-server"
        command = [server, "--port", self._redis_port, "--appendonly", "yes"]
        command += ["--save", "", "--dir", str(self.disk), *self._binding]
        self.redis = self._start(command)
        with self.store() as redis:
            redis.ping()
        return self.redis

    def start_api(self) -> subprocess.Popen[bytes]:
        """Start the API node, again on the same port."""
        self.api = self._start(verifier("serve", "--port", self._port))
        return self.api

    def start_worker(
        self,
        wrapper: Sequence[str] = (),
        more: dict[str, str] | None = None,
        *,
        wait: bool = True,
    ) -> subprocess.Popen[bytes]:
        """Start a worker in a session of its own.

        Args:
            wrapper: Command that it is started by.
            more: More variables for it.
            wait: Whether to wait until it has joined.
        """
        with self.store() as redis:
            before = set(redis.hkeys("verifier:workers"))
            worker = self._start(["setsid", *wrapper, *verifier("worker")], more)
            self.workers.append(worker)
            deadline = time.monotonic() + _JOIN_TIMEOUT_S
            while wait and set(redis.hkeys("verifier:workers")) <= before:
                assert time.monotonic() < deadline, self._log.read_text()[-2000:]
                assert worker.poll() is None, self._log.read_text()[-4000:]
                time.sleep(0.2)
        if wait:
            wait_until_ready(self.url, self._log)
        return worker

    def wrapped_url(self, host: str) -> dict[str, str]:
        """Return the variable by which a worker reaches Redis at another address."""
        return {"VERIFIER_REDIS_URL": f"redis://{host}:{self._redis_port}/0"}

    def store(self) -> Redis:
        """Return a patient client of Redis."""
        return Redis.from_url(self.redis_url, retry=Retry(ConstantBackoff(0.1), 100))

    def submit(self, seconds: float) -> str:
        """Submit a program that sleeps; return its id."""
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

    def verdicts(self, jobs: list[str], wait_s: float = 150) -> list[str]:
        """Wait for verdicts; what is no report comes back as it is."""

        def verdict(job: str) -> str:
            url = f"{self.url}/v1/verifications/{job}?wait={wait_s}"
            response = httpx.get(url, timeout=wait_s + 10)
            return str(response.json().get("verdict", response.text))

        with ThreadPoolExecutor(32) as threads:
            return list(threads.map(verdict, jobs))

    def slots(self, worker: subprocess.Popen[Any]) -> list[int]:
        """Return the processes of a worker that do its jobs."""
        task = Path(f"/proc/{worker.pid}/task")
        found: list[int] = []
        with suppress(OSError):  # it may have ended
            for thread in task.iterdir():
                found += map(int, (thread / "children").read_text().split())
        return found


def kill_session(leader: int) -> None:
    """End all processes of a session, as a machine that loses power does."""
    for pid in session(leader):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def session(leader: int) -> list[int]:
    """Return the processes of a session."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with suppress(ProcessLookupError):
                if os.getsid(int(entry.name)) == leader:
                    found.append(int(entry.name))
    return found
