"""Two results: equal or not, and why, under every option."""

import datetime as dt
import json
import random
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from verifier.sql.compare import Expected, compare
from verifier.sql.options import Comparison, Difference
from verifier.sql.table import Cell, JsonValue, Table

CASES = json.loads(
    (Path(__file__).parents[2] / "data/sql" / "comparator_cases.json").read_text()
)


def table(
    rows: Sequence[Sequence[Cell]],
    width: int | None = None,
    names: Sequence[str] | None = None,
) -> Table:
    count = width if width is not None else (len(rows[0]) if rows else 0)
    columns = names or [f"c{index}" for index in range(count)]
    return Table(columns=tuple(columns), rows=tuple(map(tuple, rows)))


def compared(
    gold: Sequence[Sequence[Cell]],
    pred: Sequence[Sequence[Cell]],
    *,
    ordered: bool = False,
    **options: Any,
) -> Difference:
    expected = Expected(table=table(gold), is_ordered=ordered)
    return compare(expected, table(pred), Comparison(**options))


def typed(cell: Any) -> Cell:
    """Make a date of an ISO text, as an engine with types has it."""
    if isinstance(cell, str) and cell[:4].isdigit():
        return dt.datetime.fromisoformat(cell)
    return cell  # type: ignore[no-any-return]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_comparator_cases(case: dict[str, Any]) -> None:
    gold, pred = case["gold"], case["pred"]
    if case["id"].startswith("date_"):  # stated of typed dates alone
        gold = [[typed(cell) for cell in row] for row in gold]
    expected = Expected(
        table=table(gold, case.get("gold_cols")), is_ordered=case["ordered"]
    )

    found = compare(
        expected, table(pred, case.get("pred_cols")), Comparison(columns=case["mode"])
    )

    assert found.is_equal is case["expect"], found
    assert bool(found.words) is not case["expect"]


ROWS = st.lists(
    st.tuples(
        st.integers(-3, 3),
        st.one_of(st.none(), st.sampled_from(["a", "b", ""])),
        st.sampled_from([0.1, 0.2, 0.1 + 0.2, -0.0, 0, float("nan")]),
    ),
    min_size=1,
    max_size=12,
)


@given(rows=ROWS, data=st.data())
def test_any_permutation_of_rows_and_columns_is_equal(
    rows: list[tuple[Cell, ...]], data: st.DataObject
) -> None:
    columns = data.draw(st.permutations(range(3)))
    shuffled = data.draw(st.permutations(rows))

    found = compared(rows, [[row[i] for i in columns] for row in shuffled])

    assert found.is_equal
    assert found.row_f1 == 1.0


@given(rows=ROWS, data=st.data())
def test_a_row_less_or_more_is_never_equal(
    rows: list[tuple[Cell, ...]], data: st.DataObject
) -> None:
    row = data.draw(st.sampled_from(rows))

    assert not compared(rows, [*rows, row]).is_equal
    assert not compared([*rows, row], rows).is_equal


def brute_force(gold: list[tuple[int, ...]], pred: list[tuple[int, ...]]) -> bool:
    import itertools  # noqa: PLC0415

    return any(
        sorted(gold) == sorted(tuple(row[i] for i in order) for row in pred)
        for order in itertools.permutations(range(len(gold[0])))
    )


SMALL = st.lists(st.tuples(*[st.integers(0, 1)] * 4), min_size=1, max_size=5)


@given(gold=SMALL, pred=SMALL)
def test_assignment_agrees_with_trying_all_permutations(
    gold: list[tuple[int, ...]], pred: list[tuple[int, ...]]
) -> None:
    assert compared(gold, pred).is_equal is brute_force(gold, pred)


def test_close_numbers_do_not_chain() -> None:
    gold = [(1_000_000.0 + step,) for step in range(10)]
    pred = [(1_000_000.0 + step + 5.0,) for step in range(10)]

    assert not compared(gold, pred).is_equal


