"""Rewards that look at what an SQL case found."""

from typing import Any

import pytest

from verifier.outcome import CaseOutcome, Verdict
from verifier.rewards.efficiency import EfficiencyReward
from verifier.rewards.graded import GradedReward
from verifier.rewards.instances import InstancesReward
from verifier.rewards.row_f1 import RowF1Reward


def outcome(*, accepted: bool = False, **details: Any) -> CaseOutcome:
    verdict = Verdict.ACCEPTED if accepted else Verdict.WRONG_ANSWER
    return CaseOutcome(verdict=verdict, details=details)


def test_graded_pays_a_little_for_reading_the_right_table() -> None:
    ran = outcome(executed=True, reads_gold_table=True)
    select_one = outcome(executed=True, reads_gold_table=False)

    assert GradedReward().value([ran]) == 0.1
    assert GradedReward(executed=0.05).value([ran]) == 0.05
    assert GradedReward().value([select_one]) == 0.0
    assert GradedReward().value([outcome(accepted=True), ran]) == pytest.approx(0.55)


def test_row_f1_never_pays_all_for_what_is_wrong() -> None:
    assert RowF1Reward().value([outcome(row_f1=0.5)]) == 0.5
    assert RowF1Reward().value([outcome(row_f1=1.0)]) == 0.9
    assert RowF1Reward().value([outcome(accepted=True, row_f1=1.0)]) == 1.0


def test_instances_pays_by_the_instance() -> None:
    assert InstancesReward().value([outcome(instances=4, instances_passed=3)]) == 0.75
    assert InstancesReward().value([outcome(instances=1, instances_passed=1)]) == 0.0


def test_efficiency_is_paid_only_if_all_is_right() -> None:
    right = outcome(accepted=True, efficiency=0.8)

    assert EfficiencyReward().value([right]) == 0.8
    assert EfficiencyReward().value([right, outcome(efficiency=1.0)]) == 0.0
