"""Twins of references in C and C++ tell which blocks they go by."""

from typing import Any

import pytest

from sandboxes import Sandbox, known_languages
from verifier.generation.asking import Asking, Entry, Part
from verifier.generation.generate import generate
from verifier.generation.inputs import Input
from verifier.generation.messages import GenerationRequest, Strength
from verifier.generation.replies import ReplyKind
from verifier.generation.subjects import Subject
from verifier.generation.tracing_unit import STOPPED
from verifier.program import Source

HIDDEN = """#include <stdio.h>
int main(void) {
  int a, b;
  scanf("%d %d", &a, &b);
  if (a == 1234567 && b == 7654321) {
    puts("found");
    return 0;
  }
  printf("%d\\n", a > b ? a : b);
}
"""
EXITS = """#include <stdio.h>
#include <stdlib.h>
void write(int n) { printf("%d\\n", n); exit(0); }
int main(void) {
  int n;
  scanf("%d", &n);
  if (n % 2) write(n * 3);
  write(n / 2);
}
"""
HALTS = """#include <stdio.h>
#include <unistd.h>
int main(void) {
  int n;
  scanf("%d", &n);
  printf("%d\\n", n * 3);
  fflush(stdout);
  _exit(0);
}
"""
LIES = """#include <stdio.h>
#include <unistd.h>
int main(void) {
  int n;
  scanf("%d", &n);
  dprintf(3, "{\\"value\\": 7, \\"died\\": \\"no\\", \\"steps\\": \\"many\\", "
             "\\"probes\\": [-1, 99999999999999999999, \\"x\\", null]}\\n");
  close(3);
  printf("%d\\n", n * 3);
}
"""
WORDS = """#include <iostream>
#include <string>
int main() {
  std::string word;
  std::cin >> word;
  for (char c : word)
    if (c == 'a') std::cout << 'b'; else std::cout << c;
  std::cout << std::endl;
}
"""
ENDLESS = "int main(void) { volatile int n = 0; for (;;) n ^= 1; }\n"


def strength(
    source: str, examples: list[str], sandbox: Sandbox, language: str = "c"
) -> tuple[Strength, list[dict[str, Any]]]:
    request = {
        "target": {"kind": "stdio"},
        "references": [{"language": language, "source": source}],
        "examples": [{"input": text} for text in examples],
        "budget": {"inputs": 40, "cases": 20, "mutants": 0},
    }
    report = generate(GenerationRequest.model_validate(request), sandbox)
    assert report.certificate is not None, report.feedback
    return report.certificate.strength, report.test_cases


def test_lines_that_no_case_reaches_are_not_covered(sandbox: Sandbox) -> None:
    found, _ = strength(HIDDEN, ["1 2\n", "5 3\n", "4 4\n"], sandbox)

    assert found.coverage is not None
    assert 0.5 < found.coverage.lines < 1.0
    assert 0.3 < found.coverage.branches < 1.0


def test_programs_that_exit_anywhere_tell_it_all(sandbox: Sandbox) -> None:
    found, _ = strength(EXITS, ["3\n", "8\n", "20\n"], sandbox)

    assert found.coverage is not None
    assert found.coverage.lines == 1.0
    assert found.coverage.branches == 1.0


def test_cpp_is_traced_without_its_headers(sandbox: Sandbox) -> None:
    found, _ = strength(WORDS, ["abc\n", "bab\n", "cc\n"], sandbox, "cpp")

    assert found.coverage is not None
    assert found.coverage.lines == 1.0


@pytest.mark.parametrize("source", [HALTS, LIES])
def test_who_tells_nothing_or_lies_changes_no_answer(
    source: str, sandbox: Sandbox
) -> None:
    found, cases = strength(source, ["3\n", "8\n", "20\n"], sandbox)

    assert found.coverage is None
    assert len(cases) > 5
    assert all(int(case["answer"]) == 3 * int(case["input"]) for case in cases)


def test_a_program_is_stopped_after_so_many_blocks(sandbox: Sandbox) -> None:
    language = known_languages().get("c")
    part = Part(
        role="reference",
        language=language,
        source=Source(text=ENDLESS),
        entry=Entry(is_stdio=True),
        limits=language.limits,
    )
    with Subject(sandbox, part) as subject:
        twin = subject.strict()
        assert twin is not None
        with twin:
            assert twin.is_traced
            [reply] = twin.answers([Input(b"")], Asking(most_steps=1000))

    assert reply.kind is ReplyKind.RAISED
    assert str(STOPPED) in reply.words
    assert reply.cpu_time_s < 0.5
