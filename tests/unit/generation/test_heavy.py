"""Which inputs are in a set because they are large."""

from collections.abc import Callable

from verifier.generation.heavy import heaviest
from verifier.generation.inputs import Input

SIZE = 2000


def listed(value: Callable[[int], int]) -> Input:
    rows = "".join(f"{value(place)} 5\n" for place in range(SIZE))
    return Input(f"{SIZE}\n{rows}".encode(), "grammar")


def scattered(place: int) -> int:
    return 1000 + place * 7919 % 8999


SMALL = [Input(f"1\n{n} 5\n".encode(), "grammar") for n in range(20)]
ALIKE = [listed(lambda place, n=n: scattered(place + n)) for n in range(20)]  # type: ignore[misc]
RISING = listed(lambda place: 2000 + place)
EQUAL = listed(lambda _: 9999)
LOW = listed(lambda place: 1000 + scattered(place) % 1000)


def test_what_costs_most_work_is_taken() -> None:
    steps = [0] * len(SMALL)
    steps[7], steps[3] = 90, 80

    assert heaviest(SMALL, steps, is_stdio=True)[:2] == [7, 3]
    assert heaviest(SMALL, steps, is_stdio=False)[:2] == [7, 3]
    assert heaviest([], [], is_stdio=True) == []


def test_large_inputs_of_each_kind_are_taken_once() -> None:
    inputs = [*SMALL, *ALIKE, RISING, EQUAL, LOW]
    work = [0] * len(SMALL) + [50] * len(ALIKE) + [9, 8, 7]
    chosen = [inputs[place] for place in heaviest(inputs, work, is_stdio=True)]

    assert {RISING, EQUAL, LOW} <= set(chosen)
    assert len([one for one in chosen if one in ALIKE]) == 4
    assert not any(one in SMALL for one in chosen)


def test_lists_on_one_line_and_words_have_kinds_too() -> None:
    lists = [
        Input(" ".join(map(str, numbers)).encode(), "grammar")
        for numbers in ([9999] * 9000, range(9000), [*range(9000, 0, -1)])
    ]
    words = [Input(word.encode(), "grammar") for word in ("a" * 40_000, "abc" * 13_000)]
    inputs = [*lists, *words, *[lists[0]] * 6]

    assert set(heaviest(inputs, [0] * 11, is_stdio=True)) >= {0, 1, 2, 3, 4}


def test_lines_without_anything_are_large_inputs_too() -> None:
    empty = Input(b"\n" * 9000, "grammar")

    assert heaviest([empty] * 9, [0] * 9, is_stdio=True) == [0, 1, 2, 3]
