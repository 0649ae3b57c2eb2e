"""Words that are among words before are found, checked and drawn; cliques, too."""

from collections import Counter
from random import Random

import pytest
from pydantic import ValidationError

from verifier.generation.cliques import clique_edges
from verifier.generation.known import Known, Pool
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout
from verifier.generation.layout_parts import (
    FieldOfLine,
    LineOfInput,
    ShapelessError,
    lines_in,
)
from verifier.generation.messages import GenerationRequest
from verifier.generation.phrases import phrase
from verifier.generation.row_rules import keeps_rule
from verifier.generation.understanding import understand

ENEMIES = [
    b"3 2\nAnna\nBerta\nClara\nAnna Clara\nBerta Clara\n",
    b"4 1\nDora\nEmil\nFritz\nGustav\nEmil Gustav\n",
    b"2 0\nHans\nIda\n",
]
ROADS = [
    b"4\nparis\nparis lyon\nlyon nice\nnice paris\nlille brest\n",
    b"3\nbonn\nbonn trier\ntrier ulm\nulm bonn\n",
]
CASES = [
    b"2\n2 3\nab cd\ncd\nab\ncd\n3 2\nef gh ij\ngh\ngh\n",
    b"1\n4 2\nkl mn op qr\nqr\nkl\n",
]


def mined(examples: list[bytes]) -> Layout:
    layout = mine_layout(examples)
    assert layout is not None
    return layout


def drawn(layout: Layout, count: int = 60) -> list[bytes]:
    random = Random(4)
    made: list[bytes] = []
    while len(made) < count:
        try:
            made.append(draw_input(layout, random))
        except ShapelessError:
            continue
    return made


def test_words_that_are_listed_before_are_among_them() -> None:
    layout = mined(ENEMIES)
    _, names, pairs = lines_in(layout.lines)

    assert names.fields[0].pool
    assert [one.among for one in pairs.fields] == [names.fields[0].pool] * 2
    assert pairs.rows == "graph"
    assert names.rows == "distinct"


def test_what_is_drawn_speaks_of_listed_words_alone() -> None:
    layout = mined(ENEMIES)

    for data in drawn(layout):
        rows = [line.split() for line in data.decode().splitlines()]
        count, pairs = map(int, rows[0])
        names = {name for [name] in rows[1 : count + 1]}
        assert len(rows) == 1 + count + pairs
        assert all({*pair} <= names and len({*pair}) == 2 for pair in rows[count + 1 :])
        assert layout.fits(data)


def test_a_word_that_is_not_listed_does_not_fit() -> None:
    layout = mined(ENEMIES)

    assert layout.fits(b"2 1\nJan\nKurt\nKurt Jan\n")
    assert not layout.fits(b"2 1\nJan\nKurt\nKurt Lars\n")
    assert not layout.fits(b"2 1\nJan\nKurt\nJan Jan\n")


def test_words_that_meet_again_and_again_come_of_one_pool() -> None:
    layout = mined(ROADS)
    _, start, roads = lines_in(layout.lines)

    assert start.fields[0].pool == start.fields[0].among != ""
    assert {(one.pool, one.among) for one in roads.fields} == {
        (start.fields[0].pool, start.fields[0].pool)
    }
    ends = [
        line.split() for data in drawn(layout) for line in data.decode().split("\n")
    ]
    cities = [city for pair in ends if len(pair) == 2 for city in pair]
    assert len(set(cities)) < 0.7 * len(cities)
    assert layout.fits(b"3\noslo\nrome kiev\nkiev rome\nrome cork\n") is False


def test_times_of_a_group_have_words_of_their_own() -> None:
    layout = mined(CASES)

    for data in drawn(layout, 20):
        rows = iter(data.decode().splitlines())
        for _ in range(int(next(rows))):
            _, queries = map(int, next(rows).split())
            names = set(listed := next(rows).split())
            assert len(names) == len(listed)
            assert all(next(rows) in names for _ in range(queries))


def test_letters_that_meet_by_chance_are_of_no_pool() -> None:
    layout = mined([b"3 2\na\nb\na\nb\na\n", b"2 3\nb\na\na\na\nb\n"])

    assert not any(one.among for line in lines_in(layout.lines) for one in line.fields)


