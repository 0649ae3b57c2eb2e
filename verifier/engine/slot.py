"""One slot of the embedded engine: a process that does one job at a time.

The parent gives orders over one pipe. Over another a second thread hears what
cannot wait until a job is done: a cancel, or the parent's end.
"""

import contextlib
import os
import signal
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from sandboxes import Sandbox, SandboxError, SandboxOptions, known_backends
from verifier.engine.engine import Event, Job
from verifier.engine.idle_slots import IdleSlots
from verifier.engine.stores import DirectoryStore
from verifier.engine.work import Surroundings, do_job, given_up
from verifier.generation.dialogue import ModelOptions
from verifier.judge import JudgingCanceledError
from verifier.logs import set_up_logs
from verifier.outcome import Verdict
from verifier.selftest import LanguageStatus, check_language
from verifier.tracing import set_up_tracing

log = structlog.get_logger()

_IDLE_AFTER_S = 0.01
"""A slot to which nothing came for so long has time to start something ahead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SlotOptions:
    """What a slot is started with.

    Attributes:
        backend: Name of the isolation backend.
        sandbox: What the backend is told.
        store: Directory of the test sets.
        idle_slots: Directory that tells which slots are idle.
        count: How many slots there are.
        number: Which of them this is, from 0.
        log_level: Least level of what is logged.
        log_format: How it is logged.
        otlp_endpoint: Where its spans are sent; empty: nowhere.
        model: Where a model is that may be asked; None if nowhere.
    """

    backend: str
    sandbox: SandboxOptions
    store: Path
    idle_slots: Path
    count: int
    number: int = 0
    log_level: str
    log_format: str
    otlp_endpoint: str = ""
    model: ModelOptions | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """From the parent: do a job; tell of its events if somebody follows it.

    Attributes:
        job: The job.
        versions: Version of each language that is available.
        unavailable: Why the others are not; a language in neither is not tried yet.
        is_followed: Whether somebody follows it.
    """

    job: Job
    versions: Mapping[str, str]
    unavailable: Mapping[str, str]
    is_followed: bool


@dataclass(frozen=True, slots=True)
class TestLanguage:
    """From the parent: put a language to its self-test."""

    __test__ = False

    name: str


@dataclass(frozen=True, slots=True)
class Follow:
    """From the parent: tell of that job's events from now on, if it is running."""

    job_id: str


@dataclass(frozen=True, slots=True)
class Cancel:
    """From the parent: stop that job, if it is the one that runs."""

    job_id: str


@dataclass(frozen=True, slots=True)
class Leave:
    """From the parent: stop what runs, and end."""


@dataclass(frozen=True, slots=True)
class Done:
    """To the parent: a job's report."""

    report: bytes
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class Canceled:
    """To the parent: a job was stopped."""


type FromSlot = Event | Done | Canceled | LanguageStatus
type Order = Do | TestLanguage
type Word = Follow | Cancel | Leave


