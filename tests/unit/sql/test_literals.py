"""Values as SQL text, and the constants that queries hold."""

import datetime as dt
from decimal import Decimal

import pytest

from sandboxes import known_databases
from verifier.sql.literals import constants_of, counts_in, literal, quoted
from verifier.sql.table import Cell, JsonValue


@pytest.mark.parametrize(
    ("cell", "type_", "engine", "sql"),
    [
        (None, "INT", "sqlite", "NULL"),
        (7, "INT", "sqlite", "7"),
        (1, "boolean", "postgresql", "TRUE"),
        (0, "BOOLEAN", "duckdb", "FALSE"),
        (Decimal("1.50"), "numeric", "postgresql", "1.50"),
        ("it's", "TEXT", "sqlite", "'it''s'"),
        ("a\\b", "text", "mariadb", "'a\\\\b'"),
        ("a\\b", "text", "postgresql", "'a\\b'"),
        (dt.datetime(2024, 1, 2), "date", "postgresql", "'2024-01-02'"),
        (
            dt.datetime(2024, 1, 2, 3, 4),
            "timestamp",
            "postgresql",
            "'2024-01-02 03:04:00'",
        ),
        (JsonValue('{"a": 1}'), "jsonb", "postgresql", "'{\"a\": 1}'"),
        (b"\x01\xff", "BLOB", "sqlite", "x'01ff'"),
        (b"\x01\xff", "bytea", "postgresql", "'\\x01ff'"),
        (b"\x01\xff", "BLOB", "duckdb", "from_hex('01ff')"),
    ],
)
def test_values_are_written_as_the_engine_reads_them(
    cell: Cell, type_: str, engine: str, sql: str
) -> None:
    assert literal(cell, type_, known_databases().get(engine)) == sql


def test_names_are_quoted() -> None:
    assert quoted('a"b', known_databases().get("sqlite")) == '"a""b"'
    assert quoted("a`b", known_databases().get("mariadb")) == "`a``b`"


def test_constants_go_with_the_column_that_they_are_compared_with() -> None:
    found = constants_of(
        [
            "SELECT Name FROM t WHERE Age > 30 AND city IN ('Rome', 'Oslo')",
            "SELECT 1 FROM t WHERE name LIKE '%an%' AND price BETWEEN 1.5 AND 2",
            "SELECT 1 FROM t GROUP BY a HAVING COUNT(b) >= 4 LIMIT 3",
            "not SQL at all (",
        ],
        "sqlite",
    )

    assert found["age"] == [30]
    assert found["city"] == ["Rome", "Oslo"]
    assert found["name"] == ["an", "ans", "xan"]
    assert found["price"] == [1.5, 2]
    assert counts_in(found) == [1, 3, 4]
