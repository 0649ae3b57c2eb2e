"""What became of a query on one instance, and what the report says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sandboxes import RunResult
from verifier.outcome import Verdict
from verifier.sql.gold import GoldResult
from verifier.sql.options import Difference
from verifier.sql.table import Table

_NOT_COMPARED = frozenset({"no_result", "wrong_results", "wrong_arity", "wrong_names"})
_EFFICIENCY = ((2.0, 1.0), (1.0, 0.8), (0.5, 0.6), (0.25, 0.4))
_LEAST_EFFICIENCY = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """What became of the candidate on one instance."""

    verdict: Verdict
    golds: list[GoldResult]
    feedback: str = ""
    run: RunResult | None = None
    table: Table | None = None
    work: int = 0
    executed: bool = False
    gold: GoldResult | None = None
    difference: Difference = field(default_factory=Difference)

    def differing(self, difference: Difference) -> "Trial":
        """Return it as wrong, and why."""
        return replace(
            self,
            verdict=Verdict.WRONG_ANSWER,
            difference=difference,
            feedback=f"{difference.reason}: {difference.words}",
        )

    def gold_work(self) -> int:
        """Return the work of the gold that it equals, or of the first."""
        return (self.gold or self.golds[0]).work

    def shown_gold(self) -> Table:
        """Return the gold result that people are shown."""
        return (self.gold or self.golds[0]).expected.table

    def efficiency(self) -> float:
        """Gold's work in the engine's own count, over the candidate's, bucketed.

        As R-VES of BIRD has it, on a scale to 1.0; 1.0 where gold's was not counted.
        A candidate that hides its work, behind a second statement say, gets least.
        """
        if not self.gold_work():
            return 1.0
        if not self.work:
            return _LEAST_EFFICIENCY
        ratio = self.gold_work() / self.work
        for least, worth in _EFFICIENCY:
            if ratio >= least:
                return worth
        return _LEAST_EFFICIENCY

    def details(self) -> Mapping[str, Any]:
        """Return what the report says of it."""
        difference, was_compared = self.difference, self.executed
        arity = was_compared and difference.reason not in _NOT_COMPARED
        return {
            "executed": self.executed,
            "arity_ok": arity,
            "multiset_ok": arity and difference.reason in {"", "wrong_order"},
            "order_ok": arity and not difference.reason,
            "reason": difference.reason or None,
            "row_f1": round(difference.row_f1, 6) if was_compared else 0.0,
            "columns_ambiguous": difference.columns_ambiguous,
            "columns_capped": difference.columns_capped,
            "work": self.work,
            "gold_work": self.gold_work(),
        }