def test_one_word_alone_is_no_list() -> None:
    example = b"WBWBWBWB\nWBWBWBWB\n"
    layout = mined([example, b"BWBWBWBB\nBWBWBWBB\n", b"WWWWBBBB\nWWWWBBBB\n"])

    assert layout.fits(b"WBWBWBWB\nBBBBBBBB\n")


def test_many_lines_are_among_a_pool_too() -> None:
    field = FieldOfLine(type="word", pool="p", least=6, most=6)
    layout = Layout(
        lines=[
            LineOfInput(fields=[FieldOfLine(name="n", low=1500, high=1500)]),
            LineOfInput(fields=[field], repeat=3, rows="distinct"),
            LineOfInput(fields=[FieldOfLine(type="word", among="p")], repeat="n"),
            LineOfInput(
                fields=[FieldOfLine(type="word", pool="q", among="q", most=9)] * 2,
                repeat="n",
            ),
        ]
    )

    for data in drawn(layout, 30):
        rows = data.decode().splitlines()
        assert layout.fits(data)
        assert {*rows[4:1504]} <= {*rows[1:4]}


def test_texts_are_put_together_from_listed_words() -> None:
    layout = mined(
        [
            b"4\nha\ni\nku\nmo\nhaiku mo\nmoha kuku\n",
            b"3\nso\nla\nti\nsola ti so\ntiti\n",
        ]
    )
    _, parts, first, second = lines_in(layout.lines)

    assert parts.fields[0].pool == first.fields[0].among == second.fields[0].among
    assert parts.fields[0].pool
    assert (first.fields[0].parts, second.fields[0].parts) == ([4], [2, 4])
    assert all(map(layout.fits, drawn(layout)))
    assert not layout.fits(b"2\nha\nmo\nhamo\nhamu\n")


def test_phrase_of_nothing_is_shapeless() -> None:
    with pytest.raises(ShapelessError):
        phrase(FieldOfLine(type="text", among="p"), [], 10, Random(1))


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([{"type": "word", "among": "x"}], "'x' is no pool before; known: none"),
        ([{"type": "int", "pool": "x"}], "pool: only words"),
        ([{"type": "int", "among": "x"}], "among: only words"),
        ([{"type": "word", "pool": "x", "separator": ""}], "pool: only words"),
    ],
)
def test_pools_that_mean_nothing_are_refused(
    fields: list[dict[str, str]], message: str
) -> None:
    with pytest.raises(ValidationError, match=message):
        Layout.model_validate({"lines": [{"fields": fields}]})


def test_edges_of_words_need_one_pool() -> None:
    fields = [{"type": "word", "pool": "a", "among": "a"}, {"type": "word"}]
    with pytest.raises(ValidationError, match="or two words among one pool"):
        LineOfInput.model_validate({"fields": fields, "rows": "graph", "repeat": 2})


def test_inner_pools_leave_outer_ones_alone() -> None:
    known = Known({"n": 3}, {"p": Pool(["a"])})
    own = known.inner()
    own.add("p", "b")
    own.add("q", "c")
    own["m"] = 4

    assert known.pool("p").words == ["a"]
    assert known.pool("q").words == []
    assert own.pool("p").words == ["a", "b"]
    assert own.pool("q").words == ["c"]
    assert dict(known) == {"n": 3}


# Parts that are complete

FRIENDS = [
    b"5 4 0\n1 2\n2 3\n1 3\n4 5\n",
    b"7 9 0\n1 2\n1 3\n1 4\n2 3\n2 4\n3 4\n5 6\n6 7\n5 7\n",
]


def test_complete_parts_are_found_and_drawn() -> None:
    layout = mined(FRIENDS)
    _, friends = lines_in(layout.lines)

    assert friends.rows == "cliques"
    assert not layout.fits(b"3 2 0\n1 2\n2 3\n")
    made = drawn(layout)
    assert all(map(layout.fits, made))
    assert any(len(data.splitlines()) > 4 for data in made)


def test_all_nodes_are_in_even_parts_now_and_then() -> None:
    layout = mined(FRIENDS)
    paired = 0
    for data in drawn(layout):
        (nodes, *_), *rows = [line.split() for line in data.decode().splitlines()]
        degrees = Counter(end for row in rows for end in row)
        paired += len(degrees) == int(nodes) and all(n % 2 for n in degrees.values())

    assert paired > 5


