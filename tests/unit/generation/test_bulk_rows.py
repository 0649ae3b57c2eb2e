"""Very many lines keep the same rules as few, and take no seconds."""

import time
from collections import Counter
from contextlib import suppress
from random import Random
from typing import Any

import pytest

from verifier.generation.bulk_rows import MANY, bulk_rows, is_bulky
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_parts import LineOfInput, ShapelessError

NODES = 100_000


def line(rule: str, **changes: Any) -> LineOfInput:
    ends = [{"low": 1, "high": "n"}, {"low": 1, "high": "n"}, {"low": -5, "high": 9}]
    return LineOfInput.model_validate(
        {"fields": ends, "repeat": "m", "rows": rule, **changes}
    )


@pytest.mark.parametrize(
    "rule", ["any", "different", "distinct", "apart", "arcs", "graph", "ascending"]
)
def test_rules_are_kept(rule: str) -> None:
    fields = [{"name": "n", "high": 300}, {"name": "m", "high": 5000}]
    for seed in range(10):
        known = Known({"n": 300, "m": 5000})
        rows = list(bulk_rows(line(rule), 5000, known, Random(seed)))
        text = "\n".join(["300 5000", *(" ".join(row) for row in rows), ""])
        layout = Layout(
            lines=[LineOfInput.model_validate({"fields": fields}), line(rule)]
        )

        assert len(rows) == 5000
        assert layout.fits(text.encode())


@pytest.mark.parametrize(("rule", "rows"), [("tree", 4999), ("connected", 9000)])
def test_all_nodes_are_reached(rule: str, rows: int) -> None:
    fields = [{"name": "n", "high": 5000}, {"name": "m", "high": 9000}]
    layout = Layout(lines=[LineOfInput.model_validate({"fields": fields}), line(rule)])
    for seed in range(10):
        drawn = bulk_rows(line(rule), rows, Known({"n": 5000}), Random(seed))
        text = "\n".join([f"5000 {rows}", *(" ".join(row) for row in drawn), ""])

        assert is_bulky(line(rule), rows)
        assert layout.fits(text.encode())


def test_fewer_edges_do_not_reach_all_nodes() -> None:
    with pytest.raises(ShapelessError):
        list(bulk_rows(line("connected"), 4998, Known({"n": 5000}), Random(0)))


def test_lines_of_many_numbers_have_as_many() -> None:
    many = LineOfInput.model_validate({"fields": [{"count": "n-1", "high": 7}]})
    rows = list(bulk_rows(many, MANY, Known({"n": 5}), Random(0)))

    assert is_bulky(many, MANY)
    assert {len(row) for row in rows} == {4}
    assert {token for row in rows for token in row} <= set("1234567")
    with pytest.raises(ShapelessError):
        list(bulk_rows(many, NODES, Known({"n": 5000}), Random(0)))


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ShapelessError):
        list(bulk_rows(line("graph"), 5000, Known({"n": 20}), Random(0)))
    with pytest.raises(ShapelessError):
        list(bulk_rows(line("any"), 5000, Known({"n": 0}), Random(0)))


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": "tree", "fields": [{"low": 1, "high": "n"}, {"low": 0, "high": "n"}]},
        {"rows": "cliques"},
        {"rows": "ascending", "fields": [{}, {"type": "word"}]},
        {"fields": [{"only": "even"}]},
        {"fields": [{"count": 2, "ascending": True}]},
        {"fields": [{"count": 2, "separator": ""}]},
        {"fields": [{"name": "a"}, {"low": "a", "high": 20}]},
    ],
)
def test_what_is_not_plain_is_drawn_one_by_one(changes: dict[str, Any]) -> None:
    assert is_bulky(line("any"), MANY)
    assert not is_bulky(line("any"), MANY - 1)
    assert not is_bulky(line("any", **changes), MANY)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("any", [{"type": "word", "forms": ["99-a"]}, {}]),
        ("any", [{"type": "word", "most": 5000, "pieces": ["push"]}]),
        ("any", [{"type": "word", "alphabet": "07", "nonzero": "first"}]),
        ("apart", [{"type": "word", "most": 30}, {"type": "word", "words": ["<"]}]),
        ("different", [{"type": "word", "pool": "p", "among": "p"}] * 2),
        ("graph", [{"type": "word", "pool": "p", "among": "p"}] * 2),
    ],
)
def test_many_lines_of_words_are_drawn_at_once(
    rule: str, words: list[dict[str, Any]]
) -> None:
    many = line("any", rows=rule, fields=words)
    layout = Layout(
        lines=[
            LineOfInput.model_validate({"fields": [{"name": "m", "high": 50_000}]}),
            many,
        ]
    )
    largest = 0
    for seed in range(60):
        with suppress(ShapelessError):
            data = draw_input(layout, Random(seed))
            assert layout.fits(data)
            largest = max(largest, data.count(b"\n"))

    assert is_bulky(many, MANY)
    assert largest == 50_001


