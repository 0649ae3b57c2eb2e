"""A Docker engine of the tests' own, beside whatever else runs on the machine."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import docker

from sandboxes.backends.docker.engine import OWNER_LABEL
from sandboxes.backends.jails.trees import owner

_STARTS_WITHIN_S = 60.0
_ENDS_WITHIN_S = 30.0
_NO_NETWORK = ("--bridge=none", "--iptables=false", "--ip-forward=false")
_RUNTIMES = """{"runtimes": {"second": {"path": "/usr/sbin/runc"},
  "runsc": {"path": "/usr/bin/runsc",
    "runtimeArgs": ["--network=none", "--fsgofer-host-uds"]}}}
"""


class NoEngineError(Exception):
    """No engine can be started here; says why."""


@contextmanager
def started_engine() -> Iterator[str]:
    """Start an engine; return where it listens.

    Raises:
        NoEngineError: It does not start.
    """
    program = shutil.which("dockerd", path="/usr/sbin:/usr/local/bin:/usr/bin")
    if not program:
        msg = "there is no dockerd; on Debian: apt-get install docker.io"
        raise NoEngineError(msg)
    place = Path(tempfile.mkdtemp(dir="/var/tmp", prefix="engine-"))
    host = f"unix://{place}/docker.sock"
    (place / "daemon.json").write_text(_RUNTIMES)
    with (place / "log").open("wb") as log:
        engine = subprocess.Popen(
            [
                *(program, "--host", host, *_NO_NETWORK),
                *("--config-file", str(place / "daemon.json")),
                *("--data-root", str(place / "data")),
                *("--exec-root", str(place / "exec")),
                *("--pidfile", str(place / "pid")),
            ],
            stdout=log,
            stderr=log,
        )
    try:
        _await_engine(host, engine, place / "log")
        yield host
    finally:
        engine.terminate()
        try:
            engine.wait(_ENDS_WITHIN_S)
        except subprocess.TimeoutExpired:
            engine.kill()
            engine.wait()
        shutil.rmtree(place, ignore_errors=True)


def container_pids(host: str) -> set[int]:
    """Return the first processes of the running containers of this process."""
    client = docker.APIClient(base_url=host)
    try:
        found = client.containers(filters={"label": f"{OWNER_LABEL}={owner()}"})
        states = (client.inspect_container(it["Id"])["State"] for it in found)
        return {state["Pid"] for state in states if state["Running"]}
    finally:
        client.close()


def _await_engine(host: str, engine: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + _STARTS_WITHIN_S
    while time.monotonic() < deadline and engine.poll() is None:
        with socket.socket(socket.AF_UNIX) as probe:
            if not probe.connect_ex(host.removeprefix("unix://")):
                return
        time.sleep(0.2)
    raise NoEngineError(log.read_text(errors="replace")[-2000:])
