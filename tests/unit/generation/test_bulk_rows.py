"""Very many lines keep the same rules as few, and take no seconds."""

import time
from random import Random
from typing import Any

import pytest

from verifier.generation.bulk_rows import MANY, bulk_rows, is_bulky
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
    "rule", ["any", "different", "distinct", "apart", "graph", "ascending"]
)
def test_rules_are_kept(rule: str) -> None:
    fields = [{"name": "n", "high": 300}, {"name": "m", "high": 5000}]
    for seed in range(10):
        known = {"n": 300, "m": 5000}
        rows = list(bulk_rows(line(rule), 5000, known, Random(seed)))
        text = "\n".join(["300 5000", *(" ".join(row) for row in rows), ""])
        layout = Layout(
            lines=[LineOfInput.model_validate({"fields": fields}), line(rule)]
        )

        assert len(rows) == 5000
        assert layout.fits(text.encode())


def test_lines_of_many_numbers_have_as_many() -> None:
    many = LineOfInput.model_validate({"fields": [{"count": "n-1", "high": 7}]})
    rows = list(bulk_rows(many, MANY, {"n": 5}, Random(0)))

    assert is_bulky(many, MANY)
    assert {len(row) for row in rows} == {4}
    assert {token for row in rows for token in row} <= set("1234567")
    with pytest.raises(ShapelessError):
        list(bulk_rows(many, NODES, {"n": 5000}, Random(0)))


def test_more_than_there_are_cannot_be_drawn() -> None:
    with pytest.raises(ShapelessError):
        list(bulk_rows(line("graph"), 5000, {"n": 20}, Random(0)))
    with pytest.raises(ShapelessError):
        list(bulk_rows(line("any"), 5000, {"n": 0}, Random(0)))


@pytest.mark.parametrize(
    "changes",
    [
        {"rows": "tree"},
        {"fields": [{"type": "word"}]},
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
