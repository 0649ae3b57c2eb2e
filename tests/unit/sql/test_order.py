"""Whether gold asks for an order, and which orders of tied rows are right."""

import pytest

from verifier.sql.order import order_of
from verifier.sql.tables import reads_any_of, tables_in


@pytest.mark.parametrize(
    ("sql", "is_ordered"),
    [
        ("select a from t", False),
        ("select a from t order by a", True),
        ("(select a from t) order by a", True),
        ("((select a from t order by a))", True),
        ("select a from t union select b from u order by 1", True),
        ("select * from (select a from t order by a) s", False),
        ("with c as (select a from t order by a) select * from c", False),
        ("with c as (select a from t) select * from c order by a", True),
        ("select row_number() over (order by a) from t", False),
        ("select a from t order by a limit 1", True),
        ("select 1; select a from t order by a;", True),
        ("select a from t order by a; select 1", False),
        ("select a from t order by a -- done", True),
        ("select a from t order by a; -- done", True),
    ],
)
def test_only_the_order_at_the_top_counts(sql: str, is_ordered: bool) -> None:  # noqa: FBT001
    assert order_of(sql, "sqlite").is_ordered is is_ordered


def test_keys_become_hidden_columns_without_a_limit() -> None:
    keyed = order_of("select n from e order by s desc limit 2 offset 1", "sqlite").keyed

    assert keyed is not None
    assert keyed.sql.lower().startswith("select n, s as verifier_key_0 from e")
    assert "limit" not in keyed.sql.lower()
    assert (keyed.keys, keyed.hidden, keyed.offset) == ((-1,), 1, 1)


@pytest.mark.parametrize(
    "sql",
    [
        "select distinct a, b from t order by b",
        "select a, b from t union select a, b from u order by b",
        "select a, b from t union all select a, b from u order by 2",
    ],
)
def test_keys_of_distinct_and_union_are_their_own_columns(sql: str) -> None:
    keyed = order_of(sql, "sqlite").keyed

    assert keyed is not None
    assert (keyed.keys, keyed.hidden) == ((1,), 0)


@pytest.mark.parametrize(
    "sql",
    [
        "select distinct a from t order by b",
        "select a from t order by (select max(b) from u)",
        "select * from t order by 2",
        "select a from t order by a limit 1 offset (select 1)",
        "(select a from t order by a limit 2)",
    ],
)
def test_what_cannot_be_rewritten_is_compared_strictly(sql: str) -> None:
    order = order_of(sql, "sqlite")

    assert order.is_ordered
    assert order.keyed is None


def test_what_does_not_parse_has_no_order() -> None:
    order = order_of("select from where (", "sqlite")

    assert not order.is_parsed
    assert not order.is_ordered
    assert not order_of("", "sqlite").is_parsed


@pytest.mark.parametrize(
    ("sql", "reads"),
    [
        ("select 1", False),
        ("select * from city", True),
        ("select * from public.City c", True),
        ("select 1 from x join city on 1 = 1", True),
        ("select 1 from x, city", True),
        ('select 1 from "city"', True),
        ("select 1 as city", False),
        ("select 'from city'", False),
        ("select 'open", None),
    ],
)
def test_tables_are_found_among_the_words(sql: str, reads: bool | None) -> None:  # noqa: FBT001
    assert reads_any_of(sql, frozenset({"city"}), "sqlite") is reads


def test_tables_of_gold_are_no_common_table_expressions() -> None:
    sql = "with c as (select * from a) select * from c join B on 1 = 1"

    assert tables_in(sql, "sqlite") == frozenset({"a", "b"})
    assert tables_in("select from (", "sqlite") is None
