"""The `weighted` reward."""

import math

import pytest

from verifier.outcome import CaseOutcome, Verdict
from verifier.rewards.weighted import WeightedReward


def case(weight: float, group: str | None = None, *, passed: bool) -> CaseOutcome:
    verdict = Verdict.ACCEPTED if passed else Verdict.WRONG_ANSWER
    return CaseOutcome(verdict=verdict, weight=weight, group=group)


def test_case_pays_its_weight() -> None:
    outcomes = [case(3, passed=True), case(1, passed=False)]

    assert WeightedReward().value(outcomes) == 0.75


def test_group_pays_only_as_a_whole() -> None:
    outcomes = [
        case(1, "a", passed=True),
        case(1, "a", passed=True),
        case(4, "b", passed=True),
        case(1, "b", passed=False),
        case(1, passed=True),
    ]

    assert WeightedReward().value(outcomes) == 3 / 8


def test_case_without_a_group_pays_for_itself() -> None:
    outcomes = [case(1, passed=True), case(1, passed=False)]

    assert WeightedReward().value(outcomes) == 0.5


@pytest.mark.parametrize("weight", [5e-324, 1.7e308])
def test_extreme_weights_are_weighed(weight: float) -> None:
    outcomes = [case(weight, passed=True), case(weight, passed=False)]

    assert WeightedReward().value(outcomes) == 0.5


@pytest.mark.parametrize("weight", [0.0, math.inf])
def test_weights_that_cannot_be_weighed_pay_nothing(weight: float) -> None:
    assert WeightedReward().value([case(weight, passed=True)]) == 0.0
