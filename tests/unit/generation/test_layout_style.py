"""How inputs are alike within, and what they are drawn from."""

from random import Random

from verifier.assistants import Assistants
from verifier.generation.inputs import Input, Problem
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.strategies.grammar import GrammarStrategy
from verifier.generation.strategies.strategy import Workshop

WORDS = Layout.model_validate(
    {"lines": [{"fields": [{"type": "word", "count": 8, "least": 2}]}]}
)


def letters(seed: int) -> list[set[str]]:
    return [set(w) for w in draw_input(WORDS, Random(seed)).decode().split()]


def test_words_share_their_few_letters_as_often_as_not() -> None:
    drawn = [letters(seed) for seed in range(300)]
    few = [words for words in drawn if all(len(word) == 1 for word in words)]
    shared = [words for words in few if len(set.union(*words)) == 1]

    assert len(few) > 20
    assert 0.2 < len(shared) / len(few) < 0.8


def drawn_beside(example: bytes, assistants: Assistants) -> list[int]:
    layout = Layout.model_validate({"lines": [{"fields": [{"low": 0, "high": 10**6}]}]})
    problem = Problem(
        is_stdio=True, layout=layout, examples=(Input(example, "example"),)
    )
    workshop = Workshop(
        problem=problem, random=Random(1), assistants=assistants, count=300, number=1
    )
    return [int(one.data) for one in GrammarStrategy().draw(workshop)]


def test_numbers_of_examples_are_drawn_now_and_then() -> None:
    nobody: Assistants = object.__new__(Assistants)
    many = b" ".join(str(n).encode() for n in range(777_700, 777_800))

    assert drawn_beside(b"777735\n", nobody).count(777_735) > 2
    assert drawn_beside(many, nobody).count(777_735) == 0
