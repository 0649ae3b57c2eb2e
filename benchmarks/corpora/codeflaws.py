"""Codeflaws: C programs of Codeforces users, right and wrong.

The labels are verdicts of Codeforces, which stops at the first test that fails;
so do the requests. Codeflaws compares lines (blank ones and space at their ends
aside); Codeforces, whose labels these are, compares tokens in most problems.

The tests were copied from pages of Codeforces, which cut a text after some 250
characters (a line end is two) and put "..." in place of the rest. Such a test
tests nothing, and is left out.

A few problems are about files: one that a right program opens (`input.txt`) is
there for every program of that problem, and `output.txt` is what counts.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.item import Item, Skipped, allowed_by, submission
from corpora.rows import Row, read_programs, read_tests

_CUT = "..."
_LEAST_CUT = 250
_OPENS = re.compile(r'^\s*freopen\("input\.txt"', re.MULTILINE)


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs of Codeflaws."""
    tests = read_tests(data, "codeflaws")
    rows = list(read_programs(data, "codeflaws"))
    with_files = {
        row["group"]
        for row in rows
        if row["label"] == "accepted" and _OPENS.search(row["code"])
    }
    for row in rows:
        tested = tests[row["tests"]["ref"]]["cases"]
        cases = [case for case in tested if not is_cut(case)]
        if not cases:
            yield Skipped(id=row["id"], reason="all of its tests are cut short")
            continue
        make = _file_case if row["group"] in with_files else _case
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=allowed_by(row["label"]),
            request={
                "submission": submission("c", row["code"]),
                "test_cases": [make(case) for case in cases],
                "stop_at_first_failure": True,
                "metadata": {"left_out": len(tested) - len(cases)},
            },
            source=row["source"],
            licence="MIT",
        )


def is_cut(case: Row) -> bool:
    """Whether the end of a test's input or answer is missing."""
    return any(
        len(text) + text.count("\n") >= _LEAST_CUT and text.rstrip().endswith(_CUT)
        for text in (case["in"], case["out"])
    )


def _case(case: Row) -> dict[str, Any]:
    return {
        "kind": "stdio",
        "id": case["name"],
        "input": case["in"],
        "answer": case["out"],
    }


def _file_case(case: Row) -> dict[str, Any]:
    return {
        "kind": "stdio",
        "id": case["name"],
        "files": {"input.txt": case["in"]},
        "answer_files": {"output.txt": case["out"]},
    }
