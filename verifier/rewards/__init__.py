"""Rewards: outcomes to one number. One file each, pure."""

from typing import TYPE_CHECKING

from verifier.plugins import tagged_union
from verifier.rewards.reward import Reward

if TYPE_CHECKING:
    type AnyReward = Reward
else:
    AnyReward = tagged_union(__name__, "REWARDS")

__all__ = ["AnyReward", "Reward"]
