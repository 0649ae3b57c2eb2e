"""What the facades share: a run in time, and how it ended in other people's words."""

import signal as signals

from sandboxes import Limits, Termination
from verifier.api.state import State
from verifier.building import main_file
from verifier.engine import Job, NotReady
from verifier.messages import RunRequest
from verifier.paths import replaced
from verifier.reports import RunReport

_SIGKILL = -int(signals.SIGKILL)
OUT_OF_MEMORY = 137
"""What a shell says of a process that the kernel killed."""
LATE = frozenset({Termination.CPU_TIME_LIMIT, Termination.WALL_TIME_LIMIT})
"""Stopped for the time it took."""


async def run_in_time(state: State, request: RunRequest, within_s: float) -> RunReport:
    """Run a program, and return its report; give it up when it comes too late.

    Args:
        state: The application's.
        request: What to run.
        within_s: Seconds until nobody waits for the report any more.

    Raises:
        ProblemError: 422: the language is not available.
        EngineFullError: It cannot be taken.
        EngineUnavailableError: The engine cannot be reached.
        TimeoutError: There is no report in time.
    """
    job = await state.admit_run(request, request.model_dump_json().encode())
    return RunReport.model_validate_json(await job_in_time(state, job, within_s))


async def job_in_time(state: State, job: Job, within_s: float) -> bytes:
    """Do a job, and return its report, JSON; see `run_in_time`.

    Raises:
        EngineFullError: It cannot be taken.
        EngineUnavailableError: The engine cannot be reached.
        TimeoutError: There is no report in time.
    """
    await state.engine.submit(job)
    try:
        report = await state.engine.report(job.id, within_s)
    except BaseException:
        await state.forget(job.id)
        raise
    if isinstance(report, NotReady):
        await state.forget(job.id)
        msg = f"still {report} after {within_s:.0f} s"
        raise TimeoutError(msg)
    return report


def file_in_the_way(request: RunRequest) -> str | None:
    """Return a file that has the place of the program itself, if one has."""
    own = {main_file(request.spoken(), request.source)}
    return replaced(own, request.files)


def exit_status(
    termination: Termination | None, exit_code: int | None, signal: str | None
) -> int | None:
    """Return an exit code as Python's subprocess has it: -11 for SIGSEGV.

    Returns:
        None where nothing has ended.
    """
    match termination:
        case None:
            return None
        case Termination.EXITED:
            return exit_code
        case Termination.SIGNALED:
            return -signal_number(signal) if signal else _SIGKILL
        case Termination.MEMORY_LIMIT:
            return OUT_OF_MEMORY
        case _:
            return _SIGKILL


def signal_number(name: str) -> int:
    """Return the number of a signal as reports name it."""
    known = signals.Signals.__members__.get(name)
    return known.value if known else int(name.removeprefix("signal "))


def text_of(data: bytes) -> str:
    """Return output as text; what is not UTF-8 becomes U+FFFD."""
    return data.decode(errors="replace")


def ceiling_fault(
    report: RunReport, compile_s: float, run_s: float, ceilings: Limits
) -> str:
    """Say whether a time limit was ours, not the client's.

    A client may ask for more seconds than the service allows. A program that ends
    before is judged all the same; of one that does not, nothing can be said.

    Returns:
        Why nothing can be said; empty if the limit was the client's.
    """
    if report.termination in LATE:
        name, asked_s, kind = "run_timeout", run_s, report.termination
    elif report.build.termination in LATE:
        name, asked_s, kind = "compile_timeout", compile_s, report.build.termination
    else:
        return ""
    most_s = ceilings.wall_time_s
    if kind is Termination.CPU_TIME_LIMIT:
        most_s = ceilings.cpu_time_s
    if asked_s <= most_s:
        return ""
    return f"{name} {asked_s:g} s is above {most_s:g} s, the ceiling of this service"
