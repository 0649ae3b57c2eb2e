"""Lines of several kinds, which their first words tell: commands and queries."""

import re
from random import Random
from typing import Any

import pytest
from pydantic import ValidationError

from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout
from verifier.generation.messages import GenerationRequest
from verifier.generation.understanding import understand

UNIONS = b"4 11\np 3\nj 1 2\nj 3 4\np 2\nj 1 3\nj 1 2\np 2\nu\nu\nu\np 4\n"
SAID = r"""## Input
Integers $n$ and $q$ ($1 \le n, q \le 5 \cdot 10^5$). Then $q$ lines: \texttt{j} with
two integers $1 \le a, b \le n$ with $a \neq b$, or \texttt{u}, or \texttt{p} with one
integer $1 \le a \le n$.
"""


def mined(*examples: bytes) -> Layout:
    layout = mine_layout(examples)
    assert layout is not None
    return layout


def test_commands_have_as_many_words_as_their_kind() -> None:
    layout = mined(UNIONS)

    assert layout.fits(b"3 4\nj 2 1\nu\np 1\nu\n")
    assert not layout.fits(b"3 2\nj 2\nu\n")
    assert not layout.fits(b"3 2\nu 2\nu\n")
    assert not layout.fits(b"3 2\nx\nu\n")
    assert not layout.fits(b"3 2\n\nu\n")
    assert not layout.fits(b"3 2\nu\n")


def test_kinds_of_queries_may_be_numbers_and_have_lists() -> None:
    layout = mined(b"5\n1 2 5\n2 3\n1 1 1\n2 5\n2 6\n")
    lists = mined(b"4\nset 2 7 8\nset 1 5\nget 3\nget 1\n")

    assert layout.fits(b"2\n2 4\n1 1 3\n")
    assert not layout.fits(b"2\n3 4\n1 1 3\n")
    assert lists.fits(b"2\nget 2\nset 3 4 4 4\n")
    assert not lists.fits(b"2\nget 2\nset 3 4 4\n")


@pytest.mark.parametrize(
    "example",
    [
        b"4\nLorem ipsum dolor\nsit amet\nLorem elit sed do\nut labore\n",
        b"4 3\n1 2 3\n2 4\n3 1\n4 1 1\n1 2\n2 2\n3 3\n",
    ],
)
def test_lines_of_other_lengths_are_no_commands(example: bytes) -> None:
    layout = mine_layout([example])

    assert layout is None or "one_of" not in layout.model_dump_json(
        exclude_defaults=True
    )


def test_numbers_of_commands_are_bounded_as_they_are_said_to_be() -> None:
    told = understand(
        GenerationRequest.model_validate(
            {
                "target": {"kind": "stdio", "description": SAID},
                "references": [{"language": "python", "source": "print(1)"}],
                "examples": [{"input": UNIONS.decode()}],
            }
        )
    )
    layout = told.problem.layout

    assert layout is not None
    assert told.doubts == ()
    assert layout.fits(b"500000 1\nj 500000 499999\n")
    assert not layout.fits(b"5 1\np 6\n")
    assert not layout.fits(b"5 1\nj 1 6\n")
    assert not layout.fits(b"5 1\nj 3 3\n")


def test_few_and_many_commands_are_drawn() -> None:
    layout = mined(UNIONS)
    drawn = [draw_input(layout, Random(seed)) for seed in range(150)]
    many = Layout.model_validate_json(
        layout.model_dump_json().replace(
            '"name":"v1","type":"int","low":1,"high":100',
            '"name":"v1","type":"int","low":1,"high":60000',
        )
    )
    largest = max((draw_input(many, Random(seed)) for seed in range(60)), key=len)

    assert all(map(layout.fits, drawn))
    assert {
        re.sub(rb" .*", b"", row) for data in drawn for row in data.split(b"\n")[1:]
    } == {b"j", b"p", b"u", b""}
    assert many.fits(largest)
    assert largest.count(b"\n") == 60_001


@pytest.mark.parametrize(
    ("lines", "complaint"),
    [
        ([{"fields": [{"type": "word"}]}], "one_of"),
        ([{"fields": [{"type": "word", "words": ["a"]}]}] * 2, "one_of"),
        ([{"fields": [{"low": 1, "high": 2}]}], "one_of"),
        ([{"fields": [{"low": 1, "high": 1}], "repeat": 2}], "one_of"),
        ([{"lines": [{"fields": [{}]}]}], "one_of"),
    ],
)
def test_what_begins_alike_is_no_choice(
    lines: list[dict[str, Any]], complaint: str
) -> None:
    with pytest.raises(ValidationError, match=complaint):
        Layout.model_validate({"lines": [{"lines": lines, "one_of": True}]})


def test_commands_may_end_with_a_line_of_their_own() -> None:
    lines = [
        {"fields": [{"low": 1, "high": 1}]},
        {"fields": [{"type": "word", "words": ["a"]}]},
    ]
    layout = Layout.model_validate(
        {"lines": [{"lines": lines, "one_of": True, "until": "end", "most": 5}]}
    )

    assert layout.fits(b"1\na\na\nend\n")
    assert not layout.fits(b"1\na\na\n")
    assert all(layout.fits(draw_input(layout, Random(seed))) for seed in range(20))
