"""The embedded engine: slots are processes of this service; no Redis needed."""

import asyncio
import contextlib
import multiprocessing
from collections import Counter, deque
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import override

import structlog

from verifier.engine.engine import Engine, Event, Health, Job, NotReady
from verifier.engine.records import Records
from verifier.engine.slot import (
    Cancel,
    Canceled,
    Do,
    Done,
    Follow,
    FromSlot,
    Leave,
    SlotOptions,
    TestLanguage,
    ToSlot,
    slot_main,
)
from verifier.engine.stores import DirectoryStore
from verifier.engine.work import given_up
from verifier.errors import EngineFullError
from verifier.languages import (
    FIRST_LANGUAGES,
    all_language_names,
    later_language_names,
)
from verifier.selftest import LanguageStatus, unavailable

log = structlog.get_logger()

_TESTS_WAIT_S = 20.0
"""How long a list of languages waits for the last of them to be tried."""
_MAX_ATTEMPTS = 2
_RETRY_AFTER_S = 2.0
_RESTART_PAUSE_S = 0.5


class SlotDiedError(Exception):
    """The process of a slot ended without being told to."""


class _Slot:
    """Our side of a slot's process."""

    def __init__(self, options: SlotOptions, threads: ThreadPoolExecutor) -> None:
        self._options, self._threads = options, threads
        self.job_id: str | None = None
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: this process has threads and an event loop.
        context = multiprocessing.get_context("spawn")
        self._pipe, theirs = context.Pipe()
        self._process = context.Process(
            target=slot_main, args=(theirs, self._options), daemon=True
        )
        self._process.start()
        theirs.close()

    async def restart(self) -> None:
        """Replace a dead process."""
        await self.close()
        await asyncio.sleep(_RESTART_PAUSE_S)
        self._start()

    def send(self, order: ToSlot) -> None:
        """Send an order.

        Raises:
            SlotDiedError: Nobody is there.
        """
        try:
            self._pipe.send(order)
        except OSError as error:
            raise SlotDiedError from error

    async def receive(self) -> FromSlot:
        """Wait for the slot's next word.

        Raises:
            SlotDiedError: There will be none.
        """
        loop = asyncio.get_running_loop()
        try:
            word: FromSlot = await loop.run_in_executor(self._threads, self._pipe.recv)
        except (EOFError, OSError) as error:
            raise SlotDiedError from error
        return word

    async def close(self) -> None:
        """End the process, and wait for that."""
        # Told, not shown a closed pipe: a thread of ours may still read from it.
        with contextlib.suppress(SlotDiedError):
            self.send(Leave())
        await asyncio.to_thread(self._process.join, 8.0)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join)
        self._process.close()
        self._pipe.close()


class EmbeddedEngine(Engine):
    """Runs jobs in processes of this machine, one a slot.

    Args:
        slots: How many.
        queue_limit: Jobs that may wait.
        options: What each slot is started with.
        records: What is remembered of jobs.
    """

    def __init__(
        self, slots: int, queue_limit: int, options: SlotOptions, records: Records
    ) -> None:
        self._slot_count, self._queue_limit = slots, queue_limit
        self._options, self._records = options, records
        self._store = DirectoryStore(options.store)
        self._waiting: deque[str] = deque()
        self._untested = deque(FIRST_LANGUAGES)
        self._later = deque(later_language_names())
        self._later_tests = 0
        self._wants_all = False
        self._statuses: dict[str, LanguageStatus] = {}
        self._deaths: Counter[str] = Counter()
        self._work = asyncio.Condition()
        self._threads = ThreadPoolExecutor(slots, thread_name_prefix="slot")
        self._slots: list[_Slot] = []
        self._tasks: list[asyncio.Task[None]] = []

    @override
    async def start(self) -> None:
        for _ in range(self._slot_count):
            slot = _Slot(self._options, self._threads)
            self._slots.append(slot)
            self._tasks.append(asyncio.create_task(self._serve(slot)))

    @override
    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        closing = [slot.close() for slot in self._slots]
        await asyncio.gather(*closing, *self._tasks, return_exceptions=True)
        self._threads.shutdown(wait=False, cancel_futures=True)

    @override
    async def submit(self, job: Job) -> None:
        if len(self._waiting) >= self._queue_limit:
            raise EngineFullError(_RETRY_AFTER_S)
        self._records.add(job)
        async with self._work:
            self._waiting.append(job.id)
            self._work.notify_all()  # somebody may wait for a list of languages

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        return await self._records.wait(job_id, wait_s)

    @override
    async def events(self, job_id: str) -> AsyncIterator[Event]:
        is_told = False
        async for event in self._records.follow(job_id):
            if not is_told:  # with the first event, we are among the followers
                self._have_followed(job_id)
                is_told = True
            yield event

    def _have_followed(self, job_id: str) -> None:
        for slot in self._slots:
            if slot.job_id == job_id:
                with contextlib.suppress(SlotDiedError):
                    slot.send(Follow(job_id))

    @override
    async def cancel(self, job_id: str) -> None:
        record = self._records.get(job_id)
        if record.is_over:
            return
        if job_id in self._waiting:
            self._waiting.remove(job_id)
        self._records.cancel(job_id)
        for slot in self._slots:
            if slot.job_id == job_id:
                slot.send(Cancel(job_id))

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
        async with self._work:
            self._wants_all = True
            self._work.notify_all()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_TESTS_WAIT_S):
                    await self._work.wait_for(self._has_tested_all)
        return [
            self._statuses.get(name) or unavailable(name, "not tried yet: ask again")
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
        )

    async def _serve(self, slot: _Slot) -> None:
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
            return None, self._waiting.popleft()
        self._later_tests += 1
        return self._later.popleft(), None

    async def _test(self, slot: _Slot, language: str) -> None:
        slot.send(TestLanguage(language))
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

    async def _do(self, slot: _Slot, job_id: str) -> None:
        record = self._records.get(job_id)
        if record.job is None:  # canceled
            return
        record.attempts += 1
        record.state = NotReady.RUNNING
        known = self._statuses.items()
        versions = {name: it.version or "" for name, it in known if it.available}
        reasons = {name: it.reason for name, it in known if not it.available}
        slot.job_id = job_id
        try:
            is_followed = bool(record.followers)
            slot.send(Do(record.job, versions, reasons, is_followed))
            while True:
                word = await slot.receive()
                if isinstance(word, Event):
                    record.tell(word)
                    continue
                if isinstance(word, LanguageStatus):  # the first job in it
                    self._statuses[word.name] = word
                    continue
                if isinstance(word, Done) and not record.is_over:
                    self._records.finish(job_id, word.report)
                if isinstance(word, Canceled) and not record.is_over:
                    self._records.cancel(job_id)
                return
        finally:
            slot.job_id = None

    async def _after_death(
        self, slot: _Slot, language: str | None, job_id: str | None
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
                reason = "the slots that ran it died"
                self._records.finish(job_id, given_up(record.job, reason))
            else:
                record.state = NotReady.QUEUED
                self._waiting.appendleft(job_id)
        await slot.restart()
