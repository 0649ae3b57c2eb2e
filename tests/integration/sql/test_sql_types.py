"""Values of every type come out of each engine as what they are."""

import datetime as dt
import math
from decimal import Decimal

import pytest

from sandboxes import Sandbox, known_databases
from tests.integration.sql.conftest import require
from verifier.sql.gold import chosen
from verifier.sql.stage import Instance, Stage
from verifier.sql.table import Cell, JsonValue
from verifier.sql.wire import Pins, Role, Step

pytestmark = pytest.mark.sandbox

HUGE = 170141183460469231731687303715884105727
TEXT = "é🎉 " + "long enough to be no short string " * 3

VALUES: list[tuple[str, str, Cell]] = [
    ("sqlite", "9223372036854775807", 2**63 - 1),
    ("sqlite", "-1.5e300", -1.5e300),
    ("sqlite", "9e999", math.inf),
    ("sqlite", "x'00ff'", b"\x00\xff"),
    ("sqlite", f"'{TEXT}'", TEXT),
    ("sqlite", "cast(x'ff41' as text)", "\udcffA"),
    ("sqlite", "'a' || char(0) || 'b'", "a\x00b"),
    ("duckdb", "true", 1),
    ("duckdb", "(-128)::tinyint", -128),
    ("duckdb", "255::utinyint", 255),
    ("duckdb", "65535::usmallint", 65535),
    ("duckdb", "4294967295::uinteger", 2**32 - 1),
    ("duckdb", "18446744073709551615::ubigint", 2**64 - 1),
    ("duckdb", f"{HUGE}::hugeint", HUGE),
    ("duckdb", f"(-{HUGE})::hugeint", -HUGE),
    ("duckdb", "340282366920938463463374607431768211455::uhugeint", 2**128 - 1),
    ("duckdb", "'nan'::double", math.nan),
    ("duckdb", "1.5::float", 1.5),
    ("duckdb", "(-0.05)::decimal(4, 2)", Decimal("-0.05")),
    (
        "duckdb",
        "12345678901234567890123456789.12::decimal(38, 2)",
        Decimal("12345678901234567890123456789.12"),
    ),
    ("duckdb", "100.00::decimal(18, 2)", 100),
    ("duckdb", "'short'", "short"),
    ("duckdb", "'twelve bytes'", "twelve bytes"),
    ("duckdb", f"'{TEXT}'", TEXT),
    ("duckdb", r"'\x00\xff'::blob", b"\x00\xff"),
    ("duckdb", "date '2024-02-29'", dt.datetime(2024, 2, 29)),
    ("duckdb", "date '1582-10-15'", dt.datetime(1582, 10, 15)),
    ("duckdb", "'infinity'::date", "infinity"),
    ("duckdb", "time '01:02:03.5'", dt.time(1, 2, 3, 500000)),
    (
        "duckdb",
        "timestamp '1969-12-31 23:59:59.25'",
        dt.datetime(1969, 12, 31, 23, 59, 59, 250000),
    ),
    ("duckdb", "'2024-01-02 03:04:05'::timestamp_s", dt.datetime(2024, 1, 2, 3, 4, 5)),
    (
        "duckdb",
        "'2024-01-02 03:04:05.678'::timestamp_ms",
        dt.datetime(2024, 1, 2, 3, 4, 5, 678000),
    ),
    (
        "duckdb",
        "'2024-01-02 03:04:05.678'::timestamp_ns",
        dt.datetime(2024, 1, 2, 3, 4, 5, 678000),
    ),
    (
        "duckdb",
        "'2024-01-02 03:04:05+02'::timestamptz",
        dt.datetime(2024, 1, 2, 1, 4, 5),
    ),
    ("duckdb", "interval '14 months 3 days 2 seconds'", "14 months 3 days 2000000 us"),
    (
        "duckdb",
        "'6ccd780c-baba-1026-9564-5b8c656024db'::uuid",
        "6ccd780c-baba-1026-9564-5b8c656024db",
    ),
    ("duckdb", "'happy'::enum('sad', 'happy')", "happy"),
    ("duckdb", "'0101101011'::bit", "0101101011"),
    ("duckdb", "[1, null, 3]", JsonValue("[1, null, 3]")),
    ("duckdb", "[[1], [2, 3]]", JsonValue("[[1], [2, 3]]")),
    ("duckdb", "[1.5, 2]::double[2]", JsonValue("[1.5, 2]")),
    (
        "duckdb",
        "{'b': 'x\"y', 'a': date '2024-01-02'}",
        JsonValue('{"a": "2024-01-02", "b": "x\\"y"}'),
    ),
    ("duckdb", "map {'k': 1, 'l': 2}", JsonValue('[["k", 1], ["l", 2]]')),
    ("duckdb", "[1.0::double, 2.5]", JsonValue("[1, 2.5]")),
    ("duckdb", "null", None),
    ("postgresql", "true", 1),
    ("postgresql", "9223372036854775807", 2**63 - 1),
    ("postgresql", "123456789012345678901234567890", 123456789012345678901234567890),
    ("postgresql", "1.10::numeric(4, 2)", Decimal("1.1")),
    ("postgresql", "'NaN'::numeric", math.nan),
    ("postgresql", "0.1::float8", 0.1),
    ("postgresql", r"'\x00ff'::bytea", b"\x00\xff"),
    ("postgresql", "date '2024-02-29'", dt.datetime(2024, 2, 29)),
    ("postgresql", "'infinity'::timestamp", "infinity"),
    (
        "postgresql",
        "timestamp '2024-01-02 03:04:05.5'",
        dt.datetime(2024, 1, 2, 3, 4, 5, 500000),
    ),
    (
        "postgresql",
        "timestamptz '2024-01-02 03:04:05+02'",
        dt.datetime(2024, 1, 2, 1, 4, 5),
    ),
    ("postgresql", "time '01:02:03'", dt.time(1, 2, 3)),
    ("postgresql", "interval '14 months 3 days'", "1 year 2 mons 3 days"),
    (
        "postgresql",
        '\'{"b": 1, "a": [1.50, null]}\'::json',
        JsonValue('{"a": [1.5, null], "b": 1}'),
    ),
    ("postgresql", "'{\"b\": 1}'::jsonb", JsonValue('{"b": 1}')),
    ("postgresql", "array[1, null, 3]", "{1,NULL,3}"),
    ("postgresql", f"'{TEXT}'", TEXT),
    ("postgresql", "null", None),
    ("mariadb", "true", 1),
    ("mariadb", "18446744073709551615", 2**64 - 1),
    ("mariadb", "cast(1.10 as decimal(4, 2))", Decimal("1.1")),
    ("mariadb", "1.5e0", 1.5),
    ("mariadb", "cast(x'00ff' as binary)", b"\x00\xff"),
    ("mariadb", "date '2024-02-29'", dt.datetime(2024, 2, 29)),
    (
        "mariadb",
        "cast('2024-01-02 03:04:05' as datetime)",
        dt.datetime(2024, 1, 2, 3, 4, 5),
    ),
    ("mariadb", "time '01:02:03'", dt.time(1, 2, 3)),
    ("mariadb", "time '-838:59:59'", "-838:59:59"),
    ("mariadb", "json_object('b', 1, 'a', 2)", JsonValue('{"a": 2, "b": 1}')),
    ("mariadb", f"'{TEXT}'", TEXT),
    ("mariadb", "null", None),
]


