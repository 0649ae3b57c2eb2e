"""A program on the bench: put to one case after another, in boxes that may break.

Here it is decided what is tried again, and whose failure it is in the end.
"""

from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

import structlog

from sandboxes import BoxFailedError, Language, Limits, Sandbox, Termination
from verifier.assistants import Assistants
from verifier.boxes import open_box
from verifier.checkers import Checker
from verifier.graders import Case
from verifier.limits import with_grace
from verifier.outcome import Attribution, CaseOutcome, Verdict
from verifier.program import Build, Program, Source, build

log = structlog.get_logger()

GRACE = 1.1
"""A run may use a tenth more CPU time than its limit: one that ends within
that tenth is put to the case again; one that does not is over it for sure."""

_SETTLED_BY_OUTPUT = frozenset(
    {Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.RUNTIME_ERROR}
)


def build_twice(
    sandbox: Sandbox,
    language: Language,
    source: Source,
    limits: Limits,
    before_retry: Callable[[], None] = lambda: None,
) -> Build:
    """Build a program; where the box breaks, once more in a fresh one.

    A source that breaks the box of its build twice has no program: that is
    the candidate's failure.

    Raises:
        BoxFailedError: Boxes break before the build has started.
    """
    return made_twice(lambda: build(sandbox, language, source, limits), before_retry)


def made_twice(
    make: Callable[[], Build], before_retry: Callable[[], None] = lambda: None
) -> Build:
    """Build in whatever way, and once more where the box breaks; see `build_twice`."""
    try:
        return make()
    except BoxFailedError as error:
        log.warning("build box broke", reason=str(error), started=error.started)
    before_retry()
    try:
        return make()
    except BoxFailedError as error:
        if not error.started:
            raise
        return Build(run=None, files={}, complaint="the build broke its box twice")


class Bench:
    """Keeps a program in a box, and gets it a fresh one when the box breaks.

    Args:
        sandbox: Where boxes come from.
        language: The program's language.
        source: The program's own files.
        built: The program.
        before_retry: Called before anything is tried again; may raise.

    Attributes:
        repeats: Whether the program is put to many cases.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        language: Language,
        source: Source,
        built: Build,
        before_retry: Callable[[], None] = lambda: None,
    ) -> None:
        self.repeats = False
        self._sandbox, self._language = sandbox, language
        self._assistants = Assistants(sandbox, before_retry)
        self._source, self._built = source, built
        self._before_retry = before_retry
        self._open = ExitStack()
        self._program: Program | None = None
        self._slow_confirmed = self._wants_fresh_box = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._leave()
        self._assistants.__exit__(kind, error, trace)

    def program(self) -> Program:
        """Return the program, in a box.

        Raises:
            SandboxError: No box can be had.
        """
        if self._program is None:
            box = self._open.enter_context(
                open_box(self._sandbox, self._language, fresh=self._wants_fresh_box)
            )
            self._wants_fresh_box = False
            self._program = Program(
                self._assistants,
                box,
                self._language,
                self._source,
                self._built,
            )
            self._program.repeats = self.repeats
        return self._program

    def _leave(self) -> None:
        self._program = None
        self._open.close()

    def grade(self, case: Case, limits: Limits, checker: Checker) -> CaseOutcome:
        """Put the program to a case; a second time where the first is in doubt.

        In doubt is a run stopped by the clock, one that used its CPU limit and
        less than a tenth more, and one whose box broke. The second run is
        believed; if it ends otherwise, the outcome is `flaky`.
        """
        first = self._attempt(case, limits, checker)
        if not self._in_doubt(first):
            return first.outcome
        self._before_retry()
        self._leave()
        self._wants_fresh_box = True
        second = self._attempt(case, limits, checker)
        outcome = second.outcome
        if first.started and second.started:
            return CaseOutcome(
                verdict=Verdict.RUNTIME_ERROR, feedback="broke its box twice"
            )
        if outcome.run and outcome.run.termination is Termination.WALL_TIME_LIMIT:
            self._slow_confirmed = True
        flaky = not first.broke and first.outcome.verdict is not outcome.verdict
        return replace(outcome, flaky=flaky)

    def _attempt(self, case: Case, limits: Limits, checker: Checker) -> "_Attempt":
        patient = with_grace(limits, GRACE)
        try:
            outcome = case.grade(self.program(), patient, checker)
        except BoxFailedError as error:
            self._leave()
            log.warning("box broke", reason=str(error), started=error.started)
            outcome = internal_error(str(error))
            return _Attempt(outcome=outcome, broke=True, started=error.started)
        run = outcome.run
        over = run is not None and run.cpu_time_s > limits.cpu_time_s
        late = over and not outcome.is_settled
        if run and late and outcome.verdict in _SETTLED_BY_OUTPUT:
            outcome = replace(
                outcome,
                verdict=Verdict.TIME_LIMIT_EXCEEDED,
                feedback=f"used {run.cpu_time_s:.3f} s of CPU time",
                points=None,
            )
        return _Attempt(outcome=outcome)

    def _in_doubt(self, attempt: "_Attempt") -> bool:
        run = attempt.outcome.run
        if attempt.broke:
            return True
        if run is None or attempt.outcome.verdict is not Verdict.TIME_LIMIT_EXCEEDED:
            return False
        if run.termination is Termination.WALL_TIME_LIMIT:
            return not self._slow_confirmed
        return run.termination is not Termination.CPU_TIME_LIMIT


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """One try at a case; `started` is whether the program ran in a box that broke."""

    outcome: CaseOutcome
    broke: bool = False
    started: bool = False


def internal_error(reason: str) -> CaseOutcome:
    """Return the outcome of a case at which the service failed."""
    return CaseOutcome(
        verdict=Verdict.INTERNAL_ERROR,
        attribution=Attribution.SERVICE,
        feedback=reason,
    )
