"""Programs of many contest problem packages, with the default validator.

Time limits are those of the problems. Where a problem has none, the corpus states
one that was computed of the accepted programs; that is done again here, since
it holds only for the machine and the interpreters with which it was measured.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.item import (
    MEMORY_MIB,
    Item,
    Skipped,
    allowed_by,
    contest_limits,
    submission,
)
from corpora.rows import Row, read_programs, read_tests
from sandboxes import known_languages
from verifier.packages import UnknownFlagError, checker_for

NEEDS_PROGRAM = "needs program checkers"


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs of the packages."""
    tests = read_tests(data, "icpc-packages")
    for row in read_programs(data, "icpc-packages"):
        yield _load(row, tests[row["tests"]["ref"]])


def _load(row: Row, test: Row) -> Item | Skipped:
    if test["kind"] != "stdio":
        return Skipped(id=row["id"], reason=NEEDS_PROGRAM)
    if row["language"] not in known_languages().by_any_name:
        return Skipped(id=row["id"], reason=f"language {row['language']}")
    flags = test["default_validator_flags"]
    try:
        cases = [_case(case, flags) for case in test["cases"]]
    except UnknownFlagError as error:
        return Skipped(id=row["id"], reason=f"validator flag {error}")
    limits = test["limits"]
    is_computed = limits["time_limit_source"].startswith("computed")
    return Item(
        id=row["id"],
        label=row["label"],
        allowed=allowed_by(row["label"]),
        request={
            "submission": submission(row["language"], row["code"]),
            "test_cases": cases,
            "checker": checker_for(flags),
            "limits": contest_limits(
                time_s=None if is_computed else limits["time_s"],
                memory_mib=limits.get("memory", MEMORY_MIB),
            ),
            "stop_at_first_failure": True,
        },
        source=row["source"],
        licence=row["licence"],
        pace=test["ref"] if is_computed else None,
    )


def _case(case: Row, flags: str) -> dict[str, Any]:
    made = {
        "kind": "stdio",
        "id": case["name"],
        "input": case["in"],
        "answer": case["ans"],
    }
    own = case.get("validator_flags")
    if own is not None and own != flags:
        made["checker"] = checker_for(own)
    return made
