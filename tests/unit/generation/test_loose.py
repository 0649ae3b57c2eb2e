"""What a doubt is not about may change; what it may be about does not."""

from random import Random
from typing import cast

import pytest

from verifier.assistants import Assistants
from verifier.generation.conditions import conditions_in
from verifier.generation.inputs import Problem
from verifier.generation.layout_mining import mine_layout
from verifier.generation.loose import loosened
from verifier.generation.messages import GenerationRequest
from verifier.generation.stated_bounds import with_limits
from verifier.generation.stated_rules import with_conditions
from verifier.generation.statement import limits_in
from verifier.generation.strategies.mutation import MutationStrategy
from verifier.generation.strategies.strategy import Workshop
from verifier.generation.understanding import understand

FRIENDS = """If $p$ and $q$ are friends, and $q$ and $r$ are,
then $p$ and $r$ are also friends.
\\section*{Input}
Two integers $n$ and $m$ ($1 \\le n \\le 20$, $0 \\le m \\le 50$), then $m$ lines with
integers $p$, $q$ and $c$ ($1 \\le p, q \\le n$, $0 \\le c \\le 1000$).
Each pair of friends is listed exactly once.
"""
FRIENDS_INPUTS = [
    "3 3\n1 2 70\n2 3 5\n1 3 900\n",
    "4 2\n1 2 33\n3 4 71\n",
    "2 1\n2 1 8\n",
]
DISKS = """\\section*{Input}
Integers $n$ and $k$ ($1 \\le n \\le 9$, $1 \\le k \\le 500$), then $n$ lines
with $x$, $y$ and $r$
($0 \\le x, y \\le 100$, $1 \\le r \\le 9$). No two disks overlap.
"""
DISKS_INPUTS = [
    "2 7\n10 10 3\n50 60 9\n",
    "1 44\n0 0 1\n",
    "3 9\n5 5 1\n15 5 2\n40 5 8\n",
]


def problem_of(statement: str, inputs: list[str]) -> Problem:
    request = {
        "target": {"kind": "stdio", "description": statement},
        "references": [{"language": "python", "source": "print(input())"}],
        "examples": [{"input": text} for text in inputs],
    }
    return understand(GenerationRequest.model_validate(request)).problem


def variants(statement: str, inputs: list[str]) -> list[list[list[str]]]:
    problem = problem_of(statement, inputs)
    assert problem.is_doubtful
    assert problem.loose
    assert problem.layout is not None
    found = []
    for seed in range(40):
        data = loosened(inputs[0].encode(), problem.layout, problem.loose, Random(seed))
        assert problem.layout.fits(data)
        found.append([row.split() for row in data.decode().splitlines()])
    return found


def test_weights_change_and_friends_stay() -> None:
    found = variants(FRIENDS, FRIENDS_INPUTS)

    assert {tuple(row[:2]) for rows in found for row in rows[1:]} == {
        ("1", "2"),
        ("2", "3"),
        ("1", "3"),
    }
    weights = {row[2] for rows in found for row in rows[1:]}
    assert len(weights) > 20
    assert all(0 <= int(weight) <= 1000 for weight in weights)


def test_places_stay_and_what_counts_nothing_changes() -> None:
    found = variants(DISKS, DISKS_INPUTS)

    assert all(rows[1:] == [["10", "10", "3"], ["50", "60", "9"]] for rows in found)
    assert {rows[0][0] for rows in found} == {"2"}
    assert len({rows[0][1] for rows in found}) > 10


def test_a_doubt_that_is_not_about_places_leaves_the_first_line_alone() -> None:
    said = DISKS.replace("No two disks overlap", "It is guaranteed that all is well")

    assert problem_of(said, DISKS_INPUTS).loose == ()


def test_a_number_that_the_doubt_names_stays() -> None:
    said = DISKS.replace("No two disks overlap", "No $k$ disks overlap")

    assert problem_of(said, DISKS_INPUTS).loose == ()


@pytest.mark.parametrize("word", ["points", "coordinates", "emplacement"])
def test_things_that_have_a_place_are_apart(word: str) -> None:
    inputs = [b"2\n10 10 3\n50 60 9\n", b"1\n0 0 1\n", b"3\n5 5 1\n15 5 2\n40 5 8\n"]
    layout = mine_layout(inputs)
    assert layout is not None
    said = conditions_in(f"## Input\nThe {word} of the stars.\n")
    ruled, doubts = with_conditions(layout, said, {}, inputs)

    assert not doubts
    assert not ruled.fits(b"2\n10 10 3\n10 10 4\n")
    assert ruled.fits(b"2\n10 10 3\n10 11 3\n")


def test_few_words_of_marks_letters_and_digits_are_made_of_their_places() -> None:
    inputs = [b"3\n0\n", b"4\n2 +d6 -d4\n", b"5\n1 +d6\n"]
    layout = mine_layout(inputs)
    assert layout is not None
    dice = (
        "($0 \\le a \\le 9$), $k$ ($0 \\le k \\le 3$) and dice $x$ ($4 \\le x \\le 6$)"
    )
    limited = with_limits(layout, limits_in(f"## Input\nNumbers $a$ {dice}\n"), inputs)

    assert limited.fits(b"9\n3 -d6 +d4 +d4\n")
    assert not limited.fits(b"9\n3 999 +d4 +d4\n")
    assert not limited.fits(b"9\n4 -d6 +d4 +d4 +d4\n")


def test_what_is_unique_elsewhere_is_distinct() -> None:
    deck = "Each card is a unique combination of a rank and a suit.\n## Input\nCards.\n"
    inputs = [b"2\n1 C\n2 C\n", b"3\n1 C\n2 D\n2 C\n", b"1\n3 H\n"]
    layout = mine_layout(inputs)
    assert layout is not None
    ruled, _ = with_conditions(layout, conditions_in(deck), {}, inputs)

    assert ruled.fits(b"2\n1 C\n1 D\n")
    assert not ruled.fits(b"2\n1 C\n1 C\n")


def test_single_marks_are_those_of_the_examples() -> None:
    inputs = [b"2\n! 1\n? 2\n", b"3\n! 1\n? 2\n! 2\n", b"1\n? 3\n"]
    layout = mine_layout(inputs, ["if (c == '!' || a == '+') printf('>');"])

    assert layout is not None
    assert layout.fits(b"1\n! 3\n")
    assert not layout.fits(b"1\n> 3\n")


@pytest.mark.parametrize(
    ("said", "is_solvable"),
    [
        ("For the given input, such a $k$ always exists.", True),
        ("It is guaranteed that there is a way from each town.", True),
        ("No two disks overlap.", False),
    ],
)
def test_nothing_is_drawn_beside_examples_that_have_a_solution(
    said: str, *, is_solvable: bool
) -> None:
    statement = "\\section*{Input}\nAn integer $k$ ($1 \\le k \\le 900$). " + said
    problem = problem_of(statement, ["70\n", "812\n"])
    workshop = Workshop(
        problem=problem,
        random=Random(0),
        assistants=cast("Assistants", None),  # no program runs
        count=20,
    )

    assert problem.is_doubtful
    assert problem.is_solvable == is_solvable
    assert bool([*MutationStrategy().draw(workshop)]) != is_solvable
