"""Inputs are drawn as long as there is time, and at least one."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from verifier.generation.inputs import Input, Problem
from verifier.generation.layout import Layout
from verifier.generation.preconditions.precondition import Court
from verifier.generation.proposals import Proposals

COUNT = 20


def drawn(is_late: Callable[[], bool]) -> list[Input]:
    strategy: Any = SimpleNamespace(
        weight=1.0,
        draw=lambda work: (Input(data=b"%d\n" % n) for n in range(work.count)),
    )
    court = cast("Court", SimpleNamespace(check=lambda: None, assistants=None))
    proposals = Proposals(
        strategies=[strategy],
        preconditions=[],
        court=court,
        seed=0,
        is_bounded=False,
        is_late=is_late,
    )
    return proposals.draw(Problem(is_stdio=True), COUNT, 0)


def test_with_time_all_that_is_wanted_is_drawn() -> None:
    assert len(drawn(lambda: False)) == COUNT


def test_without_time_one_is_drawn() -> None:
    assert drawn(lambda: True) == [Input(data=b"0\n")]


def test_an_input_ends_as_the_examples_do() -> None:
    examples = tuple(
        Input(data) for data in (b"1 2\n3 4\n", b"5 6", b"7 8\n9 9\n4 4\n")
    )
    lines = [{"fields": [{"high": 99}, {"high": 99}]}]
    group = {"lines": lines, "until": "end_of_input"}
    problem = Problem(
        is_stdio=True,
        examples=examples,
        layout=Layout.model_validate({"lines": [group]}),
    )
    proposals = Proposals(
        strategies=[],
        preconditions=[],
        court=cast("Court", SimpleNamespace(check=lambda: None, assistants=None)),
        seed=0,
        is_bounded=True,
    )
    inputs = [
        Input(data) for data in (b"1 1\n", b"1 1", b"1 1\n\n", b"1 1\n \n", b"x\n")
    ]

    assert proposals.legal(problem, inputs) == inputs[:2]
    assert proposals.dropped == {"outside mined layout": 3}
