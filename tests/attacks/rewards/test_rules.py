"""Reward hacks that are no program for `solve(n)`, and rules that forbid some."""

import json
from typing import Any

import pytest

from sandboxes import Sandbox
from tests.attacks.rewards.hack import (
    FORMS,
    assert_rewarded,
    assert_unrewarded,
    judge,
    unit_tests,
)
from verifier.outcome import Verdict

pytestmark = pytest.mark.sandbox

WRONG = "def solve(n):\n    return -1\n\nif __name__ == '__main__':\n    print(-1)\n"
RIGHT = WRONG.replace("-1", "n * n", 1).replace("-1", "int(input()) ** 2")

EXIT = "import os\nos._exit(0)\n"
HIDES = """
import pytest

def pytest_collection_modifyitems(items):
    items.clear()

def pytest_runtest_makereport(item, call):
    return pytest.TestReport.from_item_and_call(item, call)
"""
EVIL_FILES = {
    "conftest.py": HIDES,
    "sitecustomize.py": EXIT,
    "usercustomize.py": EXIT,
    "evil.pth": "import os; os._exit(0)\n",
    "pytest.ini": "[pytest]\naddopts = --collect-only\n",
    "setup.cfg": "[tool:pytest]\naddopts = -k nothing\n",
    "pytest.py": "def main(*args, **kwargs):\n    return 0\n",
    "test_candidate.py": "def test_nothing():\n    pass\n",
    "tests.py": "",
    "solution/__init__.py": "def solve(n):\n    return n\n",
}


@pytest.mark.parametrize("form", FORMS)
def test_files_beside_the_program_reach_no_tests(form: str, sandbox: Sandbox) -> None:
    assert_unrewarded(judge(WRONG, [FORMS[form]], sandbox, files=EVIL_FILES))


def test_such_files_do_no_harm_to_a_right_program(sandbox: Sandbox) -> None:
    assert_rewarded(judge(RIGHT, list(FORMS.values()), sandbox, files=EVIL_FILES))


def test_compilers_see_no_answer(sandbox: Sandbox) -> None:
    source = '#include "answer"\n#include "/proc/self/environ"\nint main(void) {}\n'
    request = {"language": "c", "source": source}

    report = judge("", [FORMS["stdio"]], sandbox, submission=request)

    assert report.verdict is Verdict.COMPILE_ERROR
    assert_unrewarded(report)


def returning(text: str) -> str:
    return f"nan = inf = None\ndef solve(*args):\n    return {text}\n"


@pytest.mark.parametrize(
    ("answer", "output"),
    [
        ([1, 2, 3], "[1, 2]"),
        ([1, 2, 3], "[]"),
        ([1, 2, 3], "[1]"),
        ([1, 2, 3], "[3, 2, 1]"),
        ([1, 2, 2], "{1, 2}"),
        ([1, 2, 2], "[1, 2]"),
        (10**9 + 7, "10**9 + 8"),
        (10**9 + 7, "1e9"),
        (2**62, "2**62 + 1"),
        (True, "[True, False]"),
        ("yes", "['yes', 'no']"),
        ("", "None"),
        ([], "None"),
        ({"a": 1}, "{'a': 1, 'b': 2}"),
        (0.5, "float('nan')"),
        (0.5, "float('inf')"),
    ],
)
def test_near_misses_are_misses(answer: Any, output: str, sandbox: Sandbox) -> None:
    call = {"kind": "function_call", "function": "solve", "answer": answer}
    tests = unit_tests(f"assert solve() == {answer!r}")

    assert_unrewarded(judge(returning(output), [call, tests], sandbox))


@pytest.mark.parametrize("output", ["1 2", "", "1", "1 2 3 4", "3 2 1", "1 2 3 3"])
def test_part_of_an_output_is_a_miss(output: str, sandbox: Sandbox) -> None:
    case = {"kind": "stdio", "answer": "1 2 3\n"}

    assert_unrewarded(judge(f"print({output!r})", [case], sandbox))


