"""How many rows of an SQL result are right."""

from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward

_MOST_IF_WRONG = 0.9


class RowF1Reward(Reward):
    """1 for an accepted case, else the F1 of its rows, to 0.9; the mean of all.

    Rows count as often as they come, after columns were assigned as well as
    they can be. Without a result, or with a wrong number of columns, it is 0.
    """

    kind: Literal["row_f1"] = "row_f1"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        return sum(map(_worth, outcomes)) / max(len(outcomes), 1)


def _worth(outcome: CaseOutcome) -> float:
    if outcome.accepted:
        return 1.0
    return min(float(outcome.details.get("row_f1", 0.0)), _MOST_IF_WRONG)


REWARDS = (RowF1Reward,)
