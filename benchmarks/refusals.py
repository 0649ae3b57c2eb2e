"""What a refusal costs the service, in CPU time.

    python -m benchmarks.refusals [--engines embedded,celery] [--count 2000] [--json F]

One slot sleeps, the queue is as long as it may get, and requests come that cannot be
taken: small ones and large ones, from anybody and by key, for the length of the queue
and for their deadline. Counts CPU, because what a clock says is the machine's doing,
too.
"""

import argparse
import asyncio
import json
import os
import shutil
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import uvloop

from benchmarks.cpu_group import cpu_of
from benchmarks.wire import Answer, Wire, prepare
from tests.e2e.services import Service, running_service
from verifier.keys import KeyRing

_AT_ONCE = 4
_QUEUE = 30
_LARGE_BYTES = 256 * 1024
_NAP_S = 0.3
_SLEEP_S = 25.0
_ACCEPTED = {200, 202}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one kind of refusal costs.

    Attributes:
        name: Which.
        api_ms: CPU milliseconds of the API process, each.
        redis_ms: Those of Redis; 0 without.
        p50_ms: Median on the client's clock.
        p99_ms: The 99th percentile.
        refused: How many were refused; the others were taken.
    """

    name: str
    api_ms: float
    redis_ms: float
    p50_ms: float
    p99_ms: float
    refused: int


def _body(sleep_s: float, filling: int = 0) -> bytes:
    return json.dumps(
        {
            "submission": {
                "language": "python",
                "source": f"import time\ntime.sleep({sleep_s})\nprint(3)",
            },
            "test_cases": [
                {"kind": "stdio", "input": "x" * filling, "answer": "3"},
            ],
            "limits": {"wall_time_s": 30},
            "cache": "bypass",
        }
    ).encode()


def _cpu_s(service: Service, name: str) -> float:
    process = service.processes.get(name)
    return cpu_of(process.pid) if process else 0.0


async def _measure(
    service: Service, wire: Wire, name: str, request: bytes, count: int
) -> Row:
    laps_s: list[float] = []
    left = count

    async def pump() -> None:
        nonlocal left
        while left > 0:
            left -= 1
            begin = time.perf_counter()
            answer = await wire.ask(request)
            if answer.status not in _ACCEPTED:
                _must_refuse(answer)
                laps_s.append(time.perf_counter() - begin)

    api_s, redis_s = _cpu_s(service, "serve"), _cpu_s(service, "redis")
    await asyncio.gather(*(pump() for _ in range(_AT_ONCE)))
    api_s = _cpu_s(service, "serve") - api_s
    redis_s = _cpu_s(service, "redis") - redis_s
    laps_s.sort()
    return Row(
        name=name,
        api_ms=round(api_s / count * 1000, 3),
        redis_ms=round(redis_s / count * 1000, 3),
        p50_ms=round(laps_s[len(laps_s) // 2] * 1000, 2),
        p99_ms=round(laps_s[int(len(laps_s) * 0.99)] * 1000, 2),
        refused=len(laps_s),
    )


def _must_refuse(answer: Answer) -> None:
    if answer.status not in {429, 503, 504}:
        msg = f"{answer.status}: {answer.body[:500]!r}"
        raise RuntimeError(msg)


async def _drive(service: Service, key: str, count: int) -> list[Row]:
    wire = Wire(service.url)
    shown = {"Authorization": f"Bearer {key}"}
    later = shown | {"Prefer": "respond-async"}
    path = "/v1/verifications"
    for _ in range(3):  # it learns what a job takes
        await wire.ask(prepare(path, _body(_NAP_S), shown))
    filler = prepare(path, _body(_SLEEP_S), later)
    for _ in range(_QUEUE - 5):
        await wire.ask(filler)
    small, large = _body(_NAP_S), _body(_NAP_S, _LARGE_BYTES)
    hurried = f"{path}?deadline_s=1"
    await asyncio.sleep(1)
    found = [
        await _measure(service, wire, name, prepare(hurried, body, shown), each)
        for name, body, each in (
            ("too late, small", small, count),
            ("too late, 256 KiB", large, count // 10),
        )
    ]
    while (await wire.ask(filler)).status in _ACCEPTED:
        pass
    for name, body, each in (
        ("full, small", small, count),
        ("full, 256 KiB", large, count // 10),
    ):
        request = prepare(path, body, later)
        found.append(await _measure(service, wire, name, request, each))
    run_code = json.dumps({"code": "print(1)", "language": "python"}).encode()
    request = prepare("/run_code", run_code, shown)
    found.append(await _measure(service, wire, "full, /run_code", request, count))
    wire.close()
    return found


def main() -> None:
    """Measure on each engine, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--engines", default="embedded,celery")
    parser.add_argument("--count", type=int, default=2000)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: dict[str, Any] = {}
    folder = Path(tempfile.mkdtemp(prefix="verifier-refusals-"))
    print(f"load {os.getloadavg()[0]:.1f}")
    try:
        for engine in options.engines.split(","):
            place = folder / engine
            place.mkdir()
            key = KeyRing(place / "keys.json").create("driver")
            settings = {
                "VERIFIER_SLOTS": "1",
                "VERIFIER_QUEUE_LIMIT": str(_QUEUE),
                "VERIFIER_KEYS_FILE": str(place / "keys.json"),
            }
            with running_service(engine, place, settings) as service:
                rows = uvloop.run(_drive(service, key, options.count))
            figures[engine] = [asdict(row) for row in rows]
            for row in rows:
                print(
                    f"{engine:9} {row.name:18} API {row.api_ms:7.3f} ms CPU, "
                    f"Redis {row.redis_ms:6.3f}; {row.p50_ms:7.2f} / "
                    f"{row.p99_ms:7.2f} ms; {row.refused} refused",
                    flush=True,
                )
    finally:
        shutil.rmtree(folder)
    if options.json:
        options.json.write_text(json.dumps(figures, indent=1))


if __name__ == "__main__":
    main()
