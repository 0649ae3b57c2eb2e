"""Functions that are called many times a run tell what single calls would."""

from typing import Any

import pytest

from sandboxes import Limits, Sandbox, known_languages
from sandboxes.signatures import parse_signature
from verifier.generation.asking import Asking, Entry, Part
from verifier.generation.inputs import Input, call_input
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.program import Source

pytestmark = pytest.mark.sandbox

ODD = """
let calls = 0;
const state = { seen: [] };
class Box { constructor(n) { this.n = n; } }
function odd(xs, kind) {
  calls++;
  state.seen.push(kind);
  Array.prototype.extra = 1;
  console.log('noise', process.stdout.write('more'));
  switch (kind) {
    case 0:
      return [calls, state.seen.length, xs instanceof Array, xs.constructor === Array];
    case 1: throw new TypeError('no such kind');
    case 2: return new Set(xs);
    case 3: return new Map([[1, new Map([[2, xs]])]]);
    case 4: return Buffer.from('ab');
    case 5: return new Promise((tell) => setTimeout(() => tell(calls), 5));
    case 6: return (async () => { await null; return calls; })();
    case 7: process.exit(3);
    case 8: return 10n ** 30n;
    case 9: return odd;
    case 10: return { a: [1.5, NaN, -Infinity, null], b: new Box(2) };
    case 11: return [typeof structuredClone, global === globalThis, this === undefined];
    case 12: { const deep = () => deep() + 1; return deep(); }
    case 13: return [require('util').inspect({ a: xs }), new Date(0) instanceof Date];
    case 14: throw 'a text';
    default: return undefined;
  }
}
"""
KINDS = range(16)


@pytest.fixture(params=["javascript", "typescript"])
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def part(
    language: str,
    source: str,
    name: str,
    limits: Limits | None = None,
    signature: str | None = None,
) -> Part:
    spoken = known_languages().get(language)
    return Part(
        role="reference",
        language=spoken,
        source=Source(text=source),
        entry=Entry(
            function=name, signature=parse_signature(signature) if signature else None
        ),
        limits=limits or spoken.limits,
    )


def calls(*rows: list[Any]) -> list[Input]:
    return [call_input(row, "test") for row in rows]


def told(reply: Reply) -> tuple[ReplyKind, object, str]:
    return reply.kind, reply.value, reply.words


def apart(sandbox: Sandbox, one: Part, inputs: list[Input]) -> list[Reply]:
    """Make each call by itself."""
    with Subject(sandbox, one) as subject:
        return [subject.answers([it])[0] for it in inputs]


def test_calls_together_tell_what_calls_apart_do(
    sandbox: Sandbox, language: str
) -> None:
    one = part(language, ODD, "odd")
    inputs = calls(*([[3, 1, 2], kind] for kind in (*KINDS, 0, 2)))

    with Subject(sandbox, one) as subject:
        together = subject.answers(inputs)
        backward = subject.answers(inputs, Asking(is_backward=True))
        assert subject.takes_many

    alone = apart(sandbox, one, inputs)
    assert [told(it) for it in together] == [told(it) for it in alone]
    assert [told(it) for it in backward] == [told(it) for it in alone]
    assert together[0].value == together[-2].value == [1, 1, True, True]


JAVA = """
import java.util.*;
class Solution {
    static int calls = 0;
    static final List<Integer> seen = new ArrayList<>();
    int own = 0;
    static int deep(int n) { return deep(n + 1) + 1; }
    public Object odd(int[] xs, int kind) {
        calls++;
        own++;
        seen.add(kind);
        System.out.println("noise");
        switch (kind) {
            case 0: return Arrays.asList(calls, seen.size(), own);
            case 1: throw new IllegalStateException("no such kind");
            case 2: return new TreeSet<>(Arrays.asList(xs[0], xs[1]));
            case 3: System.exit(3);
            case 4: return deep(0);
            case 5: return new Thread();
            case 6: return Thread.currentThread().getName();
            case 7: return xs[10];
            case 8: Runtime.getRuntime().halt(0);
            case 9: return Double.NaN;
            case 10: return new Solution().own + calls;
            default: return null;
        }
    }
}
"""
KOTLIN = """
val seen = mutableListOf<Int>()
fun odd(xs: List<Int>, kind: Int): Any? {
    seen.add(kind)
    return when (kind) {
        0 -> listOf(seen.size, xs.sum())
        1 -> error("no such kind")
        2 -> xs.toSet()
        3 -> kotlin.system.exitProcess(3)
        4 -> xs[10]
        5 -> mapOf("a" to xs)
        else -> null
    }
}
"""