def slot_main(pipe: Connection, words: Connection, options: SlotOptions) -> None:
    """Do jobs until a pipe closes.

    Args:
        pipe: Brings orders, one at a time, and takes what comes of them.
        words: Brings what cannot wait.
        options: What the slot is started with.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent decides
    set_up_logs(options.log_level, options.log_format)
    send_spans = set_up_tracing(options.otlp_endpoint, "slot")
    sandbox = known_backends().get(options.backend)(options.sandbox)
    try:
        store = DirectoryStore(options.store)
        slots = IdleSlots(options.idle_slots, options.number, options.count)
        slot = _Slot(pipe, words, sandbox, store, slots)
        slot.model = options.model
        slot.serve()
    finally:
        sandbox.close()
        send_spans()


class _Slot:
    def __init__(
        self,
        pipe: Connection,
        words: Connection,
        sandbox: Sandbox,
        store: DirectoryStore,
        slots: IdleSlots,
    ) -> None:
        self.model: ModelOptions | None = None
        self._pipe, self._words = pipe, words
        self._sandbox, self._store, self._slots = sandbox, store, slots
        self._lock = threading.Lock()
        self._running: str | None = None
        self._canceled: str | None = None
        self._followed: str | None = None
        self._tried: dict[str, LanguageStatus] = {}

    def serve(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while (order := self._next_order()) is not None:
            if isinstance(order, TestLanguage):
                answer: FromSlot = check_language(order.name, self._sandbox)
            else:
                with self._slots.busy():
                    answer = self._do(order)
            with contextlib.suppress(BrokenPipeError):  # the parent is gone
                self._pipe.send(answer)

    def _next_order(self) -> Order | None:
        """Wait for an order; a slot that waits starts something ahead."""
        try:
            while not self._pipe.poll(_IDLE_AFTER_S) and self._prepare():
                pass
            order: Order = self._pipe.recv()
        except (EOFError, OSError):
            return None
        return order

    def _prepare(self) -> bool:
        """Start a run ahead; what goes wrong with that is found out when it counts."""
        try:
            return self._sandbox.prepare()
        except SandboxError as error:
            log.warning("nothing started ahead", reason=str(error))
            return False

    def _listen(self) -> None:
        while True:
            try:
                word: Word = self._words.recv()
            except (EOFError, OSError):
                word = Leave()
            if isinstance(word, Leave):
                self._leave()
                return
            if isinstance(word, Cancel):
                self._cancel(word.job_id)
            else:
                self._followed = word.job_id

    def _leave(self) -> None:
        """The parent is gone or done with us: end what runs, then the slot.

        It has closed the pipe of orders, too, which ends `serve`.
        """
        with self._lock:
            running = self._running
        if running is not None:
            self._cancel(running)
            threading.Timer(5.0, os._exit, args=(1,)).start()

    def _cancel(self, job_id: str) -> None:
        with self._lock:
            self._canceled = job_id  # it may be the next one
            if self._running != job_id:
                return
        self._sandbox.interrupt()

    def _is_canceled(self) -> bool:
        with self._lock:
            return self._canceled is not None and self._canceled == self._running

    def _do(self, order: Do) -> Done | Canceled:
        with self._lock:
            self._running = order.job.id
        if order.is_followed:
            self._followed = order.job.id
        versions = dict(order.versions)  # a language that is tried now is added
        around = Surroundings(
            sandbox=self._sandbox,
            versions=versions,
            load_test_set=self._store.get,
            store_test_set=self._store.put,
            tell=self._tell,
            is_canceled=self._is_canceled,
            model=self.model,
            why_unavailable=partial(self._why_unavailable, order, versions),
            borrow=self._slots.borrow,
            is_followed=self._is_followed,
        )
        try:
            return Done(*do_job(order.job, around))
        except JudgingCanceledError:
            return Canceled()
        except Exception as error:  # whatever it is, the job gets its report
            log.exception("job failed")
            reason = f"{type(error).__name__} in the service"
            return Done(given_up(order.job, reason, self._sandbox), None)
        finally:
            with self._lock:
                self._running = None

    def _why_unavailable(
        self, order: Do, versions: dict[str, str], language: str
    ) -> str:
        """Say why a language cannot be used; one not tried yet is tried now."""
        if language in order.versions:
            return ""
        if language in order.unavailable:
            return order.unavailable[language]
        status = self._tried.get(language)
        if status is None:
            status = check_language(language, self._sandbox)
            self._tried[language] = status
            with contextlib.suppress(BrokenPipeError):  # the parent is gone
                self._pipe.send(status)
        versions[language] = status.version or ""
        return status.reason

    def _is_followed(self) -> bool:
        return self._followed == self._running

    def _tell(self, event: Event) -> None:
        if not self._is_followed():  # each word costs both sides
            return
        with contextlib.suppress(BrokenPipeError):
            self._pipe.send(event)
