"""Signatures found in programs of any language, and what is drawn for them."""

from typing import Any

import pytest

from sandboxes import Target, parse_signature
from verifier.generation.domain import ANY, Domain, Shape
from verifier.generation.messages import GenerationRequest
from verifier.generation.signatures import (
    covering,
    entry_of,
    reading_of,
    signature_in,
)

CPP = """
#include <vector>
// int f(string s) {
class Solution {
public:
    vector<vector<int>> f(vector<int>& nums, const string &s) const {
        return f(nums, "x");
    }
};
"""
JAVA = """
class Solution {
    int helper(int x) { return f(new int[0], 3L).size(); }
    @Override
    public static List<Integer> f(int[] nums, long k) throws Exception {
        return null;
    }
}
"""
GO = """
package main
type S struct{}
func (s S) f(nums []int, words map[string]int) ([]string) {
    return nil
}
"""
RUST = (
    "impl S { pub fn f(nums: Vec<i32>, o: Option<i64>) -> (i32, bool) { (1, true) } }"
)
TYPESCRIPT = "const f = (a: number[], b?: string): boolean => a.length > 0"
JAVASCRIPT = "/** @param x */\nvar f = function(x, y) {\n  return f(y, x);\n};"
KOTLIN = "fun f(a: IntArray, b: Char): Double = 1.0"
PHP = "<?php\nfunction f(array $xs, int $k): int { return f($xs, 1); }"
RUBY = "def f(xs, k)\n  xs.take(k)\nend"
PYTHON = "class Solution:\n    def f(self, xs: list[int], k: int = 2) -> str: ..."
C = """
int* f(int* nums, int numsSize, int** grid, int gridSize, int* gridColSize,
       int k, int* returnSize) {
    return 0;
}
"""
INT, STR, BOOL, NONE = (
    Domain(shape=it) for it in (Shape.INT, Shape.STR, Shape.BOOL, Shape.NONE)
)
NODE = Domain(shape=Shape.UNION, items=(INT, INT, INT, NONE))
NODES = (
    "class Solution { public: ListNode* f(ListNode* head, TreeNode *root) { return 0; }"
)
SIZED = "int f(vector<int>& nums, int numsSize) { return 1; }"


@pytest.mark.parametrize(
    ("source", "signature"),
    [
        (CPP, "(nums: list[int], s: str) -> list[list[int]]"),
        (JAVA, "(nums: list[int], k: long) -> list[int]"),
        (GO, "(nums: list[int], words: map[str, int]) -> list[str]"),
        (RUST, "(nums: list[int], o: optional[long]) -> tuple[int, bool]"),
        (TYPESCRIPT, "(a: list[int], b: optional[str]) -> bool"),
        (JAVASCRIPT, "(x: any, y: any) -> any"),
        (KOTLIN, "(a: list[int], b: char) -> float"),
        (RUBY, "(xs: any, k: any) -> any"),
        (C, "(nums: list[int], grid: list[list[int]], k: int) -> list[int]"),
        (NODES, "(head: ListNode, root: TreeNode) -> ListNode"),
        (SIZED, "(nums: list[int], numsSize: int) -> int"),
        ("int f(int a)", "(a: int) -> int"),
    ],
)
def test_a_function_is_found_by_its_definition(source: str, signature: str) -> None:
    assert str(signature_in(source, "f")) == signature


def test_a_method_of_python_is_read_without_self() -> None:
    assert str(signature_in(PYTHON, "Solution.f")) == "(xs: list[int], k: int) -> str"
    assert signature_in(PYTHON, "Other.f") is None


def test_php_names_its_parameters_without_the_sign() -> None:
    found = signature_in(PHP, "f")

    assert found
    assert [it.name for it in found.parameters] == ["xs", "k"]


@pytest.mark.parametrize(
    "source",
    ["", "int f(int);", "x = f(1);", "if (f(x)) { }", "f(", "def f(", "int g() {}"],
)
def test_what_is_no_definition_is_not_taken_for_one(source: str) -> None:
    assert signature_in(source, "f") is None


