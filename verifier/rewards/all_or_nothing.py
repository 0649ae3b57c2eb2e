"""All test cases, or nothing."""

from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class AllOrNothingReward(Reward):
    """1 if every test case was accepted, else 0."""

    kind: Literal["all_or_nothing"] = "all_or_nothing"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        passed = sum(outcome.accepted for outcome in outcomes)
        return 1.0 if 0 < passed == len(outcomes) else 0.0


REWARDS = (AllOrNothingReward,)
