"""Programs and test code to be appended to them, as their sets have it.

HumanEval-X, MBXP, humanevalpack, McEval, MultiPL-E and the Rust answers of
models: prelude, program and tests are one program (`framework: "appended"`).
MultiPL-E has no solutions: each prompt is closed with a stub, which must build
and be refused.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, partial
from pathlib import Path
from typing import Any

from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.rows import Row, read_programs

_LANGUAGES: Mapping[str, str] = {
    "python": "python",
    "cpp": "cpp",
    "c": "c",
    "java": "java",
    "javascript": "javascript",
    "js": "javascript",
    "typescript": "typescript",
    "ts": "typescript",
    "go": "go",
    "rust": "rust",
    "rs": "rust",
    "kotlin": "kotlin",
    "scala": "scala",
    "csharp": "csharp",
    "cs": "csharp",
    "php": "php",
    "ruby": "ruby",
    "rb": "ruby",
    "shell": "bash",
    "sh": "bash",
    "lua": "lua",
    "d": "d",
    "racket": "racket",
    "rkt": "racket",
    "perl": "perl",
    "pl": "perl",
    "swift": "swift",
}
_LICENCES: Mapping[str, str] = {
    "humaneval-x": "Apache-2.0",
    "mbxp": "Apache-2.0, CC BY 4.0",
    "humanevalpack": "MIT",
    "mceval": "MIT, CC BY-SA 4.0",
    "multipl-e": "BSD-3-Clause, Apache-2.0",
    "llm-samples": "Apache-2.0 or MIT",
}
_LIMITS = {"cpu_time_s": 10, "wall_time_s": 30}
"""The sets state none; some references need more than our defaults."""

_HERE = Path(__file__).parent
_TESTIFY = "github.com/stretchr/testify/assert"
_COMPARE = "KellermanSoftware.CompareNetObjects"
_LODASH = "node_modules/lodash/index.js"

# What is imported and not used; used, it is a library that is not here.
_ABSENT: Mapping[str, tuple[tuple[str, str], ...]] = {
    "python": ((r"^(?:import numpy.*)\n", r"\b(?:np|numpy)\b"),),
    "cpp": ((r"^#include\s*<boost/any\.hpp>\n", r"\bboost\b"),),
    "rust": (
        (r"^[ \t]*use rand::[^\n]*\n", r"\b(?:rand|Rng)\b"),
        (r"^[ \t]*use regex::[^\n]*\n", r"\b[Rr]egex\b"),
        (r"^[ \t]*use md5[^\n]*\n", r"\bmd5\b"),
    ),
    "java": ((r"^import org\.javatuples\.\*;\n", r"\b(?:Pair|Triplet|Quartet)\b"),),
}
_LIBRARY = re.compile(r"openssl/|js-md5|mathjs|heap-js|javatuples")

# A body for a prompt that ends within a function: it does nothing right.
_STUBS: Mapping[str, str] = {
    "cpp": "    throw 1;\n",
    "java": "        throw new UnsupportedOperationException();\n",
    "javascript": "  return undefined;\n}\n",
    "typescript": "  return undefined as any;\n}\n",
    "go": '    panic("no solution")\n}\n',
    "rust": "    unimplemented!()\n",
    "bash": "    :\n",
    "csharp": "        throw new NotImplementedException();\n",
    "php": "    return null;\n}\n",
    "ruby": "  nil\nend\n",
    "scala": "        ???\n",
    "d": "{\n    assert(false);\n}\n",
    "racket": "  (void))\n",
    "swift": "    fatalError()\n",
    "perl": "    return undef;\n}\n",
    "lua": "    return nil\nend\n",
}


def loader(corpus: str) -> Callable[[Path], Iterator[Item | Skipped]]:
    """Return what reads a corpus."""
    return partial(_load, corpus=corpus)


def _load(data: Path, corpus: str) -> Iterator[Item | Skipped]:
    """Yield the programs of a corpus in languages that are offered."""
    for row in read_programs(data, corpus):
        language = _LANGUAGES.get(row["language"])
        if language is None:
            yield Skipped(id=row["id"], reason=f"{row['language']} is not offered")
            continue
        if corpus == "llm-samples" and language == "python":
            continue  # sealed
        if corpus == "mceval" and language == "kotlin":
            yield Skipped(id=row["id"], reason="a Kotlin script, with tests at its top")
            continue
        request = _request(row, language)
        if isinstance(request, str):
            yield Skipped(id=row["id"], reason=request)
            continue
        yield Item(
            id=row["id"],
            label=row["label"],
            allowed=SOLVED if row["label"] == "accepted" else _refused(row),
            request=request,
            source=row["source"],
            licence=_LICENCES[corpus],
            plain=_plain_program(request),
        )


def _plain_program(request: dict[str, Any]) -> dict[str, Any] | None:
    """Return prelude, program and tests as one; Go's and Rust's tests are none."""
    (case,) = request["test_cases"]
    if "testing.T" in case["code"] or "#[test]" in case["code"]:
        return None
    program = request["submission"]
    parts = (case["prelude"], program["source"], case["code"])
    return {
        "language": program["language"],
        "source": "\n".join(filter(None, parts)),
        "files": case["files"],
        "limits": request["limits"],
    }


def _refused(row: Row) -> frozenset[str]:
    """Return how a wrong program may fail; a stub must at least build."""
    return FAILED - {"compile_error"} if row["label"] == "no_solution" else FAILED


def _request(row: Row, language: str) -> dict[str, Any] | str:
    tests = row["tests"]
    if tests["style"] == "multipl-e":
        prelude, source = "", f"{row['prompt']}{_STUBS[language]}"
        code = tests["tests"]
    else:
        prelude, source = tests.get("pre") or "", row["code"]
        code = tests["post"]
    prelude, source = _without_absent(language, prelude, source, code)
    library = _LIBRARY.search(f"{prelude}{source}{code}")
    if library:
        return f"needs a library that is not here: {library[0].strip('/')}"
    case = {
        "kind": "unit_tests",
        "framework": "appended",
        "prelude": prelude,
        "code": code,
        "files": _files(f"{prelude}{source}{code}"),
    }
    if row.get("entry_point") and language == "python":
        case["entry_point"] = row["entry_point"]
    return {
        "submission": submission(language, source),
        "test_cases": [case],
        "limits": _LIMITS,
    }


def _without_absent(
    language: str, prelude: str, source: str, code: str
) -> tuple[str, str]:
    for line, use in _ABSENT.get(language, ()):
        absent = re.compile(line, re.MULTILINE)
        rest = absent.sub("", f"{prelude}\n{source}\n{code}")
        if language != "python" and not re.search(use, _plain(rest)):
            prelude, source = absent.sub("", prelude), absent.sub("", source)
    return prelude, source


def _plain(text: str) -> str:
    return re.sub(r"//[^\n]*|/\*.*?\*/", "", text, flags=re.DOTALL)


@cache
def _library(name: str) -> str:
    return (_HERE / name).read_text(encoding="utf-8")


def _files(text: str) -> dict[str, str]:
    files = {}
    if _TESTIFY in text:
        files[f"{_TESTIFY}/assert.go"] = _library("testify.go")
    if re.search(r"require\(.lodash.\)", text):
        files[_LODASH] = _library("lodash.js")
    if _COMPARE in text:
        files[f"{_COMPARE}.cs"] = _library("compare.cs")
    return files
