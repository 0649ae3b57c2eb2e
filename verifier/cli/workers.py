"""Judges many requests in processes of this machine, each with its own sandbox.

A process that dies takes the whole pool with it, and nobody knows whose request
killed it. So all that were under way are tried again, each in a pool of its own:
only what kills that one, too, is reported as an internal error.
"""

import multiprocessing
import signal
import threading
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing.util import Finalize

import structlog

from sandboxes import Sandbox, SandboxOptions, known_backends
from verifier.cli.judging import broken_report, judge
from verifier.logs import set_up_logs
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerOptions:
    """What a process is started with.

    Attributes:
        backend: Name of the isolation backend.
        sandbox: What the backend is told.
        log_level: Least level of what is logged.
        log_format: How it is logged.
    """

    backend: str
    sandbox: SandboxOptions
    log_level: str
    log_format: str


def judge_many(
    requests: Sequence[VerificationRequest],
    jobs: int,
    options: WorkerOptions,
    on_report: Callable[[int, VerificationReport], None],
    work: Callable[[VerificationRequest], VerificationReport] | None = None,
) -> None:
    """Judge every request, whatever becomes of the processes.

    Args:
        requests: What is judged.
        jobs: Processes at one time.
        options: What each is started with.
        on_report: Told the index and the report of each as it is ready.
        work: What a process does with a request: judges it, unless a test
            says otherwise.
    """
    work = work or _judge_here
    todo = deque(enumerate(requests))
    while todo:
        for index in _judge_until_broken(todo, jobs, options, on_report, work):
            on_report(index, _judge_alone(requests[index], options, work))


def _pool(jobs: int, options: WorkerOptions) -> ProcessPoolExecutor:
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(options,))


def _judge_until_broken(
    todo: deque[tuple[int, VerificationRequest]],
    jobs: int,
    options: WorkerOptions,
    on_report: Callable[[int, VerificationReport], None],
    work: Callable[[VerificationRequest], VerificationReport],
) -> list[int]:
    """Judge in one pool; return what was under way when it broke, if it did."""
    pending: dict[Future[VerificationReport], int] = {}
    with _pool(jobs, options) as pool:
        try:
            while todo or pending:
                while todo and len(pending) < jobs:
                    index, request = todo[0]
                    pending[pool.submit(work, request)] = index
                    todo.popleft()
                for future in wait(pending, return_when=FIRST_COMPLETED).done:
                    report = future.result()
                    on_report(pending.pop(future), report)
        except BrokenProcessPool:
            log.warning("a worker died", under_way=len(pending))
    return sorted(pending.values())


def _judge_alone(
    request: VerificationRequest,
    options: WorkerOptions,
    work: Callable[[VerificationRequest], VerificationReport],
) -> VerificationReport:
    with _pool(1, options) as pool:
        try:
            return pool.submit(work, request).result()
        except BrokenProcessPool:
            return broken_report(request, "the process that judged it died, twice")


class _Here:
    """What a worker process has; there is one for each process."""

    def __init__(self) -> None:
        self.sandbox: Sandbox | None = None
        self.complaint = ""
        self.canceled = threading.Event()

    def interrupt(self) -> None:
        """End what runs, and begin nothing more."""
        self.canceled.set()
        if self.sandbox:
            self.sandbox.interrupt()


_here = _Here()


def _start(options: WorkerOptions) -> None:
    set_up_logs(options.log_level, options.log_format)
    try:
        sandbox = known_backends().get(options.backend)(options.sandbox)
    except Exception as error:  # an initializer that raises breaks the whole pool
        log.exception("no sandbox")
        _here.complaint = f"no sandbox: {error}"
        return
    _here.sandbox = sandbox
    Finalize(_here, sandbox.close, exitpriority=1)
    # In a thread, for a handler may not wait for what it has interrupted.
    signal.signal(
        signal.SIGINT, lambda *_: threading.Thread(target=_here.interrupt).start()
    )


def _judge_here(request: VerificationRequest) -> VerificationReport:
    if _here.sandbox is None:
        return broken_report(request, _here.complaint)
    return judge(request, _here.sandbox, _here.canceled.is_set)
