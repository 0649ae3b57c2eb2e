"""What a verification costs Redis, the API and a slot, measured on a real fleet."""

import json
import os
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from benchmarks.cpu_group import cpu_of
from benchmarks.works import works
from tests.faults.fleet import Fleet

_WORKERS = 3
_IDLE_S = 12.0
_JOBS = 300
_AT_ONCE = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Costs:
    """What was measured.

    Attributes:
        service_s: Seconds that a slot took for a verification, each.
        redis_job_s: CPU seconds of Redis a verification.
        redis_bytes: Most memory of Redis a verification, body and report.
        redis_worker_s: CPU seconds of Redis a second, for a worker that waits.
        redis_api_s: The same for an API node that is asked how it is.
        api_job_s: CPU seconds of the API node a verification.
        slot_connections: Connections to Redis of a slot.
        worker_connections: Those of a worker besides.
        load: The machine's, while it was measured.
    """

    service_s: list[float]
    redis_job_s: float
    redis_bytes: float
    redis_worker_s: float
    redis_api_s: float
    api_job_s: float
    slot_connections: float
    worker_connections: float
    load: float


def save(costs: Costs, path: Path) -> None:
    """Keep what was measured."""
    path.write_text(json.dumps(asdict(costs)))


def load(path: Path) -> Costs:
    """Return what was measured before."""
    return Costs(**json.loads(path.read_text()))


def measure(folder: Path) -> Costs:
    """Start a fleet, let it wait, have it work, and count."""
    with ExitStack() as stack:
        fleet = Fleet(stack, folder)
        redis_idle_s = _redis_rate(fleet)
        clients_before = _info(fleet)["connected_clients"]
        for _ in range(_WORKERS):
            fleet.start_worker()
        _verify(fleet, 30)  # connections, caches
        clients_one = _info(fleet)["connected_clients"]
        redis_waiting_s = _redis_rate(fleet)
        redis_asked_s = _redis_rate(fleet, is_asked=True)
        fleet.start_worker(more={"VERIFIER_SLOTS": "3"})
        _verify(fleet, 30)
        time.sleep(1)
        clients_more = _info(fleet)["connected_clients"]
        before, api_before = _info(fleet), cpu_of(fleet.api.pid)
        begin = time.monotonic()
        service_s = _verify(fleet, _JOBS)
        took = time.monotonic() - begin
        after, api_after = _info(fleet), cpu_of(fleet.api.pid)
    a_worker = (clients_one - clients_before) / _WORKERS  # its slot included
    a_slot = max(1.0, (clients_more - clients_one - a_worker) / 2)
    worker_s = max(0.0, redis_waiting_s - redis_idle_s) / _WORKERS
    spent = after["cpu_s"] - before["cpu_s"] - redis_asked_s * took
    return Costs(
        service_s=service_s,
        redis_job_s=max(0.0, spent) / _JOBS,
        redis_bytes=(after["used_memory"] - before["used_memory"]) / _JOBS,
        redis_worker_s=worker_s,
        redis_api_s=max(0.0, redis_asked_s - redis_waiting_s),
        api_job_s=(api_after - api_before) / _JOBS,
        slot_connections=a_slot,
        worker_connections=max(1.0, a_worker - a_slot),
        load=os.getloadavg()[0],
    )


def _info(fleet: Fleet) -> dict[str, float]:
    with fleet.store() as redis:
        found: Any = redis.info()
    cpu_s = found["used_cpu_user"] + found["used_cpu_sys"]
    names = ("connected_clients", "used_memory")
    return {"cpu_s": float(cpu_s)} | {name: float(found[name]) for name in names}


def _redis_rate(fleet: Fleet, *, is_asked: bool = False) -> float:
    """Return the CPU seconds a second of Redis with no job to be done.

    Args:
        fleet: Whose Redis.
        is_asked: Whether the API looks after its workers, as it does with each request.
    """
    before, begin = _info(fleet)["cpu_s"], time.monotonic()
    while time.monotonic() - begin < _IDLE_S:
        if is_asked:
            httpx.get(f"{fleet.url}/health/ready", timeout=30)
        time.sleep(0.5)
    return (_info(fleet)["cpu_s"] - before) / (time.monotonic() - begin)


def _verify(fleet: Fleet, count: int) -> list[float]:
    """Have verifications done; return the seconds that slots took."""
    chosen = [work for work in works() if work.language == "python"]

    def verify(number: int) -> float:
        request = chosen[number % len(chosen)].request()
        report = http.post("/v1/verifications", json=request).json()
        return float(report["timings"]["total_s"] - report["timings"]["queued_s"])

    with (
        httpx.Client(base_url=fleet.url, timeout=300) as http,
        ThreadPoolExecutor(_AT_ONCE) as threads,
    ):
        return list(threads.map(verify, range(count)))
