"""Legal inputs are found near legal ones, and as large as a validator takes."""

from collections.abc import Sequence
from random import Random

import pytest

from verifier.generation.growing import climbs_of, grown
from verifier.generation.inputs import Input
from verifier.generation.legal_search import LegalSearch
from verifier.generation.row_changes import CHANGES, Material
from verifier.generation.rows import Lore, lore_in, read_rows, written_rows

EXAMPLES = [Input(b"2\nann\nbob\nann bob\n"), Input(b"3\nx\ny\nz\nx z y\n")]
MOST_NAMES = 40


def is_legal(data: bytes) -> bool:
    """Names, each once, as many as the first line says, and an order of some."""
    rows = data.decode().rstrip("\n").split("\n")
    if not rows[0].isdigit() or not 1 <= int(rows[0]) <= MOST_NAMES:
        return False
    names = rows[1:-1]
    is_told = len(names) == int(rows[0]) == len(set(names))
    are_names = all(name.isalpha() and name.islower() for name in names)
    return is_told and are_names and set(rows[-1].split()) <= set(names)


def judge(inputs: Sequence[Input]) -> list[bool]:
    return [is_legal(one.data) for one in inputs]


def search(seed: int = 0, lore: Lore | None = None) -> LegalSearch:
    return LegalSearch(EXAMPLES, lore or Lore(), judge, Random(seed), "search")


def test_what_is_found_is_legal_new_and_as_much_as_is_wanted() -> None:
    found = [one.data for one in search().near(60)]

    assert len(found) >= 60
    assert len(set(found)) == len(found)
    assert all(map(is_legal, found))
    assert not {one.data for one in EXAMPLES} & set(found)


def test_the_same_seed_finds_the_same() -> None:
    assert list(search(3).near(30)) == list(search(3).near(30))
    assert list(search(3).near(30)) != list(search(4).near(30))


def test_what_counts_lines_goes_with_them() -> None:
    sizes = {one.data.split(b"\n")[0] for one in search().near(80)}

    assert len(sizes) > len(EXAMPLES)


@pytest.mark.parametrize("lore", [Lore(), Lore(numbers=(7, MOST_NAMES))])
def test_inputs_grow_to_the_largest_that_is_legal(lore: Lore) -> None:
    found = list(search(0, lore).large(600))

    assert all(is_legal(one.data) for one in found)
    largest = max(int(one.data.split(b"\n")[0]) for one in found)
    assert largest > MOST_NAMES * 0.7
    assert not lore.numbers or largest == MOST_NAMES


def test_nothing_is_found_where_nothing_else_is_legal() -> None:
    def only_examples(inputs: Sequence[Input]) -> list[bool]:
        return [one in EXAMPLES for one in inputs]

    dull = LegalSearch(EXAMPLES, Lore(), only_examples, Random(0), "search")

    assert list(dull.near(20)) == []
    assert list(dull.large(100)) == []


def test_without_seeds_there_is_nothing_to_change() -> None:
    assert list(LegalSearch([], Lore(), judge, Random(0), "search").near(5)) == []


@pytest.mark.parametrize("name", sorted(CHANGES))
@pytest.mark.parametrize("data", [b"\n", b"1\n", b"a\n", b"3 1\n+d6 b\n\n7 8 9\n"])
def test_no_change_fails_or_touches_what_it_is_given(name: str, data: bytes) -> None:
    rows = read_rows(data)
    material = Material(
        other=read_rows(b"5 x\n"), lore=Lore((9,), ("w",)), random=Random(1)
    )
    for _ in range(20):
        CHANGES[name](rows, material)

    assert rows == read_rows(data)


def test_a_number_and_the_lines_it_counts_grow_together() -> None:
    rows = read_rows(b"2\n5 a\n6 b\nend\n")
    targets = [climb.target for climb in climbs_of(rows, Lore())]
    [target] = [t for t in targets if t.kind == "lines" and t.counter and t.row == 1][
        :1
    ]
    made = grown(rows, target, 5, Random(0))

    assert made is not None
    assert made[0] == ["5"]
    assert len(made) == 7
    assert made[-1] == ["end"]


def test_what_would_be_too_large_is_not_made() -> None:
    rows = read_rows(b"1\n" + b"w" * 1000 + b"\n")
    for climb in climbs_of(rows, Lore()):
        if climb.target.kind == "lines":
            assert grown(rows, climb.target, 10_000, Random(0)) is None


def test_bytes_that_are_no_text_survive() -> None:
    assert written_rows(read_rows(b"1 \xff\n")) == b"1 \xff\n"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("inf.readInt(1, 100000);", 10**5),
        ("assert n <= 10**11", 10**11),
        ("$n \\le 10^5$", 10**5),
        ("$n \\le 2*10^5$", 2 * 10**5),
        ("1 <= n <= pow(10, 18)", 10**18),
        ("readLong(1LL, 1000000000000LL)", 10**12),
        ("n <= 1e9", 10**9),
        ("n < 200'000", 200_000),
    ],
)
def test_limits_are_read_from_texts(text: str, number: int) -> None:
    assert number in lore_in([text]).numbers


def test_words_are_read_from_regular_expressions() -> None:
    words = lore_in(['EVENT = "(enter|leave) " + INT', "if (s == 'stop') {"]).words

    assert {"enter", "leave", "stop"} <= set(words)