@pytest.mark.parametrize(
    ("type_", "domain"),
    [
        ("long", Domain(shape=Shape.INT)),
        ("char", Domain(shape=Shape.STR, least=1, most=1)),
        ("ListNode", Domain(shape=Shape.LIST, items=(INT,))),
        ("TreeNode", Domain(shape=Shape.LIST, items=(NODE,))),
        ("any", ANY),
        ("list[str]", Domain(shape=Shape.LIST, items=(STR,))),
        ("map[str, bool]", Domain(shape=Shape.DICT, items=(STR, BOOL))),
        ("tuple[int, bool]", Domain(shape=Shape.RECORD, items=(INT, BOOL))),
        ("optional[int]", Domain(shape=Shape.UNION, items=(INT, NONE))),
    ],
)
def test_arguments_are_drawn_by_their_types(type_: str, domain: Domain) -> None:
    reading = reading_of(parse_signature(f"(x: {type_}) -> int"))

    assert reading.names == ("x",)
    assert reading.domains == (domain,)
    assert reading.required == (0 if type_.startswith("optional") else 1)


def _covering(stated: str | None, rows: list[list[Any]], answers: list[Any]) -> str:
    signature = parse_signature(stated) if stated else None
    return str(covering(signature, Target(name="f"), rows, answers))


def test_types_of_all_cases_together_are_known() -> None:
    rows: list[list[Any]] = [[[]], [[1, 2]], [[3_000_000_000]]]

    assert _covering(None, rows, [0, 1, 1]) == "(list[long]) -> int"


def test_stated_types_are_widened_and_keep_their_names() -> None:
    stated = "def f(xs: list[int], k: int) -> int"
    rows: list[list[Any]] = [[[1], 2], [[3_000_000_000], 1]]

    wide = "(xs: list[long], k: int) -> int"
    assert _covering(stated, rows, [0, 1]) == wide


def test_what_is_more_than_the_values_show_is_kept() -> None:
    stated = "(c: char, o: optional[int], s: set[int]) -> float"
    rows: list[list[Any]] = [["x", 1, {"$set": [1]}]]

    assert _covering(stated, rows, [1]) == stated


@pytest.mark.parametrize(
    ("stated", "rows", "answers"),
    [
        (None, [[[]], [[]]], [0, 0]),
        (None, [[1], ["a"]], [0, 0]),
        (None, [[1], [2]], [None, None]),
        ("(x: str) -> int", [[1]], [1]),
        ("(x: int) -> any", [[1], [2]], [1, "a"]),
    ],
)
def test_what_no_types_describe_has_none(
    stated: str | None, rows: list[list[Any]], answers: list[Any]
) -> None:
    assert _covering(stated, rows, answers) == "None"


def _request(**changes: Any) -> GenerationRequest:
    stated = {
        "target": {"kind": "function", "function": "f"},
        "references": [{"language": "cpp", "source": "int f(vector<int>& a) { }"}],
    }
    return GenerationRequest.model_validate(stated | changes)


def test_types_are_those_of_the_reference() -> None:
    assert str(entry_of(_request()).signature) == "(a: list[int]) -> int"


def test_stated_types_come_first() -> None:
    target = {"kind": "function", "function": "f", "signature": "long f(string s)"}

    assert str(entry_of(_request(target=target)).signature) == "(s: str) -> long"


def test_types_that_the_examples_have_not_are_of_another_task() -> None:
    examples = [{"args": [1, "a"], "answer": True}]

    found = entry_of(_request(examples=examples)).signature
    assert str(found) == "(int, str) -> bool"


def test_untyped_parameters_keep_their_names() -> None:
    references = [{"language": "python", "source": "def f(xs, k): return k"}]
    examples = [{"args": [[1], 2], "answer": 2}]

    found = entry_of(_request(references=references, examples=examples)).signature
    assert str(found) == "(xs: list[int], k: int) -> int"


def test_a_whole_program_has_no_types() -> None:
    request = _request(target={"kind": "stdio"})

    assert entry_of(request).signature is None