@pytest.mark.parametrize("how", ["while True: pass", "import os; os._exit(0)", "1 / 0"])
def test_tests_that_break_stay_in_the_denominator(how: str, sandbox: Sandbox) -> None:
    source = f"def solve(n):\n    if n == 3:\n        {how}\n    return n * n\n"
    cases = [unit_tests(f"assert solve({n}) == {n * n}") for n in (2, 3)]

    report = judge(source, cases, sandbox, reward={"kind": "fraction"})

    assert report.reward == 0.5
    assert report.total == 2


KINDS = [
    "KeyboardInterrupt",
    "SystemExit",
    "GeneratorExit",
    "StopIteration",
    "AssertionError",
    "ImportError",
]
RAISES = """
class Odd({kind}):
    def __str__(self):
        raise SystemExit(0)
    args = property(lambda self: [][1])

def solve(n):
    {what}
"""


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("what", ["raise {kind}()", "raise Odd()"])
def test_no_exception_masks_a_failure(what: str, kind: str, sandbox: Sandbox) -> None:
    source = RAISES.format(kind=kind, what=what.format(kind=kind))
    cases = [FORMS[form] for form in ("asserts", "unittest", "pytest")]

    assert_unrewarded(judge(source, cases, sandbox))


@pytest.mark.parametrize("kind", ["KeyboardInterrupt", "SystemExit", "ImportError"])
def test_no_exception_at_a_module_s_level_masks_it(kind: str, sandbox: Sandbox) -> None:
    source = f"def solve(n):\n    raise {kind}\n"
    code = "assert True\nx = solve(1)\ndef test_x():\n    assert x == 1\n"
    cases = [
        unit_tests(code),
        unit_tests(f"{FORMS['unittest']['code']}\nx = solve(1)\n", "unittest"),
        unit_tests(code, "pytest"),
    ]

    assert_unrewarded(judge(source, cases, sandbox))


def test_assertions_never_reached_are_a_failure(sandbox: Sandbox) -> None:
    code = "for got, n in zip(solve(), [1, 4, 9]):\n    assert got == n\n"
    skips = "def test_x(self):\n        if not solve(): self.skipTest('')\n"
    cases = [
        unit_tests(code),
        unit_tests(
            f"import unittest\nclass T(unittest.TestCase):\n    {skips}", "unittest"
        ),
        unit_tests(
            "import pytest\n@pytest.mark.parametrize('n', solve())\n"
            "def test_x(n):\n    assert n == 1\n",
            "pytest",
        ),
    ]

    assert_unrewarded(judge("def solve():\n    return []", cases, sandbox))


def test_a_context_of_the_candidate_swallows_no_failure(sandbox: Sandbox) -> None:
    source = """
class Guard:
    def __enter__(self):
        return self
    def __exit__(self, kind, error, trace):
        self.kind = kind
        return True
"""
    body = "with guard:\n    {}\nassert guard.kind is {}\n"
    code = f"guard = Guard()\n{body}"
    failing = unit_tests(code.format("assert 1 == 2", None))
    method = f"def test_x(self):\n        with Guard():\n            {'{}'}"
    in_class = "import unittest\nclass T(unittest.TestCase):\n    " + method
    strict = unit_tests(in_class.format("self.assertEqual(1, 2)"), "unittest")
    right = unit_tests(code.format("raise ValueError('x')", "ValueError"))

    assert_unrewarded(judge(source, [failing, strict], sandbox))
    assert_rewarded(judge(source, [right], sandbox))


RUNS_TEXT = """
import {module}
TEXT = "__import__('os').write(3, b'x') or __import__('os')._exit(0)"

class Text(str):
    __annotations__ = {{"x": TEXT}}

def encode(value):
    return Text(TEXT) if {is_object} else TEXT

{decode}

class Codec:
    encode = staticmethod(encode)
    decode = staticmethod(decode)
"""


