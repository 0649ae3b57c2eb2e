"""What a verification costs, beside a bare subprocess of the same program.

    python -m benchmarks.throughput [--seconds 5] [--engines embedded,cold,celery]
        [--works NAME,...] [--concurrency 1,2,8,64] [--json FILE] [--plot FILE.png]
    python -m benchmarks.throughput --compare BEFORE.json AFTER.json

Starts the whole service (and Redis and workers) in a cgroup of its own, so
that the CPU time of every process it ever has is counted, posts the same
submission over and over at several concurrencies, and runs the same program
bare, one process a case, in the same run. `cold` is the embedded engine with a
fresh nsjail for every run. Run as root, with nothing else busy; read the
ratios, not the milliseconds.
"""

import argparse
import asyncio
import json
import resource
import shutil
import sys
import tempfile
import time
from pathlib import Path

import httpx

from benchmarks.cpu_group import CpuGroup
from benchmarks.figures import Figure, comparison, header, line, load, plot, save
from benchmarks.works import Work, works
from tests.e2e.services import running_service

_WARM_UP_S = 1.0


def run_bare(work: Work, folder: Path, seconds: float) -> Figure:
    """Do by `subprocess` what a verification does."""
    laps: list[float] = []
    work.prepare(folder)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    begin = time.monotonic()
    while time.monotonic() - begin < seconds:
        lap = time.monotonic()
        work.do_bare(folder)
        laps.append(time.monotonic() - lap)
    took = time.monotonic() - begin
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu_s = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _figure(work, "bare", 1, laps, took, cpu_s, cpu_s / len(laps))


def _figure(  # noqa: PLR0913, PLR0917 - a row of the table
    work: Work,
    how: str,
    concurrency: int,
    laps: list[float],
    took: float,
    cpu_s: float,
    bare_cpu_s: float,
) -> Figure:
    laps = sorted(laps)
    return Figure(
        work=work.name,
        how=how,
        concurrency=concurrency,
        per_second=len(laps) / took,
        cpu_ms=cpu_s / len(laps) * 1000,
        p50_ms=laps[len(laps) // 2] * 1000,
        p95_ms=laps[int(len(laps) * 0.95)] * 1000,
        ratio=cpu_s / len(laps) / bare_cpu_s,
    )


async def post_all(
    url: str, work: Work, concurrency: int, seconds: float
) -> tuple[list[float], float]:
    """Post a work as often as there is time; return latencies and time taken."""
    laps: list[float] = []
    begin = time.monotonic()

    async def post(client: httpx.AsyncClient) -> None:
        while time.monotonic() - begin < seconds:
            body = json.dumps(work.request()).encode()
            lap = time.monotonic()
            response = await client.post(f"{url}/v1/verifications", content=body)
            laps.append(time.monotonic() - lap)
            if response.json().get("verdict") != "accepted":
                sys.exit(f"not accepted: {response.text[:500]}")

    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(timeout=120, limits=limits) as client:
        await asyncio.gather(*(post(client) for _ in range(concurrency)))
    return laps, time.monotonic() - begin


def measure(
    options: argparse.Namespace, chosen: list[Work], folder: Path
) -> list[Figure]:
    """Measure and print, row by row."""
    figures: list[Figure] = []

    def show(figure: Figure) -> None:
        figures.append(figure)
        print(line(figure), flush=True)

    print(header())
    bare_cpu_s: dict[str, float] = {}
    for work in chosen:
        show(run_bare(work, folder / work.name, options.seconds))
        bare_cpu_s[work.name] = figures[-1].cpu_ms / 1000
    for how in options.engines.split(","):
        group = CpuGroup()
        place = folder / how
        place.mkdir()
        engine = "embedded" if how == "cold" else how
        settings = {"VERIFIER_BOX": "cold"} if how == "cold" else {}
        with running_service(
            engine, place, settings, wrapper=group.wrapper()
        ) as service:
            for work in chosen:
                for concurrency in map(int, options.concurrency.split(",")):
                    asyncio.run(post_all(service.url, work, concurrency, _WARM_UP_S))
                    before_s = group.cpu_s()
                    laps, took = asyncio.run(
                        post_all(service.url, work, concurrency, options.seconds)
                    )
                    cpu_s = group.cpu_s() - before_s
                    bare_s = bare_cpu_s[work.name]
                    show(_figure(work, how, concurrency, laps, took, cpu_s, bare_s))
        group.remove()
    return figures


def main() -> None:
    """Print the table, or compare two that were saved."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--engines", default="embedded,cold,celery")
    parser.add_argument("--concurrency", default="1,2,8,64")
    parser.add_argument("--works", help="names, separated by semicolons")
    parser.add_argument("--json", type=Path)
    parser.add_argument("--plot", type=Path)
    parser.add_argument("--compare", type=Path, nargs=2)
    options = parser.parse_args()
    if options.compare:
        print("\n".join(comparison(*map(load, options.compare))))
        return
    wanted = options.works.split(";") if options.works else None
    chosen = [work for work in works() if not wanted or work.name in wanted]
    if not chosen:
        sys.exit(f"no such work; there are: {'; '.join(w.name for w in works())}")
    folder = Path(tempfile.mkdtemp(prefix="verifier-bench-"))
    try:
        figures = measure(options, chosen, folder)
    finally:
        shutil.rmtree(folder)
    if options.json:
        save(figures, options.json)
    if options.plot:
        plot(figures, options.plot)


if __name__ == "__main__":
    main()
