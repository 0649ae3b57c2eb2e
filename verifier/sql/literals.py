"""Names and values as SQL text, and the constants that queries hold."""

import datetime as dt
import re
from collections.abc import Sequence
from decimal import Decimal

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from sandboxes import Database
from verifier.sql.table import Cell, JsonValue

_COMPARING = (
    exp.EQ,
    exp.NEQ,
    exp.GT,
    exp.GTE,
    exp.LT,
    exp.LTE,
    exp.Like,
    exp.ILike,
    exp.In,
    exp.Between,
)
_WILDCARDS = re.compile(r"[%_]+")
_MOST_COUNT = 30


def quoted(name: str, database: Database) -> str:
    """Return a name as an engine quotes it."""
    mark = database.quote
    return f"{mark}{name.replace(mark, mark * 2)}{mark}"


def text_literal(text: str, database: Database) -> str:
    """Return a text as an engine quotes it."""
    escaped = text.replace("'", "''")
    if database.escapes_backslash:
        escaped = escaped.replace("\\", "\\\\")
    return f"'{escaped}'"


def literal(cell: Cell, column_type: str, database: Database) -> str:
    """Return a value as SQL.

    Args:
        cell: The value.
        column_type: The engine's name for its column's type.
        database: The engine.
    """
    match cell:
        case None:
            return "NULL"
        case int() if column_type.casefold().startswith("bool"):
            return "TRUE" if cell else "FALSE"
        case int() | float() | Decimal():
            return str(cell)
        case bytes():
            return _bytes_literal(cell, database)
        case dt.datetime():
            words = cell.isoformat(sep=" ").removesuffix(" 00:00:00")
            return text_literal(words, database)
        case JsonValue():
            return text_literal(cell.text, database)
        case _:
            return text_literal(str(cell), database)


def _bytes_literal(data: bytes, database: Database) -> str:
    match database.dialect:
        case "postgres":
            return f"'\\x{data.hex()}'"
        case "duckdb":
            return f"from_hex('{data.hex()}')"
        case _:
            return f"x'{data.hex()}'"


def constants_of(queries: Sequence[str], dialect: str) -> dict[str, list[Cell]]:
    """Return the constants with which queries compare columns.

    Args:
        queries: SQL of the tests; what does not parse has none.
        dialect: What sqlglot calls it.

    Returns:
        By the column's name in lower case; those that are compared with no column
        itself (but a count of rows, say) are under the empty name.
    """
    found: dict[str, list[Cell]] = {}
    for query in queries:
        try:
            trees = sqlglot.parse(query, read=dialect)
        except (SqlglotError, RecursionError):
            continue
        for tree in trees:
            for node in tree.find_all(exp.Literal) if tree else ():
                name = _compared_column(node)
                values = found.setdefault(name, [])
                for value in _values(node):
                    if value not in values:
                        values.append(value)
    return found


def _compared_column(node: exp.Expr) -> str:
    above: exp.Expr | None = node.parent
    while above is not None and not isinstance(above, exp.Select):
        if isinstance(above, _COMPARING):
            column = above.find(exp.Column)
            is_count = above.find(exp.Count) is not None
            return "" if column is None or is_count else column.name.casefold()
        above = above.parent
    return ""


def _values(node: exp.Literal) -> list[Cell]:
    text = str(node.this)
    if node.is_string:
        if isinstance(node.parent, exp.Like | exp.ILike):
            inner = _WILDCARDS.sub("", text)
            return [inner, f"{inner}s", f"x{inner}"]
        return [text]
    try:
        return [int(text)] if text.isdigit() else [float(text)]
    except ValueError:
        return []


def counts_in(constants: dict[str, list[Cell]]) -> list[int]:
    """Return the small numbers that may be sizes of groups."""
    numbers = [value for value in constants.get("", ()) if isinstance(value, int)]
    return sorted({number for number in numbers if 0 < number <= _MOST_COUNT})
