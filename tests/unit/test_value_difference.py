"""When two values are equal, and what is said when they are not."""

import time

import pytest
from hypothesis import given

from tests.unit.value_strategies import TREES, VALUES
from verifier.values import (
    canonical,
    check_form,
    close,
    difference,
    encode,
    exact_difference,
    json_difference,
    unordered_difference,
)


def vary(value: object) -> object:
    """Return an equal value, of other types where Python lets it be."""
    match value:
        case list() | tuple():
            return type(value)(vary(item) for item in value)
        case set():
            return frozenset(value)
        case dict():
            return {key: vary(item) for key, item in reversed(value.items())}
        case int() if abs(value) < 2**53:
            return float(value)
        case float() if value.is_integer():
            return complex(value)
        case _:
            return value


def has_tuple(value: object) -> bool:
    match value:
        case tuple():
            return True
        case list() | set() | frozenset():
            return any(map(has_tuple, value))
        case dict():
            return any(has_tuple(part) for pair in value.items() for part in pair)
        case _:
            return False


def without_tuples(value: object) -> object:
    match value:
        case list() | tuple():
            return [without_tuples(item) for item in value]
        case dict():
            return {key: without_tuples(item) for key, item in value.items()}
        case _:
            return value


@given(VALUES, VALUES)
def test_equality_is_that_of_python(output: object, answer: object) -> None:
    expected = output if has_tuple(answer) else without_tuples(output)
    same = difference(encode(output), encode(answer)) is None

    assert same == (expected == answer)


@given(VALUES)
def test_equal_values_of_other_types_are_equal(value: object) -> None:
    assert difference(encode(vary(value)), encode(value)) is None
    assert canonical(encode(vary(value))) == canonical(encode(value))


@given(TREES, TREES)
def test_any_trees_can_be_compared(output: object, answer: object) -> None:
    for one, other in ((output, answer), (output, output)):
        check_form(one)
        difference(one, other)
        exact_difference(one, other)
        unordered_difference(one, other)
        close(one, other, 1e-6, 1e-6, "close")
        json_difference(one, other, 0.1, 0.1)


@pytest.mark.parametrize(
    ("output", "answer", "words"),
    [
        (4, 5, "value is 4, expected 5"),
        ([1, [2, {"key": 3}]], [1, [2, {"key": 4}]], "value[1][1]['key'] is 3,"),
        ([1], [1, 2], "value has 1 items, expected 2"),
        ({"a": 1}, {}, "value has the key 'a', not expected"),
        ({}, {1: 1}, "value lacks the key 1"),
        ({1}, {2}, "value lacks 2"),
        ({1, 2}, {1}, "value has 2, not expected"),
        ((1,), [(1,)], "value is (1,), expected [(1,)]"),
        ([1], (1,), "value is [1], expected (1,)"),
        ("a", b"a", "value is 'a', expected b'a'"),
        ([], set(), "value is [], expected set()"),
        (10**100, 1, "value is 0x1249ad"),
        ("\x1b[2J", "", r"value is '\x1b[2J', expected ''"),
        ("x" * 99 + "a", "x" * 99 + "b", "from position 79, expected 'xxxx"),
    ],
)
def test_difference_says_where(output: object, answer: object, words: str) -> None:
    assert words in (difference(encode(output), encode(answer)) or "")


def test_difference_is_cut_short() -> None:
    said = difference([["x" * 10**6] * 10**4], [{"k" * 10**6: 1}]) or ""

    assert said.startswith("value[0] is ['xxxx")
    assert len(said) < 300


def test_long_texts_are_compared_to_their_ends() -> None:
    assert difference(encode(b"x" * 99), encode(b"x" * 99)) is None
    assert difference(encode(b"x" * 99), encode(b"x" * 98)) is not None


def test_tuples_matter_only_to_an_answer_that_has_one() -> None:
    assert difference({"$tuple": [1, {"$tuple": []}]}, [1, []]) is None
    assert difference([1], {"$tuple": [1]}) is not None
    assert difference([[1], {"$tuple": [2]}], [[1], [2]]) is None
    assert difference([{"$tuple": [1]}, {"$tuple": [2]}], [[1], {"$tuple": [2]}])


def test_nan_equals_nan_anywhere() -> None:
    nan = {"$float": "nan"}

    assert difference([nan, {"$set": [nan]}], [nan, {"$set": [nan]}]) is None
    assert difference({"$complex": [nan, 1]}, {"$complex": [nan, 1]}) is None
    assert difference(nan, {"$float": "inf"}) is not None
    assert difference(1.0, nan) is not None


def test_malformed_value_differs_from_itself() -> None:
    assert (difference({"$x": 1}, {"$x": 1}) or "").startswith("malformed value: '$x'")


def test_set_with_an_item_twice_is_a_set() -> None:
    assert difference({"$set": [1, 1.0, True]}, {"$set": [1]}) is None
    assert difference({"$dict": [[1, "a"], [1, "b"]]}, {"$dict": [[1, "b"]]}) is None


def test_colliding_integers_are_compared_in_no_time() -> None:
    tree = {"$set": [{"$int": hex(index * (2**61 - 1))} for index in range(20_000)]}
    start = time.process_time()

    assert difference(tree, {"$set": [1]}) is not None
    assert difference({"$int": "0x" + "f" * 10**6}, 1) is not None
    assert time.process_time() - start < 5
