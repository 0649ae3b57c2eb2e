"""Mutants, probes and reduction."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from verifier.generation.mutants import mutants_of
from verifier.generation.probes import with_probes
from verifier.generation.reduction import reduced

SOURCE = '''
from __future__ import annotations

def f(xs: list[int], k: int = 3) -> int:
    """Doc 1."""
    assert k > 0
    total = 0
    for x in xs:
        if x > k and not x == 7:
            total += x
    return max(total, 0) if xs[1:] else -1
'''


def test_mutants_compile_and_differ_from_each_other_and_the_program() -> None:
    mutants = mutants_of(SOURCE, 200, 0)
    texts = [mutant.source for mutant in mutants]

    assert len(texts) > 15
    assert len(set(texts)) == len(texts)
    assert ast.unparse(ast.parse(SOURCE)) not in texts
    for text in texts:
        compile(text, "mutant", "exec")


def test_contracts_and_docstrings_are_not_mutated() -> None:
    for mutant in mutants_of(SOURCE, 200, 0):
        assert "assert k > 0" in mutant.source
        assert "Doc 1." in mutant.source
        assert "k: int=3" in mutant.source


def test_the_same_seed_makes_the_same_mutants() -> None:
    assert mutants_of(SOURCE, 5, 1) == mutants_of(SOURCE, 5, 1)
    assert mutants_of(SOURCE, 5, 1) != mutants_of(SOURCE, 5, 2)
    assert len(mutants_of(SOURCE, 5, 1)) == 5
    assert mutants_of("def (", 5, 1) == []


def test_probes_do_not_change_what_a_program_does() -> None:
    probed = with_probes(SOURCE)
    assert probed is not None
    seen: set[int] = set()

    class Probe:
        def __call__(self, number: int, value: object) -> object:
            seen.add(2 * number + bool(value))
            return value

        def line(self, number: int) -> None:
            seen.add(-number)

    plain: dict[str, object] = {}
    rewritten: dict[str, object] = {"__probe__": Probe()}
    exec(compile(SOURCE, "plain", "exec"), plain)  # noqa: S102
    exec(compile(probed.source, "probed", "exec"), rewritten)  # noqa: S102

    for xs in ([], [1, 9], [7, 7], [5, 1, 2]):
        assert rewritten["f"](list(xs)) == plain["f"](list(xs))  # type: ignore[operator]
    assert seen == probed.branches | probed.lines


@given(st.lists(st.frozensets(st.sampled_from("abcdef")), max_size=20))
def test_the_reduced_set_meets_every_goal(goals: list[frozenset[str]]) -> None:
    chosen = reduced(goals, 1, 100)

    assert set().union(*goals) == set().union(*(goals[i] for i in chosen))
    assert len(chosen) <= 6


def test_what_adds_most_comes_first_and_goals_are_met_repeatedly() -> None:
    goals = [frozenset("a"), frozenset("abc"), frozenset("a"), frozenset()]

    assert reduced(goals, 1, 9) == [1]
    assert reduced(goals, 3, 9) == [1, 0, 2]
    assert reduced(goals, 3, 2) == [1, 0]
