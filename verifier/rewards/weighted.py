"""The weight of test cases, paid by the group."""

import math
from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class WeightedReward(Reward):
    """The weight of what was accepted, as a fraction of the whole weight.

    Cases of one group pay together or not at all, as the subtasks of the IOI
    do: one that fails costs the weight of them all, one that got points pays
    that share for them all. A case without a group pays for itself.
    """

    kind: Literal["weighted"] = "weighted"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        shares: dict[str, float] = {}
        for outcome in outcomes:
            if outcome.group is not None:
                share = shares.get(outcome.group, 1.0)
                shares[outcome.group] = min(share, outcome.share)
        paid = [
            outcome.weight
            * (outcome.share if outcome.group is None else shares[outcome.group])
            for outcome in outcomes
        ]
        largest = max((outcome.weight for outcome in outcomes), default=0.0)
        if not 0 < largest < math.inf:
            return 0.0
        total = math.fsum(outcome.weight / largest for outcome in outcomes)
        return math.fsum(weight / largest for weight in paid) / total


REWARDS = (WeightedReward,)
