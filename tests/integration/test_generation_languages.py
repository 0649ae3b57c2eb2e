"""Sets for functions whose references are in languages other than Python."""

from typing import Any

import pytest

from sandboxes import Sandbox
from verifier.generation.generate import generate
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution

pytestmark = pytest.mark.sandbox

CPP = """#include <algorithm>
#include <vector>
std::vector<int> smallest(std::vector<int> xs, int k) {
    std::sort(xs.begin(), xs.end());
    if (k < (int)xs.size()) xs.resize(k);
    return xs;
}
"""
C = """int compare(const void *a, const void *b) {
    return (*(int *)a > *(int *)b) - (*(int *)a < *(int *)b);
}
int *smallest(int *xs, int xsSize, int k, int *returnSize) {
    qsort(xs, xsSize, sizeof(int), compare);
    *returnSize = k < xsSize ? k : xsSize;
    return xs;
}
"""
JAVA = """import java.util.*;
public class Main {
    public static List<Integer> smallest(int[] xs, int k) {
        List<Integer> taken = new ArrayList<>();
        Arrays.sort(xs);
        for (int i = 0; i < Math.min(k, xs.length); i++) taken.add(xs[i]);
        return taken;
    }
}
"""
GO = """package main
import "sort"
func smallest(xs []int, k int) []int {
    sort.Ints(xs)
    if k < len(xs) { xs = xs[:k] }
    return xs
}
"""
RUST = """fn smallest(mut xs: Vec<i32>, k: i32) -> Vec<i32> {
    xs.sort();
    xs.into_iter().take(k as usize).collect()
}
"""
TYPESCRIPT = """function smallest(xs: number[], k: number): number[] {
    return [...xs].sort((a, b) => a - b).slice(0, k);
}
"""
KOTLIN = "fun smallest(xs: List<Int>, k: Int): List<Int> = xs.sorted().take(k)\n"
PHP = """<?php
function smallest($xs, $k) {
    sort($xs);
    return array_slice($xs, 0, $k);
}
"""
RUBY = "def smallest(xs, k)\n  xs.sort.take(k)\nend\n"
RIGHT = "def smallest(xs, k):\n    return sorted(xs)[:k]\n"
WRONG = "def smallest(xs, k):\n    return sorted(set(xs))[:k]\n"
RIGHT_JAVASCRIPT = """function smallest(xs, k) {
    return [...xs].sort((a, b) => a - b).slice(0, k);
}
"""
JAVA_AREA = """public class Main {
    public static int area(int width, int height) { return width * height; }
}
"""
GO_AREA = "package main\nfunc area(w int32, h int32) int32 { return w * h }\n"
EXAMPLES = [
    {"args": [[3, 1, 2, 1], 2], "answer": [1, 1]},
    {"args": [[5, 5, 1, 9], 3], "answer": [1, 5, 5]},
    {"args": [[-4], 1], "answer": [-4]},
]
TARGET = {
    "kind": "function",
    "function": "smallest",
    "description": "The k smallest numbers, 1 <= k <= 100, in ascending order.",
}


def made(sandbox: Sandbox, **changes: Any) -> GenerationReport:
    request = {
        "target": TARGET,
        "examples": EXAMPLES,
        "budget": {"inputs": 40, "cases": 20, "mutants": 3},
    }
    return generate(GenerationRequest.model_validate(request | changes), sandbox)


