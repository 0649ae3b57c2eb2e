"""What a second worker node is worth: throughput of two nodes of one slot against one.

    python -m benchmarks.nodes [--seconds 20] [--rounds 2] [--json FILE]

Each node is in a network namespace of its own and reaches the same Redis over a link.
Programs that sleep show what the queue itself costs, whatever else the machine does;
programs that compute need a core for each slot besides what API, Redis and this load
take, so on few cores, or beside other people's work, read the first line. Rounds of one
and of two nodes take turns, so that the machine's load meets both. Run it as root.
"""

import argparse
import asyncio
import json
import os
import shutil
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from tests.faults.fleet import Fleet
from tests.faults.nodes import network_node

_AT_ONCE = 12
_WORKS = {
    "sleeps 0.3 s": "import time\ntime.sleep(0.3)\nprint(3)",
    "computes": "n = 0\nfor i in range(1_500_000):\n    n += i\nprint(3)",
}
_WARM_UP_S = 4.0


async def throughput(url: str, source: str, seconds: float) -> float:
    """Return verifications a second, as many under way as keeps every slot at work."""
    request = {
        "submission": {"language": "python", "source": source},
        "test_cases": [{"kind": "stdio", "answer": "3"}],
        "limits": {"cpu_time_s": 10, "wall_time_s": 30},
        "cache": "bypass",
    }
    done, begin = 0, time.monotonic()

    async def post(client: httpx.AsyncClient) -> None:
        nonlocal done
        while time.monotonic() - begin < seconds:
            response = await client.post("/v1/verifications", json=request)
            if response.json().get("verdict") != "accepted":
                sys.exit(f"not accepted: {response.text[:500]}")
            done += time.monotonic() - begin < seconds

    async with httpx.AsyncClient(base_url=url, timeout=300) as client:
        await asyncio.gather(*(post(client) for _ in range(_AT_ONCE)))
    return done / seconds


def measure(folder: Path, nodes: int, seconds: float) -> dict[str, float]:
    """Return verifications a second of each work, by a fleet of so many nodes."""
    found = {}
    with ExitStack() as stack:
        networks = [stack.enter_context(network_node()) for _ in range(nodes)]
        fleet = Fleet(stack, folder, is_open=True)
        for node in networks:
            fleet.start_worker(node.wrapper(), fleet.wrapped_url(node.host))
        for name, source in _WORKS.items():
            asyncio.run(throughput(fleet.url, source, _WARM_UP_S))
            found[name] = asyncio.run(throughput(fleet.url, source, seconds))
    return found


def main() -> None:
    """Measure in turns, and print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    rows: list[dict[str, Any]] = []
    for number in range(options.rounds):
        for nodes in (1, 2):
            folder = Path(tempfile.mkdtemp(prefix="verifier-nodes-"))
            try:
                found = measure(folder, nodes, options.seconds)
            finally:
                shutil.rmtree(folder, ignore_errors=True)
            load = os.getloadavg()[0]
            rows += [
                {"work": work, "nodes": nodes, "per_s": round(per_s, 2), "load": load}
                for work, per_s in found.items()
            ]
            print(
                f"round {number}, {nodes} nodes, load {load:.1f}: {found}", flush=True
            )
    for work in _WORKS:
        means = [
            statistics.mean(
                row["per_s"]
                for row in rows
                if row["work"] == work and row["nodes"] == nodes
            )
            for nodes in (1, 2)
        ]
        ratio = means[1] / means[0]
        print(f"{work:14} {means[0]:7.2f}/s {means[1]:7.2f}/s  x {ratio:.2f}")
    if options.json:
        options.json.write_text(json.dumps(rows, indent=1))


if __name__ == "__main__":
    main()
