"""What the embedded engine remembers of its jobs."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

from verifier.engine.engine import Event, Job, NotReady
from verifier.engine.sharing import as_own, may_be_shared
from verifier.errors import UnknownVerificationError, VerificationCanceledError

_RECORD_BYTES = 1024
"""What a job that is over takes beside its report."""


@dataclass(slots=True, kw_only=True)
class Record:
    """A job and where it is.

    Attributes:
        job: The job; its body goes when its report is there.
        key: What it has in common with equal jobs; see `Job`.
        state: Where it is while it has no report.
        report: Its report.
        is_canceled: Whether it was canceled.
        attempts: How often a slot has begun it.
        done_at: When the report came (monotonic).
        waiters: Futures of those who wait until it is over.
        followers: Queues of those who follow it.
        leader: The record of the equal job whose report will be its own.
        sharers: Records of the jobs that wait for this one's report.
    """

    job: Job | None
    key: str | None = None
    state: NotReady = NotReady.QUEUED
    report: bytes | None = None
    is_canceled: bool = False
    attempts: int = 0
    done_at: float = 0.0
    waiters: list[asyncio.Future[None]] = field(default_factory=list)
    followers: list[asyncio.Queue[Event | None]] = field(default_factory=list)
    leader: "Record | None" = None
    sharers: list["Record"] = field(default_factory=list)

    @property
    def is_followed(self) -> bool:
        """Whether anybody follows it, or a job that shares its report."""
        return bool(self.followers) or any(r.followers for r in self.sharers)

    @property
    def where(self) -> NotReady:
        """Where the job is that makes its report."""
        return self.leader.state if self.leader else self.state

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.report is not None or self.is_canceled

    def tell(self, event: Event | None) -> None:
        """Tell all who follow the job; None: it was canceled."""
        for follower in self.followers:
            follower.put_nowait(event)
        if event and event.name != "report":
            for sharer in self.sharers:
                sharer.tell(event)


class Records:
    """Jobs by id; reports are kept for a time, and within a size.

    Args:
        ttl_s: Seconds a report is kept.
        most_bytes: Bytes of reports kept, and of what else is known of their jobs.
            A quarter of it is for those that were delivered.
    """

    def __init__(self, ttl_s: float, most_bytes: int) -> None:
        self._ttl_s, self._most_bytes = ttl_s, most_bytes
        self._records: dict[str, Record] = {}
        self._leaders: dict[str, Record] = {}  # by what equal jobs have in common
        self._done: OrderedDict[str, int] = OrderedDict()
        self._bytes = 0
        self._delivered: dict[str, None] = {}  # in that order
        self._delivered_bytes = 0

    def add(self, job: Job) -> bool:
        """Remember a job.

        Returns:
            Whether it must be done: not if an equal one is under way, or has a
            report that is its own from now on.
        """
        record = self._records[job.id] = Record(job=job, key=job.key)
        if job.key is None:
            return True
        leader = self._leaders.setdefault(job.key, record)
        if leader is record:
            return True
        if leader.report is not None:
            self._share(leader.report, record)
            return False
        record.leader = leader
        leader.sharers.append(record)
        return False

    def _share(self, report: bytes, record: Record) -> None:
        job = record.job
        if job is None:  # canceled meanwhile
            return
        record.leader = None
        own = as_own(report, job.id, job.body, job.submitted_at)
        self.finish(job.id, own, is_own=False)

    def get(self, job_id: str) -> Record:
        """Return a job's record.

        Raises:
            UnknownVerificationError: There is none, or no longer.
        """
        try:
            return self._records[job_id]
        except KeyError:
            raise UnknownVerificationError(job_id) from None

    def doer_of(self, job_id: str) -> str:
        """Return the id of the job that makes a job's report.

        Raises:
            UnknownVerificationError: There is none, or no longer.
        """
        record = self.get(job_id)
        leader = record.leader or record
        return leader.job.id if leader.job else job_id

    def finish(self, job_id: str, report: bytes, *, is_own: bool = True) -> list[str]:
        """Keep a job's report and wake all who wait for it.

        Args:
            job_id: The job.
            report: Its report, JSON.
            is_own: Whether it was done for this job.

        Returns:
            Ids of the jobs that waited for this report and must now be done.
        """
        record = self._records[job_id]
        shared = is_own and record.key is not None and may_be_shared(report)
        sharers = self._part(record, keep=shared)
        record.report = report
        self._end(job_id, record, len(report))
        record.tell(Event(name="report", data=report))
        if not shared:
            return self._lead(sharers)
        for sharer in sharers:
            self._share(report, sharer)
        return []

    def cancel(self, job_id: str) -> list[str]:
        """Remember that a job was canceled and wake all who wait for it.

        Returns:
            As `finish`.
        """
        record = self._records[job_id]
        sharers = self._part(record, keep=False)
        record.is_canceled = True
        self._end(job_id, record, 0)
        record.tell(None)
        return self._lead(sharers)

    def _part(self, record: Record, *, keep: bool) -> list[Record]:
        """Take a record from those it shares with; return those it led."""
        if record.leader:
            record.leader.sharers.remove(record)
            record.leader = None
        if not keep and self._leaders.get(record.key or "") is record:
            del self._leaders[record.key or ""]
        sharers, record.sharers = record.sharers, []
        return sharers

    def _lead(self, orphans: list[Record]) -> list[str]:
        """Let the first of equal jobs lead the others; it must be done."""
        if not orphans:
            return []
        leader, *others = orphans
        leader.leader, leader.sharers = None, others
        for other in others:
            other.leader = leader
        self._leaders[leader.key or ""] = leader
        return [leader.job.id] if leader.job else []

    def _end(self, job_id: str, record: Record, size: int) -> None:
        record.job = None
        record.done_at = time.monotonic()
        waiters, record.waiters = record.waiters, []
        for waiter in waiters:
            _wake(waiter)
        self._done[job_id] = size + _RECORD_BYTES
        self._bytes += size + _RECORD_BYTES
        self._forget_old()

    def _deliver(self, job_id: str) -> None:
        if job_id in self._delivered or job_id not in self._done:
            return
        self._delivered[job_id] = None
        self._delivered_bytes += self._done[job_id]
        while self._delivered_bytes > self._most_bytes / 4:
            self._forget(next(iter(self._delivered)))

    def _forget_old(self) -> None:
        oldest = time.monotonic() - self._ttl_s
        while self._done:
            job_id = next(iter(self._done))
            if self._bytes <= self._most_bytes and self._is_newer(job_id, oldest):
                break
            self._forget(job_id)

    def _is_newer(self, job_id: str, oldest: float) -> bool:
        return self._records[job_id].done_at > oldest

    def _forget(self, job_id: str) -> None:
        size = self._done.pop(job_id)
        self._bytes -= size
        if job_id in self._delivered:
            del self._delivered[job_id]
            self._delivered_bytes -= size
        self._part(self._records.pop(job_id), keep=False)

    async def wait(self, job_id: str, wait_s: float) -> bytes | NotReady:
        """See `Engine.report`."""
        record = self.get(job_id)
        if not record.is_over and wait_s > 0:
            await _until_over(record, wait_s)
        if record.is_canceled:
            raise VerificationCanceledError(job_id)
        if record.report is None:
            return record.where
        self._deliver(job_id)
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
            yield Event(name="status", data=f'{{"status":"{record.where}"}}'.encode())
            while event := await news.get():
                yield event
                if event.name == "report":
                    return
            raise VerificationCanceledError(job_id)
        finally:
            record.followers.remove(news)


async def _until_over(record: Record, wait_s: float) -> None:
    """Wait until a job is over, or so long."""
    loop = asyncio.get_running_loop()
    waiter = loop.create_future()
    record.waiters.append(waiter)
    timer = loop.call_later(wait_s, _wake, waiter)
    try:
        await waiter
    finally:
        timer.cancel()
        if waiter in record.waiters:
            record.waiters.remove(waiter)


def _wake(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)
