"""Rows and results in words for people, for the trace."""

import datetime as dt
from collections.abc import Sequence

from verifier.sql.table import Cell, JsonValue, Row, Table

_CELL_CHARACTERS = 80
_ROW_CELLS = 30
_SHOWN_ROWS = 20


def cell_words(cell: Cell) -> str:
    """Return a cell as SQL would have it, cut where it is long."""
    match cell:
        case None:
            return "NULL"
        case str():
            words = repr(cell)
        case bytes():
            words = f"x'{cell[:_CELL_CHARACTERS].hex()}'"
        case dt.datetime():
            words = cell.isoformat(sep=" ").removesuffix(" 00:00:00")
        case JsonValue():
            words = cell.text
        case _:
            words = str(cell)
    if len(words) > _CELL_CHARACTERS:
        return f"{words[:_CELL_CHARACTERS]}…"
    return words


def row_words(row: Row) -> str:
    """Return a row in parentheses."""
    more = ", …" if len(row) > _ROW_CELLS else ""
    return f"({', '.join(map(cell_words, row[:_ROW_CELLS]))}{more})"


def table_words(table: Table | None, first: Sequence[Row] = ()) -> bytes:
    """Return a result as lines, its first rows alone.

    Args:
        table: The result; None is no text.
        first: Rows that are shown before its own.
    """
    if table is None:
        return b""
    lines = [" | ".join(table.columns)]
    lines += [row_words(row) for row in [*first, *table.rows[:_SHOWN_ROWS]]]
    left = len(table.rows) - _SHOWN_ROWS
    if left > 0:
        lines.append(f"… {left} more rows")
    lines.append(f"{len(table.rows)}{'+' if table.is_cut else ''} rows")
    return "\n".join(lines).encode(errors="replace")
