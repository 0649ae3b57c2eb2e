"""What the service costs beside calling `judge.verify` directly, in CPU time.

    python -m benchmarks.overhead [--count 200] [--rounds 5] [--engines embedded,celery]

Verifies one small Python program over and over: by `judge.verify` in a process of its
own, posted one at a time, eight at a time, and in batches of 32. Each way is in a
cgroup of its own, so every process counts: services, slots, Redis, boxes. All of them
run, and take turns, so that the machine's other work meets them alike; what is shown
are medians over the rounds. The load generator is outside. Run it as root.

A process that calls one after another finds its caches as it left them; a slot that
waits for its next job does not. So the calls are also made with a pause before each.
And two programs at a time cost more CPU time each than one, as they share caches and
cores: so they are also made by two processes at a time, as many as there are slots.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import httpx

from benchmarks.cpu_group import CpuGroup
from benchmarks.works import works
from sandboxes import SandboxOptions, known_backends
from tests.e2e.services import running_service
from verifier.judge import verify
from verifier.messages import VerificationRequest

_BATCH = 32
_AT_ONCE = (1, 8)
_SLOTS = 2
_WARM_UP = 40
_PAUSE_S = 0.01
_CALL = "judge.verify"

type Do = Callable[[int], None]


def serve_directly(cache: Path) -> None:
    """Verify as each line of standard input says: how often, and after which pause."""
    sandbox = known_backends().get("nsjail")(SandboxOptions(cache=cache))
    body = json.dumps(_request())
    for line in sys.stdin:
        count, pause_s = line.split()
        for _ in range(int(count)):
            if float(pause_s):
                time.sleep(float(pause_s))
            report = verify(VerificationRequest.model_validate_json(body), sandbox)
            if report.verdict != "accepted":
                sys.exit(f"not accepted: {report}")
        print("done", flush=True)
    sandbox.close()


def _request() -> dict[str, Any]:
    return next(works()).request()


@contextmanager
def _calls(folder: Path, group: CpuGroup) -> Iterator["_Caller"]:
    command = [sys.executable, "-m", "benchmarks.overhead", "--direct", str(folder)]
    with subprocess.Popen(
        [*group.wrapper(), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield _Caller(process)
        if process.stdin:
            process.stdin.close()


class _Caller:
    """A process that calls `judge.verify` as often as it is told."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        if process.stdin is None or process.stdout is None:
            sys.exit("it has no pipes")
        self._orders, self._answers = process.stdin, process.stdout

    def begin(self, count: int, pause_s: float) -> None:
        print(count, pause_s, file=self._orders, flush=True)

    def finish(self) -> None:
        if self._answers.readline() != "done\n":
            sys.exit("it ended")


def _by(callers: Sequence[_Caller], pause_s: float = 0.0) -> Do:
    """Have so many calls made, by all of these at a time."""

    def do(count: int) -> None:
        for caller in callers:
            caller.begin(count // len(callers), pause_s)
        for caller in callers:
            caller.finish()

    return do


def _posts(url: str, at_once: int) -> Do:
    async def all_of(count: int) -> None:
        numbers = iter(range(count))

        async def some(client: httpx.AsyncClient) -> None:
            for _ in numbers:
                response = await client.post("/v1/verifications", json=_request())
                _require(response.json())

        async with httpx.AsyncClient(base_url=url, timeout=120) as client:
            await asyncio.gather(*(some(client) for _ in range(at_once)))

    return lambda count: asyncio.run(all_of(count))


def _batches(url: str) -> Do:
    def do(count: int) -> None:
        with httpx.Client(base_url=url, timeout=120) as client:
            for _ in range(-(-count // _BATCH)):
                asked = {"requests": [_request()] * _BATCH}
                response = client.post("/v1/verifications/batch", json=asked)
                for report in response.json()["reports"]:
                    _require(report)

    return do


def _require(report: dict[str, Any]) -> None:
    if report.get("verdict") != "accepted":
        sys.exit(f"not accepted: {report}")


def measure(options: argparse.Namespace, folder: Path) -> dict[str, list[float]]:
    """Return CPU milliseconds a verification of each way, a figure a round."""
    found: dict[str, list[float]] = {}
    ways: dict[str, tuple[Do, CpuGroup]] = {}
    with ExitStack() as stack:

        def group(name: str) -> CpuGroup:
            made = CpuGroup(name=name)
            stack.callback(made.remove)
            return made

        alone = group("direct")
        callers = []
        for number in range(_SLOTS):
            place = folder / f"direct-{number}"
            place.mkdir()
            callers.append(stack.enter_context(_calls(place, alone)))
        ways[_CALL] = _by(callers[:1]), alone
        ways["the same, after a pause"] = _by(callers[:1], _PAUSE_S), alone
        ways[f"the same, {_SLOTS} processes"] = _by(callers), alone
        for engine in options.engines.split(","):
            place, own = folder / engine, group(engine)
            place.mkdir()
            service = stack.enter_context(
                running_service(engine, place, wrapper=own.wrapper())
            )
            for at_once in _AT_ONCE:
                name = f"{engine}, {at_once} at once"
                ways[name] = _posts(service.url, at_once), own
            ways[f"{engine}, batches of {_BATCH}"] = _batches(service.url), own
        for do, _ in ways.values():
            do(_WARM_UP)
        count = -(-options.count // _BATCH) * _BATCH
        for _ in range(options.rounds):
            for name, (do, own) in ways.items():
                before_s = own.cpu_s()
                do(count)
                cpu_ms = (own.cpu_s() - before_s) / count * 1000
                found.setdefault(name, []).append(cpu_ms)
    return found


def main() -> None:
    """Measure, and print a line a way."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=200)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--engines", default="embedded,celery")
    parser.add_argument("--direct", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.direct:
        serve_directly(options.direct)
        return
    print(f"load {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory(prefix="verifier-overhead-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # boxes show what lies in it
        found = measure(options, folder)
    direct = found[_CALL]
    print(f"{'':28}{'CPU ms':>8}{'lowest':>8}{'over':>8}{'lowest':>8}")
    for way, figures in found.items():
        over = [mine - its for mine, its in zip(figures, direct, strict=True)]
        numbers = (statistics.median(figures), min(figures))
        more = (statistics.median(over), min(figures) - min(direct))
        print(f"{way:28}" + "".join(f"{it:8.2f}" for it in (*numbers, *more)))


if __name__ == "__main__":
    main()