def test_close_numbers_are_matched_by_rows_not_by_columns() -> None:
    gold = [(1.0, "x"), (1.0000005, "y"), (1.0000015, "z")]
    right = [(1.0000001, "x"), (1.0000006, "y"), (1.0000014, "z")]
    wrong = [(1.0000015, "x"), (1.0000006, "y"), (1.0000001, "z")]

    assert compared(gold, right).is_equal
    assert not compared(gold, wrong).is_equal


def test_rounding_noise_that_defeats_sorting_as_text() -> None:
    gold = [(9.999, 1), (2.0, 2)]
    pred = [(2.0, 2), (10.001, 1)]

    assert compared(gold, pred, numeric={"absolute": 0.01, "relative": 0}).is_equal


@pytest.mark.parametrize(
    ("gold", "pred", "options", "expect"),
    [
        (1.234, 1.23, {"numeric": {"mode": "decimals", "decimals": 2}}, True),
        (1.24, 1.23, {"numeric": {"mode": "decimals", "decimals": 2}}, False),
        (0.3, 0.1 + 0.2, {"numeric": {"mode": "exact"}}, False),
        (Decimal("2.50"), 2.5, {"numeric": {"mode": "exact"}}, True),
        (2**60, 2**60 + 1, {}, False),
        (2**60, Decimal(2**60), {}, True),
        (5, Decimal("5.000000001"), {}, True),
        (1, True, {}, True),
        (float("nan"), float("nan"), {}, True),
        (float("inf"), float("-inf"), {}, False),
        (0.0, -0.0, {}, True),
        (1, "1", {}, False),
        (1, "1", {"coerce_numeric_text": True}, True),
        ("x", "1", {"coerce_numeric_text": True}, False),
        ("e\u0301", "é", {}, False),
        ("e\u0301", "é", {"unicode": "nfc"}, True),
        ("a ", "a", {}, False),
        (b"a", "a", {}, False),
        (b"a", b"a", {}, True),
        (None, 0, {}, False),
        (None, 0, {"null_is_zero": True}, True),
        (dt.datetime(2020, 1, 1), "2020-01-01", {}, True),
        (dt.datetime(2020, 1, 1, 10), "2020-01-01", {}, False),
        (dt.datetime(2020, 1, 1, 9), "2020-01-01T10:00:00+01:00", {}, True),
        (JsonValue('{"a": 1}'), JsonValue('{"a": 1}'), {}, True),
        (JsonValue('{"a": 1}'), '{"a": 1}', {}, False),
    ],
)
def test_cells(gold: Cell, pred: Cell, options: dict[str, Any], expect: bool) -> None:  # noqa: FBT001
    found = compared([(gold,)], [(pred,)], **options)

    assert found.is_equal is expect, found


def test_texts_are_dates_only_beside_typed_ones() -> None:
    assert not compared([("2020-01-01",)], [("2020-01-01 00:00:00",)]).is_equal


def test_columns_by_name() -> None:
    gold = Expected(table=table([(1, 2)], names=["a", "b"]))
    options = Comparison(columns="by_name")

    assert compare(gold, table([(2, 1)], names=["B", "A"]), options).is_equal
    wrong = compare(gold, table([(1, 2)], names=["a", "c"]), options)
    assert wrong.reason == "wrong_names"
    twice = compare(gold, table([(1, 2)], names=["a", "a"]), options)
    assert twice.reason == "wrong_names"


def test_condition_columns() -> None:
    gold = Expected(table=table([(1, "x"), (2, "y")], names=["id", "name"]))
    options = Comparison(columns="subset_of", condition_columns=["NAME"])

    assert compare(gold, table([("y",), ("x",)]), options).is_equal
    assert not compare(gold, table([(1,), (2,)]), options).is_equal
    missing = Comparison(columns="subset_of", condition_columns=["nope"])
    assert compare(gold, table([(1,), (2,)]), missing).reason == "wrong_names"
    beyond = Comparison(columns="subset_of", condition_columns=[2])
    assert compare(gold, table([(1,), (2,)]), beyond).reason == "wrong_names"


def test_one_column_serves_one_column_only() -> None:
    gold = [(1, 1), (2, 2)]

    assert not compared(gold, [(1, 3), (2, 4)], columns="superset").is_equal
    assert compared(gold, [(1, 3, 1), (2, 4, 2)], columns="superset").is_equal


