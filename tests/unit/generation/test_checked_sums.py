"""Sums written so that they stop where their type is too small."""

import pytest

from verifier.generation.checked_sums import checked_sources


def first(language: str, source: str) -> str:
    made = next(iter(checked_sources(language, source)))
    return made.partition("final class Verifier")[0].partition("type verifier")[0]


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("x = a + b;", "x = VerifierSums.plus(a, b);"),
        ("x = a * b - 1;", "x = VerifierSums.minus(VerifierSums.times(a, b), 1);"),
        ("x += y * 2;", "x = VerifierSums.plus(x, VerifierSums.times(y, 2));"),
        ("x = -a / (b + c) % 7;", "x = -a / (VerifierSums.plus(b, c)) % 7;"),
        ("x = 2 * 3; x = n + 1;", "x = 2 * 3; x = VerifierSums.plus(n, 1);"),
        ('s = "a" + "b" + a;', 's = VerifierSums.plus("a" + "b", a);'),
    ],
)
def test_java(source: str, made: str) -> None:
    around = "class A {{ void f(int a, int b) {{ {} }} }}"

    assert first("java", around.format(source)).strip() == around.format(made)


@pytest.mark.parametrize(
    ("source", "made"),
    [
        ("x := a + b", "x := verifierPlus(a, b)"),
        ("x *= y - 1", "x = verifierTimes(x, verifierMinus(y, 1))"),
        ("const n = 2 * m; x := n + 1", "const n = 2 * m; x := verifierPlus(n, 1)"),
        ("var t [2 + n]int; t[i+1]++", "var t [2 + n]int; t[verifierPlus(i, 1)]++"),
        ("x := 1 << a | b; y := x - 1", "x := 1 << a | b; y := verifierMinus(x, 1)"),
    ],
)
def test_go(source: str, made: str) -> None:
    around = "package main\nfunc f(a, b int) {{ {} }}"

    assert first("go", around.format(source)).strip() == around.format(made)


def test_the_second_way_leaves_assignments_alone() -> None:
    source = "class A { void f(char a) { a += 1; a = (char) (a + 1); } }"
    ways = list(checked_sources("java11", source))

    assert len(ways) == 2
    assert "a += 1;" in ways[1]
    assert "VerifierSums.plus(a, 1)" in ways[1]


@pytest.mark.parametrize(
    ("language", "source"),
    [
        ("java", "class A { int f(int a) { return -a; } }"),
        ("java", "class A { int f(int a) { return a + ; }"),
        ("python", "def f(a): return a + 1"),
        ("rust", "fn f(a: i32) -> i32 { a + 1 }"),
    ],
)
def test_what_has_no_sums_or_no_grammar_has_no_twin(language: str, source: str) -> None:
    assert not list(checked_sources(language, source))


def test_long_sums_are_written_once_and_too_deep_ones_not_at_all() -> None:
    around = "class A {{ int f(int a) {{ return {}; }} }}"

    assert first("java", around.format(" + ".join("a" * 40))).count("plus(") == 39
    assert not list(checked_sources("java", around.format(" + ".join("a" * 9000))))