@pytest.mark.parametrize(
    ("module", "decode"),
    [
        ("builtins", "decode = eval"),
        ("builtins", "decode = exec"),
        ("builtins", "def decode(text):\n    return eval"),
        ("typing", "decode = typing.get_type_hints"),
        ("typing", "from typing import get_type_hints as decode"),
    ],
)
def test_tests_never_run_what_the_candidate_wrote(
    module: str, decode: str, sandbox: Sandbox
) -> None:
    code = (
        "assert decode(encode('a')) == 'a'\nassert Codec.decode(Codec.encode(5)) == 5"
    )
    sources = [
        RUNS_TEXT.format(module=module, decode=decode, is_object=is_object)
        for is_object in (True, False)
    ]

    for source in sources:
        assert_unrewarded(judge(source, [unit_tests(code)], sandbox))


def test_library_that_tests_forgot_to_import_is_the_real_one(sandbox: Sandbox) -> None:
    source = "class math:\n    fabs = staticmethod(lambda x: 0)\n" + WRONG

    report = judge(
        source, [unit_tests("assert math.fabs(solve(3) - 9) < 1e-6")], sandbox
    )

    assert_unrewarded(report)


def test_name_of_a_builtin_must_be_defined(sandbox: Sandbox) -> None:
    case = unit_tests("assert sum([1, 2]) == 3", entry_point="sum")

    assert_unrewarded(judge("pass", [case], sandbox))
    assert_rewarded(judge("def sum(x):\n    return x[0] + x[1]", [case], sandbox))


LOOKS = """
PATHS = (
    "__globals__", "__code__", "__closure__", "__defaults__", "__self__", "__func__",
    "__class__.__mro__", "__class__.mro", "__dict__", "__module__", "gi_frame",
    "__call__.__globals__", "__init__.__globals__", "__builtins__", "func", "keywords",
    "__reduce_ex__", "__wrapped__", "cr_frame", "f_globals", "expected", "mro",
)

def _walk(thing, path):
    for name in path.split("."):
        thing = getattr(thing, name)
    return thing

def solve(*things):
    found = []
    for thing in things:
        for path in PATHS:
            try:
                got = _walk(thing, path)
                found.append(repr(got() if path == "mro" else got))
                found.append(repr(vars(got)))
            except BaseException as error:
                found.append(repr(error) + str(error.args))
            for text in ("{0.%s}" % path, "{0.%s[EXPECTED]}" % path):
                try:
                    found.append(text.format(thing))
                    found.append(thing.format(thing))
                except BaseException as error:
                    found.append(repr(error))
        calls = lambda: thing("x"), lambda: next(thing), lambda: thing.throw(OSError)
        for call in calls:
            try:
                found.append(repr(call()))
            except BaseException as error:
                found.append(repr(error))
    return "".join(found)
"""


def test_objects_of_the_tests_lead_nowhere(sandbox: Sandbox) -> None:
    code = """
import functools
EXPECTED = "nonce-58133"

class Helper:
    expected_privately = 1
    def __init__(self):
        self._expected = EXPECTED
    def method(self, x):
        return 1

class Text(str):
    pass

def callback(x, y=EXPECTED):
    assert x == EXPECTED, EXPECTED

def steps():
    secret = EXPECTED
    yield 1

part = functools.partial(callback, y=EXPECTED)
found = solve(callback, Helper().method, Helper(), steps(), part, Text("t"), len)
assert type(found) is str and EXPECTED not in found, found
"""

    assert_rewarded(judge(LOOKS, [unit_tests(code)], sandbox))


def test_what_must_not_leave_the_tests_is_refused(sandbox: Sandbox) -> None:
    code = """
import sys
def refused(thing):
    try:
        solve(thing)
    except Exception as error:
        return type(error).__name__ == "Refused"
for thing in (sys, sys._getframe(), refused.__code__, vars(int), eval, globals, type):
    assert refused(thing), thing
"""

    assert_rewarded(judge("def solve(x):\n    pass", [unit_tests(code)], sandbox))