def verdict(
    report: GenerationReport, sandbox: Sandbox, language: str, source: str
) -> str:
    cases = report.model_dump(mode="json")["test_cases"]
    request = {
        "submission": {"language": language, "source": source},
        "test_cases": cases,
    }
    return verify(VerificationRequest.model_validate(request), sandbox).verdict


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("cpp", CPP),
        ("c", C),
        ("java", JAVA),
        ("go", GO),
        ("rust", RUST),
        ("typescript", TYPESCRIPT),
        ("kotlin", KOTLIN),
        ("php", PHP),
        ("ruby", RUBY),
    ],
)
def test_a_reference_in_any_language_judges_programs_in_others(
    language: str, source: str, sandbox: Sandbox
) -> None:
    report = made(sandbox, references=[{"language": language, "source": source}])

    assert report.status == "generated", report.feedback
    assert verdict(report, sandbox, "python", RIGHT) == "accepted"
    assert verdict(report, sandbox, "python", WRONG) == "wrong_answer"
    assert verdict(report, sandbox, "javascript", RIGHT_JAVASCRIPT) == "accepted"
    assert verdict(report, sandbox, "cpp", CPP) == "accepted"
    assert verdict(report, sandbox, "java", JAVA) == "accepted"


@pytest.mark.parametrize(("language", "source"), [("cpp", CPP), ("go", GO)])
def test_types_are_read_where_nothing_else_tells_them(
    language: str, source: str, sandbox: Sandbox
) -> None:
    references = [{"language": language, "source": source}]
    report = made(sandbox, references=references, examples=[])

    assert report.status == "generated", report.feedback
    assert verdict(report, sandbox, "python", WRONG) == "wrong_answer"


def test_a_set_by_python_judges_what_needs_types(sandbox: Sandbox) -> None:
    report = made(sandbox, references=[{"language": "python", "source": RIGHT}])

    cases = report.model_dump(mode="json")["test_cases"]
    assert {case["signature"] for case in cases} == {
        "(xs: list[int], k: int) -> list[int]"
    }
    assert verdict(report, sandbox, "c", C) == "accepted"
    assert verdict(report, sandbox, "rust", RUST) == "accepted"


def test_what_returns_nothing_is_held_to_what_it_leaves(sandbox: Sandbox) -> None:
    body = "int at = 0; for (int x : xs) if (x) xs[at++] = x;"
    head = "#include <vector>\nvoid push(std::vector<int>& xs)"
    rest = " while (at < (int)xs.size()) xs[at++] = 0;"
    target = {"kind": "function", "function": "push"}
    report = made(
        sandbox,
        target=target,
        examples=[],
        references=[{"language": "cpp", "source": f"{head} {{ {body}{rest} }}"}],
    )

    assert report.status == "generated", report.feedback
    right = "def push(xs):\n    xs.sort(key=lambda x: x == 0)\n"
    assert verdict(report, sandbox, "python", right) == "accepted"
    wrong = "def push(xs):\n    xs.sort()\n"
    assert verdict(report, sandbox, "python", wrong) == "wrong_answer"


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("c", "int area(int width, int height) { return width * height; }"),
        ("cpp", "int area(int width, int height) { return width * height; }"),
        ("rust", "fn area(width: i32, height: i32) -> i32 { width * height }"),
        ("java", JAVA_AREA),
        ("go", GO_AREA),
    ],
)
def test_an_overflow_in_the_reference_makes_no_case(
    language: str, source: str, sandbox: Sandbox
) -> None:
    report = made(
        sandbox,
        target={"kind": "function", "function": "area"},
        examples=[{"args": [99999, 7]}, {"args": [8, 99999], "answer": 799992}],
        references=[{"language": language, "source": source}],
    )

    assert report.status == "generated", report.feedback
    dropped = report.certificate and report.certificate.dropped
    assert dropped
    assert dropped["reference does what is undefined"]
    right = "def area(width, height):\n    return width * height\n"
    assert verdict(report, sandbox, "python", right) == "accepted"


def test_a_sum_that_is_meant_to_go_round_is_left_alone(sandbox: Sandbox) -> None:
    source = """class Solution {
    public int hash(String s) {
        int h = 0x7fffffff;
        for (char c : s.toCharArray()) h = 31 * h + c;
        return h + 0x7fffffff;
    }
}
"""
    report = made(
        sandbox,
        target={"kind": "function", "class_name": "Solution", "method": "hash"},
        examples=[],
        references=[{"language": "java", "source": source}],
    )

    assert report.status == "generated", report.feedback


