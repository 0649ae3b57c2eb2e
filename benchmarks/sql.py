"""What SQL costs: a fresh isolated database to its first result, and comparing.

    python -m benchmarks.sql [--runs N] [--engine NAME]

`cold` is one run on a copy of an image: a box that is warm, the engine's start,
one query, all of it gone again. `warm` is the same where the engine was started
ahead, as slots do that have nothing else to do. `bare` is a new connection and the
same query on an engine that is up already, in the same run (the difference between
a run with many such steps and a run with one). Medians; the lowest beside them,
because others use the machine, too. `cpu` is what a candidate is charged.
"""

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sandboxes import (
    Sandbox,
    SandboxError,
    SandboxOptions,
    known_backends,
    known_databases,
)
from verifier.sql.compare import Expected, compare
from verifier.sql.options import Comparison
from verifier.sql.stage import Instance, Stage
from verifier.sql.table import Table
from verifier.sql.wire import Pins, Role, Step, StepFlag

SETUP = "create table t (a int, b varchar(10)); insert into t values (1, 'x'), (2, 'y')"
QUERY = Step(sql="select a, b from t", role=Role.READER, flags=StepFlag.FRESH)
MANY = 21
SETTLE_S = 0.3
"""How long the slot is idle before a warm run: longer than any engine starts."""


def milliseconds(action: Callable[[], object], runs: int) -> list[float]:
    """Time an action some times."""
    took = []
    for _ in range(runs):
        begin = time.perf_counter()
        action()
        took.append(1000 * (time.perf_counter() - begin))
    return took


def idle(sandbox: Sandbox) -> None:
    """Do as a slot does that has nothing else to do."""
    while sandbox.prepare():
        pass
    time.sleep(SETTLE_S)


def engine_row(stage: Stage, sandbox: Sandbox, runs: int) -> str:
    """Measure one engine."""
    image = stage.image(Instance(setup=(SETUP,)), Pins())
    limits = stage.database.limits
    cpu: list[float] = []

    def run(steps: int) -> None:
        result, reply = stage.run(image, [QUERY] * steps, Pins(), limits)
        if not result.succeeded or len(reply.steps) != steps:
            message = f"{result} {reply}"
            raise RuntimeError(message)
        if steps == 1:
            cpu.append(1000 * result.cpu_time_s)

    run(1)
    cold = milliseconds(lambda: run(1), runs)
    many = milliseconds(lambda: run(MANY), max(runs // 5, 3))
    warm = []
    for _ in range(runs):
        idle(sandbox)
        warm += milliseconds(lambda: run(1), 1)
    bare = (statistics.median(many) - statistics.median(cold)) / (MANY - 1)
    size = len(image.data) / 1024
    return (
        f"{stage.database.name:<12}{stage.version():<12}"
        f"{statistics.median(cold):8.1f}{min(cold):8.1f}"
        f"{statistics.median(warm):8.1f}{min(warm):8.1f}"
        f"{statistics.median(cpu):8.1f}{max(bare, 0):8.1f}{size:10.0f}"
    )


def comparing_rows(runs: int) -> list[str]:
    """Measure comparisons of shuffled results."""
    rng = random.Random(1)
    kinds: dict[str, Callable[[], int | float | str]] = {
        "integers": lambda: rng.randrange(1000),
        "floats": rng.random,
        "texts": lambda: f"text {rng.randrange(40)}",
        "bits": lambda: rng.randrange(2),
    }
    found = []
    for name, cell in kinds.items():
        rows = [[cell() for _ in range(26)] for _ in range(200)]
        order = list(range(26))
        rng.shuffle(order)
        other = [tuple(row[index] for index in order) for row in rows]
        rng.shuffle(other)
        columns = tuple(f"c{index}" for index in range(26))
        gold = Table(columns=columns, rows=tuple(map(tuple, rows)))
        pred = Table(columns=columns, rows=tuple(other))
        expected = Expected(table=gold)
        options = Comparison()
        if not compare(expected, pred, options).is_equal:
            raise AssertionError(name)
        took = milliseconds(lambda: compare(expected, pred, options), runs)  # noqa: B023
        found.append(f"{name:<24}{statistics.median(took):8.1f}{min(took):8.1f}")
    return found


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--engine", action="append", choices=known_databases().names)
    asked = parser.parse_args()
    load = Path("/proc/loadavg").read_text().split()[0]
    with tempfile.TemporaryDirectory() as cache:
        options = SandboxOptions(cache=Path(cache))
        sandbox = known_backends().get("nsjail")(options)
        print(f"load {load}; milliseconds, medians of {asked.runs}")
        print(
            "engine      version         cold     min    warm     min"
            "     cpu    bare image KiB"
        )
        for name in asked.engine or known_databases().names:
            try:
                stage = Stage(sandbox, known_databases().get(name))
                print(engine_row(stage, sandbox, asked.runs))
            except SandboxError as error:
                print(f"{name:<12}{error}")
        sandbox.close()
    print("\ncomparing 26 shuffled columns x 200 shuffled rows")
    print("cells                     median     min")
    for row in comparing_rows(asked.runs):
        print(row)


if __name__ == "__main__":
    main()
