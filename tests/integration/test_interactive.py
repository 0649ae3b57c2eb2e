"""Who is to blame when two programs talk, in real boxes.

The cases are those of DOMjudge's `judge/runpipe_test`, of the submissions to the
`guess` example of Kattis' problemtools, and a few of our own.
"""

import time
from dataclasses import dataclass, field
from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

GUESS = """
import sys
secret, line = int(open(sys.argv[1]).read()), ""
for _ in range(10):
    line = sys.stdin.readline()
    if not line.strip().lstrip("-").isdigit() or not 1 <= int(line) <= 1000:
        sys.exit(f"not a guess: {line!r}")
    if int(line) == secret:
        print("correct", flush=True)
        sys.exit(1 if sys.stdin.readline() else 0)
    print("lower" if int(line) > secret else "higher", flush=True)
sys.exit("too many guesses")
"""
"""Exits with 1 (wrong) and words, or 0 (right) once the candidate has left."""

SEARCH = """
low, high = 1, 1000
while True:
    middle = (low + high) // 2
    print(middle, flush=True)
    answer = input()
    if answer == "correct":
        break
    if answer == "lower":
        high = middle - 1
    else:
        low = middle + 1
"""
KATTIS_GUESS = GUESS.replace("sys.exit(1 if", "sys.exit(43 if").replace(
    "else 0)", "else 42)"
)
C_START = "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n"


def c(body: str) -> dict[str, str]:
    return {"language": "c", "source": f"{C_START}int main(void) {{ {body} }}"}


def python(source: str) -> dict[str, str]:
    return {"language": "python", "source": source}


