"""What 100, 1,000 and 10,000 slots do to queue wait and to Redis.

    python -m benchmarks.fleet_simulation [--costs FILE.json] [--slots 100,1000,10000]
        [--busy 0.7,0.9,0.97] [--slots-a-worker 8] [--apis N] [--service-ms MS]

Measures on a real fleet what a verification costs a slot, Redis and the API (or takes
that from a file of an earlier run), then simulates fleets of that: jobs come at random,
each goes through Redis (one server: it has one thread), waits for a slot, and goes
through Redis again. Prints waits, how busy Redis is, and where it ends: the number of
slots at which Redis, its connections or an API node are full.
"""

import argparse
import heapq
import random
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from benchmarks.fleet_costs import Costs, load, measure, save

_JOBS_A_SLOT = 40
_LEAST_JOBS = 40_000
_MOST_JOBS = 400_000
_REDIS_IN = 0.5
"""Part of Redis's work for a job that comes before it is begun."""
_MAX_CLIENTS = 10_000
"""Redis's own limit, unless `maxclients` says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A fleet.

    Attributes:
        slots: Slots of all workers.
        slots_a_worker: Slots of a worker.
        apis: API nodes.
        busy: Jobs that come, as a part of those that the slots could do.
    """

    slots: int
    slots_a_worker: int
    apis: int
    busy: float

    @property
    def workers(self) -> int:
        """How many workers there are."""
        return -(-self.slots // self.slots_a_worker)


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a fleet does: jobs a second, waits in milliseconds, Redis's business."""

    per_s: float
    wait_p50_ms: float
    wait_p99_ms: float
    redis: float


def overhead_of(costs: Costs, shape: Shape) -> float:
    """Return how busy Redis is by looking after workers alone, 0 to 1 and above."""
    looking = costs.redis_api_s * shape.apis  # however many workers there are
    return costs.redis_worker_s * shape.workers + looking


def simulate(costs: Costs, shape: Shape, seed: int = 1) -> Result:
    """Simulate a fleet from empty; the first fifth of the jobs is not counted."""
    chance = random.Random(seed)
    mean_s = sum(costs.service_s) / len(costs.service_s)
    per_s = shape.slots * shape.busy / mean_s
    overhead = overhead_of(costs, shape)
    if overhead >= 1:
        return Result(per_s=0, wait_p50_ms=1e9, wait_p99_ms=1e9, redis=overhead)
    redis_s = costs.redis_job_s / (1 - overhead)  # what is left of it is slower
    count = min(_MOST_JOBS, max(_LEAST_JOBS, _JOBS_A_SLOT * shape.slots))
    # Redis serves in order of coming: first halves of jobs, and second halves.
    visits = [(at, n, True) for n, at in enumerate(_arrivals(per_s, count, chance))]
    came = [at for at, _, _ in visits]
    free_at = [0.0] * shape.slots
    redis_free_at = redis_work_s = last = 0.0
    waits: list[float] = []
    while visits:
        at, number, is_first = heapq.heappop(visits)
        part = _REDIS_IN if is_first else 1 - _REDIS_IN
        redis_free_at = max(at, redis_free_at) + part * redis_s
        redis_work_s += part * costs.redis_job_s
        if not is_first:
            last = max(last, redis_free_at)
            continue
        begin = max(redis_free_at, heapq.heappop(free_at))
        end = begin + chance.choice(costs.service_s)
        heapq.heappush(free_at, end)
        heapq.heappush(visits, (end, number, False))
        if number > count // 5:
            waits.append(begin - came[number])
    waits.sort()
    return Result(
        per_s=count / last,
        wait_p50_ms=1000 * waits[len(waits) // 2],
        wait_p99_ms=1000 * waits[int(len(waits) * 0.99)],
        redis=redis_work_s / last + overhead,
    )


def _arrivals(per_s: float, count: int, chance: random.Random) -> list[float]:
    at, found = 0.0, []
    for _ in range(count):
        at += chance.expovariate(per_s)
        found.append(at)
    return found


def ends(costs: Costs, slots_a_worker: int, apis: int) -> dict[str, float]:
    """Return the number of slots at which each thing is full."""
    mean_s = sum(costs.service_s) / len(costs.service_s)
    a_slot = costs.redis_job_s / mean_s + costs.redis_worker_s / slots_a_worker
    connections = costs.slot_connections + costs.worker_connections / slots_a_worker
    return {
        "Redis's thread": (1 - costs.redis_api_s * apis) / a_slot,
        "of that, jobs alone": mean_s / costs.redis_job_s,
        f"connections ({_MAX_CLIENTS})": _MAX_CLIENTS / connections,
        f"{apis} API nodes": apis * mean_s / costs.api_job_s,
    }


def main() -> None:
    """Measure or load, simulate, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--costs", type=Path, help="read them; or measure and keep")
    parser.add_argument("--slots", default="100,1000,10000")
    parser.add_argument("--busy", default="0.7,0.9,0.97")
    parser.add_argument("--slots-a-worker", default="2,8,64")
    parser.add_argument("--apis", type=int, help="as many as are needed, if not given")
    parser.add_argument("--service-ms", type=float, help="what a slot takes, instead")
    options = parser.parse_args()
    if options.costs and options.costs.exists():
        costs = load(options.costs)
    else:
        folder = Path(tempfile.mkdtemp(prefix="verifier-costs-"))
        try:
            costs = measure(folder)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
        if options.costs:
            save(costs, options.costs)
    if options.service_ms:
        costs = _with_service(costs, options.service_ms / 1000)
    _print_costs(costs)
    mean_s = sum(costs.service_s) / len(costs.service_s)
    print(
        f"\n{'slots':>7}{'a worker':>9}{'APIs':>6}{'busy':>6}{'jobs/s':>9}"
        f"{'wait p50':>10}{'p99 ms':>10}{'Redis':>8}"
    )
    for slots in map(int, options.slots.split(",")):
        for size in map(int, options.slots_a_worker.split(",")):
            needed = -(-int(slots * costs.api_job_s / mean_s * 100) // 70)
            apis = options.apis or max(1, needed)
            for busy in map(float, options.busy.split(",")):
                shape = Shape(slots=slots, slots_a_worker=size, apis=apis, busy=busy)
                done = simulate(costs, shape)
                waits = f"{done.wait_p50_ms:10.1f}{done.wait_p99_ms:10.1f}"
                if done.redis >= 1:
                    waits = f"{'-':>10}{'-':>10}"
                print(
                    f"{slots:7}{size:9}{apis:6}{busy:6.2f}{done.per_s:9.0f}"
                    f"{waits}{done.redis:8.0%}"
                )
    for size in map(int, options.slots_a_worker.split(",")):
        print(f"\nslots at which it ends, {size} a worker:")
        for what, slots_at in ends(costs, size, options.apis or 2).items():
            print(f"  {what:26}{slots_at:10.0f}")


def _with_service(costs: Costs, mean_s: float) -> Costs:
    """Return costs with service times of the same shape, and another mean."""
    factor = mean_s * len(costs.service_s) / sum(costs.service_s)
    fields = {name: getattr(costs, name) for name in Costs.__slots__}
    return Costs(**fields | {"service_s": [s * factor for s in costs.service_s]})


def _print_costs(costs: Costs) -> None:
    services = sorted(costs.service_s)
    mean_ms = 1000 * sum(services) / len(services)
    print(f"measured at load {costs.load:.1f}:")
    print(f"  slot {mean_ms:.1f} ms a job (p50 {services[len(services) // 2]:.4f} s)")
    print(
        f"  Redis {1e6 * costs.redis_job_s:.0f} us CPU, {costs.redis_bytes:.0f} bytes"
    )
    print(f"  API {1e3 * costs.api_job_s:.2f} ms CPU")
    print(f"  Redis {1e6 * costs.redis_worker_s:.0f} us/s a worker that waits")
    print(f"  Redis {1e6 * costs.redis_api_s:.0f} us/s an API node")
    print(
        f"  connections: {costs.slot_connections:.1f} a slot, and "
        f"{costs.worker_connections:.1f} a worker"
    )


if __name__ == "__main__":
    main()
