"""Preconditions: which inputs are legal. One file each."""

from typing import TYPE_CHECKING

from verifier.generation.preconditions.precondition import Precondition
from verifier.plugins import tagged_union

if TYPE_CHECKING:
    type AnyPrecondition = Precondition
else:
    AnyPrecondition = tagged_union(__name__, "PRECONDITIONS")

__all__ = ["AnyPrecondition", "Precondition"]
