"""What a verification costs, beside a bare subprocess of the same program.

    python -m benchmarks.throughput [--seconds 5] [--engines embedded,celery]

Starts the whole service (and Redis and workers) in a cgroup of its own, so
that the CPU time of every process it ever has is counted, posts the same
submission over and over at several concurrencies, and runs the same program
bare, one process a case, in the same run. Run as root, with nothing else busy;
read the ratios, not the milliseconds.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.e2e.services import running_service

_PYTHON = "print(sum(map(int, input().split())))\n"
_CPP = """#include <iostream>
int main() {
  long long sum = 0, number;
  while (std::cin >> number) sum += number;
  std::cout << sum << '\\n';
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A submission that is posted over and over."""

    name: str
    language: str
    source: str
    cases: int

    def request(self) -> dict[str, Any]:
        """Return it as a verification request."""
        case = {"kind": "stdio", "input": "1 2 3\n", "answer": "6\n"}
        return {
            "submission": {"language": self.language, "source": self.source},
            "test_cases": [case] * self.cases,
            "trace": "none",
            "cache": "bypass",
        }


WORKS = (
    Work(name="python, 1 case", language="python", source=_PYTHON, cases=1),
    Work(name="python, 10 cases", language="python", source=_PYTHON, cases=10),
    Work(name="c++, 10, built", language="cpp", source=_CPP, cases=10),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """What one work costs at one concurrency.

    Attributes:
        work: Its name.
        how: The engine, or `bare`.
        concurrency: Requests under way at a time.
        per_second: Verifications a second.
        cpu_ms: CPU milliseconds a verification, all processes counted.
        p50_ms: Median latency.
        p95_ms: 95th percentile of the latency.
        ratio: `cpu_ms` over that of the bare programs.
    """

    work: str
    how: str
    concurrency: int
    per_second: float
    cpu_ms: float
    p50_ms: float
    p95_ms: float
    ratio: float


class CpuGroup:
    """A cgroup whose CPU time is read; for v1 and v2.

    Args:
        folder: One that is there already; else one is made.
    """

    def __init__(self, folder: Path | None = None) -> None:
        root = Path("/sys/fs/cgroup")
        name = f"bench-{os.getpid()}"
        self._v2 = (root / "cgroup.controllers").exists()
        self.folder = root / name if self._v2 else root / "cpuacct" / name
        if folder:
            self.folder = folder
        else:
            self.folder.mkdir()

    def wrapper(self) -> list[str]:
        """Return the command that starts another one inside."""
        enter = f'echo $$ > {self.folder}/cgroup.procs; exec "$@"'
        return ["/bin/sh", "-c", enter, "sh"]

    def cpu_s(self) -> float:
        """Return the CPU seconds of all that was ever inside."""
        if self._v2:
            stat = (self.folder / "cpu.stat").read_text().split()
            return int(stat[1]) / 1e6
        return int((self.folder / "cpuacct.usage").read_text()) / 1e9

    def remove(self) -> None:
        """Remove it, once what was inside has ended."""
        for _ in range(50):
            try:
                for below in self.folder.glob("verifier-*"):
                    below.rmdir()
                self.folder.rmdir()
            except OSError:
                time.sleep(0.1)
            else:
                return


@contextmanager
def bare_program(work: Work, folder: Path) -> Iterator[list[str]]:
    """Yield the command of a work's program, compiled if need be."""
    source = folder / ("main.py" if work.language == "python" else "main.cpp")
    source.write_text(work.source)
    if work.language == "python":
        yield ["/usr/bin/python3", str(source)]
        return
    binary = folder / "main"
    yield [str(binary)]


def run_bare(work: Work, folder: Path, seconds: float) -> Figure:
    """Do by `subprocess` what a verification does: build, then each case."""
    laps: list[float] = []
    with bare_program(work, folder) as command:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        begin = time.monotonic()
        while time.monotonic() - begin < seconds:
            lap = time.monotonic()
            if work.language == "cpp":
                build = ["g++", "-std=gnu++17", "-O2", "-o", command[0]]
                subprocess.run([*build, f"{command[0]}.cpp"], check=True)
            for _ in range(work.cases):
                subprocess.run(
                    command, input=b"1 2 3\n", capture_output=True, check=True
                )
            laps.append(time.monotonic() - lap)
        took = time.monotonic() - begin
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return _figure(
        work,
        how="bare",
        concurrency=1,
        laps=laps,
        took=took,
        cpu=cpu,
        bare_cpu=cpu / len(laps),
    )


def _figure(  # noqa: PLR0913 - a row of the table
    work: Work,
    *,
    how: str,
    concurrency: int,
    laps: list[float],
    took: float,
    cpu: float,
    bare_cpu: float,
) -> Figure:
    laps = sorted(laps)
    return Figure(
        work=work.name,
        how=how,
        concurrency=concurrency,
        per_second=len(laps) / took,
        cpu_ms=cpu / len(laps) * 1000,
        p50_ms=laps[len(laps) // 2] * 1000,
        p95_ms=laps[int(len(laps) * 0.95)] * 1000,
        ratio=cpu / len(laps) / bare_cpu,
    )


async def post_all(
    url: str, work: Work, concurrency: int, seconds: float
) -> tuple[list[float], float]:
    """Post a work as often as there is time; return latencies and time taken."""
    laps: list[float] = []
    body = json.dumps(work.request()).encode()
    begin = time.monotonic()

    async def post(client: httpx.AsyncClient) -> None:
        while time.monotonic() - begin < seconds:
            lap = time.monotonic()
            response = await client.post(f"{url}/v1/verifications", content=body)
            laps.append(time.monotonic() - lap)
            if response.json().get("verdict") != "accepted":
                sys.exit(f"not accepted: {response.text[:500]}")

    async with httpx.AsyncClient(timeout=120) as client:
        await asyncio.gather(*(post(client) for _ in range(concurrency)))
    return laps, time.monotonic() - begin


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--engines", default="embedded,celery")
    parser.add_argument("--concurrency", default="1,2,8")
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    figures: list[Figure] = []
    header = ("work", "how", "at once", "per s", "CPU ms", "p50 ms", "p95 ms", "x bare")
    print("{:18}{:10}{:>8}{:>9}{:>9}{:>9}{:>9}{:>9}".format(*header))

    def show(figure: Figure) -> None:
        figures.append(figure)
        print(
            f"{figure.work:18}{figure.how:10}{figure.concurrency:8}"
            f"{figure.per_second:9.1f}{figure.cpu_ms:9.2f}{figure.p50_ms:9.1f}"
            f"{figure.p95_ms:9.1f}{figure.ratio:9.2f}",
            flush=True,
        )

    folder = Path(tempfile.mkdtemp(prefix="verifier-bench-"))
    try:
        bare = {work.name: run_bare(work, folder, options.seconds) for work in WORKS}
        for figure in bare.values():
            show(figure)
        for engine in options.engines.split(","):
            group = CpuGroup()
            place = folder / engine
            place.mkdir()
            with running_service(engine, place, wrapper=group.wrapper()) as service:
                for work in WORKS:
                    for concurrency in map(int, options.concurrency.split(",")):
                        asyncio.run(post_all(service.url, work, concurrency, 0.5))
                        before = group.cpu_s()
                        laps, took = asyncio.run(
                            post_all(service.url, work, concurrency, options.seconds)
                        )
                        cpu = group.cpu_s() - before
                        bare_cpu = bare[work.name].cpu_ms / 1000
                        show(
                            _figure(
                                work,
                                how=engine,
                                concurrency=concurrency,
                                laps=laps,
                                took=took,
                                cpu=cpu,
                                bare_cpu=bare_cpu,
                            )
                        )
            group.remove()
    finally:
        shutil.rmtree(folder)
    if options.json:
        options.json.write_text(json.dumps([asdict(f) for f in figures], indent=1))


if __name__ == "__main__":
    main()