@pytest.mark.parametrize("engine", known_databases().names)
def test_values_come_out_as_what_they_are(
    engine: str, sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    require(engine, sandbox, pytestconfig)
    stage = Stage(sandbox, known_databases().get(engine))
    asked = [(sql, cell) for name, sql, cell in VALUES if name == engine]
    steps = [Step(sql=f"select {sql} as v", role=Role.READER) for sql, _ in asked]

    run, reply = stage.run_trusted(stage.image(Instance(), Pins()), steps, Pins())

    assert run.succeeded
    for (sql, cell), step in zip(asked, reply.steps, strict=True):
        table = chosen(step, -1, stage)
        assert table is not None, (sql, step.error)
        (found,) = table.rows[0]
        same = found == cell or (found != found and cell != cell)  # noqa: PLR0124
        assert same, (sql, found)
        assert type(found) is type(cell), (sql, found)


def test_what_duckdb_cannot_show_is_an_error(sandbox: Sandbox) -> None:
    stage = Stage(sandbox, known_databases().get("duckdb"))
    sql = "select union_value(k := 1) as v"
    steps = [Step(sql=sql, role=Role.READER)]

    _, reply = stage.run_trusted(stage.image(Instance(), Pins()), steps, Pins())

    assert reply.steps[0].error_code == "type"


def test_columns_of_stored_tables_have_their_types(
    sandbox: Sandbox, pytestconfig: pytest.Config
) -> None:
    require("mariadb", sandbox, pytestconfig)
    stage = Stage(sandbox, known_databases().get("mariadb"))
    setup = (
        "create table t (b bit(10), j json, e enum('x', 'y'), s set('p', 'q'), "
        "y year, t tinytext, l longblob); "
        "insert into t values "
        "(b'1000000001', '{\"a\": 1}', 'y', 'p,q', 2024, 'tt', 'bb')"
    )
    image = stage.image(Instance(setup=(setup,)), Pins())
    steps = [Step(sql="select * from t", role=Role.READER)]

    _, reply = stage.run_trusted(image, steps, Pins())

    table = chosen(reply.steps[0], -1, stage)
    assert table is not None
    row = (513, JsonValue('{"a": 1}'), "y", "p,q", 2024, "tt", b"bb")
    assert table.rows == (row,)
