"""Graders: a kind of test case, and how a program is put to it. One file each."""

from typing import TYPE_CHECKING

from verifier.graders.case import Case, ending, signal_name
from verifier.plugins import tagged_union

if TYPE_CHECKING:
    type AnyCase = Case
else:
    AnyCase = tagged_union(__name__, "CASES")

__all__ = ["AnyCase", "Case", "ending", "signal_name"]
