"""What a box costs on each backend: to start one, and to run in a warm one.

The backends take turns, so that a busy machine is as busy for one as for the other; of
each figure the least and the median are shown. Run as root:

    python benchmarks/boxes.py --docker-host unix:///var/run/docker.sock
"""

import argparse
import statistics
import tempfile
import time
from collections import defaultdict
from pathlib import Path

from sandboxes import (
    Box,
    Command,
    Limits,
    Sandbox,
    SandboxOptions,
    known_backends,
    known_languages,
)

_TRUE = Command(argv=("/bin/true",))
_PYTHON = Command(
    argv=("/usr/bin/python3", "main.py"),
    env={"PATH": "/usr/bin:/bin"},
    files={"main.py": b"print(sum(map(int, input().split())))\n"},
    stdin=b"1 2\n",
    zygote=known_languages().get("python").zygote(""),
)
_PATIENT = Limits(cpu_time_s=10, wall_time_s=60)


def measure(sandbox: Sandbox, runs: int) -> dict[str, list[float]]:
    """Time one start, and runs in the box that was started."""
    found: dict[str, list[float]] = defaultdict(list)
    begin = time.perf_counter()
    with sandbox.open(fresh=True) as box:
        _time(box, _TRUE)
        found["start, and a run"].append(time.perf_counter() - begin)
        for _ in range(runs):
            found["run of /bin/true"].append(_time(box, _TRUE))
        _time(box, _PYTHON)
        for _ in range(runs):
            found["run of warm Python"].append(_time(box, _PYTHON))
    return found


def _time(box: Box, command: Command) -> float:
    begin = time.perf_counter()
    result = box.run(command, _PATIENT)
    if not result.succeeded:
        raise SystemExit(result)
    return time.perf_counter() - begin


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--docker-host", default="unix:///var/run/docker.sock")
    parser.add_argument("--boxes", type=int, default=20)
    parser.add_argument("--runs", type=int, default=20, help="in each box")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as cache:
        told = SandboxOptions(cache=Path(cache), docker_host=options.docker_host)
        made = {name: known_backends().get(name)(told) for name in ("nsjail", "docker")}
        times: dict[tuple[str, str], list[float]] = defaultdict(list)
        for sandbox in made.values():
            measure(sandbox, 1)  # what is built once
        for _ in range(options.boxes):
            for name, sandbox in made.items():
                for what, seconds in measure(sandbox, options.runs).items():
                    times[what, name] += seconds
        for sandbox in made.values():
            sandbox.close()
    for (what, name), seconds in sorted(times.items()):
        least, median = 1000 * min(seconds), 1000 * statistics.median(seconds)
        print(f"{what:20} {name:7} {least:8.1f} ms  median {median:8.1f} ms")


if __name__ == "__main__":
    main()
