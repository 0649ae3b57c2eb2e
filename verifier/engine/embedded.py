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
from verifier.engine.slot import (
    Cancel,
    Canceled,
    Do,
    Done,
    Follow,
    SlotOptions,
    TestLanguage,
)
from verifier.engine.slot_process import SlotDiedError, SlotProcess
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
        self._deaths: Counter[str] = Counter()
        self._work = asyncio.Condition()
        self._slots: list[SlotProcess] = []
        self._tasks: list[asyncio.Task[None]] = []

    @override
    async def start(self) -> None:
        for number in range(self._slot_count):
            slot = SlotProcess(replace(self._options, number=number))
            self._slots.append(slot)
            self._tasks.append(asyncio.create_task(self._serve(slot)))

    @override
    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        closing = [slot.close() for slot in self._slots]
        await asyncio.gather(*closing, *self._tasks, return_exceptions=True)

    @override
    async def submit(self, job: Job) -> None:
        self._waiting.check(job.ticket)
        if self._records.add(job):
            await self._queue([job.id])

    async def _queue(self, job_ids: list[str]) -> None:
        """Let jobs wait; they have been taken, so there is room for them."""
        if job_ids:
            async with self._work:
                for job_id in job_ids:
                    job = self._records.get(job_id).job
                    if job:
                        self._waiting.put(job_id, job.ticket)
                self._work.notify_all()  # somebody may wait for a list of languages

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
        await self._queue(orphans)

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
            async with self._work:
                self._wants_all = True
                self._work.notify_all()
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(_TESTS_WAIT_S):
                        await self._work.wait_for(self._has_tested_all)
        images = self._options.sandbox.images
        return [
            self._statuses.get(name) or untried(name, images)
            for name in all_language_names()
        ]

    def _has_tested_all(self) -> bool:
        return len(self._statuses) == len(all_language_names())

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

    async def _serve(self, slot: SlotProcess) -> None:
        """Feed one slot, for ever."""
        while True:
            async with self._work:
                await self._work.wait_for(self._has_something_to_do)
                language, job_id = self._next()
            try:
                if language:
                    await self._test(slot, language)
                elif job_id:
                    await self._do(slot, job_id)
            except SlotDiedError:
                log.warning("slot died", job=job_id, language=language)
                await self._after_death(slot, language, job_id)

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
        self._later_tests += 1
        return self._later.popleft(), None

    async def _test(self, slot: SlotProcess, language: str) -> None:
        await slot.send(TestLanguage(language))
        try:
            status = await slot.receive()
        finally:
            if language not in FIRST_LANGUAGES:
                self._later_tests -= 1
        if isinstance(status, LanguageStatus):
            self._statuses[status.name] = status
            if not status.available:
                level = log.warning if language in FIRST_LANGUAGES else log.info
                level("language unavailable", name=language, why=status.reason)
        async with self._work:
            self._work.notify_all()

    async def _do(self, slot: SlotProcess, job_id: str) -> None:
        record = self._records.get(job_id)
        if record.job is None:  # canceled
            return
        if record.job.is_too_late:
            report = given_up(record.job, TOO_LATE)
            await self._queue(self._records.finish(job_id, report))
            return
        record.attempts += 1
        record.state = NotReady.RUNNING
        known = self._statuses.items()
        versions = {name: it.version or "" for name, it in known if it.available}
        reasons = {name: it.reason for name, it in known if not it.available}
        slot.job_id = job_id
        try:
            is_followed = record.is_followed
            await slot.send(Do(record.job, versions, reasons, is_followed))
            while True:
                word = await slot.receive()
                if isinstance(word, Event):
                    record.tell(word)
                    continue
                if isinstance(word, LanguageStatus):  # the first job in it
                    self._statuses[word.name] = word
                    continue
                if isinstance(word, Done) and not record.is_over:
                    await self._queue(self._records.finish(job_id, word.report))
                if isinstance(word, Canceled) and not record.is_over:
                    await self._queue(self._records.cancel(job_id))
                return
        finally:
            slot.job_id = None

    async def _after_death(
        self, slot: SlotProcess, language: str | None, job_id: str | None
    ) -> None:
        """Give back what a dead slot had, and replace it.

        A job that was begun twice and never ended is given up: it may be what
        kills slots.
        """
        if language:
            self._deaths[language] += 1
            if self._deaths[language] < _MAX_ATTEMPTS:
                self._untested.append(language)
            else:
                reason = "its self-test ends the slot"
                self._statuses[language] = unavailable(language, reason)
                async with self._work:
                    self._work.notify_all()
        record = self._records.get(job_id) if job_id else None
        if job_id and record and record.job and not record.is_over:
            if record.attempts >= _MAX_ATTEMPTS:
                report = given_up(record.job, SLOTS_DIED)
                await self._queue(self._records.finish(job_id, report))
            else:
                record.state = NotReady.QUEUED
                self._waiting.put(job_id, record.job.ticket, is_back=True)
        await slot.restart()
