"""HumanEval: as calls of one function, and as whole programs.

As a whole program, a candidate and its tests are one source; it reads nothing,
writes nothing, and is right if it ends well. So the tests of a wrong program
are at its mercy: this is the dataset's own way, not the one to prefer.
"""

import ast
import re
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpora.asserts import Calls, read_check
from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.javascript import read_asserts
from corpora.rows import Row, read_programs

type Make = Callable[[Row], dict[str, Any] | str]

_READERS: dict[str, Callable[[str, str], Calls]] = {
    "python": read_check,
    "javascript": read_asserts,
}
_WHOLE = frozenset({"python", "node", "java-main", "cpp", "rust-main"})
_ABSENT = re.compile(r"^(import numpy.*|#include\s*<boost/any\.hpp>)\n", re.MULTILINE)
_ABSENT_USED = re.compile(r"\b(np|numpy|boost)\b")
_ASSERTED = re.compile(r"console\.assert\((?:JSON\.stringify\()?\s*(\w+)\(")
_ASSERT_ENDS = "console.assert = (ok) => { if (!ok) process.exit(1); };\n"


def load_calls(data: Path) -> Iterator[Item | Skipped]:
    """Yield the reference solutions of HumanEval, put to function calls."""
    return items(data, "humaneval", "MIT", calls_of)


def load_programs(data: Path) -> Iterator[Item | Skipped]:
    """Yield the reference solutions of HumanEval with their tests."""
    return items(data, "humaneval", "MIT", program_of)


def load_llm_calls(data: Path) -> Iterator[Item | Skipped]:
    """Yield what models answered to HumanEval, put to function calls."""
    return items(data, "llm-samples", "Apache-2.0 or MIT", calls_of)


def load_llm_programs(data: Path) -> Iterator[Item | Skipped]:
    """Yield what models answered to HumanEval, with its tests."""
    return items(data, "llm-samples", "Apache-2.0 or MIT", program_of)


def items(
    data: Path, corpus: str, licence: str, make: Make
) -> Iterator[Item | Skipped]:
    """Yield the programs of a corpus of functions.

    Args:
        data: Where the corpora are.
        corpus: Which one.
        licence: Its licence.
        make: Makes a request of a row, or says why there is none.
    """
    for row in read_programs(data, corpus):
        request = make(row)
        if isinstance(request, str):
            yield Skipped(id=row["id"], reason=request)
            continue
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if row["label"] == "accepted" else FAILED,
            request=request,
            source=row["source"],
            licence=licence,
        )


def calls_of(row: Row) -> dict[str, Any] | str:
    """Make a request of function calls.

    A wrong program may well pass if assertions had to be left out; so it is
    asked about only if none were.
    """
    reader = _READERS.get(row["language"])
    if reader is None:
        return f"no function calls in {row['language']}"
    try:
        calls = reader(row["tests"]["post"], _called(row))
    except SyntaxError as error:
        return f"its tests are no program: {error.msg}"
    if not calls.cases:
        return "no assertion about one call with literals"
    if calls.left_out and row["label"] != "accepted":
        return "wrong program, and some assertions cannot be expressed"
    return {
        "submission": submission(row["language"], prelude_of(row) + code_of(row)),
        "test_cases": calls.cases,
        "stop_at_first_failure": True,
        "metadata": {"left_out": calls.left_out},
    }


def program_of(row: Row) -> dict[str, Any] | str:
    """Make a request of one whole program."""
    if row["tests"]["profile"] not in _WHOLE:
        return f"tests for {row['tests']['profile']}"
    source = f"{prelude_of(row)}{code_of(row)}\n{row['tests']['post']}"
    if row["language"] == "javascript":
        source = _ASSERT_ENDS + source
    return {
        "submission": submission(row["language"], source),
        "test_cases": [{"kind": "stdio", "input": "", "answer": ""}],
    }


def code_of(row: Row) -> str:
    """Return the candidate; some models gave only the body of the function."""
    code = str(row["code"])
    if row["language"] == "python" and not _parses(code):
        whole = f"{row['prompt']}\n{code}"
        return whole if _parses(whole) else code
    return code


def _parses(code: str) -> bool:
    with warnings.catch_warnings(action="ignore"):
        try:
            ast.parse(code)
        except SyntaxError:
            return False
    return True


def _called(row: Row) -> str:
    """Return the name that the tests use; it is not always the one stated."""
    name = str(row["entry_point"])
    if re.search(rf"\b{name}\b", row["code"]):
        return name
    found = _ASSERTED.search(row["tests"]["post"])
    return found[1] if found else name


def prelude_of(row: Row) -> str:
    """Return what goes before the code, without libraries that it does not use."""
    prelude = str(row["tests"].get("pre") or "")
    if _ABSENT_USED.search(row["code"] + row["tests"]["post"]):
        return prelude
    return _ABSENT.sub("", prelude)
