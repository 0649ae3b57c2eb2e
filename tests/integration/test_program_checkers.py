"""Checkers that are programs, in real boxes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.checkers.floats import FloatsChecker
from verifier.checkers.lines import LinesChecker
from verifier.checkers.testlib import TestlibChecker
from verifier.checkers.tokens import TokensChecker
from verifier.graders.checking import check
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

pytestmark = [pytest.mark.sandbox, pytest.mark.slow]

HEADER = r"""
#include <cmath>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

using Words = std::vector<std::string>;

enum Outcome { ok = 0, wrong = 1, malformed = 2, fail = 3 };

[[noreturn]] inline void quit(Outcome outcome, const char *format, ...) {
  va_list values;
  va_start(values, format);
  vfprintf(stderr, format, values);
  exit(outcome);
}

inline Words words_of(std::istream &&in) {
  return Words(std::istream_iterator<std::string>(in), {});
}

inline std::vector<Words> lines_of(std::istream &&in) {
  std::vector<Words> lines;
  for (std::string line; std::getline(in, line);)
    lines.push_back(words_of(std::istringstream(line)));
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

struct Files {
  std::ifstream output, answer;
  Files(int count, char **paths) : output(paths[2]), answer(paths[3]) {
    if (count < 4 || !output || !answer) quit(fail, "three files are needed");
  }
};

/* Compares words one by one; `same` may end with a verdict of its own. */
template <class Same> void compare_words(Files &files, Same same) {
  Words found = words_of(std::move(files.output));
  Words expected = words_of(std::move(files.answer));
  for (size_t i = 0; i < found.size() && i < expected.size(); i++)
    if (!same(found[i], expected[i]))
      quit(wrong, "word %zu: expected %s, found %s", i + 1, expected[i].c_str(),
           found[i].c_str());
  if (found.size() != expected.size())
    quit(wrong, "expected %zu words, found %zu", expected.size(), found.size());
  quit(ok, "%zu words", found.size());
}
"""
"""What the checkers below need of what testlib.h offers; our own."""

COMPARE = "int main(int n, char **v) { Files files(n, v); compare_words(files, same); }"
RULES = {
    "wcmp": """
bool same(const std::string &found, const std::string &expected) {
  return found == expected;
}
""",
    "ncmp": """
long long number(const std::string &word, Outcome otherwise) {
  char *end;
  long long value = strtoll(word.c_str(), &end, 10);
  if (*end || std::to_string(value) != word) quit(otherwise, "not an integer");
  return value;
}
bool same(const std::string &found, const std::string &expected) {
  return number(expected, fail) == number(found, malformed);
}
""",
    "rcmp": """
double number(const std::string &word, Outcome otherwise) {
  char *end;
  double value = strtod(word.c_str(), &end);
  if (*end || !std::isfinite(value)) quit(otherwise, "not a number");
  return value;
}
bool same(const std::string &found, const std::string &expected) {
  return std::fabs(number(expected, fail) - number(found, malformed)) <= 1.5e-6;
}
""",
    "hcmp": """
void check(const std::string &word, Outcome otherwise) {
  size_t at = word[0] == '-';
  bool is_long = word.size() > at + 1;
  if (word.size() == at || (word[at] == '0' && (is_long || at)) ||
      word.find_first_not_of("0123456789", at) != std::string::npos)
    quit(otherwise, "not an integer");
}
bool same(const std::string &found, const std::string &expected) {
  check(expected, fail), check(found, malformed);
  return found == expected;
}
""",
    "yesno": """
std::string upper(std::string word, Outcome otherwise) {
  for (char &letter : word) letter = toupper(letter);
  if (word != "YES" && word != "NO") quit(otherwise, "neither yes nor no");
  return word;
}
bool same(const std::string &found, const std::string &expected) {
  return upper(expected, fail) == upper(found, malformed);
}
""",
    "lcmp": None,
}
LINES = """
int main(int n, char **v) {
  Files files(n, v);
  auto found = lines_of(std::move(files.output));
  auto expected = lines_of(std::move(files.answer));
  if (found.size() != expected.size()) quit(wrong, "another number of lines");
  for (size_t i = 0; i < found.size(); i++)
    if (found[i] != expected[i]) quit(wrong, "line %zu differs", i + 1);
  quit(ok, "%zu lines", found.size());
}
"""


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A rule of testlib's standard checkers, and our checker that has it."""

    name: str
    ours: Checker
    answers: list[str]
    outputs: list[str] = field(default_factory=list)

    @property
    def checker(self) -> TestlibChecker:
        """The rule as a program."""
        rule = RULES[self.name]
        body = LINES if rule is None else rule + COMPARE
        source = f'#include "rules.h"\n{body}'
        return TestlibChecker(source=source, files={"rules.h": HEADER.encode()})

    def pairs(self) -> Iterator[tuple[bytes, bytes]]:
        """Yield outputs and answers."""
        outputs = [*self.answers, *self.outputs]
        for output, answer in product(outputs, self.answers):
            yield output.encode(), answer.encode()


RULES_OF_TESTLIB = [
    Rule(
        name="wcmp",
        ours=TokensChecker(),
        answers=["", "a", "a b\n", "b a", "a\n\nb", "A b", "1 2 3", "1.0", "é x"],
        outputs=["a b c", "  a\tb\r\n", "ab", "1", "\0", "a\vb\f"],
    ),
    Rule(
        name="ncmp",
        ours=TokensChecker(),
        answers=["0", "-1 2\n", "-1\n2", "9223372036854775807", "1 2 3"],
        outputs=["", "1 2 3 4", "9223372036854775808", "x", "01", "1.0", "+1"],
    ),
    Rule(
        name="rcmp",
        ours=FloatsChecker(absolute=1.5e-6, relative=0, integers="close"),
        answers=["0", "1.5", "-2e3", "1000000", "3.14159265"],
        outputs=[
            *("0.000001", "0.000002", "1.500001", "1.500002", "-2000.0", "3.141593"),
            *("1000001", "x", "", "1.5 1.5", "nan", "inf", ".5", "999999.999999"),
        ],
    ),
    Rule(
        name="hcmp",
        ours=TokensChecker(),
        answers=["0", "-7", "1" + "0" * 60, "9" * 200],
        outputs=["-0", "007", "1" + "0" * 59, "9" * 199 + "8", "", "--1", "1e60"],
    ),
    Rule(
        name="yesno",
        ours=TokensChecker(case_sensitive=False),
        answers=["YES", "no\n", "yEs"],
        outputs=["y", "YES NO", "", "maybe", "NO."],
    ),
    Rule(
        name="lcmp",
        ours=LinesChecker(),
        answers=["a b\nc", "a b\nc\n\n", "a\nb c", "", "x"],
        outputs=["a b c", "a b  \nc\t\n", "\na b\nc", "x\r\n", "x\n\n\n"],
    ),
]


@pytest.mark.parametrize("rule", RULES_OF_TESTLIB, ids=lambda rule: rule.name)
def test_rules_of_testlib_agree_with_our_checkers(rule: Rule, sandbox: Sandbox) -> None:
    with Assistants(sandbox) as assistants:
        for output, answer in rule.pairs():
            opinion = check(
                rule.checker, assistants, case_input=b"", output=output, answer=answer
            )
            complaint = rule.ours.complaint(output, answer)

            said = (output, answer, opinion.complaint, complaint)
            assert (opinion.complaint is None) == (complaint is None), said


def judge(
    sandbox: Sandbox, checker: dict[str, Any], **changes: Any
) -> VerificationReport:
    request = {
        "submission": {"language": "python", "source": "print(input())"},
        "test_cases": [{"kind": "stdio", "input": "5\n", "answer": "five"}],
        "checker": checker,
        **changes,
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def python(body: str) -> dict[str, Any]:
    source = f"def check(input, output, answer):\n    {body}\n"
    return {"kind": "python", "source": source}


def c(kind: str, body: str) -> dict[str, Any]:
    source = f"#include <stdio.h>\n#include <stdlib.h>\nint main() {{ {body} }}"
    return {"kind": kind, "language": "c", "source": source}


@pytest.mark.parametrize(
    ("body", "verdict", "feedback"),
    [
        ("return output == input and answer == 'five'", Verdict.ACCEPTED, ""),
        ("return True, 'well done'", Verdict.ACCEPTED, ""),
        ("return output == answer", Verdict.WRONG_ANSWER, "wrong answer"),
        ("return f'{output!r} is odd'", Verdict.WRONG_ANSWER, "'5\\n' is odd"),
        ("return False, 'a\\nb'", Verdict.WRONG_ANSWER, "a b"),
        ("print('noise'); return True", Verdict.ACCEPTED, ""),
    ],
)
def test_function_in_python_decides(
    body: str, verdict: Verdict, feedback: str, sandbox: Sandbox
) -> None:
    report = judge(sandbox, python(body))

    assert report.verdict is verdict
    assert report.cases[0].feedback == feedback


def test_function_in_python_may_have_files_of_its_own(sandbox: Sandbox) -> None:
    checker = {
        "kind": "python",
        "source": "from helper import right\nfrom pathlib import Path\n"
        "def check(input, output, answer): return right(Path('words').read_text())",
        "files": {"helper.py": "def right(word): return word == 'w'", "words": "w"},
    }

    assert judge(sandbox, checker).verdict is Verdict.ACCEPTED


def test_text_that_is_not_utf8_comes_to_the_function(sandbox: Sandbox) -> None:
    source = "import sys; sys.stdout.buffer.write(b'\\xff\\r\\n')"

    report = judge(
        sandbox,
        python("return output.encode(errors='surrogateescape') == b'\\xff\\r\\n'"),
        submission={"language": "python", "source": source},
    )

    assert report.verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("checker", "words"),
    [
        (c("testlib", "return"), "does not compile"),
        (c("kattis", "int x[] = {}; return x[0"), "does not compile"),
        (c("testlib", "abort();"), "SIGABRT"),
        (c("testlib", "return 3;"), "the tests are at fault"),
        (c("testlib", "return 42;"), "code 42"),
        (c("testlib", 'fputs("points 2", stderr); return 7;'), "2 of 1 points"),
        (c("kattis", "return 0;"), "code 0"),
        (
            c("kattis", 'fputs("much", fopen("feedback/score.txt", "w")); return 42;'),
            "much of 1 points",
        ),
        (python("return bytearray(1 << 33)"), "ran out of memory"),
        (c("testlib", "for (;;) puts(__FILE__);"), "output limit"),
        (python("return 1 / 0"), "ZeroDivisionError"),
        (python("return 1"), "check returned 1"),
        (python("return (True, 1)"), "check returned"),
        (python("import os; os._exit(0)"), "gave no verdict"),
        (python("import os; os.kill(os.getpid(), 9)"), "SIGKILL"),
        (python("syntax error"), "SyntaxError"),
        ({"kind": "python", "source": "x = 1"}, "KeyError: 'check'"),
    ],
)
def test_failed_checker_is_never_a_verdict_about_the_candidate(
    checker: dict[str, Any], words: str, sandbox: Sandbox
) -> None:
    report = judge(sandbox, checker, reward={"kind": "fraction"})

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.TESTS
    assert report.reward is None
    assert words in report.cases[0].feedback


def test_checker_that_loops_is_stopped_and_not_tried_again(sandbox: Sandbox) -> None:
    case = {"kind": "stdio", "input": "5\n", "answer": "five"}

    report = judge(sandbox, python("while True: pass"), test_cases=[case] * 3)

    assert report.attribution is Attribution.TESTS
    assert report.reward is None
    assert "CPU time" in report.cases[0].feedback
    assert report.cases[2].feedback == "the checker was too slow in an earlier case"


def test_checker_runs_without_the_candidate(sandbox: Sandbox) -> None:
    spy = "import os\nopen('left', 'w').write('x')\nprint(*sorted(os.listdir('.')))"
    body = "import os; seen = os.listdir('.'); "
    body += "return 'left' not in seen and output == 'left main.py\\n'"

    report = judge(
        sandbox, python(body), submission={"language": "python", "source": spy}
    )

    assert report.verdict is Verdict.ACCEPTED, report.cases[0]


def test_points_are_paid(sandbox: Sandbox) -> None:
    checker = c("kattis", 'fputs("30", fopen("feedback/score.txt", "w")); return 42;')

    report = judge(sandbox, checker | {"full_points": 40}, reward={"kind": "fraction"})

    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.cases[0].points == 0.75
    assert report.reward == 0.75


def test_values_come_as_json(sandbox: Sandbox) -> None:
    case = {"kind": "function_call", "function": "f", "args": [3], "answer": [1, 2]}
    body = "import json; call = json.loads(input); return call['args'] == [3] and "
    body += "sorted(json.loads(output)) == json.loads(answer)"

    report = judge(
        sandbox,
        python(body),
        submission={"language": "python", "source": "def f(n): return [2, 1]"},
        test_cases=[case],
    )

    assert report.verdict is Verdict.ACCEPTED