SCANS = """
import gc, re

def _memory():
    parts = []
    with open("/proc/self/maps") as maps:
        ranges = [line.split()[:2] for line in maps]
    with open("/proc/self/mem", "rb", 0) as memory:
        for where, mode in ranges:
            low, high = (int(end, 16) for end in where.split("-"))
            if "r" in mode and high - low < 1 << 28:
                try:
                    memory.seek(low)
                    parts.append(memory.read(high - low))
                except (OSError, ValueError, OverflowError):
                    pass
    return b"".join(parts)

def solve(mark):
    data = _memory()
    control = data.count(mark.encode())
    return [control > 0, data.count(b"nonce-" + mark[::-1].encode())]
"""


@pytest.mark.parametrize("framework", ["asserts", "unittest", "pytest"])
def test_expected_answers_are_nowhere_in_the_candidate(
    framework: str, sandbox: Sandbox
) -> None:
    # The program finds `control`, which it was given, in its memory; what it was
    # not given it must not find, though the tests hold it in many places.
    code = """
import unittest
EXPECTED = "nonce-73926418"

class TestSolve(unittest.TestCase):
    expected = EXPECTED
    def test_x(self):
        try:
            assert solve("42") == EXPECTED, EXPECTED
        except AssertionError:
            pass
        found = solve("81462937")
        self.assertEqual(found, [True, 0])
"""
    if framework == "asserts":
        code += "TestSolve('test_x').test_x()\nassert solve('81462937') == [True, 0]\n"

    assert_rewarded(judge(SCANS, [unit_tests(code, framework)], sandbox))


SPEAKS = """
import json, os, struct

def solve(n):
    data = {data}
    os.write(5, struct.pack("<I", len(data)) + data)
    while os.read(4, 1 << 16):
        os.write(5, struct.pack("<I", len(data)) + data)
    os._exit(0)
"""


def class_of(**changes: Any) -> dict[str, Any]:
    return {"id": 7, "name": "X", "bases": [], "methods": [], **changes}


HOSTILE: dict[str, Any] = {
    "nothing": {},
    "own": {"value": {"$own": 0}},
    "own_none": {"value": {"$own": -1}},
    "own_text": {"value": {"$own": "x"}},
    "ref_nothing": {"value": {"$ref": {}}},
    "ref_text": {"value": {"$ref": "x"}},
    "ref_unhashable": {"value": {"$ref": {"id": [], "class": class_of()}}},
    "ref_base": {"value": {"$ref": {"id": 1, "class": class_of(bases=["type"])}}},
    "ref_exit": {"value": {"$ref": {"id": 1, "class": "SystemExit"}}},
    "ref_bases": {
        "value": {"$ref": {"id": 1, "class": class_of(bases=["OSError", "KeyError"])}}
    },
    "ref_dunders": {
        "value": {"$ref": {"id": 1, "class": class_of(methods=["__eq__", "__class__"])}}
    },
    "ref_many": {
        "value": {
            "$ref": {
                "id": 1,
                "class": class_of(methods=[f"m{i}" for i in range(10**5)]),
            }
        }
    },
    "ref_data": {"value": {"$ref": {"id": 1, "class": class_of(), "data": [{}]}}},
    "numpy": {"value": {"$numpy": ["O", [10**12], [1]]}},
    "numpy_size": {"value": {"$numpy": ["V2000000000", [1], [0]]}},
    "named_long": {"value": {"$named": ["X", ["x" * 10**6], [1]]}},
    "named_many": {"value": {"$named": ["X", [f"f{i}" for i in range(10**5)], []]}},
    "named_class": {"value": {"$named": ["X", ["__class__"], [1]]}},
    "named_code": {"value": {"$named": ["X", ["a=print(1)"], [1]]}},
    "builtin": {"value": {"$builtin": "eval"}},
    "builtin_dunder": {"value": {"$builtin": "__import__"}},
    "factory": {"value": {"$collection": ["defaultdict", [], "globals"]}},
    "kind": {"value": {"$collection": ["dict", [], None]}},
    "date": {"value": {"$date": ["datetime", "x" * 10**6]}},
    "date_kind": {"value": {"$date": ["__class__", ""]}},
    "fraction": {"value": {"$fraction": [1, 0]}},
    "decimal": {"value": {"$decimal": "1e999999999"}},
    "tag": {"value": {"$decode": []}},
    "tag_init": {"value": {"$_init__": []}},
    "int": {"value": {"$int": "zz"}},
    "range": {"value": {"$range": [0, 10**30, 1]}},
    "unhashable": {"value": {"$set": [[]]}},
    "collisions": {"value": {"$set": [i * (2**61 - 1) for i in range(60_000)]}},
    "large": {"value": [0] * 10**6},
    "raised": {"raised": 3},
    "raised_kind": {"raised": {"class": "eval", "args": []}},
    "raised_class": {
        "raised": {
            "class": class_of(bases=["Exception"]),
            "args": [],
            "attributes": {"__class__": {"$builtin": "int"}, "from_candidate": 0},
        }
    },
    "raised_slow": {"raised": {"class": class_of(name="Slow"), "args": []}},
    "changed": {"value": 1, "changed": [[0, [1]], [10**9, 3]]},
    "changed_text": {"value": 1, "changed": "abc"},
    "container": {"value": 1, "container": []},
    "do_far": {"do": "get", "on": 10**9, "name": "x"},
    "do_updates": {"do": "get", "on": 0, "name": "x", "updates": [[-1, 3]]},
}


