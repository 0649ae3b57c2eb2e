"""HumanEvalPack in compiled languages, put to function calls.

The calls and answers are those of the same problem's tests in Python; programs
are called by the types that they declare. Where the problem has another form in
a language, the program's own tests say so, and the row is left out.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.asserts import Calls, read_check
from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.rows import Row, read_programs

_LANGUAGES = frozenset({"cpp", "java", "go", "rust", "javascript"})
_LIMITS = {"cpu_time_s": 10, "wall_time_s": 60}
_FLOATS = {"kind": "floats", "absolute": 1e-3, "relative": 1e-4}
"""The tests in other languages allow as much; they have floats of 32 bits."""
_LIBRARY = re.compile(r"openssl/|js-md5|\bmd5\b(?=[^;]*::)|\brand::thread_rng")
_ABSENT = re.compile(
    r"^[ \t]*(?:use (?:rand|regex|md5)\b[^\n]*|#include\s*<boost/any\.hpp>)\n",
    re.MULTILINE,
)
_JAVA_CALL = re.compile(r"\b(?:s|solution|Solution)\.(\w+)\(")
_OWN_FORM = {
    **dict.fromkeys(("HumanEval/22", "HumanEval/137"), "takes values of any type"),
    "HumanEval/32": "its inputs are found by a helper of the tests",
    "HumanEval/38": "its inputs are found by a helper of the tests",
    "HumanEval/50": "its inputs are found by a helper of the tests",
}


def load(data: Path) -> Iterator[Item | Skipped]:
    """Yield the programs that are not in Python."""
    rows = list(read_programs(data, "humanevalpack"))
    calls = {
        row["group"]: _calls(row)
        for row in rows
        if row["language"] == "python" and row["label"] == "accepted"
    }
    for row in rows:
        if row["language"] not in _LANGUAGES:
            continue
        request = _request(row, calls.get(row["group"]))
        if isinstance(request, str):
            yield Skipped(id=row["id"], reason=request)
            continue
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if row["label"] == "accepted" else FAILED,
            request=request,
            source=row["source"],
            licence="MIT",
        )


def _calls(row: Row) -> Calls:
    return read_check(row["tests"]["post"], row["entry_point"])


def _request(row: Row, calls: Calls | None) -> dict[str, Any] | str:
    if calls is None or not calls.cases:
        return "no assertion about one call with literals"
    if row["group"] in _OWN_FORM:
        return _OWN_FORM[row["group"]]
    if calls.left_out and row["label"] != "accepted":
        return "wrong program, and some assertions cannot be expressed"
    language, code = row["language"], row["code"]
    if _LIBRARY.search(code):
        return "needs a library that is not here"
    names = _names(row)
    if names is None:
        return "its tests do not name the function"
    source = _ABSENT.sub("", code)
    cases = []
    for case in calls.cases:
        own = {key: value for key, value in case.items() if key != "function"}
        cases.append({**own, **names})
    return {
        "submission": submission(language, source),
        "test_cases": cases,
        "checker": _FLOATS,
        "limits": _LIMITS,
        "stop_at_first_failure": True,
        "metadata": {"left_out": calls.left_out},
    }


def _names(row: Row) -> dict[str, str] | None:
    if row["language"] == "java":
        found = _JAVA_CALL.search(row["tests"]["post"])
        return {"class_name": "Solution", "method": found[1]} if found else None
    name = str(row["entry_point"])
    if re.search(rf"\b{name}\b", row["code"]):
        return {"function": name}
    called = [
        it
        for it in re.findall(r"\b(\w+)\(", row["tests"]["post"])
        if re.search(rf"\b(?:fn|func|const|function)\s+{it}\b", row["code"])
    ]
    return {"function": called[0]} if called else None
