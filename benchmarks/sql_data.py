"""Puts the golds of SQL data sets to themselves, each as the candidate, on its engine.

    python -m benchmarks.sql_data [--engine NAME] [--verbose]

A question's golds are all accepted answers; each of them must be accepted where any
of them is right. What fails is listed with the reason.
"""

import argparse
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from sandboxes import Sandbox, SandboxOptions, known_backends
from tests.integration.sql.corpora import (
    CLOCK,
    defog_questions,
    defog_setup,
    leetcode_tasks,
    ported,
)
from verifier.judge import verify
from verifier.messages import VerificationRequest

ACCEPTED = "accepted"
FILES = {
    "questions_gen_postgres": "postgresql",
    "instruct_basic_postgres": "postgresql",
    "instruct_advanced_postgres": "postgresql",
    "questions_gen_mysql": "mariadb",
    "questions_gen_sqlite": "sqlite",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A database and the queries that are all right on it."""

    name: str
    engine: str
    setup: str
    golds: tuple[str, ...]


def tasks(source: str, sandbox: Sandbox) -> Iterator[Task]:
    """Read the tasks of a data set."""
    if source == "leetcode":
        for task in leetcode_tasks():
            yield Task(
                name=task["slug"],
                engine="mariadb",
                setup=task["schema_mysql"],
                golds=tuple(task["solutions_mysql"]),
            )
        return
    engine = FILES[source]
    setups: dict[str, str] = {}
    for question in defog_questions(source):
        if question.database not in setups:
            is_native = engine == "postgresql"
            setups[question.database] = (
                defog_setup(question.database)
                if is_native
                else ported(question.database, engine, sandbox)
            )
        yield Task(
            name=question.name,
            engine=engine,
            setup=setups[question.database],
            golds=question.golds,
        )


def outcomes_of(task: Task, sandbox: Sandbox) -> list[str]:
    """Return for each gold `accepted`, or why not.

    One that its engine cannot run is no answer that others can be compared with.
    """
    found = [outcome(task, gold, sandbox) for gold in task.golds]
    if all(it == ACCEPTED for it in found):
        return found
    alone = [
        outcome(replace(task, golds=(gold,)), gold, sandbox) for gold in task.golds
    ]
    able = [gold for gold, it in zip(task.golds, alone, strict=True) if it == ACCEPTED]
    rest = replace(task, golds=tuple(able))
    return [
        outcome(rest, gold, sandbox) if it == ACCEPTED else it
        for gold, it in zip(task.golds, alone, strict=True)
    ]


def outcome(task: Task, gold: str, sandbox: Sandbox) -> str:
    """Return `accepted`, or why not."""
    request = {
        "submission": {"language": task.engine, "source": gold},
        "test_cases": [
            {
                "kind": "sql_query",
                "setup": task.setup,
                "gold": list(task.golds),
                "vacuous": "allow",
                "clock": CLOCK,
            }
        ],
        "limits": {"wall_time_s": 60},
    }
    report = verify(VerificationRequest.model_validate(request), sandbox)
    if report.reward == 1.0:
        return ACCEPTED
    return f"{report.verdict}: {report.cases[0].feedback}"


def row(source: str, sandbox: Sandbox, *, is_verbose: bool) -> str:
    """Put all golds of a data set to themselves."""
    counts: Counter[str] = Counter()
    failures: list[str] = []
    engine = ""
    for task in tasks(source, sandbox):
        engine = task.engine
        outcomes = outcomes_of(task, sandbox)
        counts["tasks"] += 1
        counts["golds"] += len(outcomes)
        counts["accepted"] += outcomes.count(ACCEPTED)
        failures += [f"{task.name}: {it}" for it in outcomes if it != ACCEPTED]
    shown = failures if is_verbose else list(dict.fromkeys(failures))
    sums = f"{counts['tasks']:>7}{counts['golds']:>7}{counts['accepted']:>10}"
    lines = [f"{source:<28}{engine:<12}{sums}"]
    lines += [f"    {failure[:300]}" for failure in shown]
    return "\n".join(lines)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=sorted(set(FILES.values())))
    parser.add_argument("--verbose", action="store_true")
    asked = parser.parse_args()
    sources = [*FILES, "leetcode"]
    with tempfile.TemporaryDirectory() as cache:
        sandbox = known_backends().get("nsjail")(SandboxOptions(cache=Path(cache)))
        print(f"{'data set':<28}{'engine':<12}{'tasks':>7}{'golds':>7}{'accepted':>10}")
        for source in sources:
            if asked.engine in {None, FILES.get(source, "mariadb")}:
                print(row(source, sandbox, is_verbose=asked.verbose), flush=True)
        sandbox.close()


if __name__ == "__main__":
    main()
