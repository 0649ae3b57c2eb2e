"""Groups of lines in layouts: declared, read, drawn, mined and made smaller."""

from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from verifier.complaints import field_errors
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout
from verifier.generation.layout_parts import GroupOfLines
from verifier.generation.numbers import is_prime, nearest
from verifier.generation.smaller_text import smaller_texts

_HEADER = {"fields": [{"name": "n", "high": 5}]}
_NUMBERS = {"fields": [{"count": "n", "high": 9}]}
_TESTS = {
    "lines": [
        {"fields": [{"name": "t", "high": 4}]},
        {"repeat": "t", "lines": [_HEADER, _NUMBERS]},
    ]
}


def with_group(**changes: Any) -> Layout:
    group = {"lines": [_HEADER, _NUMBERS], **changes}
    return Layout.model_validate({"lines": [group]})


@pytest.mark.parametrize(
    ("layout", "legal", "illegal"),
    [
        (
            Layout.model_validate(_TESTS),
            b"2\n3\n1 2 3\n1\n9\n",
            b"2\n3\n1 2 3\n2\n9\n",
        ),
        (with_group(until="0"), b"2\n1 2\n1\n4\n0\n", b"2\n1 2\n1\n4\n"),
        (with_group(until="end_of_input"), b"2\n1 2\n1\n4\n", b"2\n1 2\n1\n"),
        (with_group(until="0", least=2), b"1\n1\n1\n1\n0\n", b"1\n1\n0\n"),
        (with_group(until="0", most=1), b"1\n1\n0\n", b"1\n1\n1\n1\n0\n"),
        (
            with_group(until="0", totals={"n": 3}),
            b"2\n1 2\n1\n4\n0\n",
            b"2\n1 2\n2\n4 4\n0\n",
        ),
    ],
)
def test_groups_are_read_and_drawn(
    layout: Layout, legal: bytes, illegal: bytes
) -> None:
    random = Random(1)

    drawn = {draw_input(layout, random) for _ in range(40)}

    assert layout.fits(legal)
    assert not layout.fits(illegal)
    assert all(map(layout.fits, drawn))
    assert len(drawn) > 10


