"""Compares a candidate's result with gold's; pure, and outside every box."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations

from verifier.sql.cells import ClassRow, Judge
from verifier.sql.columns import Search, Side
from verifier.sql.matching import match
from verifier.sql.options import Columns, Comparison, Difference
from verifier.sql.order import Keyed, TieGroups
from verifier.sql.table import Row, Table
from verifier.sql.words import row_words

_IN_PLACE = frozenset({Columns.EXACT, Columns.BY_NAME})
_MOST_LOOSE = 720
"""Assignments tried where LIMIT lets the candidate choose among tied rows."""
_MOST_LOOSE_ROWS = 1_000_000
"""Rows looked at for that, over all assignments."""
_MOST_OVERLAPS = 5_000_000
"""Cells looked at to find out which columns are the most alike."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a candidate's result is compared with.

    Attributes:
        table: Gold's result.
        is_ordered: Whether the order of rows counts.
        keyed: How ties can be seen; None where the order is strict.
        whole: The result of `keyed.sql`.
    """

    table: Table
    is_ordered: bool = False
    keyed: Keyed | None = None
    whole: Table | None = None


def compare(expected: Expected, pred: Table, options: Comparison) -> Difference:
    """Compare a candidate's result with what is expected.

    Args:
        expected: Gold's result, and what is known of its order.
        pred: The candidate's result.
        options: How; `order` has been decided already, in `expected`.
    """
    gold = expected.table
    if options.columns is Columns.SUBSET_OF:
        indexes = _condition_indexes(gold, options)
        if isinstance(indexes, str):
            return Difference(reason="wrong_names", words=indexes, row_f1=0.0)
        gold = gold.project(indexes)
        expected = _projected(expected, gold, indexes)
    widths = len(gold.columns), len(pred.columns)
    may_have_more = options.columns in {Columns.SUPERSET, Columns.SUBSET_OF}
    if widths[1] < widths[0] or (widths[0] != widths[1] and not may_have_more):
        words = f"{widths[1]} columns where {widths[0]} are expected"
        return Difference(reason="wrong_arity", words=words, row_f1=0.0)
    if options.columns is Columns.BY_NAME:
        named = _by_name(gold, pred)
        if isinstance(named, str):
            return Difference(reason="wrong_names", words=named, row_f1=0.0)
        pred = pred.project(named)
    # Most right answers are right to the bit, which is quicker to see.
    difference = _Comparing(expected, gold, pred, options, merge=False).difference()
    if difference.is_equal:
        return difference
    return _Comparing(expected, gold, pred, options, merge=True).difference()


def _projected(expected: Expected, gold: Table, indexes: Sequence[int]) -> Expected:
    whole, keyed = expected.whole, expected.keyed
    if whole is None or keyed is None:
        return replace(expected, table=gold)
    width = len(whole.columns)
    keys = [index % width for index in keyed.keys]
    places = range(len(indexes), len(indexes) + len(keys))
    return Expected(
        table=gold,
        is_ordered=expected.is_ordered,
        keyed=replace(keyed, keys=tuple(places)),
        whole=whole.project([*indexes, *keys]),
    )


def _condition_indexes(gold: Table, options: Comparison) -> list[int] | str:
    names = [name.casefold() for name in gold.columns]
    indexes = []
    for column in options.condition_columns:
        if isinstance(column, int):
            if not 0 <= column < len(names):
                return f"gold has no column {column}"
            indexes.append(column)
        elif names.count(column.casefold()) != 1:
            return f"gold has not one column {column!r}"
        else:
            indexes.append(names.index(column.casefold()))
    return indexes


def _by_name(gold: Table, pred: Table) -> list[int] | str:
    wanted = [name.casefold() for name in gold.columns]
    given = [name.casefold() for name in pred.columns]
    if sorted(wanted) != sorted(given) or len(set(given)) < len(given):
        return f"columns {list(pred.columns)} where {list(gold.columns)} are expected"
    return [given.index(name) for name in wanted]


class _Comparing:
    """One comparison, once the number of columns is right."""

    def __init__(
        self,
        expected: Expected,
        gold: Table,
        pred: Table,
        options: Comparison,
        *,
        merge: bool,
    ) -> None:
        self._options = options
        self._gold_table, self._pred_table = gold, pred
        self._as_sets = options.distinct == "ignore"
        self._is_ordered = expected.is_ordered
        self._width = len(gold.columns)
        self._judge = Judge(options, gold, pred)
        whole = self._judge.prepare_more(expected.whole.rows) if expected.whole else []
        self._gold, self._pred, self._whole = self._judge.classify(
            self._judge.gold, self._judge.pred, whole, merge=merge
        )
        self._ties = self._tie_groups(expected)

    def _tie_groups(self, expected: Expected) -> TieGroups | None:
        if expected.keyed is None or expected.whole is None or self._as_sets:
            return None
        if expected.whole.is_cut:
            return None
        groups: list[list[int]] = []
        before: tuple[int, ...] | None = None
        for number, row in enumerate(self._whole):
            keys = tuple(row[index] for index in expected.keyed.keys)
            if keys != before:
                groups.append([])
            groups[-1].append(number)
            before = keys
        ties = TieGroups(groups=groups, offset=expected.keyed.offset)
        identity = tuple(range(self._width))
        # Gold itself must fit, or the rewriting has changed what it means.
        return ties if self._fits_ties(ties, self._gold, identity) else None

    def difference(self) -> Difference:
        """Find out whether the results differ, and where."""
        if not self._as_sets and len(self._gold) != len(self._pred):
            counts = f"{len(self._pred)} rows where {len(self._gold)} are expected"
            return self._wrong_rows(counts)
        gold = Side.of(self._gold, self._width)
        pred = Side.of(self._pred, len(self._pred_table.columns))
        search = Search(gold, pred, as_sets=self._as_sets)
        if self._options.columns in _IN_PLACE:
            identity = tuple(range(self._width))
            found: Iterator[tuple[int, ...]] = iter(
                (identity,) if search.fits(identity) else ()
            )
        else:
            found = search.assignments()
        first: tuple[int, ...] | None = None
        for assignment in found:
            if not self._fits_cells(assignment):
                continue
            first = first or assignment
            if not self._is_ordered or self._fits_order(assignment):
                more = next(found, None) is not None
                return Difference(
                    columns=assignment,
                    columns_ambiguous=more,
                    columns_capped=search.is_capped,
                )
        for assignment in self._loose():
            return Difference(columns=assignment, columns_capped=search.is_capped)
        if first is not None:
            return Difference(
                reason="wrong_order",
                words=self._order_words(first),
                columns=first,
                columns_capped=search.is_capped,
            )
        return replace(self._wrong_rows(""), columns_capped=search.is_capped)

    def _fits_cells(self, assignment: tuple[int, ...]) -> bool:
        """Compare cells where classes hold some that are not equal."""
        if not any(map(self._judge.is_fuzzy, self._gold)):
            return True
        gold_of: dict[ClassRow, list[Row]] = defaultdict(list)
        pred_of: dict[ClassRow, list[Row]] = defaultdict(list)
        for key, row in zip(self._gold, self._judge.gold, strict=True):
            gold_of[key].append(row)
        for classes, row in zip(self._pred, self._judge.pred, strict=True):
            key = tuple([classes[i] for i in assignment])
            pred_of[key].append(tuple([row[i] for i in assignment]))
        same = self._judge.same_rows
        return all(
            match(rows, pred_of[key], same, as_sets=self._as_sets)
            for key, rows in gold_of.items()
            if self._judge.is_fuzzy(key)
        )

    def _fits_order(self, assignment: tuple[int, ...]) -> bool:
        if self._ties is not None:
            return self._fits_ties(self._ties, self._pred, assignment)
        pred = [tuple([row[i] for i in assignment]) for row in self._pred]
        if self._as_sets:
            return list(dict.fromkeys(pred)) == list(dict.fromkeys(self._gold))
        if pred != list(self._gold):
            return False
        cells = zip(self._judge.gold, self._judge.pred, strict=True)
        return all(
            self._judge.same_rows(a, tuple([b[i] for i in assignment]))
            for a, b in cells
        )

    def _fits_ties(
        self, ties: TieGroups, rows: Sequence[ClassRow], assignment: tuple[int, ...]
    ) -> bool:
        pred = [tuple([row[i] for i in assignment]) for row in rows]
        stretches = ties.places(len(pred))
        if sum(last - first for first, last, _ in stretches) != len(pred):
            return False
        for first, last, group in stretches:
            there = Counter(self._whole[number][: self._width] for number in group)
            if Counter(pred[first:last]) - there:
                return False
        return True

    def _loose(self) -> Iterator[tuple[int, ...]]:
        """Yield assignments that fit, though LIMIT cut the ties otherwise."""
        ties = self._ties
        if ties is None or not self._is_ordered or len(self._whole) == len(self._gold):
            return
        if any(map(self._judge.is_fuzzy, self._whole)):
            return  # classes alone would be too lenient
        width = len(self._pred_table.columns)
        if self._options.columns in _IN_PLACE:
            tried: Iterator[tuple[int, ...]] = iter([tuple(range(self._width))])
        else:
            tried = permutations(range(width), self._width)
        most = min(_MOST_LOOSE, _MOST_LOOSE_ROWS // max(len(self._whole), 1) + 1)
        for assignment in islice(tried, most):
            if self._fits_ties(ties, self._pred, assignment):
                yield assignment

    def _wrong_rows(self, words: str) -> Difference:
        assignment = self._best_assignment()
        pred = [tuple([row[i] for i in assignment]) for row in self._pred]
        gold_count, pred_count = Counter(self._gold), Counter(pred)
        if self._as_sets:
            gold_count, pred_count = Counter(set(gold_count)), Counter(set(pred_count))
        common = (gold_count & pred_count).total()
        total = gold_count.total() + pred_count.total()
        parts = [words] if words else []
        missing, extra = gold_count - pred_count, pred_count - gold_count
        for name, keys, lost, table in (
            ("missing", self._gold, missing, self._gold_table),
            ("not expected", pred, extra, self._pred_table),
        ):
            for number, key in enumerate(keys):
                if key in lost:
                    parts.append(f"{name}: {row_words(table.rows[number])}")
                    break
        if not missing and not extra and not words:
            parts.append("numbers differ by more than the tolerance")
        return Difference(
            reason="wrong_rows",
            words="; ".join(parts),
            columns=assignment,
            row_f1=min(2 * common / total, 0.999) if total else 0.0,
        )

    def _best_assignment(self) -> tuple[int, ...]:
        """Give each of gold's columns the one that shares most cells with it."""
        width = len(self._pred_table.columns)
        overlaps = self._width * width * max(len(self._gold), len(self._pred))
        if self._options.columns in _IN_PLACE or overlaps > _MOST_OVERLAPS:
            return tuple(range(self._width))
        gold = Side.of(self._gold, self._width).columns
        pred = Side.of(self._pred, len(self._pred_table.columns)).columns
        counts = [Counter(column) for column in pred]
        free = set(range(len(pred)))
        chosen: list[int] = []
        for index, column in enumerate(gold):
            wanted = Counter(column)
            best = max(
                sorted(free),
                key=lambda it: ((counts[it] & wanted).total(), it == index),
            )
            free.discard(best)
            chosen.append(best)
        return tuple(chosen)

    def _order_words(self, assignment: tuple[int, ...]) -> str:
        for number, (gold, pred) in enumerate(zip(self._gold, self._pred, strict=True)):
            if gold != tuple([pred[i] for i in assignment]):
                there = row_words(self._pred_table.rows[number])
                wanted = row_words(self._gold_table.rows[number])
                return f"row {number + 1} is {there} where {wanted} is expected"
        return "rows come in another order"