def test_a_graph_of_as_many_edges_as_may_be_is_drawn_in_no_time() -> None:
    fields = [{"name": "n", "high": NODES}, {"name": "m", "high": NODES}]
    layout = Layout(
        lines=[LineOfInput.model_validate({"fields": fields}), line("graph")]
    )
    largest = 0
    begin = time.process_time()
    for seed in range(60):
        try:
            data = draw_input(layout, Random(seed))
        except ShapelessError:
            continue
        largest = max(largest, data.count(b"\n"))

    assert largest == NODES + 1
    assert time.process_time() - begin < 30


def test_a_graph_with_most_of_its_edges_costs_no_more_than_others() -> None:
    nodes, edges = 400, 400 * 399 // 2
    begin = time.process_time()
    rows = list(bulk_rows(line("graph"), edges, Known({"n": nodes}), Random(0)))

    assert len({frozenset(row[:2]) for row in rows}) == edges
    assert all(row[0] != row[1] for row in rows)
    assert time.process_time() - begin < 3


def test_words_are_drawn_at_once_too() -> None:
    fields = [
        {"type": "word", "most": 1, "alphabet": "*+?"},
        {"high": "n"},
        {"type": "word", "words": ["C", "D"]},
    ]
    plain = line("any", fields=fields)
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "high": NODES}, {"name": "m"}]},
                plain.model_dump() | {"repeat": MANY},
            ]
        }
    )
    for seed in range(5):
        rows = list(bulk_rows(plain, MANY, Known({"n": 9}), Random(seed)))
        text = "\n".join(["9 1", *(" ".join(row) for row in rows), ""])

        assert is_bulky(plain, MANY)
        assert len(rows) == MANY
        assert layout.fits(text.encode())


def test_some_graphs_have_a_long_way_and_some_a_busy_node() -> None:
    busiest = set()
    for seed in range(40):
        rows = list(bulk_rows(line("graph"), MANY, Known({"n": MANY}), Random(seed)))
        ends = Counter(end for row in rows for end in row[:2])
        busiest.add(max(ends.values()))

    assert max(busiest) >= MANY - 1
    assert min(busiest) <= 4


@pytest.mark.parametrize(
    "rule", ["any", "distinct", "different", "arcs", "graph", "connected", "tree"]
)
def test_ends_of_ranges_are_drawn_at_once_and_in_order(rule: str) -> None:
    ends = [
        {"low": 1, "high": "n"},
        {"low": 1, "high": "n", "name": "a"},
        {"low": "a", "high": "n"},
    ]
    repeat = "n-1" if rule == "tree" else "m"
    fields = ends[1:] if rule in {"graph", "connected", "tree"} else ends
    ranges = line(rule, fields=[*fields, {"low": 0, "high": 7}], repeat=repeat)
    head = [{"name": "n", "high": 5000}, {"name": "m", "high": 9000}]
    layout = Layout(lines=[LineOfInput.model_validate({"fields": head}), ranges])
    many = 1999 if rule == "tree" else 4000
    rows = list(bulk_rows(ranges, many, Known({"n": 2000}), Random(3)))
    text = "\n".join([f"2000 {many}", *(" ".join(row) for row in rows), ""])

    assert is_bulky(ranges, many)
    assert len(rows) == many
    assert layout.fits(text.encode())


def test_three_numbers_in_order_stay_so() -> None:
    fields = [
        {"name": "a", "high": 10**6},
        {"name": "b", "low": "a", "high": 10**6},
        {"name": "c", "low": "b", "high": 10**6},
    ]
    rows = list(bulk_rows(line("any", fields=fields), MANY, Known(), Random(0)))

    assert all(int(a) <= int(b) <= int(c) for a, b, c in rows)


def test_some_columns_are_runs_or_one_number() -> None:
    plain = line("any", fields=[{"low": 1, "high": 10**6}, {"low": 1, "high": 10**6}])
    runs = equals = 0
    for seed in range(60):
        rows = list(bulk_rows(plain, MANY, Known(), Random(seed)))
        for column in zip(*rows, strict=True):
            numbers = [int(token) for token in column]
            runs += max(numbers) - min(numbers) == len(set(numbers)) - 1 == MANY - 1
            equals += len(set(numbers)) == 1

    assert runs > 3
    assert equals > 3


def test_a_run_of_more_than_there_are_begins_anew() -> None:
    plain = line("any", fields=[{"low": 5, "high": 14}])
    for seed in range(30):
        rows = list(bulk_rows(plain, MANY, Known(), Random(seed)))

        assert {int(row[0]) for row in rows} <= set(range(5, 15))
