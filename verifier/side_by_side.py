"""Cases of one submission side by side, where cores are idle.

What comes of it is what comes of one after another: limits are of CPU time,
cases share nothing, and what a first failure makes needless is thrown away.
"""

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from contextvars import copy_context

from verifier.outcome import CaseOutcome

type Grade = Callable[[int], CaseOutcome]
type Borrow = Callable[[], AbstractContextManager[bool]]

MOST_LANES = 8
"""Cases of one submission that are graded at one time, at most."""


def no_core() -> AbstractContextManager[bool]:
    """Have no core to lend."""
    return nullcontext(enter_result=False)


class SideBySide:
    """Grades cases in this thread, and in others while cores can be borrowed.

    Args:
        todo: Numbers of the cases, in order.
        open_lane: Opens what grades in one thread at a time; given a case's
            number it grades that.
        borrow: Borrows an idle core for a case; False if there is none.
        stops: Whether no case after one that fails is wanted.
    """

    def __init__(
        self,
        todo: range,
        open_lane: Callable[[], AbstractContextManager[Grade]],
        borrow: Borrow,
        *,
        stops: bool,
    ) -> None:
        self._next, self._end = todo.start, todo.stop
        self._open_lane, self._borrow, self._stops = open_lane, borrow, stops
        self._done: dict[int, CaseOutcome] = {}
        self._error: BaseException | None = None
        self._news = threading.Condition()
        self._threads: list[threading.Thread] = []

    def grade_all(
        self, grade: Grade, tell: Callable[[int, CaseOutcome], None]
    ) -> dict[int, CaseOutcome]:
        """Grade the cases.

        Args:
            grade: Grades in this thread.
            tell: Told of each outcome, in order of the cases, by this thread.

        Returns:
            The outcomes; where a failure stops the rest, those up to it.

        Raises:
            BaseException: What grading or telling raised first.
        """
        told = self._next
        try:
            while (number := self._take()) is not None:
                self._ask_for_help()
                self._keep(number, grade(number))
                told = self._tell_from(told, tell)
        except BaseException as error:  # noqa: BLE001 - it is raised below
            self._fail(error)
        for thread in self._threads:
            thread.join()
        if self._error is not None:
            raise self._error
        self._tell_from(told, tell)
        return {n: done for n, done in self._done.items() if n < self._end}

    def _take(self) -> int | None:
        with self._news:
            if self._error is not None or self._next >= self._end:
                return None
            self._next += 1
            return self._next - 1

    def _keep(self, number: int, outcome: CaseOutcome) -> None:
        with self._news:
            self._done[number] = outcome
            if self._stops and not outcome.accepted:
                self._end = min(self._end, number + 1)

    def _fail(self, error: BaseException) -> None:
        with self._news:
            self._error = self._error or error

    def _tell_from(self, number: int, tell: Callable[[int, CaseOutcome], None]) -> int:
        while number < self._end and number in self._done:
            tell(number, self._done[number])
            number += 1
        return number

    def _ask_for_help(self) -> None:
        """Start one more thread, as long as each finds a core and a case."""
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        room = min(self._end - self._next, MOST_LANES - 1)
        if len(self._threads) >= room:
            return
        with self._borrow() as is_lent:  # most often the machine is busy
            if not is_lent:
                return
        context = copy_context()  # what is logged tells the verification
        thread = threading.Thread(target=context.run, args=(self._help,))
        self._threads.append(thread)
        thread.start()

    def _help(self) -> None:
        try:
            with self._open_lane() as grade:
                while True:
                    with self._borrow() as is_lent:
                        number = self._take() if is_lent else None
                        if number is None:
                            return
                        self._keep(number, grade(number))
        except BaseException as error:  # noqa: BLE001 - the other thread raises it
            self._fail(error)
