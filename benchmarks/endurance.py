"""Whether a service that works for long grows, slows or errs.

    python -m benchmarks.endurance [--count 100000] [--engine embedded] [--rows 20]

Posts one small Python submission over and over, each time with another number to
add, and prints every so often how many were judged a second and how much private
memory each process of the service has; boxes and what runs in them are left out.
A verdict or an output that is not the right one ends it.
"""

import argparse
import asyncio
import itertools
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx

from benchmarks.memory import Memory
from tests.e2e.services import running_service

AT_ONCE = 8


def request(number: int) -> dict[str, Any]:
    """Return a verification that nothing made before is of use to."""
    source = f"print({number} + sum(map(int, input().split())))\n"
    case = {"kind": "stdio", "input": "1 2\n", "answer": f"{number + 3}\n"}
    return {
        "submission": {"language": "python", "source": source},
        "test_cases": [case],
    }


async def judge(client: httpx.AsyncClient, numbers: Iterator[int]) -> None:
    """Have verifications judged until there are no numbers left."""
    for number in numbers:
        response = await client.post("/v1/verifications", json=request(number))
        report = response.json()
        if response.status_code != httpx.codes.OK or report["verdict"] != "accepted":
            sys.exit(f"not accepted: {response.status_code} {response.text[:500]}")


async def run(url: str, count: int, rows: int, memory: Memory) -> None:
    """Post all, and print a row now and then."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    async with httpx.AsyncClient(base_url=url, timeout=120, limits=limits) as client:
        print(f"{'done':>8}{'per s':>8}  private MiB of each process")
        for row in range(rows):
            begin = time.monotonic()
            part = range(row * count // rows, (row + 1) * count // rows)
            numbers = itertools.chain(part)  # shared by all that post
            await asyncio.gather(*(judge(client, numbers) for _ in range(AT_ONCE)))
            per_s = len(part) / (time.monotonic() - begin)
            memory.sample()
            found = sorted(memory.latest().items())
            texts = [f"{name} {mib:.0f}" for _, (name, mib) in found]
            print(f"{part.stop:8}{per_s:8.1f}  {', '.join(texts)}", flush=True)


def main() -> None:
    """Start the service, and keep it busy."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--engine", default="embedded")
    parser.add_argument("--rows", type=int, default=20)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)  # boxes show what lies in it
        with running_service(options.engine, folder) as service:
            roots = [process.pid for process in service.processes.values()]
            asyncio.run(run(service.url, options.count, options.rows, Memory(roots)))


if __name__ == "__main__":
    main()
