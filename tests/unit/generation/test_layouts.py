"""Layouts of stdin: what is drawn fits, and what examples share is found."""

from random import Random

import pytest
from pydantic import ValidationError

from verifier.generation.field_mining import rounded
from verifier.generation.layout import FieldOfLine, Layout, LineOfInput
from verifier.generation.layout_mining import mine_layout


@pytest.mark.parametrize(
    "examples",
    [
        [b"3 2\n1 2 3\n1 2\n2 3\n", b"4 1\n4 5 6 9\n3 3\n"],
        [b"5\nabcde\n", b"3\nxyz\n"],
        [b"7 3\n", b"9 4\n", b"12 12\n"],
        [b"2\n3 4\n5 6\n", b"1\n1 1\n"],
        [b"0.5 2.25\n", b"1.0 3.5\n"],
        [b"3\n1 2\n2 3\n", b"4\n1 2\n1 3\n3 4\n"],
        [b"2\n1 2\n3 4\n1\n5 5\n", b"3\n1 1\n2 2\n3 3\n2\n4 4\n5 5\n"],
        [b"3\n2 7 8\n1 9\n0\n", b"2\n1 4\n3 1 2 3\n"],
        [b"one\n", b"some more words\n", b"two words\n"],
        [b"100\n" + b"1 " * 99 + b"2\n", b"3\n1 2 1\n"],
    ],
)
def test_what_is_drawn_has_the_layout_of_the_examples(examples: list[bytes]) -> None:
    layout = mine_layout(examples)
    assert layout is not None
    random = Random(5)

    drawn = [layout.draw(random) for _ in range(50)]

    assert all(map(layout.fits, examples))
    assert all(map(layout.fits, drawn))
    assert len(set(drawn)) > 5


@pytest.mark.parametrize(
    "data", [b"2\n1\n", b"2\n1 2 3\n", b"2\nx y\n", b"2\n1 2\n\n3\n", b"", b"\xff\n"]
)
def test_what_breaks_a_count_does_not_fit(data: bytes) -> None:
    layout = mine_layout([b"3\n1 2 3\n", b"2\n5 6\n"])

    assert layout is not None
    assert not layout.fits(data)


def test_examples_without_a_common_layout_have_none() -> None:
    assert mine_layout([b"1 2 3\n", b"x\ny z\n"]) is None
    assert mine_layout([b"\xff\xfe"]) is None
    assert mine_layout([]) is None


def test_a_bound_must_name_what_was_read_before() -> None:
    with pytest.raises(ValidationError, match="'k' is no integer read before"):
        Layout(lines=[LineOfInput(fields=[FieldOfLine(name="n", high="k")])])


def test_counts_may_have_a_factor_and_a_summand() -> None:
    layout = Layout.model_validate(
        {
            "lines": [
                {"fields": [{"name": "n", "low": 2, "high": 9}]},
                {"fields": [{"count": "2*n-1"}]},
                {"repeat": "n-1", "fields": [{"high": "n"}]},
            ]
        }
    )

    assert layout.fits(b"2\n1 1 1\n2\n")
    assert not layout.fits(b"2\n1 1 1\n2\n2\n")
    assert not layout.fits(b"2\n1 1\n2\n")


@pytest.mark.parametrize(
    ("line", "complaint"),
    [
        ({"fields": [{"type": "text"}, {"type": "int"}]}, "alone on its line"),
        ({"fields": [{"type": "word", "alphabet": "a b"}]}, "only a text"),
    ],
)
def test_only_a_text_has_spaces(line: dict[str, object], complaint: str) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Layout.model_validate({"lines": [line]})


@pytest.mark.parametrize(
    ("most", "limit"), [(100_000, 100_000), (47, 100), (999, 1000), (50, 50), (7, 20)]
)
def test_limits_are_round_numbers(most: int, limit: int) -> None:
    assert rounded(most) == limit


def test_values_that_differ_by_chance_may_be_equal() -> None:
    by_chance = mine_layout([b"3\n500 7 91\n", b"4\n8 4 321 77\n"])
    by_rule = mine_layout([b"9\n1 2 4 3 5 9 8 7 6\n", b"8\n8 7 6 5 1 2 4 3\n"])

    assert by_chance is not None
    assert by_rule is not None
    assert by_chance.fits(b"3\n5 5 5\n")
    assert not by_rule.fits(b"3\n2 2 2\n")


def test_what_rises_in_every_example_has_nothing_twice() -> None:
    strict = mine_layout([b"4\n1 50 70 91\n", b"5\n2 3 9 20 41\n"])
    level = mine_layout([b"4\n1 50 70 91\n", b"5\n2 3 9 9 41\n"])

    assert strict is not None
    assert level is not None
    assert not strict.fits(b"3\n4 4 4\n")
    assert level.fits(b"3\n4 4 4\n")


def test_the_same_seed_draws_the_same() -> None:
    layout = mine_layout([b"3\n1 2 3\n", b"2\n5 6\n"])

    assert layout is not None
    assert layout.draw(Random(3)) == layout.draw(Random(3))


def test_letters_and_arrays_of_the_reference_widen_the_layout() -> None:
    source = "char s[205]; if (s[i] == 'G') puts(\"x\"); if (c == 'z') d();"
    layout = mine_layout([b"2\nRB\n", b"3\nBBR\n"], [source])

    assert layout is not None
    assert layout.fits(b"4\nGRBG\n")
    assert not layout.fits(b"4\nGRBz\n")
    assert layout.fits(b"80\n" + b"B" * 80 + b"\n")
    assert not layout.fits(b"250\n" + b"B" * 250 + b"\n")


def test_there_may_be_none_of_what_comes_second() -> None:
    layout = mine_layout([b"4 2\n1 2\n3 4\n", b"5 1\n2 3\n"])

    assert layout is not None
    assert layout.fits(b"3 0\n")
