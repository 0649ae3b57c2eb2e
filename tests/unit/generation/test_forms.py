"""Words that are written by a rule, each character of a kind."""

import re
from random import Random

import pytest

from verifier.generation.forms import has_form, word_forms_of
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_mining import mine_layout


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        (["12-30", "07-45", "99-00"], ["99-99"]),
        (["3:59", "0:52", "9:40"], ["9:59"]),
        (["12:30", "07:45", "23:05"], ["09:59", "23:59"]),
        (["12:30", "07:45", "24:05"], ["99:59"]),
        (["12:30", "07:75", "23:05"], ["99:99"]),
        (["C#4", "F12", "G3"], ["A#1", "A1", "A19"]),
        (["U5", "D0", "L13"], ["A9", "A19"]),
        (["AB12", "CD07", "XY99"], ["AA99"]),
        (["10H", "2S", "3D", "AS", "KD"], ["19A", "1A", "AA"]),
    ],
)
def test_letters_and_numbers_in_few_orders_are_forms(
    words: list[str], forms: list[str]
) -> None:
    assert sorted(word_forms_of(words)) == sorted(forms)


@pytest.mark.parametrize(
    "words",
    [
        ["R5", "L7"],
        ["abc", "de", "fgh"],
        ["12", "7", "30"],
        ["a1b2", "1a2b", "ab12", "12ab"],
        ["anna1", "bob2", "christopher3"],
        ["x" + "1" * 19, "y1", "z2"],
    ],
)
def test_words_that_show_no_rule_have_none(words: list[str]) -> None:
    assert word_forms_of(words) == []


def test_letters_of_a_form_are_of_the_alphabet() -> None:
    assert has_form("R5", ["A9"], "LR05")
    assert not has_form("X5", ["A9"], "LR05")
    assert not has_form("R7", ["A9"], "LR05")
    assert not has_form("R05", ["A9", "A19"], "LR05")


def test_steps_keep_their_letter_and_their_number() -> None:
    examples = [b"3\nR5 L10 U2\n", b"4\nD12 D7 L1 U30\n"]
    layout = mine_layout(examples)
    assert layout is not None

    words = {
        word
        for seed in range(100)
        for word in draw_input(layout, Random(seed)).split()[1:]
    }

    assert all(re.fullmatch(rb"[A-Z][1-9][0-9]?", word) for word in words)
    assert {len(word) for word in words} == {2, 3}


def test_words_may_have_one_of_some_forms() -> None:
    field = {"type": "word", "forms": ["A9", "A19"], "alphabet": "LR0123456789"}
    layout = Layout.model_validate({"lines": [{"fields": [field]}]})

    drawn = {draw_input(layout, Random(seed)) for seed in range(200)}

    assert {line[:1] for line in drawn} == {b"L", b"R"}
    assert all(layout.fits(line) for line in drawn)
