"""The fraction of test cases."""

import math
from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class FractionReward(Reward):
    """The fraction of test cases that were accepted; points count as parts of one."""

    kind: Literal["fraction"] = "fraction"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        passed = math.fsum(outcome.share for outcome in outcomes)
        return passed / max(len(outcomes), 1)


REWARDS = (FractionReward,)
