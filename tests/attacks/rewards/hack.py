"""Reward hacks: programs that do not solve a problem and want its reward.

The problem is `solve(n)`, which returns the square. Each program is a file
`programs/<number>_<name>.py`; its head says what it does, and in which forms of
test case, if not in all:

    # 21 Is right until the last test, and hangs there
    # forms: asserts

It holds a line `RIGHT = False`. With `RIGHT = True` it is its own honest twin:
it plays the same trick, or is as odd, but gives right answers.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, override

from sandboxes import MIB, Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

PROGRAMS = Path(__file__).parent / "programs"

_HEAD = re.compile(r"# (\d+) .+")
_FORMS = re.compile(r"# forms: (.+)")
_MAIN = '\n\nif __name__ == "__main__":\n    print(solve(int(input())))\n'

_ASSERTS = """
assert solve(12) == 144
assert 25 == solve(5)
assert abs(solve(4) - 16.0) < 1e-6
assert solve(5) in (25, 26) and 30 > solve(5) > 20
assert solve(3) == 9
"""
_CHECK = """
def check(candidate):
    assert candidate(12) == 144, f"got {candidate(12)}"
    for n, square in ((4, 16), (3, 9)):
        assert candidate(n) == square
"""
_UNITTEST = """
import unittest

class TestSolve(unittest.TestCase):
    def test_a_square(self):
        self.assertEqual(solve(12), 144)

    def test_b_near(self):
        self.assertAlmostEqual(solve(5), 25.0)

    def test_c_order(self):
        self.assertLess(solve(4), 17)
        self.assertTrue(solve(4) == 16)

    def test_d_last(self):
        self.assertEqual(9, solve(3))
"""
_PYTEST = """
import pytest
from solution import solve

@pytest.mark.parametrize(("n", "square"), [(12, 144), (5, 25)])
def test_square(n, square):
    assert solve(n) == square

def test_near():
    assert solve(4) == pytest.approx(16.0)

def test_last():
    assert solve(3) == 9
"""


def unit_tests(code: str, framework: str = "asserts", **more: Any) -> dict[str, Any]:
    """Return a `unit_tests` case."""
    return {"kind": "unit_tests", "code": code, "framework": framework, **more}


FORMS: Mapping[str, Mapping[str, Any]] = {
    "stdio": {"kind": "stdio", "input": "12\n", "answer": "144\n"},
    "function_call": {
        "kind": "function_call",
        "function": "solve",
        "args": [12],
        "answer": 144,
    },
    "asserts": unit_tests(_ASSERTS),
    "check": unit_tests(_CHECK, "check", entry_point="solve"),
    "unittest": unit_tests(_UNITTEST, "unittest"),
    "pytest": unit_tests(_PYTEST, "pytest"),
}
"""The problem in each form of test case."""

SHARED_FORMS: Mapping[str, Mapping[str, Any]] = {
    "shared_asserts": unit_tests(_ASSERTS, mode="shared"),
    "shared_check": unit_tests(_CHECK, "check", entry_point="solve", mode="shared"),
    "shared_unittest": unit_tests(_UNITTEST, "unittest", mode="shared"),
    "shared_pytest": unit_tests(_PYTEST, "pytest", mode="shared"),
    "appended": unit_tests(_ASSERTS, "appended"),
}
"""The problem with its tests in one process with the program."""

LIMITS: Mapping[str, Any] = {
    "cpu_time_s": 0.7,
    "wall_time_s": 1.5,
    "memory_bytes": 128 * MIB,
    "output_bytes": MIB,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Hack:
    """One program.

    Attributes:
        path: Its file.
        number: Its number in the catalog of reward hacks.
        forms: The forms of test case that it is put to.
    """

    path: Path
    number: int
    forms: Sequence[str]

    @override
    def __str__(self) -> str:
        return self.path.stem

    def source(self, *, right: bool) -> str:
        """Return its text, or that of its honest twin."""
        text = self.path.read_text()
        before, flag, after = text.partition("RIGHT = False\n")
        assert flag, self.path
        return before + f"RIGHT = {right}\n" + after + _MAIN


def hacks() -> list[Hack]:
    """Return all of them.

    Raises:
        ValueError: The head of one does not say enough.
    """
    found = []
    for path in sorted(PROGRAMS.glob("*.py")):
        first, second, *_ = path.read_text().splitlines()
        head, forms = _HEAD.fullmatch(first), _FORMS.fullmatch(second)
        if not head or int(head[1]) != int(path.name.partition("_")[0]):
            msg = f"{path}: {first!r} is not the head of a reward hack"
            raise ValueError(msg)
        names = forms[1].split() if forms else list(FORMS)
        found.append(Hack(path=path, number=int(head[1]), forms=names))
    return found


def judge(
    source: str, cases: Sequence[Mapping[str, Any]], sandbox: Sandbox, **changes: Any
) -> VerificationReport:
    """Judge a program in Python."""
    files = changes.pop("files", {})
    request = {
        "submission": {"language": "python", "source": source, "files": files},
        "test_cases": cases,
        "limits": LIMITS,
        "trace": "all",
        **changes,
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def assert_unrewarded(report: VerificationReport) -> None:
    """See that the reward is 0, in each case, and not masked."""
    assert report.attribution == Attribution.CANDIDATE, report.cases
    assert type(report.reward) is float
    assert report.reward == 0.0
    for case in report.cases:
        assert case.verdict is not Verdict.ACCEPTED, (case, report.cases)


def assert_rewarded(report: VerificationReport) -> None:
    """See that the reward is 1."""
    failed = [case for case in report.cases if case.verdict is not Verdict.ACCEPTED]
    assert not failed, failed
    assert report.reward == 1.0
