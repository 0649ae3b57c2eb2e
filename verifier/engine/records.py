"""What the embedded engine remembers of its jobs."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from verifier.engine.engine import Event, Job, NotReady
from verifier.errors import UnknownVerificationError, VerificationCanceledError


@dataclass(slots=True, kw_only=True)
class Record:
    """A job and where it is.

    Attributes:
        job: The job; its body goes when its report is there.
        state: Where it is while it has no report.
        report: Its report.
        is_canceled: Whether it was canceled.
        is_delivered: Whether somebody has had the report.
        attempts: How often a slot has begun it.
        done_at: When the report came (monotonic).
        changed: Set when it is over.
        followers: Queues of those who follow it.
    """

    job: Job | None
    state: NotReady = NotReady.QUEUED
    report: bytes | None = None
    is_canceled: bool = False
    is_delivered: bool = False
    attempts: int = 0
    done_at: float = 0.0
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    followers: list[asyncio.Queue[Event | None]] = field(default_factory=list)

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.report is not None or self.is_canceled

    def tell(self, event: Event | None) -> None:
        """Tell all who follow the job; None: it was canceled."""
        for follower in self.followers:
            follower.put_nowait(event)


class Records:
    """Jobs by id; reports are kept for a time, and within a size.

    Args:
        ttl_s: Seconds a report is kept.
        most_bytes: Bytes of reports kept; delivered ones go first.
    """

    def __init__(self, ttl_s: float, most_bytes: int) -> None:
        self._ttl_s, self._most_bytes = ttl_s, most_bytes
        self._records: dict[str, Record] = {}
        self._done: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0

    def add(self, job: Job) -> Record:
        """Remember a job."""
        record = Record(job=job)
        self._records[job.id] = record
        return record

    def get(self, job_id: str) -> Record:
        """Return a job's record.

        Raises:
            UnknownVerificationError: There is none, or no longer.
        """
        try:
            return self._records[job_id]
        except KeyError:
            raise UnknownVerificationError(job_id) from None

    def finish(self, job_id: str, report: bytes) -> None:
        """Keep a job's report and wake all who wait for it."""
        record = self._records[job_id]
        record.report = report
        self._end(job_id, record, len(report))
        record.tell(Event(name="report", data=report))

    def cancel(self, job_id: str) -> None:
        """Remember that a job was canceled and wake all who wait for it."""
        record = self._records[job_id]
        record.is_canceled = True
        self._end(job_id, record, 0)
        record.tell(None)

    def _end(self, job_id: str, record: Record, size: int) -> None:
        record.job = None
        record.done_at = time.monotonic()
        record.changed.set()
        self._done[job_id] = size
        self._bytes += size
        self._forget_old()

    def _forget_old(self) -> None:
        oldest = time.monotonic() - self._ttl_s
        while self._done:
            job_id = next(iter(self._done))
            if self._records[job_id].done_at > oldest:
                break
            self._forget(job_id)
        if self._bytes <= self._most_bytes:
            return
        delivered = [key for key in self._done if self._records[key].is_delivered]
        for job_id in [*delivered, *self._done]:
            if self._bytes <= self._most_bytes * 0.9:
                break
            if job_id in self._done:
                self._forget(job_id)

    def _forget(self, job_id: str) -> None:
        self._bytes -= self._done.pop(job_id)
        del self._records[job_id]

    async def wait(self, job_id: str, wait_s: float) -> bytes | NotReady:
        """See `Engine.report`."""
        record = self.get(job_id)
        if not record.is_over and wait_s > 0:
            try:
                async with asyncio.timeout(wait_s):
                    await record.changed.wait()
            except TimeoutError:
                return record.state
        if record.is_canceled:
            raise VerificationCanceledError(job_id)
        if record.report is None:
            return record.state
        record.is_delivered = True
        return record.report

    async def follow(self, job_id: str) -> AsyncIterator[Event]:
        """See `Engine.events`."""
        record = self.get(job_id)
        news: asyncio.Queue[Event | None] = asyncio.Queue()
        record.followers.append(news)
        try:
            if record.is_canceled:
                raise VerificationCanceledError(job_id)
            if record.report is not None:
                yield Event(name="report", data=record.report)
                return
            yield Event(name="status", data=f'{{"status":"{record.state}"}}'.encode())
            while event := await news.get():
                yield event
                if event.name == "report":
                    return
            raise VerificationCanceledError(job_id)
        finally:
            record.followers.remove(news)