def test_distinct_ignore_is_set_semantics() -> None:
    gold, pred = [("x",), ("x",), ("y",)], [("y",), ("x",)]

    assert not compared(gold, pred).is_equal
    assert compared(gold, pred, distinct="ignore").is_equal
    assert not compared(gold, [("x",)], distinct="ignore").is_equal


def test_ambiguous_columns_are_told() -> None:
    assert compared([(1, 2), (2, 1)], [(1, 2), (2, 1)]).columns_ambiguous
    assert not compared([(1, "a")], [(1, "a")]).columns_ambiguous


def test_profiles_reproduce_the_leniency_of_their_papers() -> None:
    twice, once = [("x",), ("x",)], [("x",)]
    swapped = ([(1, "a")], [("a", 1)])

    assert compared(twice, once, profile="bird_ex").is_equal
    assert not compared(*swapped, profile="bird_ex").is_equal
    assert not compared(twice, once, profile="test_suite").is_equal
    assert compared(*swapped, profile="test_suite").is_equal
    assert compared([(None,)], [(0,)], profile="spider2").is_equal
    assert compared([(1,)], [(1, 2)], profile="defog_subset").is_equal
    assert compared(twice, once, profile="bird_ex", distinct="keep").reason
    assert not compared([(0.3,)], [(0.1 + 0.2,)], profile="bird_ex").is_equal
    assert Comparison.model_validate("strict") == Comparison(profile="strict")


def test_row_f1_measures_what_is_right() -> None:
    half = compared([(1,), (2,)], [(1,), (3,)])

    assert half.row_f1 == pytest.approx(0.5)
    assert compared([(1,)], [(1, 2)]).row_f1 == 0.0
    repeated = compared([("a",)], [("a", "a")], columns="any")
    assert repeated.reason == "wrong_arity"


def test_words_name_the_first_rows_that_differ() -> None:
    found = compared([(1, "a"), (2, "b")], [(1, "a"), (2, "c")])

    assert found.words == "missing: (2, 'b'); not expected: (2, 'c')"
    moved = compared([(1,), (2,)], [(2,), (1,)], ordered=True)
    assert moved.reason == "wrong_order"
    assert moved.words == "row 1 is (2) where (1) is expected"


def test_wide_and_symmetric_results_are_quick() -> None:
    rng = random.Random(7)
    rows = [[rng.randrange(2) for _ in range(20)] for _ in range(200)]
    order = list(range(20))
    rng.shuffle(order)

    found = compared(rows, [[row[i] for i in order] for row in rows])

    assert found.is_equal
    assert not found.columns_capped
    same = [[number] * 26 for number in range(300)]
    assert compared(same, same[::-1]).is_equal


@pytest.mark.parametrize(
    "options",
    [
        {"numeric": {"mode": "decimals"}},
        {"numeric": {"mode": "exact", "decimals": 2}},
        {"columns": "subset_of"},
        {"condition_columns": ["a"]},
        {"columns": "most"},
        {"profile": "unknown"},
        {"order": "maybe"},
    ],
)
def test_nonsense_is_refused(options: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Comparison(**options)


@pytest.mark.timeout(20)
def test_what_is_hard_to_compare_is_given_up_in_time() -> None:
    chain = [(1.0 + number * 9e-7,) for number in range(3000)]
    assert not compared(chain, [(cell[0] + 4e-6,) for cell in chain]).is_equal

    wide = [tuple(range(400))]
    capped = compared(wide, [tuple(reversed(range(400)))])
    assert capped.columns_capped
    assert compared(wide, wide).is_equal

    rng = random.Random(3)
    bits = [[rng.randrange(2) for _ in range(60)] for _ in range(3000)]
    other = [[rng.randrange(2) for _ in range(60)] for _ in range(3000)]
    assert not compared(bits, other).is_equal


def test_many_rows_within_the_tolerance_are_matched_in_their_order() -> None:
    gold = [(1.0 + number * 9e-7, number % 3) for number in range(500)]
    pred = [(cell + 1e-8, kind) for cell, kind in gold]

    assert compared(gold, pred[::-1]).is_equal
