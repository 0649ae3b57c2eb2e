"""Partners for rows whose cells are equal within a tolerance: not transitively so."""

from collections.abc import Callable, Sequence

from verifier.sql.table import Row

_MOST_MATCHED = 100
"""Rows of one class that are matched one by one."""

type Same = Callable[[Row, Row], bool]


def match(
    gold: Sequence[Row], pred: Sequence[Row], same: Same, *, as_sets: bool
) -> bool:
    """Say whether each row has a partner of its own.

    Args:
        gold: Rows of one class.
        pred: As many of the other side; of sets there may be more or fewer.
        same: Whether two rows are equal.
        as_sets: Whether any partner will do, one of another row, too.
    """
    if as_sets:
        return all(any(same(a, b) for b in pred) for a in gold) and all(
            any(same(a, b) for a in gold) for b in pred
        )
    if len(gold) > _MOST_MATCHED:
        pairs = zip(_sorted(gold), _sorted(pred), strict=True)
        return all(same(a, b) for a, b in pairs)
    return _has_perfect_matching(gold, pred, same)


def _sorted(rows: Sequence[Row]) -> list[Row]:
    """Sort rows of one class: their cells differ in close numbers alone."""
    return sorted(rows, key=lambda row: [_sort_key(cell) for cell in row])


def _sort_key(cell: object) -> float:
    try:
        return float(cell)  # type: ignore[arg-type]
    except (TypeError, ValueError, OverflowError):
        return 0.0


def _has_perfect_matching(gold: Sequence[Row], pred: Sequence[Row], same: Same) -> bool:
    """Find partners by augmenting paths (Kuhn's algorithm)."""
    partner: dict[int, int] = {}

    def place(index: int, seen: set[int]) -> bool:
        for other in range(len(pred)):
            if other in seen or not same(gold[index], pred[other]):
                continue
            seen.add(other)
            if other not in partner or place(partner[other], seen):
                partner[other] = index
                return True
        return False

    return all(place(index, set()) for index in range(len(gold)))
