"""What right SQL costs, beside gold."""

from collections.abc import Sequence
from typing import ClassVar, Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class EfficiencyReward(Reward):
    """The mean efficiency of all cases if all were accepted, else 0.

    A case's efficiency is gold's work over the candidate's, in five steps from
    0.2 to 1.0 (0.8 for equal work), counted by the engine and not by a clock.
    It is 1.0 for a case whose work nobody counts.
    """

    counts_work: ClassVar[bool] = True

    kind: Literal["efficiency"] = "efficiency"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        if not outcomes or not all(outcome.accepted for outcome in outcomes):
            return 0.0
        worth = [float(outcome.details.get("efficiency", 1.0)) for outcome in outcomes]
        return sum(worth) / len(worth)


REWARDS = (EfficiencyReward,)
