"""What the facades share: a run in time, and how it ended in other people's words."""

import signal as signals

from sandboxes import Limits, Termination
from verifier.api.callers import Caller, ticket_for
from verifier.api.state import State
from verifier.building import main_file
from verifier.engine import Job, Lane, NotReady
from verifier.engine.work import TOO_LATE
from verifier.messages import RunRequest
from verifier.paths import replaced
from verifier.reports import RunReport, glance_at

_SIGKILL = -int(signals.SIGKILL)
OUT_OF_MEMORY = 137
"""What a shell says of a process that the kernel killed."""
LATE = frozenset({Termination.CPU_TIME_LIMIT, Termination.WALL_TIME_LIMIT})
"""Stopped for the time it took."""


async def run_in_time(
    state: State, caller: Caller, request: RunRequest, *, queue_s: float, work_s: float
) -> RunReport:
    """Run a program, and return its report; give it up when it comes too late.

    Args:
        state: The application's.
        caller: Who asks.
        request: What to run.
        queue_s: Seconds that it may wait for a slot.
        work_s: Seconds that build and run may take.

    Raises:
        ProblemError: 422: the language is not available.
        RefusedNowError: It cannot be taken, or not be started in time.
        EngineUnavailableError: The engine cannot be reached.
        TimeoutError: There is no report in time.
    """
    ticket = ticket_for(caller, Lane.INTERACTIVE, within_s=queue_s)
    body = request.model_dump_json().encode()
    job = await state.admit_run(request, body, ticket)
    done = await job_in_time(state, job, queue_s, work_s)
    report = RunReport.model_validate_json(done)
    if report.feedback == TOO_LATE:
        raise TimeoutError(TOO_LATE)
    state.measures.count_run(report)
    return report


async def job_in_time(state: State, job: Job, queue_s: float, work_s: float) -> bytes:
    """Do a job, and return its report, JSON; see `run_in_time`.

    Raises:
        RefusedNowError: It cannot be taken, or not be started in time.
        EngineUnavailableError: The engine cannot be reached.
        TimeoutError: There is no report in time.
    """
    await state.submit(job)
    try:
        report = await state.engine.report(job.id, queue_s)
        if report is NotReady.RUNNING:
            report = await state.engine.report(job.id, work_s)
    except BaseException:
        await state.forget(job.id)
        raise
    if isinstance(report, NotReady):
        await state.forget(job.id)
        msg = f"still {report} after all the time that it has"
        raise TimeoutError(msg)
    state.admission.learn(glance_at(report))
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
