"""Typed JSON: there and back, and what is malformed."""

import json
import math
from collections import OrderedDict, namedtuple
from typing import override

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.unit.value_strategies import VALUES, nested
from verifier.values import (
    MAX_DEPTH,
    MalformedValueError,
    check_form,
    decode,
    difference,
    encode,
    exact_difference,
    parse,
)


@given(VALUES)
def test_value_comes_back_as_it_was(value: object) -> None:
    tree = json.loads(json.dumps(encode(value), allow_nan=False))

    assert check_form(tree) is None
    assert decode(tree) == value
    assert exact_difference(encode(decode(tree)), tree) is None


@given(st.binary() | st.text(alphabet='[]{}",:$0123456789.eE-').map(str.encode))
def test_any_bytes_are_parsed_or_malformed(data: bytes) -> None:
    try:
        tree = parse(data)
    except MalformedValueError:
        return
    difference(tree, tree)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"{" * 2**20,
        b"[" * 2**20,
        b"[" * 900 + b"]" * 900,
        b"1" * 5000,
        bytes(range(256)) * 4096,
    ],
    ids=["empty", "not UTF-8", "objects", "arrays", "deep", "digits", "garbage"],
)
def test_hostile_reply_is_malformed(data: bytes) -> None:
    with pytest.raises(MalformedValueError):
        parse(data)


def test_reply_with_what_json_does_not_know_is_read_as_python_does() -> None:
    tree = parse(b'{"a": [NaN, -Infinity, 1e999, 0.5], "b": 1, "b": "\\ud800"}')

    nan, low, high = {"$float": "nan"}, {"$float": "-inf"}, {"$float": "inf"}
    assert tree == {"a": [nan, low, high, 0.5], "b": "\ud800"}
    assert difference(tree, {"a": 1}) is not None


@pytest.mark.parametrize(
    ("tree", "words"),
    [
        ({"$list": []}, "'$list'"),
        ({"$set": 1}, "'$set'"),
        ({"$set": [[1]]}, "a list can be neither"),
        ({"$set": [{"$tuple": [{}]}]}, "a dict can be neither"),
        ({"$dict": [[1]]}, "'$dict'"),
        ({"$dict": [[[], 1]]}, "a list can be neither"),
        ({"$bytes": "?"}, "base64"),
        ({"$int": "1_000"}, "'$int'"),
        ({"$int": "9" * 4301}, "'$int'"),
        ({"$int": "٣"}, "'$int'"),
        ({"$float": "1"}, "'$float'"),
        ({"$complex": [1]}, "'$complex'"),
        ({"$complex": [10**400, 1]}, "too large"),
        ({"$complex": ["1", 1]}, "cannot be a str"),
        ([math.nan], '{"$float": "nan"}'),
        (["\ud800"], "surrogate"),
        ([b"raw"], "not JSON"),
        ([{1: 2}], "not JSON"),
        (nested(MAX_DEPTH + 1), "deeper than 100"),
    ],
)
def test_malformed_tree_is_named(tree: object, words: str) -> None:
    assert words in (check_form(tree) or "")
    assert difference([], tree) is not None
    if tree != [math.nan]:
        with pytest.raises(MalformedValueError):
            decode([{"$tuple": [tree]}] if words != "surrogate" else nested(101))


def test_deepest_tree_is_well_formed() -> None:
    assert check_form(nested(MAX_DEPTH)) is None
    assert difference(nested(MAX_DEPTH), nested(MAX_DEPTH)) is None


def test_what_inherits_from_a_builtin_is_encoded_as_its_data() -> None:
    class Sly(int):
        @override
        def __index__(self) -> int:
            return 7

    point = namedtuple("point", "x y")  # noqa: PYI024 - its fields may be anything

    tree = encode([Sly(1), point(1, 2), OrderedDict(a=1), bytearray(b"a")])

    assert tree == [1, {"$tuple": [1, 2]}, {"a": 1}, {"$bytes": "YQ=="}]


def test_what_is_no_builtin_is_not_encoded() -> None:
    with pytest.raises(TypeError, match="range"):
        encode([range(3)])


def test_value_within_itself_is_not_encoded() -> None:
    value: list[object] = []
    value.append(value)

    with pytest.raises(MalformedValueError, match="deeper"):
        encode(value)


def test_dict_that_looks_like_a_tag_is_kept_apart() -> None:
    tree = encode({"$tuple": [1]})

    assert tree == {"$dict": [["$tuple", [1]]]}
    assert difference(tree, {"$tuple": [1]}) is not None
    assert difference(encode({"$a": 1, "b": 2}), {"b": 2, "$a": 1}) is None
