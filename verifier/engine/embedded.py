"""The embedded engine: slots are processes of this service; no Redis needed."""

import asyncio
import contextlib
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import override

import structlog

from verifier.engine.engine import (
    Backlog,
    Engine,
    Event,
    Health,
    Job,
    NotReady,
    Ticket,
)
from verifier.engine.fair_queue import FairQueue
from verifier.engine.records import Records
from verifier.engine.slot import SlotOptions
from verifier.engine.slot_process import SlotDiedError, SlotProcess
from verifier.engine.slot_wire import (
    Cancel,
    Canceled,
    Do,
    Done,
    Follow,
    FromSlot,
    Known,
    TryLanguage,
)
from verifier.engine.stores import DirectoryStore
from verifier.engine.work import SLOTS_DIED, TOO_LATE, given_up
from verifier.languages import (
    FIRST_LANGUAGES,
    all_language_names,
    later_language_names,
)
from verifier.selftest import LanguageStatus, unavailable, untried

log = structlog.get_logger()

_TESTS_WAIT_S = 3.0
"""How long a list of languages waits for the last of them to be tried."""
_MAX_ATTEMPTS = 2


class EmbeddedEngine(Engine):
    """Runs jobs in processes of this machine, one a slot.

    Args:
        slots: How many.
        queue_limit: Jobs that may wait in each lane.
        options: What each slot is started with.
        records: What is remembered of jobs.
    """

    def __init__(
        self, slots: int, queue_limit: int, options: SlotOptions, records: Records
    ) -> None:
        self._slot_count = slots
        self._options, self._records = options, records
        self._store = DirectoryStore(options.store)
        self._waiting = FairQueue(queue_limit)
        self._untested = deque(FIRST_LANGUAGES)
        self._later = deque(later_language_names())
        self._later_tests = 0
        self._wants_all = False
        self._statuses: dict[str, LanguageStatus] = {}
        self._learned = 0  # how often one of them was
        self._deaths: Counter[str] = Counter()
        self._all_tested = asyncio.Event()
        self._slots: list[SlotProcess] = []
        self._idle: list[SlotProcess] = []  # the one that worked last is taken first
        self._told: dict[SlotProcess, int] = {}
        self._restarts: set[asyncio.Task[None]] = set()

    @override
    async def start(self) -> None:
        for number in range(self._slot_count):
            options = replace(self._options, number=number)
            slot = SlotProcess(options, self._hear, self._after_death)
            self._slots.append(slot)
        for slot in self._slots:
            await slot.open()
            self._is_free(slot)

    @override
    async def close(self) -> None:
        self._idle.clear()
        for task in self._restarts:
            task.cancel()
        await asyncio.gather(*self._restarts, return_exceptions=True)
        closing = [slot.close() for slot in self._slots]
        await asyncio.gather(*closing, return_exceptions=True)

    @override
    async def submit(self, job: Job) -> None:
        self._waiting.check(job.ticket)
        if self._records.add(job):
            self._queue([job.id])

    def _queue(self, job_ids: list[str]) -> None:
        """Let jobs wait; they have been taken, so there is room for them."""
        self._put(job_ids)
        self._hand_out()

    def _put(self, job_ids: list[str]) -> None:
        for job_id in job_ids:
            job = self._records.get(job_id).job
            if job:
                self._waiting.put(job_id, job.ticket)

    @override
    async def backlog(self, job: Job) -> Backlog:
        self._waiting.check(job.ticket)
        ahead = self._waiting.ahead(job.ticket)
        return Backlog(ahead=ahead, slots=self._slot_count)

    @override
    def foresee(
        self, ticket: Ticket, language: Callable[[], str | None]
    ) -> Backlog | None:
        self._waiting.check(ticket)
        if ticket.start_by is None:
            return None
        return Backlog(ahead=self._waiting.ahead(ticket), slots=self._slot_count)

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        return await self._records.wait(job_id, wait_s)

    @override
    async def events(self, job_id: str) -> AsyncIterator[Event]:
        is_told = False
        async for event in self._records.follow(job_id):
            if not is_told:  # with the first event, we are among the followers
                self._have_followed(self._records.doer_of(job_id))
                is_told = True
            yield event

    def _have_followed(self, job_id: str) -> None:
        for slot in self._slots:
            if slot.job_id == job_id:
                with contextlib.suppress(SlotDiedError):
                    slot.say(Follow(job_id))

    @override
    async def cancel(self, job_id: str) -> None:
        record = self._records.get(job_id)
        if record.is_over:
            return
        if job_id in self._waiting:
            self._waiting.remove(job_id)
        orphans = self._records.cancel(job_id)
        for slot in self._slots:
            if slot.job_id == job_id:
                with contextlib.suppress(SlotDiedError):
                    slot.say(Cancel(job_id))
        self._queue(orphans)

    @override
    async def put_test_set(self, test_set_id: str, body: bytes) -> None:
        await asyncio.to_thread(self._store.put, test_set_id, body)

    @override
    async def get_test_set(self, test_set_id: str) -> bytes:
        return await asyncio.to_thread(self._store.get, test_set_id)

    @override
    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        if not of_all:
            return list(self._statuses.values())
        if not self._wants_all:  # who asks again is told at once
            self._wants_all = True
            self._hand_out()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TESTS_WAIT_S):
                    await self._all_tested.wait()
        images = self._options.sandbox.images
        return [
            self._statuses.get(name) or untried(name, images)
            for name in all_language_names()
        ]

    @override
    async def health(self) -> Health:
        tested = all(name in self._statuses for name in FIRST_LANGUAGES)
        able = any(status.available for status in self._statuses.values())
        reason = "" if tested else "languages are being tested"
        if tested and not able:
            reason = "no language works; see GET /v1/languages for the reasons"
        return Health(
            is_ready=tested and able,
            slots=self._slot_count,
            busy=sum(slot.job_id is not None for slot in self._slots),
            queued=len(self._waiting),
            reason=reason,
            lanes=self._waiting.counts(),
        )

    def _hand_out(self) -> None:
        """Give idle slots what there is to do."""
        while self._idle and self._has_something_to_do():
            language, job_id = self._next()
            if language:
                slot = self._idle.pop()
                slot.language = language
                if language not in FIRST_LANGUAGES:
                    self._later_tests += 1
                slot.send(TryLanguage(language))
            elif job_id:
                self._begin(job_id)

    def _is_free(self, slot: SlotProcess) -> None:
        slot.job_id = slot.record = slot.language = None
        self._idle.append(slot)
        self._hand_out()

    def _has_something_to_do(self) -> bool:
        may_test_later = self._later_tests < max(1, self._slot_count // 2)
        has_later = self._wants_all and self._later and may_test_later
        return bool(self._untested or self._waiting or has_later)

    def _next(self) -> tuple[str | None, str | None]:
        """Choose a language to be tested, or a job: one of the two.

        Of the later languages as many are tested as there are slots, halved: a job
        that comes meanwhile shall find one.
        """
        if self._untested:
            return self._untested.popleft(), None
        if self._waiting:
            return None, self._waiting.pop()
        return self._later.popleft(), None

    def _begin(self, job_id: str) -> None:
        """Have a job done by the next idle slot, if it is to be done at all."""
        record = self._records.get(job_id)
        if record.job is None:  # canceled
            return
        if record.job.is_too_late:
            report = given_up(record.job, TOO_LATE)
            self._put(self._records.finish(job_id, report))
            return
        record.attempts += 1
        record.state = NotReady.RUNNING
        slot = self._idle.pop()
        slot.job_id, slot.record = job_id, record
        if self._told.get(slot) != self._learned:
            self._tell_what_is_known(slot)
        slot.send(Do.of(record.job, is_followed=record.is_followed))

    def _tell_what_is_known(self, slot: SlotProcess) -> None:
        known = self._statuses.items()
        versions = {name: it.version or "" for name, it in known if it.available}
        reasons = {name: it.reason for name, it in known if not it.available}
        slot.send(Known(versions, reasons))
        self._told[slot] = self._learned

    def _hear(self, slot: SlotProcess, word: FromSlot) -> None:
        job_id, record = slot.job_id, slot.record
        match word:
            case Event():
                if record:
                    record.tell(word)
            case LanguageStatus():
                self._learn(word)  # of a self-test, or of the first job in it
                if word.name == slot.language:
                    self._end_test(slot)
            case Done():
                self._is_free(slot)  # the next job need not wait for what follows
                if job_id and record and not record.is_over:
                    self._queue(self._records.finish(job_id, word.report))
            case Canceled():
                self._is_free(slot)
                if job_id and record and not record.is_over:
                    self._queue(self._records.cancel(job_id))

    def _learn(self, status: LanguageStatus) -> None:
        """Remember what a language is like."""
        self._statuses[status.name] = status
        self._learned += 1
        if len(self._statuses) == len(all_language_names()):
            self._all_tested.set()

    def _end_test(self, slot: SlotProcess) -> None:
        language = slot.language or ""
        status = self._statuses[language]
        is_first = language in FIRST_LANGUAGES
        if not is_first:
            self._later_tests -= 1
        if not status.available:
            level = log.warning if is_first else log.info
            level("language unavailable", name=language, why=status.reason)
        self._is_free(slot)

    def _after_death(self, slot: SlotProcess) -> None:
        """Give back what a dead slot had, and replace it.

        A job that was begun twice and never ended is given up: it may be what
        kills slots.
        """
        language, job_id, record = slot.language, slot.job_id, slot.record
        log.warning("slot died", job=job_id, language=language)
        slot.language = slot.job_id = slot.record = None
        if slot in self._idle:
            self._idle.remove(slot)
        if language:
            if language not in FIRST_LANGUAGES:
                self._later_tests -= 1
            self._deaths[language] += 1
            if self._deaths[language] < _MAX_ATTEMPTS:
                self._untested.append(language)
            else:
                self._learn(unavailable(language, "its self-test ends the slot"))
        if job_id and record and record.job and not record.is_over:
            if record.attempts >= _MAX_ATTEMPTS:
                report = given_up(record.job, SLOTS_DIED)
                self._queue(self._records.finish(job_id, report))
            else:
                record.state = NotReady.QUEUED
                self._waiting.put(job_id, record.job.ticket, is_back=True)
        restart = asyncio.create_task(self._replace(slot))
        self._restarts.add(restart)
        restart.add_done_callback(self._restarts.discard)
        self._hand_out()

    async def _replace(self, slot: SlotProcess) -> None:
        self._told.pop(slot, None)
        await slot.restart()
        self._is_free(slot)