def judge(
    sandbox: Sandbox,
    submission: dict[str, str],
    interactor: dict[str, str],
    **changes: Any,
) -> VerificationReport:
    case = {"kind": "interactive", "interactor": interactor, "input": "123"}
    limits = {"cpu_time_s": 1, "wall_time_s": 2}
    request = {
        "submission": submission,
        "test_cases": [case | changes.pop("case", {})],
        "limits": limits | changes.pop("limits", {}),
        **changes,
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


@dataclass(frozen=True, kw_only=True)
class Talk:
    """A conversation and its right verdict."""

    name: str
    candidate: dict[str, str]
    interactor: dict[str, str]
    verdict: Verdict
    attribution: Attribution = Attribution.CANDIDATE
    case: dict[str, Any] = field(default_factory=dict)


READS_TO_THE_END = c("while (getchar() >= 0) {} return 0;")
TALKS = [
    Talk(
        name="search finds the number",
        candidate=python(SEARCH),
        interactor=python(GUESS),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="interactor says 42",
        candidate=python("print(1)"),
        interactor=c("getchar(); return 42;"),
        case={"convention": "kattis"},
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="interactor says 43",
        candidate=python("print(1)"),
        interactor=c("getchar(); return 43;"),
        case={"convention": "kattis"},
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="interactor exits early and content, candidate waits for more",
        candidate=READS_TO_THE_END,
        interactor=c("return 0;"),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="interactor exits early and content, candidate goes on talking",
        candidate=c('for (int i = 0; i < 10000000; i++) puts("more"); return 0;'),
        interactor=c("return 0;"),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="interactor exits early and not content, candidate waits for more",
        candidate=python("print(0, flush=True)\nprint(int(input()))"),
        interactor=python(GUESS),
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="interactor exits early and not content, candidate talks for ever",
        candidate=c('for (;;) puts("0");'),
        interactor=python(GUESS),
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="interactor exits early and not content, candidate loops for ever",
        candidate=c('puts("-1"); fflush(stdout); for (;;) {}'),
        interactor=python(GUESS),
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="interactor exits early and content, candidate loops for ever",
        candidate=c("for (;;) {}"),
        interactor=c("return 0;"),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="interactor closes its output and listens on",
        candidate=c('while (getchar() >= 0) {} puts("5"); return 0;'),
        interactor=c("fclose(stdout); return getchar() == '5' ? 0 : 1;"),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="interactor does not write",
        candidate=READS_TO_THE_END,
        interactor=c("while (getchar() >= 0) {} return 0;"),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate closes its input and goes on",
        candidate=c('fclose(stdin); usleep(100000); puts("5"); return 0;'),
        interactor=c(
            'for (int i = 0; i < 100000; i++) puts("much"); fflush(stdout);'
            "return getchar() == '5' ? 0 : 1;"
        ),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="candidate closes its output and listens on",
        candidate=c('puts("5"); fclose(stdout); while (getchar() >= 0) {} return 0;'),
        interactor=c('while (getchar() >= 0) {} puts("heard"); return 0;'),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="candidate does not write",
        candidate=c("pause(); return 0;"),
        interactor=python(GUESS),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate does not flush",
        candidate=c('puts("500"); getchar(); return 0;'),
        interactor=python(GUESS),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate exits at once",
        candidate=c("return 0;"),
        interactor=python(GUESS),
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="candidate crashes at once",
        candidate=c("return 42;"),
        interactor=python(GUESS),
        verdict=Verdict.RUNTIME_ERROR,
    ),
    Talk(
        name="candidate crashes after it was right",
        candidate=python(f"{SEARCH}\nraise SystemExit(42)"),
        interactor=python(GUESS),
        verdict=Verdict.RUNTIME_ERROR,
    ),
    Talk(
        name="candidate loops after it was right",
        candidate=python(f"{SEARCH}\nwhile True: pass"),
        interactor=python(GUESS),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate runs out of memory",
        candidate=python("x = bytearray(1 << 30)\nprint(x[0])"),
        interactor=python(GUESS),
        verdict=Verdict.MEMORY_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate leaves an interactor that has more to say",
        candidate=python(SEARCH.replace("break", "import os; os._exit(0)")),
        interactor=python(
            GUESS.replace('print("correct"', 'print("correct\\n" * 999999')
        ),
        verdict=Verdict.ACCEPTED,
    ),
    Talk(
        name="candidate leaves an interactor that breaks of it",
        candidate=c("return 0;"),
        interactor=python("input()\nraise SystemExit(0)"),
        case={"convention": "kattis"},
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="candidate crashes on an interactor that breaks of it",
        candidate=c("return 3;"),
        interactor=c("if (getchar() < 0) abort(); return 0;"),
        verdict=Verdict.RUNTIME_ERROR,
    ),
    Talk(
        name="time is up in busy traffic",
        candidate=c('for (;;) { puts("x"); fflush(stdout); getchar(); getchar(); }'),
        interactor=c(
            "for (int i; (i = getchar()) >= 0; fflush(stdout)) putchar(i);return 1;"
        ),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate floods an interactor that takes it all in",
        candidate=c("for (;;) putchar('1');"),
        interactor=python("import sys\nsys.stdin.read()"),
        verdict=Verdict.TIME_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate drowns an interactor",
        candidate=c(
            "for (int i = 0; i < 1 << 22; i++) putchar('1');"
            "fflush(stdout); getchar(); return 0;"
        ),
        interactor=c("for (int i = 0; i < 1 << 22; i++) getchar(); abort();"),
        verdict=Verdict.OUTPUT_LIMIT_EXCEEDED,
    ),
    Talk(
        name="candidate kills all it can reach",
        candidate=c(
            "extern int kill(int, int);"
            "kill(-1, 9); for (int i = 2; i < 99999; i++) if (i != getpid())"
            "kill(i, 9); return 0;"
        ),
        interactor=python(GUESS),
        verdict=Verdict.WRONG_ANSWER,
    ),
    Talk(
        name="interactor crashes",
        candidate=READS_TO_THE_END,
        interactor=c("abort();"),
        verdict=Verdict.INTERNAL_ERROR,
        attribution=Attribution.TESTS,
    ),
    Talk(
        name="interactor leaves its convention",
        candidate=READS_TO_THE_END,
        interactor=c("return 44;"),
        case={"convention": "kattis"},
        verdict=Verdict.INTERNAL_ERROR,
        attribution=Attribution.TESTS,
    ),
    Talk(
        name="interactor says that the tests are at fault",
        candidate=c("return 1;"),
        interactor=c("while (getchar() >= 0) {} return 3;"),
        verdict=Verdict.INTERNAL_ERROR,
        attribution=Attribution.TESTS,
    ),
    Talk(
        name="interactor does not compile",
        candidate=READS_TO_THE_END,
        interactor=c("return"),
        verdict=Verdict.INTERNAL_ERROR,
        attribution=Attribution.TESTS,
    ),
]


@pytest.mark.parametrize("talk", TALKS, ids=lambda talk: talk.name.replace(" ", "-"))
def test_blame_is_put_on_the_right_side(talk: Talk, sandbox: Sandbox) -> None:
    begin = time.monotonic()

    report = judge(sandbox, talk.candidate, talk.interactor, case=talk.case)

    feedback = report.cases[0].feedback
    assert report.verdict is talk.verdict, feedback
    assert report.attribution is talk.attribution, feedback
    assert (report.reward is None) == (talk.attribution is not Attribution.CANDIDATE)
    assert time.monotonic() - begin < 60


def test_feedback_is_what_the_interactor_said(sandbox: Sandbox) -> None:
    report = judge(sandbox, python("print('x')"), python(GUESS))

    assert report.cases[0].feedback == "not a guess: 'x\\n'"


def test_points_are_reported_and_paid(sandbox: Sandbox) -> None:
    interactor = c('fputs("points 30 of them", stderr); return 7;')

    report = judge(
        sandbox,
        READS_TO_THE_END,
        interactor,
        case={"full_points": 40},
        reward={"kind": "fraction"},
    )

    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.cases[0].points == 0.75
    assert report.reward == 0.75


def test_kattis_interactor_is_called_as_the_format_says(sandbox: Sandbox) -> None:
    interactor = python("""
import sys
_, case, answer, feedback, flag = sys.argv
open(feedback + "judgemessage.txt", "w").write(open(case).read() + open(answer).read())
assert flag == "a_flag" and feedback.endswith("/")
sys.exit(43)
""")
    case = {
        "convention": "kattis",
        "interactor": interactor | {"args": ["a_flag"]},
        "answer": "456",
    }

    report = judge(sandbox, READS_TO_THE_END, interactor, case=case)

    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.cases[0].feedback == "123456"


def test_large_streams_flow_at_full_speed(sandbox: Sandbox) -> None:
    size = 100_000_000
    candidate = c(
        f"static char b[65536]; long n = 0; for (ssize_t k; n < {size} &&"
        "(k = read(0, b, sizeof b)) > 0; n += k) if (write(1, b, k) != k) return 1;"
        "return 0;"
    )
    interactor = c(
        f"static char b[65536]; long out = {size}, in = 0; if (!fork()) {{"
        "for (; out > 0; out -= 50000) if (write(1, b, 50000) != 50000) return 1;"
        "return 0; } close(1);"
        "for (ssize_t k; (k = read(0, b, sizeof b)) > 0;) in += k;"
        f"return in != {size};"
    )

    report = judge(sandbox, candidate, interactor, limits={"wall_time_s": 10})

    assert report.verdict is Verdict.ACCEPTED, report.cases[0]


def test_many_short_turns_are_cheap(sandbox: Sandbox) -> None:
    turns = 20_000
    candidate = c("for (int i; (i = getchar()) >= 0;) { putchar(i); fflush(stdout); }")
    interactor = c(
        f"for (int i = 0; i < {turns}; i++) {{ putchar('x'); fflush(stdout);"
        "if (getchar() != 'x') return 1; } return 0;"
    )

    report = judge(sandbox, candidate, interactor, limits={"wall_time_s": 10})

    assert report.verdict is Verdict.ACCEPTED, report.cases[0]


def test_busy_interactor_is_not_the_candidates_fault(sandbox: Sandbox) -> None:
    report = judge(
        sandbox, READS_TO_THE_END, c("for (;;) {}"), limits={"wall_time_s": 1}
    )

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.TESTS


def test_later_cases_use_the_same_interactor(sandbox: Sandbox) -> None:
    case = {"kind": "interactive", "interactor": python(GUESS)}
    cases = [case | {"input": secret} for secret in ("1", "500", "1000")]
    request = {"submission": python(SEARCH), "test_cases": cases}

    report = verify(VerificationRequest.model_validate(request), sandbox)

    assert report.passed == 3
