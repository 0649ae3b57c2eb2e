"""Starts the real service, with real Redis and workers where they belong."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

_START_TIMEOUT_S = 120


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A running service.

    Attributes:
        url: Where it answers.
        log: Where they log.
        processes: Its processes by name: `serve`, and with Celery `worker`
            and `redis`.
    """

    url: str
    log: Path
    processes: dict[str, subprocess.Popen[bytes]]


def free_port() -> int:
    """Find a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def process(
    command: list[str], environment: dict[str, str], log: Path
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a process as long as the context is open; at the end, SIGTERM."""
    with log.open("ab") as output:
        running = subprocess.Popen(
            command,
            env={"PATH": os.defpath, "HOME": str(log.parent)} | environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
        )
    try:
        yield running
    finally:
        running.send_signal(signal.SIGTERM)
        try:
            running.wait(20)
        except subprocess.TimeoutExpired:
            running.kill()
            running.wait()


def wait_until_ready(url: str, log: Path) -> None:
    """Wait until the service can take work.

    Raises:
        TimeoutError: It never can; with the end of its log.
    """
    deadline = time.monotonic() + _START_TIMEOUT_S
    while time.monotonic() < deadline:
        try:
            if httpx.get(f"{url}/health/ready").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise TimeoutError(log.read_text()[-4000:])


def verifier(*arguments: str) -> list[str]:
    """Return the command line of the project's own command."""
    return [sys.executable, "-c", "from verifier.cli import main; main()", *arguments]


@contextmanager
def running_service(
    engine: str,
    folder: Path,
    settings: dict[str, str] | None = None,
    wrapper: Sequence[str] = (),
) -> Iterator[Service]:
    """Run a service on one of the engines.

    Args:
        engine: `embedded` or `celery`.
        folder: For logs and data.
        settings: More `VERIFIER_*` variables.
        wrapper: Command that each process is started by.
    """
    port, log = free_port(), folder / "log"
    environment = {
        "VERIFIER_ENGINE": engine,
        "VERIFIER_CACHE_DIR": str(folder / "cache"),
        "VERIFIER_DATA_DIR": str(folder / "data"),
        "VERIFIER_SLOTS": "2",
    } | (settings or {})
    url = f"http://127.0.0.1:{port}"
    processes = {}
    with ExitStack() as stack:
        if engine == "celery":
            redis_port = str(free_port())
            environment["VERIFIER_REDIS_URL"] = f"redis://127.0.0.1:{redis_port}/0"
            redis = shutil.which("redis-server") or "redis-server"
            command = [redis, "--port", redis_port, "--save", "", "--dir", str(folder)]
            processes["redis"] = stack.enter_context(
                process([*wrapper, *command], environment, log)
            )
            processes["worker"] = stack.enter_context(
                process([*wrapper, *verifier("worker")], environment, log)
            )
        command = verifier("serve", "--port", str(port))
        processes["serve"] = stack.enter_context(
            process([*wrapper, *command], environment, log)
        )
        wait_until_ready(url, log)
        yield Service(url=url, log=log, processes=processes)
