"""What right programs need of sealed tests, and who is to blame for the rest."""

from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import CaseReport, VerificationReport

pytestmark = pytest.mark.sandbox


def judge(
    source: str, code: str, sandbox: Sandbox, framework: str = "asserts", **more: Any
) -> VerificationReport:
    files, limits = more.pop("submission_files", {}), more.pop("limits", {})
    case = {"kind": "unit_tests", "code": code, "framework": framework, **more}
    request = {
        "submission": {"language": "python", "source": source, "files": files},
        "test_cases": [case],
        "limits": {"wall_time_s": 3, **limits},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def assert_accepted(report: VerificationReport) -> None:
    (case,) = report.cases
    assert case.verdict is Verdict.ACCEPTED, (case.feedback, case.answer)
    assert report.reward == 1.0


def the_case(report: VerificationReport, verdict: Verdict) -> CaseReport:
    (case,) = report.cases
    assert case.verdict is verdict, (case.feedback, case.answer)
    assert report.attribution == Attribution.CANDIDATE
    assert report.reward == 0.0
    return case


VALUES = """
import collections, datetime, decimal, fractions
Pair = collections.namedtuple("Pair", "left right")
VALUES = [
    0, -1, 2**70, -(10**5000), True, None, 0.1, -0.0, float("inf"), "", "é\\ud800",
    b"\\0\\xff", bytearray(b"x"), 1 + 2j, (), (1, (2,)), [], [[1], [2, [3]]],
    {}, {"a": {"b": [1]}}, {(1, 2): 3, 4: "x", None: 0}, {"$tuple": [1]}, {"$x": 1},
    {1, 2}, set(), frozenset({(1, 2)}), range(3), range(5, 0, -2), slice(1, None),
    ..., NotImplemented, int, dict, ValueError, len, sorted,
    collections.Counter("aab"), collections.deque([1, 2], maxlen=5),
    collections.OrderedDict(b=1, a=2), collections.defaultdict(list, {1: [2]}),
    decimal.Decimal("1.10"), fractions.Fraction(10**60, 3), Pair(1, [2]),
    datetime.date(2020, 2, 29), datetime.datetime(2020, 1, 2, 3, 4, 5, 6),
    datetime.time(1, 2), datetime.timedelta(days=-1, microseconds=5),
]
"""


def test_values_cross_both_ways(sandbox: Sandbox) -> None:
    source = (
        f"{VALUES}\ndef give(i): return VALUES[i]\ndef same(x): return x\n"
        "def is_own(x, i): return x == VALUES[i] and type(x) == type(VALUES[i])\n"
    )
    code = f"""{VALUES}
import math
for i, value in enumerate(VALUES):
    for got in (give(i), same(value)):
        assert got == value, (got, value)
        assert type(got) is type(value) or value == Pair(1, [2]), type(got)
        assert isinstance(value, (int, set, frozenset)) or str(got) == str(value)
    assert is_own(value, i) or value == Pair(1, [2]), value
assert math.isnan(same(math.nan))
assert same(Pair(1, 2)).right == 2 and same([Pair(1, 2)] * 3)[2].left == 1
assert same(collections.deque([1], maxlen=5)).maxlen == 5
d = same(collections.defaultdict(list))
d["new"].append(1)
assert d == {{"new": [1]}}
"""

    assert_accepted(judge(source, code, sandbox))


def test_numpy_crosses_both_ways(sandbox: Sandbox) -> None:
    source = """
import numpy as np
def double(x): return x * 2
def total(x): return np.sum(x)
def grid(n): return np.arange(n * n, dtype=np.float32).reshape(n, n)
"""
    code = """
import numpy as np
assert np.array_equal(double(np.array([1, 2])), [2, 4])
assert total(np.ones((2, 3))) == 6.0 and isinstance(total(np.ones(2)), np.float64)
assert grid(2).dtype == np.float32 and grid(2).shape == (2, 2)
assert np.allclose(grid(2), [[0, 1], [2, 3]])
assert double(np.float64(1.5)) == 3.0
"""

    assert_accepted(judge(source, code, sandbox))


def test_arguments_are_changed_in_place(sandbox: Sandbox) -> None:
    source = """
def change(items, table, group, data):
    items.sort(); items[0].append(9)
    table["new"] = {"x": 1}; table["deep"]["list"].clear()
    group.discard(1); data.extend(b"!")
def empty(*lists):
    for one in lists: del one[:]
"""
    code = """
inner = [0]
items, table, group, data = [[5], inner], {"deep": {"list": [1]}}, {1, 2}, bytearray()
deep = table["deep"]
assert change(items, table, group, data) is None
assert items == [[0, 9], [5]] and inner == [0, 9]
assert table == {"deep": {"list": []}, "new": {"x": 1}} and table["deep"]["list"] == []
assert group == {2} and data == b"!"
a, b = [1], [2]
empty(a, b)
assert a == b == []
"""

    assert_accepted(judge(source, code, sandbox))


OBJECTS = """
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
import abc

class Shape(abc.ABC):
    unit = "cm"
    @abc.abstractmethod
    def area(self): ...

class Box(Shape):
    made = 0
    def __init__(self, *items, size=2):
        self.items, self._size, self.table = list(items), size, {}
        Box.made += 1
    def area(self): return self._size ** 2
    @property
    def size(self): return self._size
    @size.setter
    def size(self, value):
        if value < 0: raise ValueError("negative")
        self._size = value
    @classmethod
    def of(cls, items): return cls(*items)
    @staticmethod
    def twice(x): return 2 * x
    def __len__(self): return len(self.items)
    def __iter__(self): return iter(self.items)
    def __contains__(self, x): return x in self.items
    def __getitem__(self, i): return self.items[i]
    def __setitem__(self, i, x): self.items[i] = x
    def __delitem__(self, i): del self.items[i]
    def __add__(self, other): return Box(*self.items, *other.items)
    def __mul__(self, n): return Box(*(self.items * n))
    def __eq__(self, other): return isinstance(other, Box) and self.items == other.items
    def __lt__(self, other): return self.items < other.items
    def __hash__(self): return len(self.items)
    def __bool__(self): return bool(self.items)
    def __call__(self, x): return (self, x)
    def __repr__(self): return f"Box({self.items})"
    def __format__(self, spec): return f"<{spec}>"
    def __enter__(self): self.items.append("in"); return self
    def __exit__(self, *error): self.items.append("out")
    def me(self): return self

@dataclass(order=True)
class Card:
    rank: int
    suit: str = "x"

class Point(NamedTuple):
    x: int
    y: int
    def norm(self): return self.x + self.y

class Color(Enum):
    RED = 1
    BLUE = 2

def boxes(n): return [Box(i) for i in range(n)]
def is_box(x): return type(x) is Box
LIMIT, NAMES = 3, ["a"]
"""


def test_objects_are_used_from_afar(sandbox: Sandbox) -> None:
    code = """
box = Box(1, 2)
assert len(box) == 2 and list(box) == [1, 2] and 2 in box and 3 not in box
assert box[0] == 1 and box[-1] == 2 and bool(box) and not Box()
box[0] = 5; del box[1]
assert box.items == [5] and box.area() == 4 and box.size == 2 and box.unit == "cm"
box.size = 3
assert box.size == 3 and box.area() == 9
try:
    box.size = -1
    assert False
except ValueError as error:
    assert str(error) == "negative"
box.items.append(6); box.table["k"] = [1]
assert list(box) == [5, 6] and box.table == {"k": [1]}
assert Box.of([1]) == Box(1) and Box.twice(4) == 8 and Box.made >= 3
assert Box(1) + Box(2) == Box(1, 2) and (Box(1) * 2).items == [1, 1]
assert Box(1) < Box(2) and Box(2) > Box(1) and sorted([Box(2), Box(1)])[0] == Box(1)
assert Box(1) != Box(2) and Box(1) != 1 and len({Box(1), Box(1)}) == 1
assert str(Box(1)) == repr(Box(1)) == "Box([1])" and f"{box:abc}" == "<abc>"
with Box() as inside:
    pass
assert inside.items == ["in", "out"]
assert isinstance(box, Box) and isinstance(box, Shape) and not isinstance(1, Box)
assert issubclass(Box, Shape) and type(box) is Box and Box.__name__ == "Box"
assert hasattr(box, "area") and not hasattr(box, "nothing") and callable(box)
assert box.me() is box and box(1)[0] is box and is_box(box)
assert [b.items for b in boxes(3)] == [[0], [1], [2]] and boxes(2)[1] == Box(1)
assert Card(3) < Card(4) and Card(3) == Card(3, "x") and max(Card(1), Card(2)).rank == 2
assert repr(Card(1)) == "Card(rank=1, suit='x')"
point = Point(1, 2)
assert point == (1, 2) and point.norm() == 3 and point.x + point[1] == 3
x, y = point
assert (x, y) == (1, 2) and isinstance(point, Point)
assert Color.RED == Color.RED != Color.BLUE and Color.RED.value == 1
assert Color(2) is Color.BLUE and [c.name for c in Color] == ["RED", "BLUE"]
assert Color["RED"] is Color.RED
assert vars(Card(1)) == Card(1).__dict__ == {"rank": 1, "suit": "x"}
assert LIMIT == 3 and NAMES == ["a"]
try:
    Shape()
    assert False
except TypeError:
    pass
"""

    assert_accepted(judge(OBJECTS, code, sandbox))


def test_exceptions_come_back(sandbox: Sandbox) -> None:
    source = """
class AppError(Exception): pass
class Empty(AppError, ValueError):
    def __init__(self, what, code=7):
        super().__init__(f"no {what}")
        self.what, self.code = what, code
def fail(kind):
    if kind == "own": raise Empty("milk")
    if kind == "key": return {}["x"]
    if kind == "zero": return 1 // 0
    if kind == "os": open("/nothing")
    if kind == "exit": raise SystemExit(3)
    if kind == "stop": raise StopIteration(5)
    if kind == "text": "é".encode("ascii")
def give(): return ValueError("given")
"""
    code = """
def caught(kind):
    try:
        fail(kind)
    except BaseException as error:
        return error
one, two = caught("own"), caught("own")
assert type(one) is Empty and isinstance(one, AppError) and isinstance(one, ValueError)
assert str(one) == "no milk" and one.code == 7 and one.what == "milk"
assert type(caught("key")) is KeyError and caught("key").args == ("x",)
assert type(caught("zero")) is ZeroDivisionError and "zero" in str(caught("zero"))
assert type(caught("os")) is FileNotFoundError and caught("os").errno == 2
assert caught("exit").code == 3 and caught("stop").value == 5
assert type(caught("text")) is UnicodeEncodeError
assert type(give()) is ValueError and str(give()) == "given"
"""

    assert_accepted(judge(source, code, sandbox))


def test_generators_go_step_by_step(sandbox: Sandbox) -> None:
    source = """
log = []
def count():
    n = 0
    while True:
        log.append(n)
        got = yield n
        n = got if got is not None else n + 1
def state(): return log
def pull(steps, n): return [next(steps) for _ in range(n)]
def squares(items): return (x * x for x in items)
def pairs(): return zip("ab", [1, 2])
"""
    code = """
import itertools
steps = count()
assert next(steps) == 0 and state() == [0]
assert next(steps) == 1 and steps.send(7) == 7 and iter(steps) is steps
assert list(itertools.islice(steps, 2)) == [8, 9]
steps.close()
assert next(steps, "over") == "over"
seen = []
def mine():
    for n in range(10):
        seen.append(n)
        yield n
assert pull(mine(), 3) == [0, 1, 2] and seen == [0, 1, 2]
assert list(squares(n for n in (1, 2))) == [1, 4] and sum(squares([3])) == 9
assert list(pairs()) == [("a", 1), ("b", 2)] and dict(pairs()) == {"a": 1, "b": 2}
"""

    assert_accepted(judge(source, code, sandbox))


def test_callbacks_work_both_ways(sandbox: Sandbox) -> None:
    source = """
import functools
def apply(f, *args, **kwargs): return f(*args, **kwargs)
def adder(n): return lambda x: x + n
def by(items, key): return sorted(items, key=key)
def counted(f):
    @functools.wraps(f)
    def inner(*args):
        inner.calls += 1
        return f(*args)
    inner.calls = 0
    return inner
def safe(f):
    try: return f()
    except ValueError as error: return f"caught {error}"
def depth(f, n): return n if n == 0 else f(depth, n - 1) + 1
def size(node): return 0 if node is None else 1 + size(node.left) + size(node.right)
def grow(node, kind): node.left = kind(5); node.label = "grown"; return node
def fill(f):
    got = []
    f(got)
    return got
"""
    code = """
assert apply(lambda x, y=1: x + y, 2, y=3) == 5 and apply(max, [1, 3]) == 3
assert adder(2)(3) == 5 and apply(adder(2), 3) == 5
assert by(["bb", "a"], len) == ["a", "bb"] and by([1, 2], lambda x: -x) == [2, 1]
@counted
def double(x):
    "Doubles."
    return 2 * x
assert double(2) == 4 and double(3) == 6 and double.calls == 2
assert double.__name__ == "double" and double.__doc__ == "Doubles."
def bad(): raise ValueError("mine")
def worse(): raise KeyError("k")
assert safe(bad) == "caught mine"
try:
    safe(worse)
    assert False
except KeyError as error:
    assert error.args == ("k",)
assert depth(lambda f, n: f(lambda g, m: m, n), 3) == 3
assert fill(lambda got: got.append(1)) == [1]
class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right
tree = Node(1, Node(2), Node(3, None, Node(4)))
assert size(tree) == 4
grown = grow(tree, Node)
assert grown is tree and tree.left.value == 5 and tree.label == "grown"
"""

    assert_accepted(judge(source, code, sandbox))


def test_modules_are_imported(sandbox: Sandbox) -> None:
    files = {
        "mymodule.py": "from package.deep import f\nVALUE = 3\n",
        "package/__init__.py": "from .deep import f as g\n",
        "package/deep.py": "def f(x):\n    return x + 1\n",
    }
    code = """
import mymodule, solution
import package.deep as deep
from package import g
from package.deep import f
from solution import solve
from anything import solve as again
assert solve(1) == again(1) == solution.solve(1) == 2
assert mymodule.f(1) == g(1) == f(1) == deep.f(1) == 2 and mymodule.VALUE == 3
"""
    source = "from mymodule import f\ndef solve(x):\n    return f(x)\n"

    for framework in ("asserts", "pytest"):
        text = code if framework == "asserts" else f"{code}\ndef test_x():\n    pass\n"
        report = judge(source, text, sandbox, framework, submission_files=files)
        assert_accepted(report)


def test_names_of_the_library_are_as_the_candidate_imported_them(
    sandbox: Sandbox,
) -> None:
    source = (
        "import math\nfrom collections import deque, Counter\nfrom typing import List\n"
        "def f(x: List) -> deque:\n    return deque(x)\nsolve = sorted\n"
        "from datetime import datetime\n"
    )
    code = (
        "assert f([1]) == deque([1]) and math.floor(1.5) == 1\n"
        "assert Counter('a')['a'] == 1 and solve([2, 1]) == [1, 2] and List[int]\n"
        "assert datetime.now() and statistics.mean([1, 3]) == 2\n"
    )

    assert_accepted(judge(source, code, sandbox))


def test_humaneval_form(sandbox: Sandbox) -> None:
    source = "def add(a, b):\n    return a + b\n"
    code = "def check(candidate):\n    assert candidate(1, 2) == 3\n"
    prelude = "import math\nHALF = 0.5"

    for end in ("", "check(add)\n"):
        text = f"{code}    assert candidate(HALF, math.pi) > HALF\n{end}"
        report = judge(
            source, text, sandbox, "check", entry_point="add", prelude=prelude
        )
        assert_accepted(report)


def test_leetcode_form(sandbox: Sandbox) -> None:
    source = "class Solution:\n    def twoSum(self, nums, k):\n        return [0, 1]\n"
    code = (
        "candidate = Solution().twoSum\nassert candidate(nums=[1, 2], k=3) == [0, 1]\n"
        "assert Solution().twoSum([1, 2], 3) == [0, 1]\n"
    )

    assert_accepted(judge(source, code, sandbox, entry_point="Solution"))


UNITTEST = """
import unittest
from solution import Box

class TestBox(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.shared = Box("shared")

    def setUp(self):
        self.box = Box(1)

    def tearDown(self):
        del self.box

    def test_asserts(self):
        self.assertEqual(list(self.box), [1])
        self.assertAlmostEqual(self.box.area() / 3, 1.3333333, places=5)
        self.assertIn(1, self.box)
        self.assertIsInstance(self.box, Box)
        self.assertCountEqual(self.box.items, [1])
        self.assertDictEqual(self.box.table, {})
        self.assertTrue(self.box)
        self.assertIs(self.box.me(), self.box)
        self.assertGreater(Box(2), self.box)

    def test_raises(self):
        with self.assertRaises(ValueError) as caught:
            self.box.size = -1
        self.assertEqual(str(caught.exception), "negative")
        self.assertRaises(IndexError, lambda: self.box[5])
        with self.assertRaisesRegex(ValueError, "neg"):
            self.box.size = -1

    def test_subtests(self):
        for n in range(3):
            with self.subTest(n=n):
                self.assertEqual(Box.twice(n), 2 * n)

class TestMore(TestBox):
    def test_shared(self):
        self.assertEqual(self.shared.items, ["shared"])

if __name__ == "__main__":
    unittest.main()
"""


def test_unittest_form(sandbox: Sandbox) -> None:
    report = judge(OBJECTS, UNITTEST, sandbox, "unittest")

    assert_accepted(report)
    assert (report.cases[0].answer or b"").count(b"passed") == 7


def test_selected_classes_run_alone(sandbox: Sandbox) -> None:
    code = f"{UNITTEST}\nclass TestWrong(unittest.TestCase):\n    test_x = None\n"

    report = judge(OBJECTS, code, sandbox, "unittest", select=["TestBox"])

    assert_accepted(report)
    assert (report.cases[0].answer or b"").count(b"passed") == 3


def test_pytest_form(sandbox: Sandbox) -> None:
    code = """
import pytest
from solution import Box, Card

@pytest.fixture
def box():
    yield Box(1)

@pytest.mark.parametrize("n", [1, 2, 3])
def test_twice(n):
    assert Box.twice(n) == 2 * n

class TestGroup:
    def test_raises(self, box):
        with pytest.raises(ValueError, match="negative"):
            box.size = -1
    def test_near(self, box):
        assert box.area() / 3 == pytest.approx(1.33333, rel=1e-4)
        assert {"x": Box.twice(0.1)} == pytest.approx({"x": 0.2})
    def test_patched(self, box, monkeypatch, tmp_path):
        monkeypatch.setattr(box, "_size", 5)
        assert box.area() == 25
    def test_equal(self):
        assert Card(1) == Card(1)
"""

    report = judge(OBJECTS, code, sandbox, "pytest")

    assert_accepted(report)
    assert (report.cases[0].answer or b"").count(b"passed") == 7


@pytest.mark.parametrize(
    ("framework", "code", "said"),
    [
        ("asserts", "assert f(1) ==", "SyntaxError"),
        ("check", "def check(c):\nassert c", "IndentationError"),
        ("unittest", "class T(", "SyntaxError"),
        ("pytest", "def test_x(:", "SyntaxError"),
        ("asserts", "from collections import Nothing\nassert f", "ImportError"),
        ("unittest", "from collections import Nothing\n", "ImportError"),
        ("asserts", "f(1)", "nothing"),
        ("unittest", "import unittest", "nothing"),
        ("pytest", "def helper(): pass", "nothing"),
    ],
)
def test_broken_tests_are_not_the_candidate_s_fault(
    framework: str, code: str, said: str, sandbox: Sandbox
) -> None:
    report = judge("def f(x): pass", code, sandbox, framework, entry_point="f")

    (case,) = report.cases
    assert case.verdict is Verdict.INTERNAL_ERROR, (case.feedback, case.answer)
    assert report.attribution == Attribution.TESTS
    assert report.reward is None
    assert said in case.feedback


@pytest.mark.parametrize(
    ("framework", "code", "name"),
    [
        ("asserts", "assert f(0) == 1\n\nassert f(1) == 3", "line 3"),
        ("check", "def check(c):\n  assert c(0) == 1\n  assert c(1) == 3", "line 3"),
        (
            "unittest",
            (
                "import unittest\nclass T(unittest.TestCase):\n"
                "  def test_a(self): self.assertEqual(f(0), 1)\n"
                "  def test_b(self): self.assertEqual(f(1), 3)\n"
            ),
            "T.test_b",
        ),
        (
            "pytest",
            (
                "from solution import f\ndef test_a(): assert f(0) == 1\n"
                "def test_b(): assert f(1) == 3\n"
            ),
            "::test_b",
        ),
    ],
)
def test_failing_test_is_named(
    framework: str, code: str, name: str, sandbox: Sandbox
) -> None:
    source = "def f(x): return x + 1"
    report = judge(source, code, sandbox, framework, entry_point="f")
    assert name in the_case(report, Verdict.WRONG_ANSWER).feedback

    source = "def f(x): return 1 // (1 - x)"
    report = judge(source, code, sandbox, framework, entry_point="f")
    feedback = the_case(report, Verdict.RUNTIME_ERROR).feedback
    assert name in feedback
    assert "ZeroDivisionError" in feedback


def test_missing_name_is_the_candidate_s_fault(sandbox: Sandbox) -> None:
    for code, framework in (
        ("assert f(1) == 2", "asserts"),
        ("from solution import f\nassert f(1)", "asserts"),
        ("from solution import f\ndef test_x(): assert f(1)", "pytest"),
        (
            (
                "import unittest\nfrom solution import f\n"
                "class T(unittest.TestCase):\n    def test_x(self): f(1)"
            ),
            "unittest",
        ),
    ):
        the_case(judge("g = 1", code, sandbox, framework), Verdict.WRONG_ANSWER)


def test_time_of_the_tests_is_not_the_candidate_s(sandbox: Sandbox) -> None:
    code = """
import time
end = time.process_time() + 3
while time.process_time() < end:
    pass
assert f(1) == 2
"""

    report = judge("def f(x): return x + 1", code, sandbox, limits={"cpu_time_s": 1})

    assert_accepted(report)
    assert report.cases[0].cpu_time_s < 1


def test_time_of_the_candidate_is_limited(sandbox: Sandbox) -> None:
    source = "def f(x):\n    while True:\n        pass"

    report = judge(source, "assert f(1) == 2", sandbox, limits={"cpu_time_s": 0.5})

    case = the_case(report, Verdict.TIME_LIMIT_EXCEEDED)
    assert 0.5 < case.cpu_time_s < 1.5


def test_large_values_cross(sandbox: Sandbox) -> None:
    code = "n = 10**6\nx = list(range(n))\nassert f(x) == x[::-1] and x[0] == 0\n"

    assert_accepted(judge("def f(x): return x[::-1]", code, sandbox))
