"""Which inputs become cases: a set can be sent, however long its inputs are."""

from verifier.generation.answers import Answered
from verifier.generation.choosing import LARGEST_SET_BYTES, smallest, within_size
from verifier.generation.inputs import Input
from verifier.generation.replies import value_reply


def test_the_last_of_the_large_inputs_are_left_out() -> None:
    large = LARGEST_SET_BYTES // 2 - 1
    found = [
        Answered(Input(b"x" * size), value_reply(1)) for size in (large, 1, large, 5)
    ]

    assert within_size([0, 1, 2, 3], found) == [0, 1, 2]
    assert within_size([2, 3, 0, 1], found) == [2, 3, 1]


def test_a_set_has_a_case_even_if_it_is_larger() -> None:
    found = [Answered(Input(b"x" * (LARGEST_SET_BYTES + 1)), value_reply(1))]

    assert within_size([0], found) == [0]


def test_small_inputs_are_chosen_that_are_not_taken() -> None:
    inputs = [Input(data) for data in (b"1 2 3\n", b"10 2\n", b"1 2\n", b"7\n", b"9\n")]

    assert smallest(inputs, {3}, 3) == [4, 2, 0]
    assert smallest(inputs, set(), 9) == [3, 2, 0, 4, 1]
