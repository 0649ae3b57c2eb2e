"""Bodies that are nearly right: valid ones, with a few things changed at random."""

import copy
import json
import random
from collections.abc import Iterator
from typing import Any

_SQL = {
    "setup": "CREATE TABLE t (a INT); INSERT INTO t VALUES (1), (2)",
    "gold": "SELECT a FROM t",
}
_PROGRAM: dict[str, Any] = {"language": "python", "source": "def f(x):\n    return x\n"}
_CASES: list[dict[str, Any]] = [
    {"kind": "stdio", "input": "1 2\n", "answer": {"base64": "Mwo="}, "args": ["a"]},
    {
        "kind": "stdio",
        "id": "a",
        "weight": 2,
        "group": "g",
        "answer": "3",
        "files": {"in.txt": "1"},
        "answer_files": {"out.txt": "2"},
        "checker": {"kind": "floats", "absolute": 0.1, "relative": 0},
        "limits": {"cpu_time_s": 1, "memory_bytes": 1 << 28},
    },
    {"kind": "function_call", "function": "f", "args": [{"$tuple": [1]}], "answer": 1},
    {
        "kind": "function_call",
        "class_name": "S",
        "method": "f",
        "kwargs": {"x": {"$float": "nan"}},
        "answers": [1, [None, {"$bytes": "AA=="}]],
    },
    {"kind": "function_call", "function": "f", "raises": "ValueError"},
    {"kind": "unit_tests", "code": "assert f(1) == 1"},
    {
        "kind": "unit_tests",
        "code": "def check(c):\n    assert c(1) == 1",
        "framework": "check",
        "entry_point": "f",
        "mode": "shared",
    },
    {
        "kind": "unit_tests",
        "framework": "pytest",
        "files": {"test_a.py": "def test_a(): pass"},
        "select": ["test_a.py::test_a"],
    },
    {
        "kind": "interactive",
        "interactor": {"language": "python", "source": "print(1)"},
        "input": "1",
        "convention": "kattis",
    },
]
_SQL_CASES: list[dict[str, Any]] = [
    {"kind": "sql_query", **_SQL, "compare": {"columns": "any", "order": "auto"}},
    {"kind": "sql_query", "csv": {"t": "a\n1\n"}, "rows": [[1]], "column_names": ["a"]},
    {
        "kind": "sql_query",
        "instances": [{"setup": _SQL["setup"]}],
        "gold": ["SELECT 1"],
    },
    {"kind": "sql_script", "setup": _SQL["setup"], "gold": "DELETE FROM t"},
]
_CHECKERS: list[dict[str, Any]] = [
    {"kind": "tokens"},
    {"kind": "exact"},
    {"kind": "lines"},
    {"kind": "unordered", "of": "lines"},
    {"kind": "json"},
    {"kind": "python", "source": "def check(input, output, answer): return True"},
    {"kind": "testlib", "language": "cpp", "source": "int main() {}", "args": ["-x"]},
    {"kind": "kattis", "language": "python", "source": "exit(42)"},
]
_REWARDS = ("all_or_nothing", "fraction", "weighted", "row_f1", "graded", "efficiency")
_GENERATION: list[dict[str, Any]] = [
    {
        "target": {"kind": "function", "function": "f"},
        "references": [_PROGRAM],
        "examples": [{"args": [1], "answer": 1}],
        "budget": {"inputs": 5, "cases": 2, "mutants": 2, "wall_time_s": 1},
        "strategies": [{"kind": "type_hints"}, {"kind": "boundary"}],
        "checker": {"kind": "tokens"},
        "seed": 1,
        "metadata": {"a": [1.5]},
    },
    {
        "target": {"kind": "stdio", "description": "Add. 1 <= n <= 9"},
        "candidates": [_PROGRAM, _PROGRAM],
        "budget": {"inputs": 3, "mutants": 0, "wall_time_s": 1},
        "min_confidence": 0.5,
    },
    {
        "target": {"kind": "sql", "language": "sqlite", "case": _SQL_CASES[0]},
        "budget": {"inputs": 3, "wall_time_s": 1},
    },
]
_VERIFICATIONS: list[dict[str, Any]] = [
    *(
        {
            "submission": _PROGRAM | {"files": {"data/words.txt": {"base64": "AA=="}}},
            "test_cases": [case],
            "checker": _CHECKERS[number % len(_CHECKERS)],
            "reward": {"kind": _REWARDS[number % 3]},
            "limits": {"cpu_time_s": 2, "wall_time_s": 6, "output_bytes": 1000},
            "metadata": {"any": ["thing", None]},
        }
        for number, case in enumerate(_CASES)
    ),
    *(
        {
            "submission": {"language": "sqlite", "source": "SELECT a FROM t"},
            "test_cases": [case],
            "reward": {"kind": _REWARDS[3 + number % 3]},
            "trace": "all",
        }
        for number, case in enumerate(_SQL_CASES)
    ),
    {
        "submission": {"language": "cpp", "completion": "```cpp\nint main() {}\n```"},
        "test_cases": _CASES[:2],
        "build_limits": {"wall_time_s": 1},
        "null_check": True,
        "trace_bytes": 10,
        "stop_at_first_failure": True,
        "cache": "bypass",
    },
    {"submission": _PROGRAM, "test_set": "sha256:" + "0" * 64},
    {"submission": _PROGRAM, "generate": _GENERATION[0]},
]
VALID: dict[str, list[Any]] = {
    "/v1/verifications": _VERIFICATIONS,
    "/v1/verifications/batch": [{"requests": _VERIFICATIONS[:3]}],
    "/v1/runs": [
        {
            "language": "python",
            "source": "print(1)",
            "stdin": "1",
            "args": ["a"],
            "files": {"a": "b"},
            "collect": ["out"],
            "limits": {"processes": 3, "scratch_files": 10},
        }
    ],
    "/v1/test_sets": [{"test_cases": _CASES}, {"cases": _SQL_CASES}],
    "/v1/test_sets/generate": _GENERATION,
    "/v1/databases": [
        {"setup": "CREATE TABLE t (a INT)"},
        {"csv": {"t": "a\n1\n"}},
        {"image": {"base64": "AAAA"}},
    ],
    "/run_code": [
        {
            "code": "print(1)",
            "language": "python",
            "stdin": "",
            "compile_timeout": 5,
            "run_timeout": 5,
            "memory_limit_MB": 256,
            "files": {"a": "aGk=", "b": None},
            "fetch_files": ["a"],
        }
    ],
    "/api/v2/execute": [
        {
            "language": "python",
            "version": "*",
            "files": [
                {"name": "a.py", "content": "print(1)", "encoding": "utf8"},
                {"name": "b", "content": "00", "encoding": "hex"},
            ],
            "stdin": "",
            "args": ["1"],
            "run_timeout": 3000,
            "run_cpu_time": 3000,
            "run_memory_limit": 1 << 28,
        }
    ],
    "/test_program": [
        {"program": "x = 1", "tests": ["assert x == 1"], "max_execution_time": 1}
    ],
    "/test_program_stdio": [
        {"program": "x = 1", "tests": [{"input": "1", "output": "1"}]}
    ],
}
"""Valid bodies, by path."""

