"""What cases graded side by side give, and what they must not change."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import count

import pytest

from verifier.outcome import CaseOutcome, Verdict
from verifier.side_by_side import Borrow, Grade, SideBySide, no_core

ACCEPTED = CaseOutcome(verdict=Verdict.ACCEPTED)
WRONG = CaseOutcome(verdict=Verdict.WRONG_ANSWER)
WAIT_S = 30


def always() -> nullcontext[bool]:
    return nullcontext(enter_result=True)


def grade_all(
    grade: Grade, number: int, borrow: Borrow, *, stops: bool = False
) -> tuple[dict[int, CaseOutcome], list[int]]:
    told: list[int] = []
    work = SideBySide(range(1, number), lambda: nullcontext(grade), borrow, stops=stops)
    outcomes = work.grade_all(grade, lambda index, _: told.append(index))
    return outcomes, told


def test_without_a_core_to_borrow_one_comes_after_another() -> None:
    threads = set()

    def grade(_: int) -> CaseOutcome:
        threads.add(threading.current_thread())
        return ACCEPTED

    outcomes, told = grade_all(grade, 6, no_core)

    assert threads == {threading.current_thread()}
    assert list(outcomes) == told == [1, 2, 3, 4, 5]


def test_with_cores_cases_run_at_one_time() -> None:
    both = threading.Barrier(2)

    def grade(_: int) -> CaseOutcome:
        both.wait(WAIT_S)  # breaks unless there are two
        return ACCEPTED

    outcomes, told = grade_all(grade, 5, always)

    assert sorted(outcomes) == told == [1, 2, 3, 4]


def test_cores_given_back_are_not_used() -> None:
    numbers = count()

    def twice() -> nullcontext[bool]:
        return nullcontext(next(numbers) < 2)

    outcomes, told = grade_all(lambda _: ACCEPTED, 9, twice)

    assert len(outcomes) == 8
    assert told == list(range(1, 9))


def slow_before(failing: int, late: threading.Event) -> Callable[[int], CaseOutcome]:
    """Grade so that the first failing case ends after those behind it."""

    def grade(index: int) -> CaseOutcome:
        if index == failing:
            assert late.wait(WAIT_S)
            return WRONG
        if index > failing:
            late.set()
        return ACCEPTED

    return grade


def test_what_a_failure_makes_needless_is_thrown_away() -> None:
    late = threading.Event()

    outcomes, told = grade_all(slow_before(2, late), 9, always, stops=True)

    assert sorted(outcomes) == told == [1, 2]
    assert outcomes[2] is WRONG


def test_a_failure_that_stops_nothing_is_one_of_many() -> None:
    late = threading.Event()

    outcomes, told = grade_all(slow_before(2, late), 9, always)

    assert told == list(range(1, 9))
    assert [index for index, done in outcomes.items() if done is WRONG] == [2]


def test_what_another_thread_raises_is_raised() -> None:
    here = threading.current_thread()

    def grade(_: int) -> CaseOutcome:
        if threading.current_thread() is here:
            assert failed.wait(WAIT_S)
            return ACCEPTED
        failed.set()
        msg = "from the other"
        raise ZeroDivisionError(msg)

    failed = threading.Event()
    with pytest.raises(ZeroDivisionError, match="from the other"):
        grade_all(grade, 9, always)


def test_what_this_thread_raises_waits_for_the_others() -> None:
    open_lanes: list[str] = []

    @contextmanager
    def lane() -> Iterator[Grade]:
        open_lanes.append("lane")
        try:
            yield lambda _: ACCEPTED
        finally:
            open_lanes.pop()

    def fail(_: int) -> CaseOutcome:
        raise ZeroDivisionError

    work = SideBySide(range(9), lane, always, stops=False)
    with pytest.raises(ZeroDivisionError):
        work.grade_all(fail, lambda *_: None)

    assert not open_lanes
