"""What became of a submission in one test case: verdict and evidence."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from signal import Signals
from typing import Any

from sandboxes import RunResult, Termination


class Verdict(StrEnum):
    """What a test case says of a submission, best first.

    A submission gets the worst verdict of its cases.
    """

    ACCEPTED = "accepted"
    SKIPPED = "skipped"
    WRONG_ANSWER = "wrong_answer"
    OUTPUT_LIMIT_EXCEEDED = "output_limit_exceeded"
    TIME_LIMIT_EXCEEDED = "time_limit_exceeded"
    MEMORY_LIMIT_EXCEEDED = "memory_limit_exceeded"
    RUNTIME_ERROR = "runtime_error"
    COMPILE_ERROR = "compile_error"
    INTERNAL_ERROR = "internal_error"

    @property
    def rank(self) -> int:
        """Its place in the order above, 0 for the best."""
        return _RANKS[self]

    @staticmethod
    def of_run(run: RunResult) -> "Verdict | None":
        """Return the verdict that a run settles by itself.

        Returns:
            None where the run ended well and its output decides.
        """
        match run.termination:
            case Termination.OUTPUT_LIMIT:
                return Verdict.OUTPUT_LIMIT_EXCEEDED
            case Termination.CPU_TIME_LIMIT | Termination.WALL_TIME_LIMIT:
                return Verdict.TIME_LIMIT_EXCEEDED
            case Termination.MEMORY_LIMIT:
                return Verdict.MEMORY_LIMIT_EXCEEDED
            case Termination.SIGNALED:
                return Verdict.RUNTIME_ERROR
            case Termination.EXITED:
                return None if run.exit_code == 0 else Verdict.RUNTIME_ERROR


_RANKS = {verdict: rank for rank, verdict in enumerate(Verdict)}


class Attribution(StrEnum):
    """Whose doing a verdict is; the reward is null for the last two alone."""

    CANDIDATE = "candidate"
    TESTS = "tests"
    SERVICE = "service"


class Integrity(StrEnum):
    """How far a candidate was kept from what judges it."""

    SEALED = "sealed"
    """The tests were in no process, and no box, of the candidate's."""
    SHARED = "shared"
    """They ran in one process with it: what it can do there counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseOutcome:
    """What became of one test case.

    Attributes:
        verdict: What the case says of the submission.
        attribution: Whose doing that is.
        feedback: Why, in words for people.
        run: What the program did; None if it was not run.
        shown_input: What it was given, for the trace.
        shown_output: What it answered, for the trace.
        shown_answer: What was expected, for the trace.
        weight: Weight of the case in a weighted reward.
        group: Group of the case in a weighted reward.
        flaky: Whether a second run of the same case ended otherwise.
        points: Share of the full points, 0.0 to 1.0, where a checker gives some.
        signals: What was seen trying, beside what its run was refused.
        integrity: How far the candidate was kept from the tests.
        details: What was found on the way to the verdict, by name, JSON; SQL
            cases have some, and rewards may look at them.
        is_settled: Whether the verdict stood before the run ended, so that
            what the run used later does not count.
    """

    verdict: Verdict
    attribution: Attribution = Attribution.CANDIDATE
    feedback: str = ""
    run: RunResult | None = None
    shown_input: bytes = b""
    shown_output: bytes = b""
    shown_answer: bytes = b""
    weight: float = 1.0
    group: str | None = None
    flaky: bool = False
    points: float | None = None
    signals: tuple[str, ...] = ()
    integrity: Integrity = Integrity.SEALED
    details: Mapping[str, Any] = field(default_factory=dict)
    is_settled: bool = False

    @property
    def accepted(self) -> bool:
        """Whether the submission passed the case."""
        return self.verdict is Verdict.ACCEPTED

    @property
    def share(self) -> float:
        """What it is worth, 0.0 to 1.0: all, nothing, or the points it got."""
        if self.accepted:
            return 1.0
        is_partial = self.verdict is Verdict.WRONG_ANSWER and self.points is not None
        return self.points or 0.0 if is_partial else 0.0


def ending(run: RunResult) -> str:
    """Say how a run ended, in words for people."""
    match run.termination:
        case Termination.OUTPUT_LIMIT:
            return "wrote more than the output limit"
        case Termination.CPU_TIME_LIMIT:
            return f"used {run.cpu_time_s:.3f} s of CPU time"
        case Termination.WALL_TIME_LIMIT:
            return f"took {run.wall_time_s:.3f} s"
        case Termination.MEMORY_LIMIT:
            return "ran out of memory"
        case Termination.SIGNALED:
            return f"was ended by {signal_name(run.signal)}"
        case Termination.EXITED:
            return f"exited with code {run.exit_code}"


def signal_name(number: int | None) -> str:
    """Return the usual name of a signal, like `SIGSEGV`."""
    try:
        return Signals(number or 0).name
    except ValueError:
        return f"signal {number}"
