"""ITSP: C programs of students of a programming course, right and wrong.

A wrong one is known to fail some test, not how: no verdict is expected of it
other than that it is rejected.
"""

from collections.abc import Iterator
from pathlib import Path

from corpora.item import FAILED, SOLVED, Item, submission
from corpora.rows import read_programs, read_tests


def load(data: Path) -> Iterator[Item]:
    """Yield the programs of ITSP."""
    tests = read_tests(data, "itsp")
    for row in read_programs(data, "itsp"):
        cases = tests[row["tests"]["ref"]]["cases"]
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if row["label"] == "accepted" else FAILED,
            request={
                "submission": submission("c", row["code"]),
                "test_cases": [
                    {
                        "kind": "stdio",
                        "id": case["name"],
                        "input": case["in"],
                        "answer": case["out"],
                    }
                    for case in cases
                ],
                "stop_at_first_failure": True,
            },
            source=row["source"],
            licence="MIT",
        )
