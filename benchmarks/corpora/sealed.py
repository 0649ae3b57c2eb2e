"""Python programs and their sets' own test code, kept apart (`unit_tests`, sealed).

HumanEval, HumanEval+, MBPP+, MBXP, ClassEval, QuixBugs, the Python part of
humanevalpack, and what models answered to HumanEval. A few test sets cannot be
kept apart; each is named here with its reason, and put to `mode: "shared"`.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from corpora.humaneval import code_of, prelude_of
from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.rows import Row, read_programs

_LICENCES: Mapping[str, str] = {
    "humaneval": "MIT",
    "humanevalplus": "Apache-2.0",
    "mbppplus": "CC BY 4.0, Apache-2.0",
    "mbxp": "Apache-2.0, CC BY 4.0",
    "humanevalpack": "MIT",
    "llm-samples": "Apache-2.0 or MIT",
    "classeval": "MIT",
    "quixbugs": "MIT",
}
_LIMITS = {"cpu_time_s": 10, "wall_time_s": 30}

SHARED: Mapping[str, str] = {
    "classeval/60": "tests and program share a database file",
    "classeval/84": "tests and program share files",
    "classeval/99": "tests and program share a zip file",
}
"""The programs whose tests must run in their process, and why."""


def loader(corpus: str) -> Callable[[Path], Iterator[Item | Skipped]]:
    """Return what reads a corpus."""
    return partial(_load, corpus=corpus)


def _load(data: Path, corpus: str) -> Iterator[Item | Skipped]:
    """Yield the Python programs of a corpus."""
    for row in read_programs(data, corpus):
        if row["language"] != "python":
            continue
        missing = {"gensim", "bs4", "PIL"} & set(row["tests"].get("needs") or ())
        if missing:
            yield Skipped(id=row["id"], reason=f"needs {', '.join(sorted(missing))}")
            continue
        is_right = row["label"] == "accepted"
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if is_right else FAILED,
            request=_request(row),
            source=row["source"],
            licence=_LICENCES[corpus],
        )


def _request(row: Row) -> dict[str, Any]:
    tests = row["tests"]
    if tests["style"] == "files":
        source, case = row["code"], _pytest_case(row)
    else:
        source, case = prelude_of(row) + code_of(row), _code_case(row)
    if row["id"] in SHARED:
        case["mode"] = "shared"
    return {
        "submission": submission("python", source),
        "test_cases": [{"kind": "unit_tests", **case}],
        "limits": _LIMITS,
    }


def _code_case(row: Row) -> dict[str, Any]:
    tests, entry_point = row["tests"], row.get("entry_point")
    case = {"code": tests["post"], "prelude": prelude_of(row)}
    if tests.get("test_classes"):
        return {**case, "framework": "unittest", "select": tests["test_classes"]}
    if entry_point and _is_defined(entry_point, row["code"]):
        framework = "check" if "def check(" in tests["post"] else "asserts"
        return {**case, "framework": framework, "entry_point": entry_point}
    return {**case, "framework": "asserts"}


def _is_defined(name: str, code: str) -> bool:
    try:
        tree = ast.parse(code)
    except SyntaxError:
        return True
    return any(getattr(node, "name", None) == name for node in ast.walk(tree))


def _pytest_case(row: Row) -> dict[str, Any]:
    folder = row["tests"]["code_path"].partition("/")[0]
    files = {
        path: text
        for path, text in row["tests"]["files"].items()
        if path.partition("/")[0] != folder
    }
    return {"framework": "pytest", "files": files}
