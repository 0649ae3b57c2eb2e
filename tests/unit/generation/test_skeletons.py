"""Inputs without a layout: what may mean something stays."""

from random import Random

from verifier.generation.skeletons import neighbor, skeleton

_PHONES = b"2\n2 Fedorov\n22-22-22\n98-76-54\n1 Rogulenko\n22-22-22\n"


def test_neighbors_have_the_skeleton_and_differ() -> None:
    random = Random(4)

    made = {neighbor(_PHONES, random) for _ in range(40)}

    assert {skeleton(data) for data in made} == {skeleton(_PHONES)}
    assert len(made) > 20


def test_a_number_that_may_count_lines_stays() -> None:
    assert skeleton(b"2\n7 a\n9 b\n") != skeleton(b"3\n7 a\n9 b\n")
    assert skeleton(b"1\n70 a\n") == skeleton(b"1\n83 b\n")
    assert skeleton(b"1\n70 a\n") != skeleton(b"1\n830 b\n")


def test_what_has_nothing_to_change_stays() -> None:
    assert neighbor(b"1 1\n", Random(0)) == b"1 1\n"