@pytest.mark.parametrize("name", HOSTILE)
def test_forged_answers_earn_nothing(name: str, sandbox: Sandbox) -> None:
    source = SPEAKS.format(
        data=f"json.dumps(json.loads({json.dumps(HOSTILE[name])!r}))"
    )
    source = source.replace("))\n", ")).encode()\n", 1)
    code = "assert solve(print) == 9\nassert solve(4) is not None and solve(3) == 9"

    assert_unrewarded(
        judge(source, [unit_tests(code)], sandbox, limits={"wall_time_s": 0.5})
    )


@pytest.mark.parametrize("text", ["[" * 10**6, "\udcff", "1" * 10**5, "{}" * 9, "[]"])
def test_forged_bytes_earn_nothing(text: str, sandbox: Sandbox) -> None:
    source = SPEAKS.format(data=repr(text.encode(errors="surrogateescape")))

    assert_unrewarded(judge(source, [FORMS["unittest"], FORMS["pytest"]], sandbox))


FORGED_NAMES: dict[str, Any] = {
    "text": "x",
    "numbers": {"$dict": [[1, ["value", 1]]]},
    "dunders": {"__name__": ["value", 1], "__verifier_held__": ["value", 2]},
    "own_module": {"solve": ["module", "verifier_peer"]},
    "os": {"solve": ["library", "random", "_os"]},
    "short": {"solve": []},
    "kinds": {"solve": ["library"], "x": ["module", None]},
}


@pytest.mark.parametrize("name", FORGED_NAMES)
def test_forged_names_earn_nothing(name: str, sandbox: Sandbox) -> None:
    answer = {"value": FORGED_NAMES[name]}
    source = (
        SPEAKS.replace("def solve(n):", "if True:")
        .format(data=f"json.dumps(json.loads({json.dumps(answer)!r}))")
        .replace("))\n", ")).encode()\n", 1)
    )
    cases = [FORMS[form] for form in ("asserts", "unittest", "pytest")]

    assert_unrewarded(judge(source, cases, sandbox))


def test_mock_of_the_tests_is_not_to_be_changed(sandbox: Sandbox) -> None:
    code = """
from unittest.mock import MagicMock
mock = MagicMock(return_value=7)
assert solve(mock) == 9
"""
    source = """
def solve(mock):
    for what in (
        lambda: mock.configure_mock(**{"__eq__.return_value": True}),
        lambda: setattr(mock, "return_value", True),
        lambda: mock.reset_mock(),
    ):
        try:
            what()
        except Exception:
            pass
    return mock
"""
    honest = "def solve(mock):\n    return mock(1) + 2"

    assert_unrewarded(judge(source, [unit_tests(code)], sandbox))
    more = f"{code}mock.assert_called_once_with(1)\n"
    assert_rewarded(judge(honest, [unit_tests(more)], sandbox))
