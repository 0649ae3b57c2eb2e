"""One slot of the embedded engine: a process that does one job at a time.

The parent gives orders over a socket pair. Over a pipe a second thread hears what
cannot wait until a job is done: a cancel, or the parent's end.
"""

import contextlib
import os
import select
import signal
import socket
import threading
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import structlog

from sandboxes import Sandbox, SandboxError, SandboxOptions, known_backends
from verifier.engine.engine import Event
from verifier.engine.idle_slots import IdleSlots
from verifier.engine.slot_wire import (
    Cancel,
    Canceled,
    Do,
    Done,
    FromSlot,
    Inbox,
    Known,
    Leave,
    TryLanguage,
    Word,
    packed,
)
from verifier.engine.stores import DirectoryStore
from verifier.engine.work import Surroundings, do_job, given_up
from verifier.generation.dialogue import ModelOptions
from verifier.judge import JudgingCanceledError
from verifier.logs import set_up_logs
from verifier.selftest import LanguageStatus, check_language
from verifier.tracing import set_up_tracing

log = structlog.get_logger()

_IDLE_AFTER_MS = 10
"""A slot to which nothing came for so long has time to start something ahead."""
_PIECE_BYTES = 256 * 1024


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


def slot_main(orders: socket.socket, words: Connection, options: SlotOptions) -> None:
    """Do jobs until a pipe closes.

    Args:
        orders: Brings orders, one at a time, and takes what comes of them.
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
        slot = _Slot(orders, words, sandbox, store, slots)
        slot.model = options.model
        slot.serve()
    finally:
        sandbox.close()
        send_spans()


class _Slot:
    def __init__(
        self,
        orders: socket.socket,
        words: Connection,
        sandbox: Sandbox,
        store: DirectoryStore,
        slots: IdleSlots,
    ) -> None:
        self.model: ModelOptions | None = None
        self._orders, self._words = orders, words
        self._inbox = Inbox()
        self._known, self._versions = Known({}, {}), dict[str, str]()
        self._heard = select.poll()
        self._heard.register(orders, select.POLLIN)
        self._sandbox, self._store, self._slots = sandbox, store, slots
        self._lock = threading.Lock()
        self._running: str | None = None
        self._canceled: str | None = None
        self._followed: str | None = None
        self._tried: dict[str, LanguageStatus] = {}

    def serve(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        while (order := self._next_order()) is not None:
            if isinstance(order, TryLanguage):
                self._answer(check_language(order.name, self._sandbox))
            else:
                with self._slots.busy():
                    answer = self._do(order)
                self._answer(answer)

    def _answer(self, word: FromSlot) -> None:
        with contextlib.suppress(OSError):  # the parent is gone
            self._orders.sendall(packed(word))

    def _next_order(self) -> Do | TryLanguage | None:
        """Wait for an order; a slot that waits starts something ahead."""
        while True:
            order = self._inbox.next()
            if isinstance(order, Known):
                self._known, self._versions = order, dict(order.versions)
            elif isinstance(order, Do | TryLanguage):
                return order
            elif not self._hear_more():
                return None

    def _hear_more(self) -> bool:
        """Wait for the next piece of what the parent says; False: it is gone."""
        try:
            while not self._heard.poll(_IDLE_AFTER_MS) and self._prepare():
                pass
            piece = self._orders.recv(_PIECE_BYTES)
        except OSError:
            return False
        self._inbox.take(piece)
        return bool(piece)

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
            self._running = order.id
        if order.is_followed:
            self._followed = order.id
        job = order.job()
        around = Surroundings(
            sandbox=self._sandbox,
            versions=self._versions,  # a language that is tried now is added
            load_test_set=self._store.get,
            store_test_set=self._store.put,
            tell=self._tell,
            is_canceled=self._is_canceled,
            model=self.model,
            why_unavailable=self._why_unavailable,
            borrow=self._slots.borrow,
            is_followed=self._is_followed,
        )
        try:
            return Done(do_job(job, around)[0])
        except JudgingCanceledError:
            return Canceled()
        except Exception as error:  # whatever it is, the job gets its report
            log.exception("job failed")
            reason = f"{type(error).__name__} in the service"
            return Done(given_up(job, reason, self._sandbox))
        finally:
            with self._lock:
                self._running = None

    def _why_unavailable(self, language: str) -> str:
        """Say why a language cannot be used; one not tried yet is tried now."""
        if language in self._known.versions:
            return ""
        if language in self._known.unavailable:
            return self._known.unavailable[language]
        status = self._tried.get(language)
        if status is None:
            status = check_language(language, self._sandbox)
            self._tried[language] = status
            self._answer(status)
        self._versions[language] = status.version or ""
        return status.reason

    def _is_followed(self) -> bool:
        return self._followed == self._running

    def _tell(self, event: Event) -> None:
        if not self._is_followed():  # each word costs both sides
            return
        self._answer(event)
