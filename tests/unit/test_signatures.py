"""Signatures: one meaning, whatever language they are written in."""

import pytest

from sandboxes import SignatureError, infer, parse_signature
from verifier.graders.function_call import FunctionCallCase

TWO_SUM = "(nums: list[int], target: int) -> list[int]"


@pytest.mark.parametrize(
    "text",
    [
        TWO_SUM,
        "int[] twoSum(int[] nums, int target)",
        "public int[] twoSum(final int[] nums, int target) {",
        "vector<int> twoSum(vector<int>& nums, int target)",
        "std::vector<int> twoSum(const std::vector<int> &nums, const int target) const",
        "func twoSum(nums []int, target int) []int",
        "pub fn two_sum(nums: Vec<i32>, target: i32) -> Vec<i32>",
        "fn two_sum(nums: &mut Vec<i32>, target: i32) -> Vec<i32>",
        "def twoSum(self, nums: List[int], target: int = 0) -> List[int]:",
        "fun twoSum(nums: IntArray, target: Int): IntArray",
        "def twoSum(nums: Array[Int], target: Int): Array[Int]",
        "int* twoSum(int* nums, int target)",
        "IList<int> TwoSum(int[] nums, int target)",
    ],
)
def test_every_language_says_the_same(text: str) -> None:
    assert str(parse_signature(text)) == TWO_SUM


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("(list[int], int) -> str", "(list[int], int) -> str"),
        (
            "func f(a, b int) (map[string][]int, error)",
            "(a: int, b: int) -> map[str, list[int]]",
        ),
        (
            "function f(x?: number): Map<string, string[]>",
            "(x: optional[float]) -> map[str, list[str]]",
        ),
        ("f(root: Optional[TreeNode]) -> None", "(root: TreeNode) -> void"),
        (
            "fn f(h: Option<Box<ListNode>>, s: &'a str) -> (i64, char)",
            "(h: ListNode, s: str) -> tuple[long, char]",
        ),
        ("unsigned long long f(char* s, char c)", "(s: str, c: char) -> long"),
        (
            "def f(x: int | None) -> Union[str, None]",
            "(x: optional[int]) -> optional[str]",
        ),
        ("(int, string) F(int n)", "(n: int) -> tuple[int, str]"),
        ("void f(vector<vector<char>>& board)", "(board: list[list[char]]) -> void"),
        ("f(x, y)", "(x: any, y: any) -> any"),
        ("(val: int, in: list[int]) -> int", "(val: int, in: list[int]) -> int"),
        ("fn f(mut val: i32, ref: &str) -> i32", "(val: int, ref: str) -> int"),
        ("int f(final int val, int[] params)", "(val: int, params: list[int]) -> int"),
        ("int f(int const, char const *s, val)", "(int, s: str, val: any) -> int"),
        ("int f(int n, params int[] a)", "(n: int, a: list[int]) -> int"),
        ("function f(val, ref)", "(val: any, ref: any) -> any"),
        ("int f(void)", "() -> int"),
        (
            'def f(a: \'TreeNode\', s: str = "a,b") -> "List[int]"',
            "(a: TreeNode, s: str) -> list[int]",
        ),
        (
            "fn f<'a, 'b>(s: &'a str, v: &Vec<&'b str>) -> &'a str",
            "(s: str, v: list[str]) -> str",
        ),
        (
            "def f(a: tuple[int, ...], /, b: int, *, c: int) -> tuple[int, str]",
            "(a: list[int], b: int, c: int) -> tuple[int, str]",
        ),
        (
            "long[] f(int a, String... words) throws Exception",
            "(a: int, words: list[str]) -> list[long]",
        ),
        (
            "func (s *Solution) f(a []int, xs ...string) int",
            "(a: list[int], xs: list[str]) -> int",
        ),
        (
            "f(t: [number, string], u: number[]): number | undefined",
            "(t: tuple[float, str], u: list[float]) -> optional[float]",
        ),
        (
            "const f = (a: readonly number[]): Promise<number> =>",
            "(a: list[float]) -> float",
        ),
        (
            "function f($a, array $b, ?int $c): ?string",
            "(a: any, b: list[any], c: optional[int]) -> optional[str]",
        ),
        (
            "int f(char board[9][9], array<int, 3> a, int n[])",
            "(board: list[list[char]], a: list[int], n: list[int]) -> int",
        ),
        (
            "def f(a: defaultdict[str, int]) -> OrderedDict",
            "(a: map[str, int]) -> map[any, any]",
        ),
    ],
)
def test_shapes_are_read(text: str, meaning: str) -> None:
    assert str(parse_signature(text)) == meaning


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("", "round brackets"),
        ("int f(int n", "not closed"),
        ("(a: foo) -> int", "'foo' is no type"),
        ("(a: map[int]) -> int", "a map has 2 types"),
        ("(a: int) int", "after the parameters"),
        ("(a: int) -> %", "no place"),
        ("(" + "list[" * 30 + "int" + "]" * 30 + ") -> int", "too deep"),
        ("x" * 5000, "at most 4000"),
        ("int f(= 3)", "no parameter"),
        ("f(int a, == b)", "no parameter"),
    ],
)
def test_what_is_no_signature_says_why(text: str, complaint: str) -> None:
    with pytest.raises(SignatureError, match=complaint):
        parse_signature(text)


def test_types_are_inferred_from_values() -> None:
    args = [1, 2**40, 2**70, [1, 2.5], {"$tuple": ["a", True]}, {"a": [None, 1]}]

    signature = infer(args, [{"$set": [1]}])

    assert (
        str(signature) == "(int, long, bigint, list[float], tuple[str, bool], "
        "map[str, list[int]]) -> set[int]"
    )


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"signature": "nonsense"}, "signature"),
        ({"args": ["a"]}, 'args.0: "a" does not fit int'),
        ({"args": [1, 2]}, "args: 2 arguments, the signature has 1"),
        ({"args": []}, "args: 0 arguments, the signature has 1"),
        ({"args": [], "kwargs": {"m": 1}}, "kwargs: 'm' is no further parameter"),
        ({"args": [], "kwargs": {"n": "a"}}, 'kwargs.n: "a" does not fit int'),
        ({"answer": ["a"]}, 'answer: "a" does not fit int'),
        ({"signature": "f(n: char) -> int", "args": ["ab"]}, "not one character"),
    ],
)
def test_values_that_do_not_fit_are_refused(
    changes: dict[str, object], complaint: str
) -> None:
    case = {
        "function": "f",
        "args": [1],
        "answer": [1],
        "signature": "f(n: int) -> list[int]",
    }

    with pytest.raises(ValueError, match=complaint):
        FunctionCallCase.model_validate(case | changes)