_ODD: list[Any] = [
    *(None, True, False, 0, -1, 1, 2**31, 2**63, 2**64, 10**400, 0.5, -0.0, 1e308),
    *(float("nan"), float("inf"), float("-inf")),
    *("", "\0", "a", "python", "sql", "../x", "/etc/passwd", "\n", "é", "\U0001f600"),
    *("\ud800", "$tuple", "1" * 5000, "a/" * 300, ".", "x" * 300, "%s{0}", "[", "^"),
    *([], [[]], [None], {}, {"": ""}, {"a": {"b": []}}, {"base64": "!"}),
    *(
        {"kind": "stdio"},
        {"kind": None},
        {"$tuple": 1},
        {"$float": "x"},
        {"$int": "0x"},
    ),
]
_LARGEST = 400_000
_KEYS = ("", "kind", "id", "base64", "files", "limits", "\0", "\ud800", "extra", "$set")


def bodies(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Yield paths and bodies, the same ones for the same seed."""
    chance = random.Random(seed)
    paths = list(VALID)
    weights = [1 + len(VALID[path]) for path in paths]
    for _ in range(count):
        [path] = chance.choices(paths, weights)
        tree = copy.deepcopy(chance.choice(VALID[path]))
        for _ in range(chance.choice((0, 1, 1, 1, 2, 3))):
            tree = _changed(tree, chance)
            if _is_large(tree):
                tree = []
        body = json.dumps(tree, ensure_ascii=chance.random() < 0.5)
        data = body.encode(errors="surrogatepass")
        if chance.random() < 0.1:
            data = _damaged(data, chance)
        yield path, data


def _is_large(tree: Any) -> bool:
    """Say whether a tree would have a body of megabytes, and soon of gigabytes.

    What is repeated may be repeated again, and again what is in it.
    """
    left, size = [tree], 0
    while left and size < _LARGEST:
        node = left.pop()
        size += len(node) + 1 if isinstance(node, str | list | dict) else 1
        if isinstance(node, list | dict):
            left += node.values() if isinstance(node, dict) else node
    return size >= _LARGEST


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Return every container with each of its keys."""
    found: list[tuple[Any, Any]] = []
    items = tree.items() if isinstance(tree, dict) else enumerate(tree)
    for key, value in items:
        found.append((tree, key))
        if isinstance(value, dict | list):
            found += _places(value)
    return found


def _changed(tree: Any, chance: random.Random) -> Any:
    """Return a tree with one thing changed; it may be altered itself."""
    places = _places(tree) if isinstance(tree, dict | list) else []
    if not places or chance.random() < 0.01:
        return chance.choice(_ODD)
    place, key = chance.choice(places)
    other, other_key = chance.choice(places)
    match chance.randrange(7):
        case 0 | 1 | 2:
            place[key] = copy.deepcopy(chance.choice(_ODD))
        case 3:
            del place[key]
        case 4:
            place[key] = copy.deepcopy(other[other_key])
        case 5 if isinstance(place, dict):
            place[chance.choice(_KEYS)] = copy.deepcopy(chance.choice(_ODD))
        case 5:
            place *= chance.choice((2, 50))
        case _:
            for _ in range(chance.choice((1, 5, 100))):
                place[key] = (
                    [place[key]] if chance.random() < 0.5 else {"a": place[key]}
                )
    return tree


def _damaged(data: bytes, chance: random.Random) -> bytes:
    """Return bytes with some of them changed, or cut off."""
    if not data or chance.random() < 0.2:
        return data[: chance.randrange(len(data) + 1)]
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 4)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)
