"""CHECK constraints as catalogs have them, held against rows."""

import datetime as dt
from typing import Any

import pytest

from verifier.sql.checks import checks_of

ROW: dict[str, Any] = {
    "age": 20,
    "price": 2.5,
    "grade": "a",
    "name": "Abc",
    "low": None,
    "high": 7,
    "born": dt.datetime(2020, 5, 1),
    "day": "2020-05-01",
}


@pytest.mark.parametrize(
    "condition",
    [
        "age >= 18",
        "AGE >= 18 AND age < 21",
        "age BETWEEN 18 AND 20",
        "NOT age = 21",
        "age <> 21 OR nowhere = 1",
        "-age < 0 AND abs(-age) = 20 AND age + 1 = 21 AND age * 2 - 30 = 10",
        "age % 10 = 0",
        "price > 2.4 AND price = 2.5",
        "grade IN ('a', 'b')",
        "name LIKE 'A%c' AND length(name) = 3 AND lower(name) = 'abc'",
        "low IS NULL OR low <= high",
        "low <= high",
        "low IS NULL",
        "coalesce(low, 3) < high",
        "born < '2020-06-01' AND day < '2020-06-01'",
        "age = 'x'",
        "nowhere = 3",
        "strange(age) = 3",
        "age IN (SELECT 1)",
    ],
)
def test_row_that_keeps_to_it_or_cannot_be_told_is_not_refused(condition: str) -> None:
    checks = checks_of(condition, "sqlite")

    assert checks
    assert not any(check.refuses(ROW) for check in checks)


@pytest.mark.parametrize(
    "condition",
    [
        "age > 20",
        "age > 20 AND nowhere = 1",
        "nowhere = 1 AND age > 20",
        "age BETWEEN 30 AND 40",
        "age BETWEEN low AND 10",
        "NOT (age = 20)",
        "age <> 20 OR age < 5",
        "grade IN ('x', 'y')",
        "name LIKE 'b%'",
        "name NOT LIKE 'A__'",
        "low IS NOT NULL",
        "coalesce(low, 9) < high",
        "born >= '2020-06-01'",
        "'2020-06-01' < day",
        "FALSE",
    ],
)
def test_row_that_breaks_it_is_refused(condition: str) -> None:
    assert any(check.refuses(ROW) for check in checks_of(condition, "sqlite"))


@pytest.mark.parametrize(
    ("text", "dialect", "found"),
    [
        (
            "CREATE TABLE t (age INT CHECK (age > 20 AND age < 30), CHECK (low < 3))",
            "sqlite",
            {"age > 20", "age < 30", "low < 3"},
        ),
        ("CHECK((age > 20))", "duckdb", {"age > 20"}),
        (
            "CHECK (((grade)::text = ANY ((ARRAY['x'::text, 'y'::text])::text[])))",
            "postgres",
            None,
        ),
        ("CHECK ((price > (3)::numeric))", "postgres", None),
        (
            "`age` > 20 and `grade` in ('x')",
            "mysql",
            {"`age` > 20", "`grade` IN ('x')"},
        ),
    ],
)
def test_each_catalog_is_read(text: str, dialect: str, found: set[str] | None) -> None:
    checks = checks_of(text, dialect)

    assert any(check.refuses(ROW) for check in checks)
    assert found is None or {check.sql for check in checks} == found


@pytest.mark.parametrize(
    "text", ["", "CHECK (", "CREATE TABLE", "CREATE VIRTUAL X", "))"]
)
def test_what_does_not_parse_says_nothing(text: str) -> None:
    assert not any(check.refuses(ROW) for check in checks_of(text, "sqlite"))
