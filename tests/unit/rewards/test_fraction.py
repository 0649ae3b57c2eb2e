"""The `fraction` reward."""

from verifier.outcome import CaseOutcome, Verdict
from verifier.rewards.fraction import FractionReward


def test_skipped_cases_count_as_not_passed() -> None:
    verdicts = [
        Verdict.ACCEPTED,
        Verdict.WRONG_ANSWER,
        Verdict.SKIPPED,
        Verdict.SKIPPED,
    ]
    outcomes = [CaseOutcome(verdict=verdict) for verdict in verdicts]

    assert FractionReward().value(outcomes) == 0.25
