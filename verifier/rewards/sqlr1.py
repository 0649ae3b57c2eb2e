"""The steps of SQL-R1's reward, for SQL that fails, runs, or is right."""

from collections.abc import Sequence
from typing import Literal, override

from verifier.outcome import CaseOutcome
from verifier.rewards.reward import Reward

_RIGHT = 1 + 2 + 3
_RUNS = 1 + 2 - 3
_FAILS = 1 - 2 + 0


class SqlR1Reward(Reward):
    """1 for an accepted case, a seventh for a query that ran and is wrong, else 0.

    The paper (https://arxiv.org/abs/2504.08600) adds points for form (1), for
    running (2 or -2) and for the result (3 or -3); here their sum is brought to 0
    to 1. A query runs only if it reads a table that gold reads: else `SELECT 1`
    would earn it. Points for length are not given.
    """

    kind: Literal["sqlr1"] = "sqlr1"

    @override
    def value(self, outcomes: Sequence[CaseOutcome]) -> float:
        points = sum(self._points(outcome) - _FAILS for outcome in outcomes)
        return points / (_RIGHT - _FAILS) / max(len(outcomes), 1)

    def _points(self, outcome: CaseOutcome) -> int:
        if outcome.accepted:
            return _RIGHT
        details = outcome.details
        runs = details.get("executed") and details.get("reads_gold_table")
        return _RUNS if runs else _FAILS


REWARDS = (SqlR1Reward,)
