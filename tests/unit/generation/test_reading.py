"""What the text of a reference tells of the numbers that it reads."""

import pytest

from verifier.generation.reading import (
    compared_in,
    expects,
    numbers_read,
    ranges_in,
)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ('scanf("%d %lld", &n, &m); scanf("%d", &a[0]);', ["n", "m"]),
        ('scanf("%d", &n); scanf("%s", s); scanf("%d", &k);', ["n"]),
        ("cin >> n >> k; cin >> v[i];", ["n", "k"]),
        ("n, k = map(int, input().split())\nt = int(input())\n", ["n", "k", "t"]),
        ("print(1)", []),
    ],
)
def test_numbers_are_named_in_the_order_of_reading(
    source: str, names: list[str]
) -> None:
    assert numbers_read(source) == names


@pytest.mark.parametrize(
    ("source", "number", "is_asked"),
    [
        ("if (n == 0) puts(s);", 0, True),
        ("if (!n) puts(s);", 0, True),
        ("if (n < 2) puts(s);", 1, True),
        ("if n <= 1:\n    pass", 1, True),
        ("while (n > 0) n /= 10;", 0, False),
        ("if (an == 0) puts(s);", 0, False),
        ("if (n == 10) puts(s);", 1, False),
        ("if (n == 1 && m == 1) puts(s);", 1, True),
    ],
)
def test_only_what_a_condition_asks_is_expected(
    source: str, number: int, *, is_asked: bool
) -> None:
    assert expects(source, "n", number) is is_asked


def test_loops_tell_ranges() -> None:
    assert list(ranges_in("for (int i = a; i <= b; i++)")) == [("a", "b")]
    assert list(ranges_in("for i in range(a, b + 1):")) == [("a", "b")]
    assert list(ranges_in("for (i = b; i >= a; i--)")) == []


def test_numbers_that_are_compared_with_are_found() -> None:
    source = """
    #define N 77
    int a[88];
    if (n == 12 || 35 <= m) n += 9;
    switch (k) { case 4: break; }
    for (i = 0; i < 60; i++) a[i % 36] = x >= 1000000007 ? 5 : 6;
    """

    assert compared_in(source) == {12, 35, 4, 60, 36, 1000000007}


def test_what_functions_read_is_not_taken_for_what_is_read_first() -> None:
    helper = "void solve() { int n, k; cin >> n >> k; }"
    main = "int main() { int t; cin >> t; while (t--) solve(); }"
    script = "def solve():\n    n, k = map(int, input().split())\n\n"
    asks = "t = int(input())\nfor _ in range(t):\n    solve()\n"

    assert numbers_read(f"{helper}\n{main}") == []
    assert numbers_read(f"{main}\n{helper}") == ["t", "n", "k"]
    assert numbers_read(script + asks) == ["t"]
    assert numbers_read(script + "solve()\n") == ["n", "k"]
