"""Strategies: where inputs come from. One file each."""

from typing import TYPE_CHECKING

from verifier.generation.strategies.strategy import Strategy
from verifier.plugins import tagged_union

if TYPE_CHECKING:
    type AnyStrategy = Strategy
else:
    AnyStrategy = tagged_union(__name__, "STRATEGIES")

__all__ = ["AnyStrategy", "Strategy"]
