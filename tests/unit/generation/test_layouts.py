"""Layouts of stdin: what is drawn fits, and what examples share is found."""

from random import Random

import pytest
from pydantic import ValidationError

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


def test_the_same_seed_draws_the_same() -> None:
    layout = mine_layout([b"3\n1 2 3\n", b"2\n5 6\n"])

    assert layout is not None
    assert layout.draw(Random(3)) == layout.draw(Random(3))
