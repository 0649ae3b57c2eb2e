"""Smaller versions of values and texts: simpler each time, so every walk ends."""

from collections.abc import Callable
from itertools import islice
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.generation.smaller import nearer_to_zero, smaller_calls
from verifier.generation.smaller_text import smaller_texts

PLAIN = st.recursive(
    st.integers() | st.booleans() | st.text(max_size=5) | st.none(),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=8,
)


def least(values: tuple[Any, ...], fails: Callable[..., bool]) -> tuple[Any, ...]:
    """Walk to the smallest call that fails."""
    while True:
        better = (one for one in smaller_calls(values) if fails(*one))
        found = next(better, None)
        if found is None:
            return values
        values = found


@given(PLAIN)
@settings(max_examples=60, deadline=None)
def test_a_walk_that_takes_whatever_is_smaller_ends(value: Any) -> None:
    steps = 0
    current: tuple[Any, ...] = (value,)
    while (found := next(smaller_calls(current), None)) is not None:
        assert found != current
        current, steps = found, steps + 1

        assert steps < 200


@given(st.tuples(PLAIN, PLAIN))
@settings(max_examples=60, deadline=None)
def test_what_is_smaller_has_the_same_types_at_the_top(values: tuple[Any, Any]) -> None:
    for one in islice(smaller_calls(values), 200):
        assert [type(v) for v in one] == [type(v) for v in values]


@pytest.mark.parametrize(
    ("values", "fails", "smallest"),
    [
        (([9, 4, 7, 4, 1],), lambda xs: len(set(xs)) < len(xs), ([0, 0],)),
        (([5, 30, 17, 8], 3), lambda xs, k: max(xs, default=0) > 20 and k, ([21], 1)),
        (("hello world",), lambda s: "o" in s, ("o",)),
        (({"a": [1, 2], "b": [3]},), lambda d: any(map(len, d.values())), None),
        ((-7,), lambda n: abs(n) >= 5, (5,)),
        ((4095,), lambda n: n >= 1000, (1000,)),
        (((3, "x"), [True, True]), lambda p, b: any(b), ((), [True])),
        ((2.75,), lambda x: x > 1, (2.0,)),
    ],
)
def test_the_smallest_failing_call_is_found(
    values: tuple[Any, ...],
    fails: Callable[..., bool],
    smallest: tuple[Any, ...] | None,
) -> None:
    found = least(values, fails)

    assert fails(*found)
    assert smallest is None or found == smallest


def test_a_number_comes_nearer_to_zero_and_never_passes_it() -> None:
    assert list(nearer_to_zero(0)) == []
    assert list(nearer_to_zero(-12)) == [0, 12, -6, -9, -11]
    assert list(nearer_to_zero(8)) == [0, 4, 6, 7]


def test_a_line_goes_with_the_number_that_counts_it() -> None:
    found = set(smaller_texts(b"4\n5\n6\n7\n8\n"))

    assert b"3\n5\n6\n7\n" in found
    assert b"2\n5\n6\n" in found


def test_a_token_goes_with_the_number_that_counts_it() -> None:
    found = set(smaller_texts(b"3 1\n5 6 7\n"))

    assert {b"2 1\n6 7\n", b"2 1\n5 6\n", b"1 1\n7\n"} <= found


def test_a_block_of_lines_counts_as_one_too() -> None:
    assert b"1\n2\n1 2\n" in set(smaller_texts(b"2\n2\n1 2\n3\n4 5 6\n"))


def test_bytes_that_are_no_text_have_no_smaller_version() -> None:
    assert list(smaller_texts(b"\xff\n")) == []


@given(st.binary(max_size=60))
@settings(max_examples=60, deadline=None)
def test_no_text_is_its_own_smaller_version(data: bytes) -> None:
    assert data not in list(islice(smaller_texts(data), 500))
