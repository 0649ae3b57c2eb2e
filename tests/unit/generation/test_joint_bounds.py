"""Limits on what numbers make together."""

from random import Random

import pytest
from pydantic import ValidationError

from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.messages import GenerationRequest
from verifier.generation.understanding import Understanding, understand

GRIDS = [b"2 3\nABC\nDEF\n", b"3 1\nX\nY\nZ\n"]


def understood(examples: list[bytes], text: str) -> Understanding:
    return understand(
        GenerationRequest.model_validate(
            {
                "target": {"kind": "stdio", "description": f"## Input\n{text}"},
                "references": [{"language": "python", "source": "print(1)"}],
                "examples": [{"input": data.decode()} for data in examples],
            }
        )
    )


def laid_out(examples: list[bytes], text: str) -> Layout:
    told = understood(examples, text)
    assert not told.doubts
    assert told.problem.layout is not None
    return told.problem.layout


@pytest.mark.parametrize(
    "said",
    [
        r"$1 \le h, w \le 1000$, $h \cdot w \le 1000$",
        r"$1 \le h \le 1000$ and $1 \le w \le 1000$ with $h\times w < 1001$",
        r"$1 \le h, w \le 1000$, $hw \leq 10^3$",
    ],
)
def test_grids_are_no_larger_than_their_product(said: str) -> None:
    layout = laid_out(GRIDS, f"Two integers $h$ and $w$ ({said}), then $h$ lines.")
    sizes = []
    for seed in range(200):
        h, w = map(int, draw_input(layout, Random(seed)).split()[:2])
        sizes.append((h, w))

    assert layout.fits(b"1 1000\n" + b"A" * 1000 + b"\n")
    assert not layout.fits(b"2 501\n" + b"A" * 501 + b"\n" + b"B" * 501 + b"\n")
    assert all(h * w <= 1000 for h, w in sizes)
    assert any(h * w > 900 and h > 9 and w > 9 for h, w in sizes)


def test_numbers_have_a_sum_that_is_bounded() -> None:
    text = r"$n$ and $m$ ($1 \le n, m \le 90$, $n + m \le 100$)"
    layout = laid_out([b"7 4\n", b"30 50\n"], text)

    assert layout.fits(b"90 10\n")
    assert not layout.fits(b"90 11\n")
    assert all(
        sum(map(int, draw_input(layout, Random(seed)).split())) <= 100
        for seed in range(100)
    )


def test_a_product_that_cannot_be_placed_is_a_doubt() -> None:
    text = r"$n$ ($1 \le n \le 90$), $n$ lines with $a$ and $b$ "
    text += r"($1 \le a, b \le 90$, $a \cdot b \le 900$)."

    assert understood([b"2\n7 4\n2 1\n", b"1\n30 20\n"], text).doubts


@pytest.mark.parametrize(
    "text",
    [
        r"$h$ and $w$ ($1 \le h, w \le 1000$, $h \cdot w \le 5$)",
        r"$h$ and $w$ ($1 \le h, w \le 1000$, $2 \cdot h \cdot w \le k$)",
        r"$h$ and $w$ ($1 \le h, w \le 1000$, $h \cdot w \le n^2$)",
    ],
)
def test_what_is_no_limit_of_the_examples_bounds_nothing(text: str) -> None:
    layout = understood(GRIDS, text).problem.layout

    assert layout is not None
    assert not layout.equations


@pytest.mark.parametrize(
    ("equation", "complaint"),
    [("a*a <= 4", "twice"), ("a*b <= c", "no limit"), ("a*z <= 9", "no named")],
)
def test_a_limit_is_of_named_integers(equation: str, complaint: str) -> None:
    fields = [{"name": "a"}, {"name": "b"}]

    with pytest.raises(ValidationError, match=complaint):
        Layout.model_validate({"lines": [{"fields": fields}], "equations": [equation]})
