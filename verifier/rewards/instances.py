"""The fraction of database instances."""

from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class InstancesReward(Reward):
    """The fraction of instances that SQL passed; the mean of all cases.

    For evaluation, with `run_all_instances`; other cases count as one instance.
    """

    kind: Literal["instances"] = "instances"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        return sum(map(_worth, outcomes)) / max(len(outcomes), 1)


def _worth(outcome: CaseOutcome) -> float:
    if outcome.accepted:
        return 1.0
    total = outcome.details.get("instances") or 1
    passed = outcome.details.get("instances_passed") or 0
    return min(passed, total - 1) / total


REWARDS = (InstancesReward,)
