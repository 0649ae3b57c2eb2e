"""The celery engine, API side: work goes to Celery workers through Redis.

Celery distributes; reports come back by publish and subscribe over one
connection of this process, because Celery's own result backend costs as much
as a small verification. They come whole to the node that took the request;
who asks elsewhere, or later, finds them under their key.
"""

import asyncio
import contextlib
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any, override

import structlog
from celery import Celery
from kombu.exceptions import OperationalError
from redis.asyncio import BlockingConnectionPool, Redis
from redis.exceptions import RedisError

from verifier.engine.connections import KEEP_ALIVE, pool_options
from verifier.engine.engine import (
    Backlog,
    Engine,
    Event,
    Health,
    Job,
    NotReady,
    Ticket,
)
from verifier.engine.fair_redis import FairDoor, queue_name, queue_of
from verifier.engine.mailbox import (
    CANCELED,
    CONTROL_CHANNEL,
    LANGUAGES_WANTED_KEY,
    canceled_key,
    events_channel,
    job_key,
    leader_key,
    pack_order,
    replies_channel,
    report_key,
    set_key,
    unpack,
)
from verifier.engine.news import News
from verifier.engine.outbox import Outbox
from verifier.engine.queue_view import QueueView
from verifier.engine.roster import Group, Roster
from verifier.engine.sharing import as_own, may_be_shared
from verifier.engine.transport import use_patient_transport
from verifier.errors import (
    EngineUnavailableError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)
from verifier.languages import all_language_names
from verifier.selftest import LanguageStatus, believed, unavailable

log = structlog.get_logger()

_PASSING = frozenset({b"case", b"progress"})
_CONNECTIONS = 32
_CONNECTION_WAIT_S = 20
_WORKERS_TTL_S = 1.0
_WORKERS_OLD_S = 5.0
"""After so long nothing is foreseen by the count of workers."""
_WANTED_S = 600
_LOOK_AGAIN_S = 5.0
"""How often a waiter looks at the key itself, in case a message was lost."""


def make_celery(redis_url: str, longest_verification_s: float) -> Celery:
    """Make the Celery application that API nodes and workers share.

    Args:
        redis_url: The broker.
        longest_verification_s: When a task that a dead worker held comes back.
    """
    use_patient_transport()
    app = Celery("verifier", broker=redis_url)
    app.conf.update(
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_send_task_events=False,
        worker_hijack_root_logger=False,
        worker_cancel_long_running_tasks_on_connection_loss=False,
        broker_connection_retry_on_startup=True,
        broker_transport_options={
            "visibility_timeout": longest_verification_s,
            "queue_order_strategy": "verifier.engine.lanes:LaneCycle",
            **KEEP_ALIVE,
            "priority_steps": [0],  # one key a queue: priorities are the fair queue's
        },
    )
    return app


