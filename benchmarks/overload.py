"""What the service does under ten times the load that it can carry.

    python -m benchmarks.overload [--engines embedded,celery] [--seconds 120]
        [--times 10] [--json FILE]

Measures what it can carry, then sends that many times over, whether answers come or
not: programs that sleep and programs that compute, right ones, wrong ones and crashing
ones, of four keys with different shares, quotas and rates, with and without deadlines.
Every verdict is known beforehand. Exits with 1 if one is wrong, or if an answer is
neither a report nor a clear refusal. The load is made on the same machine, by a process
of its own that sends prepared bytes (`wire`), so read latencies with the machine's load
beside them; it is printed.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.cpu_group import cpu_of
from benchmarks.memory import Memory
from benchmarks.wire import Wire, prepare
from tests.e2e.services import Service, running_service
from verifier.keys import KeyRing

_REFUSALS = {429, 503}
_TAIL_S = 90.0
_DEADLINES_S = (None, 1.0, 5.0, 30.0)
_KEYS: dict[str, dict[str, Any]] = {
    "plain": {},
    "heavy": {"weight": 4.0},
    "quota": {"most_waiting": 20},
    "rate": {"rate_per_s": 20.0},
}
_APART = ("setsid",)
"""Each in a session of its own, as services are: Linux shares cores among sessions
first, and each program that is judged is one. In the driver's session the API would
share with the driver what one such program gets."""
_SETTINGS = {"VERIFIER_SLOTS": "2", "VERIFIER_QUEUE_LIMIT": "100"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A program whose verdict is known."""

    name: str
    source: str
    verdict: str
    limits: dict[str, float] = field(default_factory=dict)

    def request(self, key: str, deadline_s: float | None) -> bytes:
        """Return the request as it is sent, never answered from memory."""
        tree = {
            "submission": {"language": "python", "source": self.source},
            "test_cases": [{"kind": "stdio", "answer": "3"}],
            "limits": self.limits,
            "cache": "bypass",
        }
        path = "/v1/verifications?wait=600"
        if deadline_s is not None:
            path += f"&deadline_s={deadline_s}"
        headers = {"Authorization": f"Bearer {key}"}
        return prepare(path, json.dumps(tree).encode(), headers)


_BUSY = "n = 0\nfor i in range(400_000):\n    n += i\n"
KINDS = [
    # Limits not far above what is needed, so that load which counts would show.
    Kind(
        name="sleeps",
        source="import time\ntime.sleep(0.8)\nprint(3)",
        verdict="accepted",
        limits={"wall_time_s": 2.0},
    ),
    Kind(
        name="computes",
        source=f"{_BUSY}print(3)",
        verdict="accepted",
        limits={"cpu_time_s": 1.0, "wall_time_s": 3.0},
    ),
    Kind(name="wrong", source=f"{_BUSY}print(4)", verdict="wrong_answer"),
    Kind(name="crashes", source="raise ValueError", verdict="runtime_error"),
]


@dataclass(slots=True, kw_only=True)
class Tally:
    """What came back."""

    sent: int = 0
    statuses: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    refused_s: list[float] = field(default_factory=list)
    answered_s: list[float] = field(default_factory=list)


type _Requests = dict[tuple[str, str, float | None], bytes]
"""What is sent, by kind, key and deadline."""


async def _ask(wire: Wire, kind: Kind, request: bytes, to: Tally) -> None:
    """Send one request and file its answer."""
    to.sent += 1
    begin = time.monotonic()
    try:
        answer = await wire.ask(request)
    except OSError as error:
        to.statuses[f"no answer: {type(error).__name__}"] += 1
        to.wrong.append(f"{kind.name}: {error!r}")
        return
    took_s = time.monotonic() - begin
    status = answer.status
    if status in _REFUSALS and b"\r\nretry-after:" in answer.head:
        name = answer.json()["type"].rpartition(":")[2]
        to.statuses[f"{status} {name}"] += 1
        to.refused_s.append(took_s)
    elif status == 200 and answer.json()["verdict"] == kind.verdict:  # noqa: PLR2004
        to.statuses[f"200 {kind.name}, right"] += 1
        to.answered_s.append(took_s)
    elif status == 200 and b"before its deadline" in answer.body:  # noqa: PLR2004
        to.statuses["200 given up: too late"] += 1  # internal_error, reward null
    else:
        to.statuses[f"{status} {kind.name}, WRONG"] += 1
        to.wrong.append(f"{kind.name}: {status} {answer.body[:600]!r}")


