"""Mutants of languages that tree-sitter reads."""

import pytest

from verifier.generation.syntax_mutants import syntax_mutants

PROGRAMS = {
    "c": '#include <stdio.h>\nint a[9];\nint main() { int n; scanf("%d", &n);'
    " if (n < 3) n++; return n + 1; }",
    "cpp": "int f(int n) { while (n > 0 && n != 4) { n -= 2; break; } return n; }",
    "java": "class A { static int f(int n) { if (n <= 2) n--; return n * 3; } }",
    "javascript": "function f(n) { if (n === 2) { n += 1; } return Math.max(n, 3); }",
    "go": "package main\nfunc f(n int) int { if n < 2 { n++ }; return n % 5 }",
    "csharp": "class S { int F(int[] xs) { int s = 0; if (s <= xs[0]) s++; s = s + 1;"
    " return Math.Max(s, 3); } }",
    "kotlin": "fun f(n: Int): Int { var s = 0; if (n > 2 && s < n) { s += n }\n"
    " return maxOf(s, 3) % 7 }",
    "php": "<?php function f($n) { $s = 1; if ($n > 2) { $s += $n; }"
    " return max($s, 3); }",
    "ruby": "def f(n)\n s = 1\n if n > 2 && s < n\n s += n\n end\n"
    " [s, 3].max % 7\nend\n",
    "scala": "object Main { def f(n: Int): Int = { var s = 1\n"
    " if (n > 2 && s < n) s = s + n\n math.max(s, 3) % 7 } }",
    "typescript": "function f(xs: number[], n: number): number { let s = 1;"
    " if (xs[0] > n && s <= 10) { s += n; } return Math.max(s, 3) % 7; }",
    "rust": "fn f(n: i32) -> i32 { let mut m = n; if n < 2 { m += 1; } m * 3 }",
}


@pytest.mark.parametrize("language", sorted(PROGRAMS))
def test_every_mutant_is_one_change(language: str) -> None:
    source = PROGRAMS[language]
    mutants = syntax_mutants(language, source, 100, 0)

    assert len(mutants) > 5
    assert len({mutant.source for mutant in mutants}) == len(mutants)
    assert all(mutant.source != source for mutant in mutants)
    assert all("→" in mutant.change for mutant in mutants)
    assert any("!(" in m.change or "(!" in m.change for m in mutants)


def test_the_same_seed_chooses_the_same_mutants() -> None:
    some = syntax_mutants("c", PROGRAMS["c"], 4, 1)

    assert some == syntax_mutants("c", PROGRAMS["c"], 4, 1)
    assert some != syntax_mutants("c", PROGRAMS["c"], 4, 2)
    assert len(some) <= 4


def test_what_is_read_and_how_large_arrays_are_stays() -> None:
    sources = [m.source for m in syntax_mutants("c", PROGRAMS["c"], 100, 0)]

    assert all("scanf" in source for source in sources)
    assert all("int a[9];" in source for source in sources)
    assert all("#include <stdio.h>" in source for source in sources)


@pytest.mark.parametrize(
    ("language", "source"), [("lua", "return 1 + 2"), ("c", "int f( { + }"), ("c", "")]
)
def test_what_cannot_be_read_has_no_mutants(language: str, source: str) -> None:
    assert syntax_mutants(language, source, 10, 0) == []


def test_macros_of_loops_leave_the_rest_to_be_changed() -> None:
    source = """#define rep(i, n) for (int i = 0; i < (n); i++)
int main() {
    int n, most = 1000;
    std::cin >> n;
    rep(i, n) { if (i < most) most = i; }
    std::cout << most << std::endl;
}
"""
    changes = [mutant.change for mutant in syntax_mutants("cpp", source, 60, 0)]

    assert "line 5: < → <=" in changes
    assert "line 3: 1000 → 1001" in changes
    assert not any("<< →" in change or ">> →" in change for change in changes)
