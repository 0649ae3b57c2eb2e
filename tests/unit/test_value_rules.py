"""Other rules of comparing values than Python's: close, exact, unordered, JSON."""

import math

import pytest

from tests.unit.value_strategies import nested
from verifier.values import (
    close,
    encode,
    exact_difference,
    json_difference,
    unordered_difference,
)


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (1.0000001, 1),
        ([{"a": 1e9 + 1}], [{"a": 1e9}]),
        (math.nan, math.nan),
        (math.inf, math.inf),
        (1 + 1.0000001j, 1 + 1j),
        (10**400, 10**400),
        ((0.1 + 0.2,), [0.3]),
    ],
)
def test_numbers_within_the_tolerance_are_close(output: object, answer: object) -> None:
    assert close(encode(output), encode(answer), 1e-6, 1e-6) is None


@pytest.mark.parametrize(
    ("output", "answer"),
    [
        (1.00001, 1),
        (10**9 + 1, 10**9),
        (math.nan, 1.0),
        (1.0, math.nan),
        (math.inf, -math.inf),
        (1e308, math.inf),
        (10**400, 1.0),
        (10**400, 1j),
        ([1.0, 1.0], [1.0]),
        ({1.0000001}, {1.0}),
        ("1.0000001", "1.0"),
    ],
)
def test_others_are_not(output: object, answer: object) -> None:
    assert close(encode(output), encode(answer), 1e-6, 1e-6) is not None


def test_integers_may_be_close_if_asked() -> None:
    assert close(10**9 + 1, 10**9, 0, 1e-6, "close") is None


def test_no_tolerance_is_equality() -> None:
    assert close({"$int": hex(2**53 + 1)}, float(2**53), 0, 0) is not None
    assert close(0.1 + 0.2, 0.3, 0, 0) is not None


@pytest.mark.parametrize(
    ("output", "answer"), [(True, 1), (1, 1.0), ([1], (1,)), ({1}, frozenset({1}))]
)
def test_types_matter_if_exact(output: object, answer: object) -> None:
    assert exact_difference(encode(output), encode(answer)) is not None


def test_items_may_come_in_any_order() -> None:
    assert unordered_difference([1, [2], 1], [[2], 1, 1.0]) is None
    assert unordered_difference([1, 2, 2], [1, 1, 2]) == (
        "value has 2, not expected (so often)"
    )
    assert unordered_difference([1], [1, 1]) == "value lacks 1"
    assert unordered_difference([[1, 2]], [[2, 1]]) is not None
    assert unordered_difference({"$tuple": [1, 2]}, [2, 1]) is None
    assert unordered_difference([1, 2], {"$tuple": [2, 1]}) is not None
    assert unordered_difference({"$set": [1]}, [1]) is not None
    assert unordered_difference({"a": 1}, {"a": 1}) is None
    assert unordered_difference([{"$x": 1}], [1]) is not None


def test_plain_json_knows_no_tags() -> None:
    assert json_difference({"$x": [1]}, {"$x": [1.0]}, 0, 0) is None
    assert json_difference({"$tuple": [1]}, [1], 0, 0) is not None
    assert json_difference([True], [1], 0, 0) == "value[0] is True, expected 1"
    assert json_difference(nested(101), nested(101), 0, 0) is not None
