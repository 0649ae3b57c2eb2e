"""Oracles: what is known of right answers, beside a reference. One file each."""

from typing import TYPE_CHECKING

from verifier.generation.oracles.oracle import Oracle
from verifier.plugins import tagged_union

if TYPE_CHECKING:
    type AnyOracle = Oracle
else:
    AnyOracle = tagged_union(__name__, "ORACLES")

__all__ = ["AnyOracle", "Oracle"]