def test_numbers_that_javascript_rounds_make_no_case(sandbox: Sandbox) -> None:
    report = made(
        sandbox,
        target={"kind": "function", "function": "power"},
        examples=[{"args": [3], "answer": 27}, {"args": [90], "answer": None}],
        references=[
            {"language": "javascript", "source": "function power(n) { return n ** n; }"}
        ],
        preconditions=[{"kind": "python", "source": "def valid(n): return 0 < n < 99"}],
    )

    assert report.status == "generated", report.feedback
    right = "def power(n):\n    return n ** n\n"
    assert verdict(report, sandbox, "python", right) == "accepted"


def test_candidates_in_two_languages_agree(sandbox: Sandbox) -> None:
    others = [CPP.replace("xs.resize(k)", f"xs.erase(xs.begin() + k, xs.end() - {n})")
              for n in (0, 0)]  # fmt: skip
    python = [RIGHT, "def smallest(a, b):\n    a.sort()\n    return a[:b]\n", WRONG]
    report = made(
        sandbox,
        candidates=[
            *({"language": "cpp", "source": text} for text in (CPP, *others[:1])),
            *({"language": "python", "source": text} for text in python),
            {"language": "go", "source": GO},
        ],
    )

    assert report.status == "generated", report.feedback
    assert verdict(report, sandbox, "rust", RUST) == "accepted"
    assert verdict(report, sandbox, "python", WRONG) == "wrong_answer"


def test_a_brute_force_in_cpp_is_held_against_python(sandbox: Sandbox) -> None:
    oracle = {"kind": "brute_force", "language": "cpp", "source": CPP}
    references = [{"language": "python", "source": RIGHT}]
    good = made(sandbox, references=references, oracles=[oracle])

    assert good.status == "generated", good.feedback
    bad = made(
        sandbox,
        references=[{"language": "python", "source": WRONG}],
        oracles=[oracle],
    )
    assert bad.status == "refused"
    assert bad.attribution is Attribution.TESTS


def test_types_that_nothing_tells_are_asked_for(sandbox: Sandbox) -> None:
    source = "auto smallest(auto xs, int k) { return xs; }"
    report = made(
        sandbox,
        references=[{"language": "cpp", "source": source}],
        examples=[],
    )

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS
    assert "state target.signature" in (report.feedback or "")


def test_a_reference_without_the_function_is_the_tests_fault(sandbox: Sandbox) -> None:
    references = [{"language": "cpp", "source": "int other(int x) { return x; }"}]
    report = made(sandbox, references=references)

    assert report.status == "refused"
    assert report.attribution is Attribution.TESTS


def test_a_language_without_calls_is_refused_by_name(sandbox: Sandbox) -> None:
    references = [{"language": "bash", "source": "echo 1"}]
    report = made(sandbox, references=references)

    assert report.status == "refused"
    assert "of which functions cannot be called" in (report.feedback or "")


def test_lists_and_trees_of_nodes_are_drawn(sandbox: Sandbox) -> None:
    source = """class Solution { public:
    int f(ListNode* head, TreeNode* root) {
        if (head && root) return f(head->next, root->left ? root->left : root->right);
        return head ? head->val : root ? -1 : 0;
    }
};
"""
    report = made(
        sandbox,
        target={"kind": "function", "class_name": "Solution", "method": "f"},
        references=[{"language": "cpp", "source": source}],
        examples=[],
    )
    right = """class Solution:
    def f(self, head, root):
        while head and root:
            head, root = head.next, root.left or root.right
        return head.val if head else -1 if root else 0
"""

    assert report.status == "generated", report.feedback
    assert verdict(report, sandbox, "python", right) == "accepted"
    wrong = right.replace("root.left or root.right", "root.left")
    assert verdict(report, sandbox, "python", wrong) == "wrong_answer"
    cases = report.model_dump(mode="json")["test_cases"]
    assert any(None in case["args"][1] for case in cases)
