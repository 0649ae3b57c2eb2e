"""What every reward promises."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sandboxes import discover
from verifier.outcome import CaseOutcome, Verdict
from verifier.rewards import AnyReward, Reward

REWARDS: list[Reward] = [
    reward() for reward in discover("verifier.rewards", "REWARDS", type)
]
OUTCOMES = st.lists(
    st.builds(
        CaseOutcome,
        verdict=st.sampled_from(Verdict),
        weight=st.floats(0, exclude_min=True, allow_infinity=False),
        group=st.sampled_from([None, "a", "b"]),
    ),
    min_size=1,
    max_size=6,
)

every_reward = pytest.mark.parametrize("reward", REWARDS, ids=str)


@every_reward
@given(outcomes=OUTCOMES)
def test_is_within_zero_and_one(reward: Reward, outcomes: list[CaseOutcome]) -> None:
    assert 0.0 <= reward.value(outcomes) <= 1.0


@every_reward
@given(outcomes=OUTCOMES)
def test_is_one_for_all_and_zero_for_none(
    reward: Reward, outcomes: list[CaseOutcome]
) -> None:
    accepted = [replace(o, verdict=Verdict.ACCEPTED) for o in outcomes]
    failed = [replace(o, verdict=Verdict.WRONG_ANSWER) for o in outcomes]

    assert reward.value(accepted) == 1.0
    assert reward.value(failed) == 0.0


@every_reward
@given(outcomes=OUTCOMES, data=st.data())
def test_one_more_accepted_case_never_costs(
    reward: Reward, outcomes: list[CaseOutcome], data: st.DataObject
) -> None:
    index = data.draw(st.integers(0, len(outcomes) - 1))
    better = list(outcomes)
    better[index] = replace(outcomes[index], verdict=Verdict.ACCEPTED)

    assert reward.value(better) >= reward.value(outcomes)


@every_reward
def test_of_nothing_is_nothing(reward: Reward) -> None:
    assert reward.value([]) == 0.0


@every_reward
def test_is_made_of_its_kind(reward: Reward) -> None:
    kind = reward.model_dump()["kind"]

    assert TypeAdapter(AnyReward).validate_python({"kind": kind}) == reward