@pytest.mark.parametrize("count", [0, 1, 3, 10, 47, 250])
def test_so_many_edges_are_in_complete_parts(count: int) -> None:
    edges = clique_edges(200, count, Random(3))
    assert edges is not None
    rows = [[str(a), str(b)] for a, b in edges]

    assert len(rows) == count
    assert keeps_rule("cliques", rows)


def test_too_few_nodes_have_no_such_parts() -> None:
    assert clique_edges(3, 2, Random(3)) is None


def test_paths_are_no_cliques() -> None:
    assert mined([b"4 3\n1 2\n2 3\n3 4\n", b"3 2\n1 3\n3 2\n"]).lines
    assert not keeps_rule("cliques", [["1", "2"], ["2", "3"]])


# A leading coefficient

POLYNOMIALS = [
    b"2\n3 0 -1\n0\n4\n",
    b"1\n-5 0\n2\n1 0 0\n",
    b"0\n0\n3\n-2 8 0 1\n",
]


def test_leading_coefficients_are_not_zero() -> None:
    statement = (
        "\\section*{Input}\nThe degree, and the coefficients. You may assume that the "
        "leading coefficient of each polynomial is non-zero, except if it is alone. "
        "The degree $d$ ($0 \\le d \\le 6$) is first. The other is in the same format."
    )
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio", "description": statement},
            "references": [{"language": "python", "source": "print(input())"}],
            "examples": [{"input": data.decode()} for data in POLYNOMIALS],
        }
    )
    known = understand(request)
    layout = known.problem.layout
    assert layout is not None

    assert not known.doubts
    assert layout.fits(b"0\n0\n0\n0\n")
    assert not layout.fits(b"1\n0 1\n0\n0\n")
    assert [line.fields[0].high for line in lines_in(layout.lines)][::2] == [6, 6]
    for data in drawn(layout):
        _, first, _, second = data.decode().splitlines()
        assert all(len(c) == 1 or c[0] != "0" for c in (first.split(), second.split()))
        assert layout.fits(data)


def test_one_that_can_only_be_zero_is_shapeless() -> None:
    field = FieldOfLine(low=0, high=0, count=2, nonzero="last")

    with pytest.raises(ShapelessError):
        draw_input(Layout(lines=[LineOfInput(fields=[field])]), Random(1))


def test_only_integers_lead() -> None:
    with pytest.raises(ValidationError, match="nonzero: the first of integers alone"):
        FieldOfLine(type="word", nonzero="first")


# Numbers inside words


def test_numbers_in_words_go_as_far_as_the_statement_says() -> None:
    statement = (
        "\\section*{Input}\nThe first line has an integer $k$ ($0 \\le k \\le 5$), "
        "followed by $k$ dice of the form [+-]d$x$ ($3 \\le x \\le 10$)."
    )
    request = GenerationRequest.model_validate(
        {
            "target": {"kind": "stdio", "description": statement},
            "references": [{"language": "python", "source": "print(input())"}],
            "examples": [{"input": "0\n"}, {"input": "2 +d6 -d4\n"}],
        }
    )

    layout = understand(request).problem.layout

    assert layout is not None
    [line] = lines_in(layout.lines)
    assert len(line.fields[1].words) == 2 * 8
    assert layout.fits(b"2 +d3 -d10\n")
    assert not layout.fits(b"1 +d11\n")


def test_numbers_too_long_for_an_integer_have_no_zeros_before() -> None:
    layout = mine_layout([b"2523898682129088838624262444040\n"])
    assert layout is not None

    drawn = [draw_input(layout, Random(seed)) for seed in range(40)]

    assert layout.fits(b"0\n")
    assert not layout.fits(b"0002222\n")
    assert all(one == b"0\n" or not one.startswith(b"0") for one in drawn)
    assert len(set(drawn)) > 20


def test_digits_that_are_counted_stand_for_themselves() -> None:
    layout = mine_layout([b"22\n2523898682129088838624\n", b"3\n104\n"])
    assert layout is not None

    assert layout.fits(b"4\n0012\n")
