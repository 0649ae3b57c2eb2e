"""Parts of words that are written by rules of their own."""

import re
from random import Random

from verifier.generation.chunks import chunks_of
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout


def test_parts_begin_and_end_where_kinds_of_characters_do() -> None:
    assert set(chunks_of(["ab-12"])) == {"ab", "-", "12", "ab-", "-12", "ab-12"}


def test_words_of_one_kind_have_no_parts() -> None:
    assert chunks_of(["abcabc", "123", "a1", "--"]) == []


def test_words_like_dates_are_met() -> None:
    layout = mine_layout(
        [b"777-444---21-12-2013\n", b"13-05-201412-11-2013-12\n", b"14-01-2014-02\n"]
    )
    assert layout is not None
    random = Random(1)

    drawn = [draw_input(layout, random) for _ in range(200)]

    assert sum(bool(re.search(rb"\d-\d\d-201[34]", data)) for data in drawn) > 10