@pytest.mark.parametrize(
    ("group", "complaint"),
    [
        ({"until": "0", "repeat": 3}, "a group with `until` has no count"),
        ({"least": 3, "most": 2}, "least: 3 is more than `most`, 2"),
        ({"totals": {"m": 3}}, "'m' is no named integer of a line of the group; known"),
        ({"repeat": "m"}, "line 0: 'm' is no integer read before; known: none"),
        ({"lines": []}, "at least 1 item"),
        ({"until": " 0"}, "string_pattern_mismatch|should match pattern"),
        ({"lines": [{"until": "end_of_input", "lines": [_HEADER]}]}, "is in no other"),
        (
            {"lines": [{"lines": [{"lines": [{"lines": [_HEADER]}]}]}]},
            "at most 3 deep",
        ),
    ],
)
def test_what_is_wrong_with_a_group_is_said(
    group: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        with_group(**group)


@pytest.mark.parametrize(
    ("layout", "field"),
    [
        ({"lines": [{"lines": [_HEADER], "until": " "}]}, "lines.0.until"),
        ({"lines": [{"lines": [{"fields": []}]}]}, "lines.0.lines.0.fields"),
        ({"lines": [{"fields": [{"type": "x"}]}]}, "lines.0.fields.0.type"),
        ({"lines": [{"fields": [{}], "occurs": {"A": "once"}}]}, "lines.0"),
        ({"lines": [{"fields": [{"forms": ["9-9"]}]}]}, "lines.0.fields.0"),
        (
            {"lines": [{"fields": [{"ascending": True, "descending": True}]}]},
            "lines.0.fields.0",
        ),
        (
            {"lines": [{"fields": [{"type": "float", "only": "odd"}]}]},
            "lines.0.fields.0",
        ),
        ({"lines": [{"fields": [{"type": "word"}], "rows": "ascending"}]}, "lines.0"),
    ],
)
def test_the_field_is_named_without_the_kind_of_its_part(
    layout: dict[str, Any], field: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Layout.model_validate(layout)

    assert [one.field for one in field_errors(caught.value.errors())] == [field]


def test_what_a_group_names_is_known_within_it_alone() -> None:
    with pytest.raises(ValidationError, match="line 1: 'n' is no integer read before"):
        Layout.model_validate({"lines": [{"lines": [_HEADER]}, _NUMBERS]})


def test_nothing_comes_after_the_end_of_the_input() -> None:
    group = {"lines": [_HEADER], "until": "end_of_input"}
    with pytest.raises(ValidationError, match="after the end of the input"):
        Layout.model_validate({"lines": [group, _HEADER]})


def test_a_line_like_the_one_that_ends_a_group_is_not_drawn_in_it() -> None:
    pair = {"fields": [{"low": 0, "high": 1}, {"low": 0, "high": 1}]}
    layout = Layout.model_validate({"lines": [{"lines": [pair], "until": "0 0"}]})
    random = Random(4)

    drawn = [draw_input(layout, random) for _ in range(60)]

    assert all(data.endswith(b"0 0\n") and data.count(b"0 0\n") == 1 for data in drawn)


def test_stressing_inputs_have_many_short_groups_or_few_long_ones() -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "t", "high": 10_000}]},
                {
                    "repeat": "t",
                    "totals": {"n": 50_000},
                    "lines": [
                        {"fields": [{"name": "n", "high": 50_000}]},
                        {"fields": [{"count": "n", "high": 9}]},
                    ],
                },
            ]
        }
    )
    random = Random(2)

    drawn = [draw_input(layout, random).split(b"\n") for _ in range(150)]
    times = [int(rows[0]) for rows in drawn]
    longest = [max(map(len, rows)) for rows in drawn]

    assert max(times) == 10_000
    assert max(longest) > 20_000
    assert sorted(longest)[len(longest) // 2] < 500


@pytest.mark.parametrize(
    ("examples", "legal", "illegal"),
    [
        (
            [b"2\n3\n1 2 3\n2\n4 5\n", b"1\n4\n9 9 1 2\n", b"3\n1\n5\n1\n7\n2\n6 6\n"],
            b"1\n2\n4 4\n",
            b"2\n2\n4 4\n",
        ),
        (
            [
                b"2\n3 1\n1 2\n2 2\n2 3\n1 1\n",
                b"3\n5 1\n4 4\n7 2\n8 8\n1 2\n1 1\n9 9\n",
            ],
            b"1\n9 2\n1 2\n3 4\n",
            b"1\n9 2\n1 2\n",
        ),
        (
            [
                b"1\n2\n2\n1 2\n3 4\n1\n5 6\n",
                b"2\n1\n1\n9 9\n2\n1\n4 4\n1\n5 5\n",
            ],
            b"1\n1\n2\n1 2\n3 4\n",
            b"1\n2\n2\n1 2\n3 4\n",
        ),
        (
            [
                b"2\n2\nsoup house\nred\nsalad\n1\nx\nplain rice\n",
                b"1\n1\nla campus\npea soup\n",
            ],
            b"1\n1\nother place\nsome dish\n",
            b"1\n2\nother place\nsome dish\n",
        ),
        (
            [b"2 3\n1 2\n3 4\n0 0\n", b"1 1\n5 6\n7 8\n9 9\n1 2\n0 0\n", b"5 5\n0 0\n"],
            b"1 4\n0 0\n",
            b"1 4\n",
        ),
        (
            [b"3\n1 2 3\n2\n4 5\n", b"1\n1\n", b"1\n1\n2\n3 4\n4\n1 1 1 9\n"],
            b"2\n3 3\n1\n1\n",
            b"2\n3 3\n1\n",
        ),
        (
            [b"2\n2 ann\n12-30\n17-45\n1 bob\n10-20\n", b"1\n1 eve\n22-22\n"],
            b"1\n1 joe\n99-00\n",
            b"1\n1 joe\n9-900\n",
        ),
    ],
)
def test_groups_of_the_examples_are_found(
    examples: list[bytes], legal: bytes, illegal: bytes
) -> None:
    layout = mine_layout(examples)
    assert layout is not None
    random = Random(7)

    drawn = [draw_input(layout, random) for _ in range(30)]

    assert any(isinstance(part, GroupOfLines) for part in layout.lines)
    assert all(map(layout.fits, [*examples, *drawn]))
    assert layout.fits(legal)
    assert not layout.fits(illegal)


def test_counts_of_lines_are_preferred_to_groups() -> None:
    layout = mine_layout([b"3\n1 2\n3 4\n5 6\n", b"2\n1 1\n2 2\n"])

    assert layout is not None
    assert not any(isinstance(part, GroupOfLines) for part in layout.lines)


def test_times_of_a_group_go_one_by_one() -> None:
    layout = Layout.model_validate(_TESTS)
    data = b"3\n2\n1 2\n3\n4 5 6\n1\n9\n"

    smaller = {
        made for made in smaller_texts(data, layout.spans(data)) if layout.fits(made)
    }

    assert {b"1\n1\n9\n", b"2\n2\n1 2\n1\n9\n", b"1\n2\n1 2\n"} <= smaller


def test_primes_and_what_is_near_them() -> None:
    assert [n for n in range(-3, 42) if is_prime(n)] == [
        *(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41)
    ]
    assert is_prime(10**18 + 9)
    assert not is_prime(3215031751)
    assert nearest("prime", 24, 1, 30) == 23
    assert nearest("prime", 24, 24, 28) is None
    assert nearest("odd", 4, 4, 9) == 5
    assert nearest("even", 9, 1, 9) == 8
