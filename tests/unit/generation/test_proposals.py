"""Inputs are drawn as long as there is time, and at least one."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any, cast

from verifier.generation.inputs import Input, Problem
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
