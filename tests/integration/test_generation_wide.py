"""Sets for whole programs go beyond their examples as far as the reference bears."""

from decimal import Decimal
from typing import Any

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationReport, GenerationRequest

SUM = """#include <stdio.h>
int main(void) {
  int n, x; long long sum = 0;
  scanf("%d", &n);
  while (n--) { scanf("%d", &x); sum += x; }
  printf("%lld\\n", sum);
}
"""
SWAPS = """#include <stdio.h>
int main(void) {
  int n, a[101], i, swaps = 0;
  scanf("%d", &n);
  for (i = 0; i < n; i++) scanf("%d", a + i);
  for (i = 1; i < n; i++) swaps += a[i] < a[i - 1];
  printf("%d\\n", swaps);
}
"""
TABLE = """#include <stdio.h>
int price[501];
int main(void) {
  int n;
  scanf("%d", &n);
  for (int i = 1; i <= 500; i++) price[i] = price[i - 1] + i % 7;
  printf("%d\\n", price[n]);
}
"""
LIST = ["3\n1 5 2\n", "2\n7 7\n", "4\n1 2 2 9\n"]


def made(
    source: str, examples: list[str], sandbox: Sandbox, **changes: Any
) -> GenerationReport:
    asked = {
        "target": {"kind": "stdio"},
        "references": [{"language": "c", "source": source}],
        "examples": [{"input": text} for text in examples],
        "budget": {"inputs": 150, "cases": 100, "mutants": 0},
        **changes,
    }
    report = generate(GenerationRequest.model_validate(asked), sandbox)
    assert report.certificate is not None, report.feedback
    return report


def inputs_of(report: GenerationReport) -> list[str]:
    return [case["input"] for case in report.test_cases]


def test_a_single_one_is_drawn_where_the_reference_answers_it_variously(
    sandbox: Sandbox,
) -> None:
    report = made(SUM, LIST, sandbox)

    assert any(text.startswith("1\n") for text in inputs_of(report))
    assert report.certificate is not None
    assert any("bears" in words for words in report.certificate.preconditions)


def test_none_is_drawn_where_one_answer_is_all_there_is_to_it(sandbox: Sandbox) -> None:
    report = made(SWAPS, LIST, sandbox)

    assert not any(text.startswith("1\n") for text in inputs_of(report))


def test_numbers_go_as_far_as_the_arrays_of_the_reference(sandbox: Sandbox) -> None:
    report = made(TABLE, ["3\n", "7\n", "12\n"], sandbox)

    numbers = [int(text) for text in inputs_of(report)]
    assert 100 < max(numbers) <= 500


def test_what_a_statement_limits_is_not_second_guessed(sandbox: Sandbox) -> None:
    target = {"kind": "stdio", "description": "one integer n (1 <= n <= 20)"}
    report = made(TABLE, ["3\n", "7\n", "12\n"], sandbox, target=target)

    assert max(int(text) for text in inputs_of(report)) <= 20


def test_counts_leave_the_spare_places_of_arrays_alone(sandbox: Sandbox) -> None:
    source = SWAPS.replace("a[101]", "a[22]").replace("int n", "int seen[500], n")

    counts = [int(text.split()[0]) for text in inputs_of(made(source, LIST, sandbox))]

    assert 5 < max(counts) <= 20


CIRCLE = """#include <stdio.h>
int main(void) {
  float x, y, r;
  scanf("%f %f %f", &x, &y, &r);
  float d = x * x + y * y;
  puts(d < r * r ? "in" : d == r * r ? "on" : "out");
}
"""
BORDERS = ["0.1 0.0 0.1\n", "1.0 2.0 5.5\n", "0.7 0.3 0.4\n"]


def test_borders_that_only_some_types_meet_are_dropped(sandbox: Sandbox) -> None:
    answers = {"1.0 2.0 5.5\n": "in", "0.7 0.3 0.4\n": "out"}

    budget = {"inputs": 400, "cases": 100, "mutants": 0}
    report = made(CIRCLE, [*answers], sandbox, budget=budget)

    assert report.certificate is not None
    assert report.certificate.dropped["answer hangs on digits that are not kept"] > 0
    on = [c["input"] for c in report.test_cases if c["answer"].strip() == "on"]
    assert on
    assert all(float(n) * 4 % 1 == 0 for text in on for n in text.split())


def test_digits_are_kept_where_an_example_hangs_on_them(sandbox: Sandbox) -> None:
    report = made(CIRCLE, BORDERS, sandbox)

    assert report.certificate is not None
    assert "answer hangs on digits that are not kept" not in report.certificate.dropped
    assert BORDERS[0] in inputs_of(report)


def test_answers_that_more_digits_change_are_dropped(sandbox: Sandbox) -> None:
    source = """#include <stdio.h>
int main(void) {
  double price;
  int times;
  scanf("%lf %d", &price, &times);
  printf("%d\\n", (int)(price * 100.0 * times));
}
"""
    report = made(source, ["2.50 3\n", "0.25 4\n", "7.75 2\n"], sandbox)

    right = {}
    for text in inputs_of(report):
        price, times = text.split()
        right[text] = int(Decimal(price) * 100 * int(times))
    told = {case["input"]: int(case["answer"]) for case in report.test_cases}
    assert told == right


def test_numbers_between_marks_have_a_tolerance(sandbox: Sandbox) -> None:
    source = """#include <stdio.h>
int main(void) {
  int a, b;
  scanf("%d %d", &a, &b);
  printf("(%.3f,%d)\\n", a / 7.0, b);
}
"""
    report = made(source, ["1 2\n", "30 4\n", "8 8\n"], sandbox)

    assert report.certificate is not None
    assert report.certificate.checker == "floats numbers=inside"
