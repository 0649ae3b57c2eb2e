"""Exercism: exercises with the tests of each language's own framework.

The example solution must be accepted, the stub that students start from refused.
Tests that are switched off for students (`@Disabled`, `xtest`, `skip`) are on.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path, PurePosixPath
from typing import Any

from corpora.item import FAILED, SOLVED, Item, Skipped, submission
from corpora.rows import read_programs

type Row = dict[str, Any]

_FRAMEWORKS: Mapping[str, str] = {
    "java": "junit",
    "go": "go_test",
    "javascript": "jest",
    "ruby": "minitest",
    "rust": "cargo_test",
    "cpp": "catch2",
}
_ENDINGS: Mapping[str, tuple[str, ...]] = {
    "java": (".java",),
    "go": (".go", ".json"),
    "javascript": (".js", ".json"),
    "ruby": (".rb", ".txt"),
    "rust": (".rs",),
    "cpp": (".cpp", ".h"),
}
_LIMITS = {"cpu_time_s": 20, "wall_time_s": 120, "memory_bytes": 1 << 30}


def _switch_on(language: str, text: str) -> str:
    match language:
        case "java":
            text = re.sub(r"@Disabled\s*(?:\([^)]*\))?", "", text)
            return re.sub(r"@Ignore\s*(?:\([^)]*\))?", "", text)
        case "javascript":
            return re.sub(r"\bx(test|describe|it)(?=[.(])", r"\1", text)
        case "ruby":
            return re.sub(r"^(\s*)skip\s*(?:#.*)?$", r"\1", text, flags=re.MULTILINE)
        case "rust":
            return re.sub(r"#\[ignore[^\]]*\]", "", text)
        case _:
            return text


def loader(languages: tuple[str, ...]) -> Callable[[Path], Iterator[Item | Skipped]]:
    """Return what reads the exercises in some languages."""

    def load(data: Path) -> Iterator[Item | Skipped]:
        for row in read_programs(data, "exercism"):
            if row["language"] not in languages:
                continue
            request = _request(row)
            if isinstance(request, str):
                yield Skipped(id=row["id"], reason=request)
                continue
            is_right = row["label"] == "accepted"
            yield Item(
                id=row["id"],
                label=row["label"],
                allowed=SOLVED if is_right else FAILED,
                request=request,
                source=row["source"],
                licence="MIT",
            )

    return load


def _request(row: Row) -> dict[str, Any] | str:
    language, tests = row["language"], row["tests"]
    endings = _ENDINGS[language]
    files = {
        _placed(path, tests["code_path"], language): _switch_on(language, text)
        for path, text in tests["files"].items()
        if path.endswith(endings) and not _is_setting(path)
    }
    own = {
        _placed(path, tests["code_path"], language): text
        for path, text in (row.get("extra_code_files") or {}).items()
        if path.endswith(endings)
    }
    files = {path: text for path, text in files.items() if path not in own}
    if not files:
        return "no tests in files of the language"
    case: dict[str, Any] = {
        "kind": "unit_tests",
        "framework": _FRAMEWORKS[language],
        "files": files,
    }
    code = row["code"]
    return {
        "submission": submission(language, code, own),
        "test_cases": [case],
        "limits": _LIMITS,
        "build_limits": {"wall_time_s": 240},
    }


def _is_setting(path: str) -> bool:
    name = PurePosixPath(path).name
    return name in {"package.json", "babel.config.js", "eslint.config.mjs"}


def _placed(path: str, code_path: str, language: str) -> str:
    """Return where a file is to be, beside the program instead of in its project."""
    if language == "java":
        return path.rpartition("/")[2] if path.startswith("src/main") else path
    folder = code_path.rpartition("/")[0]
    return path.removeprefix(f"{folder}/") if folder else path