@pytest.mark.parametrize(("language", "source"), [("java", JAVA), ("kotlin", KOTLIN)])
def test_classes_are_loaded_anew_for_each_call(
    sandbox: Sandbox, language: str, source: str
) -> None:
    kinds = (0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0)
    one = part(
        language, source, "odd", signature="(xs: list[int], kind: int) -> object"
    )
    inputs = calls(*([[3, 1, 2], kind] for kind in kinds))

    with Subject(sandbox, one) as subject:
        together = subject.answers(inputs)
        assert subject.takes_many

    alone = apart(sandbox, one, inputs)
    assert [told(it) for it in together] == [told(it) for it in alone]
    assert together[0].value == together[-1].value


def test_java_calls_that_do_not_end_are_told(sandbox: Sandbox) -> None:
    source = "class Solution { int f(int n) { while (n % 4 == 1) { } return n; } }"
    limits = Limits(cpu_time_s=1.0)
    one = part("java", source, "f", limits, signature="(n: int) -> int")

    with Subject(sandbox, one) as subject:
        replies = subject.answers(calls(*([n] for n in (0, 2, 3, 4, 5, 6, 9, 10))))

    assert [it.value for it in replies] == [0, 2, 3, 4, None, 6, None, 10]
    assert [it.kind for it in replies if not it.is_value] == [ReplyKind.DIED] * 2


def test_calls_that_do_not_end_are_told_and_the_others_made(sandbox: Sandbox) -> None:
    source = "function f(n) { while (n % 4 === 1) {} return n; }"
    one = part("javascript", source, "f", Limits(cpu_time_s=0.5))
    inputs = calls(*([n] for n in (0, 2, 3, 4, 5, 6, 7, 9, 10)))

    with Subject(sandbox, one) as subject:
        replies = subject.answers(inputs)
        few = subject.answers(inputs, Asking(most_deaths=1))

    died = [it.kind is ReplyKind.DIED for it in replies]
    assert died == [n in {5, 9} for n in (0, 2, 3, 4, 5, 6, 7, 9, 10)]
    assert [it.value for it in replies if it.is_value] == [0, 2, 3, 4, 6, 7, 10]
    assert [it.kind is ReplyKind.LEFT_OUT for it in few] == [False] * 5 + [True] * 4


BUSY_JAVASCRIPT = """
function f(n) { const t = Date.now() + 80; while (Date.now() < t); return n; }
"""
BUSY_JAVA = """
class Solution {
    int f(int n) {
        long t = System.nanoTime() + 80_000_000;
        while (System.nanoTime() < t);
        return n;
    }
}
"""


@pytest.mark.parametrize(
    ("language", "source"), [("javascript", BUSY_JAVASCRIPT), ("java", BUSY_JAVA)]
)
def test_what_takes_long_takes_several_runs(
    sandbox: Sandbox, language: str, source: str
) -> None:
    one = part(language, source, "f", signature="(n: int) -> int")

    with Subject(sandbox, one) as subject:
        asking = Asking(total_cpu_time_s=0.2)
        replies = subject.answers(calls(*([n] for n in range(12))), asking)

    assert [it.value for it in replies] == list(range(12))


def test_modules_are_called_apart(sandbox: Sandbox) -> None:
    source = "import { inspect } from 'util';\nexport const f = (n) => inspect(n);\n"
    one = part("javascript", source, "f")

    with Subject(sandbox, one) as subject:
        replies = subject.answers(calls([1], [2], [3], [4], [5]))

    assert [it.value for it in replies] == ["1", "2", "3", "4", "5"]


def test_a_program_that_looks_who_calls_is_called_apart(sandbox: Sandbox) -> None:
    source = (
        """function f(n) { return require.main.filename.includes('many') ? -n : n; }"""
    )
    one = part("javascript", source, "f")

    with Subject(sandbox, one) as subject:
        replies = subject.answers(calls([1], [2], [3], [4], [5]))
        assert not subject.takes_many

    assert [it.value for it in replies] == [1, 2, 3, 4, 5]


def test_too_large_values_are_no_answers(sandbox: Sandbox) -> None:
    one = part("javascript", "function f(n) { return 'x'.repeat(n); }", "f")

    with Subject(sandbox, one) as subject:
        replies = subject.answers(calls([1], [2], [3], [100_000], [4]))

    assert [it.kind.value for it in replies] == [
        *("value", "value", "value", "unusable", "value")
    ]
