"""CSV files as SQL that loads them, in every engine's own way of quoting."""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import batched

from sandboxes import Database
from verifier.sql.literals import quoted, text_literal

_ROWS_A_STATEMENT = 200
_INTEGER = re.compile(r"[+-]?\d{1,18}")
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

csv.field_size_limit(16_000_000)


def load_statements(
    files: Mapping[str, str], setup: str, database: Database
) -> list[str]:
    """Make SQL that loads CSV files into tables.

    The first line names the columns. An empty field is NULL. A table that the
    setup makes gets the rows; any other is made, with columns of integers, of
    numbers or of text, as all their fields are.

    Args:
        files: CSV text by name of the table.
        setup: The SQL that was run before.
        database: The engine.

    Raises:
        ValueError: A file has no header, or a line of another length.
    """
    return [
        "".join(_statements(table, text, setup, database))
        for table, text in files.items()
    ]


def complaint_about(table: str, text: str) -> str | None:
    """Say what is wrong with a CSV file; None if nothing is."""
    try:
        _parsed(table, text)
    except ValueError as error:
        return str(error)
    return None


def _parsed(table: str, text: str) -> tuple[list[str], list[list[str]]]:
    try:
        lines = [line for line in csv.reader(io.StringIO(text), strict=True) if line]
    except csv.Error as error:
        msg = f"table {table!r}: {error}"
        raise ValueError(msg) from error
    if not lines or not all(lines[0]):
        msg = f"table {table!r}: the first line must name the columns"
        raise ValueError(msg)
    for number, line in enumerate(lines[1:], 2):
        if len(line) != len(lines[0]):
            msg = f"table {table!r}: line {number} has {len(line)} fields where "
            raise ValueError(msg + f"{len(lines[0])} are named")
    return lines[0], lines[1:]


def _statements(table: str, text: str, setup: str, database: Database) -> Iterator[str]:
    names, rows = _parsed(table, text)
    target = quoted(table, database)
    columns = ", ".join(quoted(name, database) for name in names)
    kinds = [_kind([row[i] for row in rows]) for i in range(len(names))]
    if not _makes(setup, table):
        typed = ", ".join(
            f"{quoted(name, database)} {database.column_types[kind]}"
            for name, kind in zip(names, kinds, strict=True)
        )
        yield f"CREATE TABLE {target} ({typed});\n"
    for part in batched(rows, _ROWS_A_STATEMENT):
        values = ",\n".join(
            f"({', '.join(_literals(row, kinds, database))})" for row in part
        )
        yield f"INSERT INTO {target} ({columns}) VALUES\n{values};\n"


def _makes(setup: str, table: str) -> bool:
    name = re.escape(table)
    pattern = rf"\bcreate\s+table\s[^(;]*[\s\"`\[.]?\b{name}\b[\s\"`\]]*\("
    return re.search(pattern, setup, re.IGNORECASE) is not None


def _kind(fields: Sequence[str]) -> int:
    """Index of the column's type: 0 integer, 1 number, 2 text."""
    given = [field for field in fields if field]
    if not given or not all(_NUMBER.fullmatch(field) for field in given):
        return 2
    return 0 if all(_INTEGER.fullmatch(field) for field in given) else 1


def _literals(
    row: Sequence[str], kinds: Sequence[int], database: Database
) -> Iterator[str]:
    for field, kind in zip(row, kinds, strict=True):
        if not field:
            yield "NULL"
        elif kind < 2:  # noqa: PLR2004 - not text
            yield field
        else:
            yield text_literal(field, database)
