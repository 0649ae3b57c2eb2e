"""When two cells are equal, and classes of cells that may be.

Float noise makes equality intransitive, so comparing is done in two steps: cells
get the number of a class such that equal cells are always of one class
(`classify`), rows are matched by classes, and where a class holds numbers that
are not all equal, rows are compared cell by cell (`Judge.same_rows`).
"""

import datetime as dt
import math
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from verifier.sql.options import Comparison
from verifier.sql.table import Cell, JsonValue, Row, Table, moment_of

type ClassRow = tuple[int, ...]


_PLAIN = frozenset({int, str, bytes, type(None), dt.datetime, dt.time, JsonValue})
"""Types of cells that need no preparation, if no option asks for one."""


class Judge:
    """Knows when cells are equal under some options.

    Args:
        options: The options.
        gold: Gold's rows.
        pred: The candidate's rows.

    Attributes:
        gold: Gold's rows, prepared.
        pred: The candidate's rows, prepared.
    """

    def __init__(self, options: Comparison, gold: Table, pred: Table) -> None:
        self._options = options
        self._relative, self._absolute = options.numeric.tolerance()
        # A text is a date only where the other side says with a type that it is.
        gold_types, pred_types = _types(gold.rows), _types(pred.rows)
        self._gold_dated = dt.datetime in pred_types
        self.gold = self._prepare(gold.rows, gold_types, dated=self._gold_dated)
        dated = dt.datetime in gold_types
        self.pred = self._prepare(pred.rows, pred_types, dated=dated)
        self._fuzzy: set[int] = set()

    def prepare_more(self, rows: Sequence[Row]) -> list[Row]:
        """Prepare more rows of gold's as its others were."""
        return self._prepare(rows, _types(rows), dated=self._gold_dated)

    def _prepare(
        self, rows: Sequence[Row], types: set[type], *, dated: bool
    ) -> list[Row]:
        asked = (
            self._options.coerce_numeric_text
            or self._options.null_is_zero
            or self._options.unicode == "nfc"
            or (dated and str in types)
        )
        if types <= _PLAIN and not asked:
            return list(rows)
        return [
            tuple([self._prepared(cell, dated=dated) for cell in row]) for row in rows
        ]

    def _prepared(self, cell: Cell, *, dated: bool) -> Cell:
        if cell is None:
            return 0 if self._options.null_is_zero else None
        if isinstance(cell, str):
            return self._prepared_text(cell, dated=dated)
        if cell != cell:  # noqa: PLR0124 - NaN, which is to be itself
            return math.nan
        return cell

    def _prepared_text(self, text: str, *, dated: bool) -> Cell:
        if self._options.coerce_numeric_text:
            number = _number_of(text)
            if number is not None:
                return number
        moment = moment_of(text) if dated else None
        if moment is not None:
            return moment
        if self._options.unicode == "nfc":
            return unicodedata.normalize("NFC", text)
        return text

    def same(self, one: Cell, other: Cell) -> bool:
        """Say whether two prepared cells are equal."""
        if one is other or one == other:
            return True
        if not (_is_number(one) and _is_number(other)):
            return False
        if isinstance(one, int) and isinstance(other, int):
            return False
        return self._close(_float(one), _float(other))

    def same_rows(self, one: Row, other: Row) -> bool:
        """Say whether all cells of two rows are equal."""
        return all(map(self.same, one, other))

    def _close(self, one: float, other: float) -> bool:
        return math.isclose(one, other, rel_tol=self._relative, abs_tol=self._absolute)

    def classify(self, *tables: Sequence[Row], merge: bool) -> list[list[ClassRow]]:
        """Number cells: those of one number may be equal, others are not.

        Args:
            tables: Prepared rows.
            merge: Whether numbers within the tolerance get one number; otherwise
                only what is equal to the bit.

        Returns:
            The tables, with class numbers in place of cells.
        """
        numbers: dict[Cell, int] = {}
        for table in tables:
            for row in table:
                for cell in row:
                    if cell not in numbers:
                        numbers[cell] = len(numbers)
        self._fuzzy = set()
        if merge and any(isinstance(cell, float | Decimal) for cell in numbers):
            self._merge(numbers)
        get = numbers.__getitem__
        return [[tuple(map(get, row)) for row in table] for table in tables]

    def is_fuzzy(self, row: ClassRow) -> bool:
        """Say whether a class in a row holds cells that are not all equal."""
        return not self._fuzzy.isdisjoint(row)

    def _merge(self, classes: dict[Cell, int]) -> None:
        """Give close numbers one class; they are neighbors when sorted."""
        numbers = sorted(
            ((_float(cell), cell) for cell in classes if _is_finite(cell)),
            key=lambda entry: entry[0],
        )
        group: list[tuple[float, Cell]] = []
        for entry in [*numbers, (math.nan, None)]:
            if group and not self._are_neighbors(group[-1], entry):
                self._merge_group(group, classes)
                group = []
            group.append(entry)

    def _are_neighbors(
        self, one: tuple[float, Cell], other: tuple[float, Cell]
    ) -> bool:
        if isinstance(one[1], int) and isinstance(other[1], int):
            # Equal to a float between them, perhaps, but only if it is far off.
            reach = max(self._absolute, self._relative * abs(other[0]))
            return reach >= 1 or one[0] == other[0]
        return self._close(one[0], other[0])

    def _merge_group(
        self, group: Sequence[tuple[float, Cell]], classes: dict[Cell, int]
    ) -> None:
        if len(group) == 1:
            return
        common = classes[group[0][1]]
        for _, cell in group:
            classes[cell] = common
        integers = sum(isinstance(cell, int) for _, cell in group)
        if integers > 1 or not self._close(group[0][0], group[-1][0]):
            self._fuzzy.add(common)


def _types(rows: Iterable[Row]) -> set[type]:
    return {type(cell) for row in rows for cell in row}


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal)


def _is_finite(cell: Cell) -> bool:
    return isinstance(cell, int | float | Decimal) and math.isfinite(_float(cell))


def _float(cell: Cell) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except OverflowError:
        return math.inf if cell > 0 else -math.inf  # type: ignore[operator]


def _number_of(text: str) -> int | float | None:
    stripped = text.strip()
    for make in (int, float):
        try:
            return make(stripped)
        except ValueError:
            continue
    return None
