"""Checkers: is this output right? One file each, pure."""

from typing import TYPE_CHECKING

from verifier.checkers.checker import Checker
from verifier.plugins import tagged_union

if TYPE_CHECKING:
    type AnyChecker = Checker
else:
    AnyChecker = tagged_union(__name__, "CHECKERS")

__all__ = ["AnyChecker", "Checker"]