async def _capacity(wire: Wire, requests: _Requests, seconds: float) -> float:
    """Return how many requests a second are done when as many wait as can be done."""
    tally, chance = Tally(), random.Random(1)
    end = time.monotonic() + seconds

    async def post() -> None:
        while time.monotonic() < end:
            kind = chance.choice(KINDS)
            await _ask(wire, kind, requests[kind.name, "plain", None], tally)

    begin = time.monotonic()
    await asyncio.gather(*(post() for _ in range(6)))
    return len(tally.answered_s) / (time.monotonic() - begin)


async def drive(
    service: Service, keys: dict[str, str], log: Path, options: argparse.Namespace
) -> dict[str, Any]:
    """Overload a service; return the figures."""
    tally, chance = Tally(), random.Random(2)
    requests: _Requests = {
        (kind.name, name, deadline_s): kind.request(key, deadline_s)
        for kind in KINDS
        for name, key in keys.items()
        for deadline_s in _DEADLINES_S
    }
    wire = Wire(service.url)
    await _capacity(wire, requests, 3)
    capacity = await _capacity(wire, requests, 8)
    pause_s = 1 / (capacity * options.times)
    load_before = os.getloadavg()[0]
    api = service.processes["serve"].pid
    memory = Memory([process.pid for process in service.processes.values()])
    sampling = asyncio.create_task(memory.sample_forever())
    begin, cpu_s, api_s = time.monotonic(), time.process_time(), cpu_of(api)
    tasks: set[asyncio.Task[None]] = set()
    while (now := time.monotonic()) < begin + options.seconds:
        if now < begin + tally.sent * pause_s:
            await asyncio.sleep(begin + tally.sent * pause_s - now)
            continue
        kind, name = chance.choice(KINDS), chance.choice([*keys])
        request = requests[kind.name, name, chance.choice(_DEADLINES_S)]
        tasks.add(task := asyncio.create_task(_ask(wire, kind, request, tally)))
        task.add_done_callback(tasks.discard)
        await asyncio.sleep(0)
    took_s = time.monotonic() - begin
    cpu_s, api_s = time.process_time() - cpu_s, cpu_of(api) - api_s
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=_TAIL_S)
        tally.wrong += ["no answer at all"] * len(late)
    sampling.cancel()
    wire.close()
    return {
        "capacity_per_s": round(capacity, 1),
        "offered_per_s": round(tally.sent / took_s, 1),
        "times": round(tally.sent / took_s / capacity, 1),
        "sent": tally.sent,
        "seconds": round(took_s, 1),
        "load_before": load_before,
        "load_after": os.getloadavg()[0],
        "statuses": dict(sorted(tally.statuses.items())),
        "wrong": tally.wrong[:20],
        "wrong_count": len(tally.wrong),
        "refusal_ms": _percentiles(tally.refused_s),
        "refusal_ms_in_service": _percentiles(_refused_s(log)),
        "answer_ms": _percentiles(tally.answered_s),
        "cpu_of_client": round(cpu_s / took_s, 3),
        "cpu_of_api": round(api_s / took_s, 3),
        "memory": [asdict(row) for row in memory.rows()],
    }


def _refused_s(log: Path) -> list[float]:
    """Return what refusals took in the API's process, by its audit lines."""
    found = []
    for line in log.read_text().splitlines():
        if '"event": "audit"' in line:
            entry = json.loads(line)
            if entry["status"] in _REFUSALS and entry["path"] == "/v1/verifications":
                found.append(float(entry["took_s"]))
    return found


def _percentiles(laps_s: list[float]) -> dict[str, float]:
    """Return median, 99th percentile and maximum, in milliseconds."""
    if not laps_s:
        return {}
    laps_s = sorted(laps_s)
    return {
        "p50": round(laps_s[len(laps_s) // 2] * 1000, 1),
        "p99": round(laps_s[int(len(laps_s) * 0.99)] * 1000, 1),
        "max": round(laps_s[-1] * 1000, 1),
    }


def main() -> None:
    """Overload each engine, and print what it did."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", default="embedded,celery")
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--times", type=float, default=10.0)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="verifier-overload-"))
    try:
        for engine in options.engines.split(","):
            place = folder / engine
            place.mkdir()
            ring = KeyRing(place / "keys.json")
            keys = {name: ring.create(name, **how) for name, how in _KEYS.items()}
            settings = {**_SETTINGS, "VERIFIER_KEYS_FILE": str(place / "keys.json")}
            with running_service(engine, place, settings, _APART) as service:
                found = uvloop.run(drive(service, keys, place / "log", options))
            figures[engine] = found
            print(f"== {engine}\n{json.dumps(found, indent=1)}", flush=True)
    finally:
        shutil.rmtree(folder)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))
    sys.exit(1 if any(found["wrong_count"] for found in figures.values()) else 0)


if __name__ == "__main__":
    main()
