"""Which of the candidate's columns stand for gold's: all assignments that fit.

A column can stand for another only if both hold the same multiset of cells. From
such pairs assignments are built column by column, while rows are told apart more
and more finely on both sides alike (partition refinement); an assignment whose
two partitions differ is given up at once.
"""

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from verifier.sql.cells import ClassRow

_MOST_COLUMNS = 300
"""Columns beyond which nothing but the identity is tried."""
_MOST_STEPS = 2_000_000
"""Cells looked at before the search gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One side's rows, as class numbers.

    Attributes:
        rows: The rows.
        columns: The same by column.
    """

    rows: Sequence[ClassRow]
    columns: Sequence[tuple[int, ...]]

    @staticmethod
    def of(rows: Sequence[ClassRow], width: int) -> "Side":
        """Make one; the width counts where there are no rows."""
        columns = tuple(zip(*rows, strict=True)) if rows else ((),) * width
        return Side(rows=rows, columns=columns)


class Search:
    """Looks for assignments of the candidate's columns to gold's.

    Args:
        gold: Gold's side.
        pred: The candidate's.
        as_sets: Whether repeated rows do not count.

    Attributes:
        is_capped: Whether it gave up before it had tried all.
    """

    def __init__(self, gold: Side, pred: Side, *, as_sets: bool) -> None:
        self._gold, self._pred = gold, pred
        self._as_sets = as_sets
        self._steps = 0
        self.is_capped = False

    def _signature(self, column: Sequence[int]) -> Hashable:
        return frozenset(column) if self._as_sets else tuple(sorted(column))

    def _same_parts(self, gold: Sequence[int], pred: Sequence[int]) -> bool:
        if self._as_sets:
            return set(gold) == set(pred)
        return Counter(gold) == Counter(pred)

    def assignments(self) -> Iterator[tuple[int, ...]]:
        """Yield assignments: for each of gold's columns one of the candidate's.

        The identity comes first, if it fits. Columns that are the same cell by
        cell are one to the search: only one order of them is tried.
        """
        identity = tuple(range(len(self._gold.columns)))
        choices = self._choices()
        if choices is None:
            return
        if all(index in choices[index] for index in identity) and self.fits(identity):
            yield identity
        if len(identity) > _MOST_COLUMNS:
            self.is_capped = True
            return
        order = sorted(identity, key=lambda index: len(choices[index]))
        blank = [0] * len(self._gold.rows), [0] * len(self._pred.rows)
        for found in self._extend({}, order, choices, *blank):
            if found != identity:
                yield found

    def _choices(self) -> list[list[int]] | None:
        """For each of gold's columns, those that hold the same cells."""
        by_cells: dict[Hashable, list[int]] = {}
        for index, column in enumerate(self._pred.columns):
            by_cells.setdefault(self._signature(column), []).append(index)
        choices = [
            by_cells.get(self._signature(column), []) for column in self._gold.columns
        ]
        return choices if all(choices) else None

    def fits(self, assignment: tuple[int, ...]) -> bool:
        """Say whether an assignment makes the same rows of both sides."""
        taken = [self._pred.columns[index] for index in assignment]
        rows = list(zip(*taken, strict=True))
        if self._as_sets:
            return set(rows) == set(self._gold.rows)
        return Counter(rows) == Counter(self._gold.rows)

    def _extend(
        self,
        chosen: dict[int, int],
        order: Sequence[int],
        choices: Sequence[Sequence[int]],
        gold_parts: Sequence[int],
        pred_parts: Sequence[int],
    ) -> Iterator[tuple[int, ...]]:
        """Assign the rest, a column at a time; where it is forced, all at once."""
        rest = order[len(chosen) :]
        forced = [index for index in rest if len(choices[index]) == 1]
        if len(forced) == len(rest):
            whole = chosen | {index: choices[index][0] for index in rest}
            assignment = tuple(whole[index] for index in range(len(order)))
            if len(set(assignment)) == len(assignment) and self.fits(assignment):
                yield assignment
            return
        if forced and not chosen:
            yield from self._extend_forced(forced, order, choices)
            return
        index = rest[0]
        tried: set[tuple[int, ...]] = set()
        for candidate in choices[index]:
            column = self._pred.columns[candidate]
            if candidate in chosen.values() or column in tried:
                continue
            tried.add(column)
            parts = self._refine(index, candidate, gold_parts, pred_parts)
            if self.is_capped:
                return
            if parts is None:
                continue
            wider = chosen | {index: candidate}
            if len(wider) == len(order):
                yield tuple(wider[index] for index in range(len(order)))
            else:
                yield from self._extend(wider, order, choices, *parts)

    def _extend_forced(
        self,
        forced: Sequence[int],
        order: Sequence[int],
        choices: Sequence[Sequence[int]],
    ) -> Iterator[tuple[int, ...]]:
        taken = {index: choices[index][0] for index in forced}
        if len(set(taken.values())) < len(taken):
            return
        numbers: dict[tuple[int, ...], int] = {}
        gold = [self._gold.columns[index] for index in forced]
        pred = [self._pred.columns[index] for index in taken.values()]
        gold_parts = [
            numbers.setdefault(row, len(numbers)) for row in zip(*gold, strict=True)
        ]
        pred_parts = [
            numbers.setdefault(row, len(numbers)) for row in zip(*pred, strict=True)
        ]
        if self._same_parts(gold_parts, pred_parts):
            yield from self._extend(taken, order, choices, gold_parts, pred_parts)

    def _refine(
        self,
        index: int,
        candidate: int,
        gold_parts: Sequence[int],
        pred_parts: Sequence[int],
    ) -> tuple[list[int], list[int]] | None:
        """Tell rows apart by one more column; None if the two sides then differ."""
        self._steps += len(gold_parts) + len(pred_parts)
        if self._steps > _MOST_STEPS:
            self.is_capped = True
            return None
        numbers: dict[tuple[int, int], int] = {}
        gold = [
            numbers.setdefault(pair, len(numbers))
            for pair in zip(gold_parts, self._gold.columns[index], strict=True)
        ]
        known = len(numbers)
        pred = [
            numbers.setdefault(pair, len(numbers))
            for pair in zip(pred_parts, self._pred.columns[candidate], strict=True)
        ]
        if len(numbers) > known or not self._same_parts(gold, pred):
            return None
        return gold, pred