class CeleryEngine(Engine):
    """Sends jobs to workers elsewhere and waits for their reports.

    Args:
        redis_url: Broker and store.
        queue_limit: Jobs that may wait in each lane.
        report_ttl_s: Seconds a report is kept, and a job after its submission
            for as long as it may take besides.
        longest_verification_s: See `make_celery`.
    """

    def __init__(
        self,
        redis_url: str,
        *,
        queue_limit: int,
        report_ttl_s: float,
        longest_verification_s: float,
    ) -> None:
        self._ttl_s = int(report_ttl_s)
        self._keep_s = int(report_ttl_s + longest_verification_s)
        self._node = secrets.token_hex(8)
        self._celery = make_celery(redis_url, longest_verification_s)
        # Many requests wait at once, but each needs a connection for moments only.
        self._redis = Redis.from_pool(
            BlockingConnectionPool.from_url(
                redis_url,
                max_connections=_CONNECTIONS,
                timeout=_CONNECTION_WAIT_S,
                **pool_options(redis_url),
            )
        )
        self._queue_limit = queue_limit
        self._door = FairDoor(self._redis, queue_limit)
        self._view = QueueView(self._redis)
        self._roster = Roster(self._redis)
        self._news = News(redis_url, self._node)
        self._outbox = Outbox(self._celery, self._redis)
        self._known: list[Group] = []
        self._known_at = -_WORKERS_OLD_S
        self._counting: asyncio.Task[None] | None = None
        self._behind_s = 0.0  # our clock, of Redis's

    @override
    async def start(self) -> None:
        self._news.start()
        self._outbox.start()

    @override
    async def close(self) -> None:
        await self._outbox.close()
        await self._view.close()
        if self._counting:
            self._counting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._counting
        await self._news.close()
        await self._redis.aclose()
        self._celery.close()

    @override
    async def submit(self, job: Job) -> None:
        fields: dict[str, Any] = {
            "kind": job.kind.value,
            "body": job.body,
            "submitted_at": job.submitted_at + self._behind_s,
            "state": NotReady.QUEUED.value,
            "reply_to": self._node,
            "queue": queue_of(job),
            "owner": job.ticket.owner,
            "request_id": job.request_id,
            "traceparent": job.traceparent,
            "start_by": (job.ticket.start_by or -self._behind_s) + self._behind_s,
            "key": job.key or "",
        }
        async with _reachable():
            self._news.expect(job.id)  # a slot that stays may be quick
            try:
                placed = await self._door.put(
                    job,
                    fields,
                    keep_s=self._keep_s,
                    lead_s=self._ttl_s,
                    slots=self._outbox.slots,
                )
            except BaseException:
                self._news.forget(job.id)
                raise
            if placed.leader is not None:
                self._news.forget(job.id)
            if not placed.needs_token:
                return
            try:
                # After it: a token that comes before its job brings nothing.
                await self._outbox.send(queue_of(job), job.id)
            except BaseException:
                await self._withdraw(job)
                raise

    @override
    async def backlog(self, job: Job) -> Backlog:
        slots = _slots_for(job.language, await self._workers())
        async with _reachable():
            return Backlog(ahead=await self._door.ahead(job), slots=slots)

    @override
    def foresee(
        self, ticket: Ticket, language: Callable[[], str | None]
    ) -> Backlog | None:
        seen = self._view.latest()
        if seen is None:
            return None
        seen.check(ticket, self._queue_limit)
        if ticket.start_by is None or not seen.lines:
            return None
        age_s = time.monotonic() - self._known_at
        if age_s > _WORKERS_TTL_S and (self._counting is None or self._counting.done()):
            self._counting = asyncio.create_task(self._count_workers())
        name = language()
        ahead = seen.ahead(ticket, queue_name(ticket.lane, name)) if name else None
        if not name or ahead is None or age_s > _WORKERS_OLD_S:
            return None
        return Backlog(ahead=ahead, slots=_slots_for(name, self._known))

    async def _count_workers(self) -> None:
        """Count the workers again; what cannot be counted gets old."""
        with contextlib.suppress(EngineUnavailableError):
            await self._workers()

    async def _withdraw(self, job: Job) -> None:
        """Forget a job that has not reached the queue."""
        self._news.forget(job.id)
        with contextlib.suppress(RedisError):
            await self._door.remove(job.id)
        keys = [leader_key(job.key)] if job.key is not None else []
        with contextlib.suppress(RedisError):
            await self._redis.delete(job_key(job.id), *keys)

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        deadline = time.monotonic() + wait_s
        async with _reachable():
            if wait_s <= 0:
                return await self._look(job_id)
            report = await self._news.reply(job_id, min(wait_s, _LOOK_AGAIN_S))
            if report:
                return report
            while True:
                doer = await self._doer_of(job_id)
                async with self._news.following(doer) as news:
                    found = await self._look(job_id)
                    left = deadline - time.monotonic()
                    if left <= 0 or not isinstance(found, NotReady):
                        return found
                    if doer != await self._doer_of(job_id):
                        continue
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(min(left, _LOOK_AGAIN_S)):
                            while (await news.get()).split(b" ")[0] in _PASSING:
                                pass

    async def _doer_of(self, job_id: str) -> str:
        """Return the id of the job that makes a job's report."""
        leader: Any = await self._redis.hget(job_key(job_id), "same_as")
        return leader.decode() if leader else job_id

    async def _look(self, job_id: str) -> bytes | NotReady:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.get(report_key(job_id))
            pipe.exists(canceled_key(job_id))
            pipe.hmget(job_key(job_id), ["state", "same_as"])
            report, is_canceled, (state, leader) = await pipe.execute()
        if is_canceled:
            raise VerificationCanceledError(job_id)
        if report is not None:
            return bytes(report)
        if state is None:
            raise UnknownVerificationError(job_id)
        if leader is not None:
            return await self._look_at_leader(job_id, leader.decode())
        return NotReady(state.decode())

    async def _look_at_leader(self, job_id: str, leader: str) -> bytes | NotReady:
        """Take over an equal job's report, or have the job done after all.

        That is, if the other was canceled, or has a report that says nothing of
        this one.
        """
        found: bytes | NotReady | None = None
        with contextlib.suppress(VerificationCanceledError, UnknownVerificationError):
            found = await self._look(leader)
        wanted = ["body", "submitted_at", "key"]
        fields: Any = await self._redis.hmget(job_key(job_id), wanted)
        body, submitted_at, key = fields
        if isinstance(found, NotReady):
            return found
        if found is not None and body is not None and may_be_shared(found):
            begin_at = float(submitted_at) - self._behind_s
            own = as_own(found, job_id, body, begin_at)
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(report_key(job_id), own, ex=self._ttl_s)
                pipe.hdel(job_key(job_id), "body", "same_as")
                await pipe.execute()
            return own
        if await self._redis.hdel(job_key(job_id), "same_as"):  # not somebody else
            await self._redis.set(leader_key(key.decode()), job_id, ex=self._ttl_s)
            queue = await self._door.put_back(job_id)
            await self._outbox.send(queue, job_id)
        return NotReady.QUEUED

    @override
    async def cancel(self, job_id: str) -> None:
        async with _reachable():
            found = await self._look(job_id)
            if not isinstance(found, NotReady):
                return
            await self._door.remove(job_id)
            node: Any = await self._redis.hget(job_key(job_id), "reply_to") or b""
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(canceled_key(job_id), b"1", ex=self._keep_s)
                pipe.publish(CONTROL_CHANNEL, pack_order("cancel", job_id))
                pipe.publish(events_channel(job_id), CANCELED)
                pipe.publish(replies_channel(node.decode()), job_id)
                await pipe.execute()

    @override
    async def events(self, job_id: str) -> AsyncIterator[Event]:
        async with _reachable():
            doer = await self._doer_of(job_id)
            async with self._news.following(doer) as news:
                found = await self._look(job_id)
                if isinstance(found, NotReady):
                    await self._have_followed(doer)
                    yield Event(name="status", data=f'{{"status":"{found}"}}'.encode())
                while isinstance(found, NotReady):
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(_LOOK_AGAIN_S):
                            event = unpack(await news.get())
                            if event.name in {"status", "case", "progress"}:
                                yield event
                                continue
                    found = await self._look(job_id)
                yield Event(name="report", data=found)

    async def _have_followed(self, job_id: str) -> None:
        """Have a job's events told from now on."""
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.hset(job_key(job_id), "followed", "1")
            pipe.expire(job_key(job_id), self._keep_s)
            pipe.publish(CONTROL_CHANNEL, pack_order("follow", job_id))
            await pipe.execute()

    @override
    async def put_test_set(self, test_set_id: str, body: bytes) -> None:
        async with _reachable():
            await self._redis.set(set_key(test_set_id), body)

    @override
    async def get_test_set(self, test_set_id: str) -> bytes:
        async with _reachable():
            body = await self._redis.get(set_key(test_set_id))
        if body is None:
            raise UnknownTestSetError(test_set_id)
        return body if isinstance(body, bytes) else body.encode()

    @override
    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        best: dict[str, LanguageStatus] = {}
        for group in await self._workers():
            for status in group.statuses:
                if not best.get(status.name, status).available or (
                    status.name not in best
                ):
                    best[status.name] = status
        if not of_all:
            return list(best.values())
        names = all_language_names()
        if len(best) < len(names):
            async with _reachable():
                await self._redis.set(LANGUAGES_WANTED_KEY, 1, ex=_WANTED_S)
        if not best:
            return [unavailable(name, "no worker is there") for name in names]
        # What a worker lacks it has said: the rest are there, and not tried yet.
        return [best.get(name) or believed(name) for name in names]

    async def _workers(self) -> list[Group]:
        """Return the groups of workers that live, as of lately."""
        if time.monotonic() - self._known_at > _WORKERS_TTL_S:
            async with _reachable():
                now, self._known = await self._roster.ask()
            self._behind_s = now - time.time()
            self._known_at = time.monotonic()
            self._outbox.slots = sum(group.slots for group in self._known)
        return self._known

    @override
    async def health(self) -> Health:
        try:
            workers = await self._workers()
            async with _reachable():
                lanes = await self._door.counts()
                busy = await self._door.running()
        except EngineUnavailableError as error:
            return Health(
                is_ready=False, slots=None, busy=None, queued=0, reason=str(error)
            )
        able = any(status.available for it in workers for status in it.statuses)
        return Health(
            is_ready=able,
            slots=sum(group.slots for group in workers),
            busy=busy,
            queued=sum(lanes.values()),
            lanes=lanes,
            reason="" if able else "no worker with a language is there",
        )


def _slots_for(language: str, groups: Sequence[Group]) -> int:
    """Return how many slots take jobs of a language."""
    return sum(
        group.slots
        for group in groups
        if not any(s.name == language and not s.available for s in group.statuses)
    )


@contextlib.asynccontextmanager
async def _reachable() -> AsyncIterator[None]:
    """Say it in our words when Redis cannot be reached."""
    try:
        yield
    except (RedisError, ConnectionError, OperationalError) as error:
        msg = f"redis cannot be reached: {error}"
        raise EngineUnavailableError(msg) from error
