"""The `all_or_nothing` reward."""

import pytest

from verifier.outcome import CaseOutcome, Verdict
from verifier.rewards.all_or_nothing import AllOrNothingReward

PASSED = CaseOutcome(verdict=Verdict.ACCEPTED)


def test_all_accepted_is_one() -> None:
    assert AllOrNothingReward().value([PASSED, PASSED]) == 1.0


@pytest.mark.parametrize("verdict", sorted(set(Verdict) - {Verdict.ACCEPTED}))
def test_one_case_not_accepted_is_zero(verdict: Verdict) -> None:
    outcomes = [PASSED, CaseOutcome(verdict=verdict), PASSED]

    assert AllOrNothingReward().value(outcomes) == 0.0
