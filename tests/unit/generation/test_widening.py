"""What a mined layout may allow beside what three examples happen to show."""

from verifier.generation.layout import Layout
from verifier.generation.layout_mining import mine_layout
from verifier.generation.stated_bounds import changed_at
from verifier.generation.widening import loosened, only_new


def wide(*examples: bytes) -> Layout:
    """Return the layout of some examples, with all that may be loosened."""
    layout = mine_layout(examples)
    assert layout is not None
    for slot, changes in loosened(layout, examples):
        layout = changed_at(layout, slot, changes) or layout
    return layout


def test_a_single_one_of_what_is_counted_may_be_legal() -> None:
    examples = (b"3\n1 5 2\n", b"2\n7 7\n", b"4\n1 2 2 9\n")
    layout = mine_layout(examples)

    assert layout is not None
    assert not layout.fits(b"1\n4\n")
    assert wide(*examples).fits(b"1\n4\n")


def test_a_word_of_one_letter_may_be_legal() -> None:
    assert wide(b"tour\n", b"wall\n", b"on\n").fits(b"d\n")


def test_a_number_that_comes_near_no_other_is_not_bounded_by_it() -> None:
    layout = wide(b"70 2\n", b"8000 3\n", b"55 2\n")

    assert layout.fits(b"5 9\n")


def test_a_number_that_comes_near_another_stays_bounded_by_it() -> None:
    layout = wide(b"7 2\n", b"8000 7999\n", b"55 2\n")

    assert not layout.fits(b"5 9\n")


def test_only_what_is_new_is_asked_for() -> None:
    layout = mine_layout([b"70 2\n", b"8000 3\n", b"55 2\n"])
    assert layout is not None

    [(slot, changes)] = loosened(layout, [b"70 2\n", b"8000 3\n", b"55 2\n"])
    new = changed_at(layout, slot, only_new(slot.field, changes))

    assert new is not None
    assert new.fits(b"5 9\n")
    assert not new.fits(b"70 2\n")
