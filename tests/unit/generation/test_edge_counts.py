"""As many edges as a graph may have, and as many nodes as edges are enough for."""

from random import Random
from typing import Any

import pytest

from verifier.generation.edge_counts import edge_counts
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_parts import LineOfInput


def edges(rule: str, high: str | int = "n", **changes: Any) -> LineOfInput:
    ends = [{"low": 1, "high": high}, {"low": 1, "high": high}]
    return LineOfInput.model_validate(
        {"fields": ends, "repeat": "m", "rows": rule, **changes}
    )


@pytest.mark.parametrize(
    ("rule", "least", "most"), [("connected", 4, 10), ("graph", 0, 10), ("arcs", 0, 20)]
)
def test_there_are_as_many_edges_as_nodes_allow(
    rule: str, least: int, most: int
) -> None:
    [count] = edge_counts([edges(rule)])

    assert count.narrowed("m", 0, 99, Known({"n": 5})) == (least, most)
    assert count.narrowed("other", 0, 99, Known({"n": 5})) == (0, 99)


@pytest.mark.parametrize(
    ("rule", "least", "most"), [("connected", 5, 11), ("graph", 5, 99), ("arcs", 4, 99)]
)
def test_there_are_as_many_nodes_as_edges_need(
    rule: str, least: int, most: int
) -> None:
    [count] = edge_counts([edges(rule)])

    assert count.narrowed("n", 1, 99, Known({"m": 10})) == (least, most)


def test_nodes_may_be_counted_from_zero() -> None:
    ends = [{"low": 0, "high": "n-1"}, {"low": 0, "high": "n-1"}]
    [count] = edge_counts([edges("connected", fields=ends)])

    assert count.narrowed("m", 0, 99, Known({"n": 5})) == (4, 10)


@pytest.mark.parametrize(
    "line",
    [edges("any"), edges("graph", 9), edges("graph", "2*n"), edges("graph", "m")],
)
def test_other_lines_have_no_such_counts(line: LineOfInput) -> None:
    assert not edge_counts([line])


@pytest.mark.parametrize("order", [("n", "m"), ("m", "n")])
def test_connected_graphs_are_drawn_at_the_first_try(order: tuple[str, str]) -> None:
    least = {"n": 2, "m": 1}
    head = [{"name": name, "low": least[name], "high": 100_000} for name in order]
    layout = Layout(
        lines=[LineOfInput.model_validate({"fields": head}), edges("connected")]
    )
    drawn = [draw_input(layout, Random(seed), may_stress=False) for seed in range(60)]

    assert all(map(layout.fits, drawn))
    assert len({data.split()[0] for data in drawn}) > 10
