"""The contract of a test case: put a program to it and say what became of it."""

from signal import Signals
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from sandboxes import Limits, RunResult, Termination
from verifier.checkers import AnyChecker, Checker
from verifier.limits import LimitsRequest
from verifier.outcome import CaseOutcome
from verifier.program import Program


class Case(BaseModel):
    """One input, and what is expected of a program that gets it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(max_length=256)] | None = Field(
        default=None, description="Your name for the case; comes back in the report."
    )
    weight: Annotated[float, Field(gt=0, le=1e9, allow_inf_nan=False)] = Field(
        default=1.0, description="Its share in a `weighted` reward."
    )
    group: Annotated[str, Field(max_length=256)] | None = Field(
        default=None,
        description="Cases of one group pay only together in a `weighted` reward.",
    )
    limits: LimitsRequest | None = Field(
        default=None, description="Limits of this case alone."
    )
    checker: AnyChecker | None = Field(
        default=None, description="Checker of this case alone."
    )

    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        """Put a program to the case.

        Args:
            program: The built submission.
            limits: What a run of it may use.
            checker: What compares output and answer, unless the case has its own.

        Raises:
            BoxFailedError: We cannot tell what became of it.
        """
        raise NotImplementedError

    def complaint_about(self, language: str) -> str | None:
        """Say why programs of a language cannot be put to this case, if so."""
        del language
        return None


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
