"""A little for SQL that runs, all for SQL that is right."""

from collections.abc import Sequence
from typing import Annotated, Literal, override

from pydantic import Field

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward


class GradedReward(Reward):
    """1 for an accepted case, `executed` for one whose query ran; the mean of all.

    A query counts as run only if it reads a table that gold reads, too: else
    `SELECT 1` would earn it.
    """

    kind: Literal["graded"] = "graded"
    executed: Annotated[float, Field(ge=0, le=0.1)] = Field(
        default=0.1, description="What a query is worth that ran and is wrong."
    )

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        return sum(map(self._worth, outcomes)) / max(len(outcomes), 1)

    def _worth(self, outcome: CaseOutcome) -> float:
        if outcome.accepted:
            return 1.0
        ran = outcome.details.get("executed") and outcome.details.get(
            "reads_gold_table"
        )
        return self.executed if ran else 0.0


REWARDS = (GradedReward,)
