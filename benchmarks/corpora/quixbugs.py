"""QuixBugs in Java: programs and their buggy twins, put to its own JUnit tests."""

from collections.abc import Iterator
from pathlib import Path

from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.rows import read_programs

_LIMITS = {"cpu_time_s": 10, "wall_time_s": 60}
"""Its tests end those that loop after three seconds of the clock each."""


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs in Java; those in Python are sealed."""
    for row in read_programs(data, "quixbugs"):
        if row["language"] != "java":
            continue
        case = {
            "kind": "unit_tests",
            "framework": "junit",
            "files": row["tests"]["files"],
        }
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if row["label"] == "accepted" else FAILED,
            request={
                "submission": submission("java", row["code"]),
                "test_cases": [case],
                "limits": _LIMITS,
            },
            source=row["source"],
            licence="MIT",
        )
