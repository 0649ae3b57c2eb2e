"""Where two states of a table differ, row by row, told by the table's key."""

from collections.abc import Sequence

from verifier.sql.cells import Judge
from verifier.sql.options import Comparison
from verifier.sql.table import Row, Table
from verifier.sql.words import cell_words, row_words

_MOST_WORDS = 5


def keyed_words(
    gold: Table, found: Table, key: Sequence[str], options: Comparison
) -> list[str]:
    """Say which rows are missing, not expected, or have other values.

    Args:
        gold: The table as it is expected.
        found: The table as it is.
        key: Names of the columns that tell its rows apart.
        options: How cells compare.

    Returns:
        A line each for the first few, and how many more there are; empty where
        rows cannot be told apart by the key.
    """
    names = {column.casefold(): index for index, column in enumerate(found.columns)}
    is_comparable = bool(key) and set(key) <= set(gold.columns)
    if not is_comparable or not all(it.casefold() in names for it in gold.columns):
        return []
    found = found.project([names[column.casefold()] for column in gold.columns])
    judge = Judge(options, gold, found)
    places = [gold.columns.index(name) for name in key]
    wanted, here = (_by_key(rows, places) for rows in (judge.gold, judge.pred))
    if wanted is None or here is None:
        return []
    lines = []
    for value, row in wanted.items():
        name = _key_words(key, value)
        other = here.get(value)
        if other is None:
            lines.append(f"row {name} is missing: {row_words(row)}")
        else:
            lines += [
                f"row {name} has {column} {cell_words(cell)} "
                f"where {cell_words(expected)} is expected"
                for column, expected, cell in zip(gold.columns, row, other, strict=True)
                if not judge.same(expected, cell)
            ]
    lines += [
        f"row {_key_words(key, value)} is not expected: {row_words(row)}"
        for value, row in here.items()
        if value not in wanted
    ]
    more = len(lines) - _MOST_WORDS
    return [*lines[:_MOST_WORDS], f"… and {more} more"] if more > 0 else lines


def _by_key(rows: Sequence[Row], places: Sequence[int]) -> dict[Row, Row] | None:
    found = {tuple(row[place] for place in places): row for row in rows}
    return found if len(found) == len(rows) else None


def _key_words(key: Sequence[str], value: Row) -> str:
    pairs = zip(key, value, strict=True)
    return ", ".join(f"{name} {cell_words(cell)}" for name, cell in pairs)
