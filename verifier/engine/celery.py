"""The celery engine, API side: work goes to Celery workers through Redis.

Celery distributes; reports come back by publish and subscribe over one
connection of this process, because Celery's own result backend costs as much
as a small verification.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator
from typing import Any, override

import structlog
from celery import Celery
from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from verifier.engine.engine import Engine, Event, Health, Job, NotReady
from verifier.engine.mailbox import (
    CANCEL_CHANNEL,
    CANCELED,
    LANGUAGES_KEY,
    LANGUAGES_WANTED_KEY,
    QUEUE,
    TASK,
    WORKER_TTL_S,
    canceled_key,
    events_channel,
    job_key,
    report_key,
    set_key,
    unpack,
)
from verifier.errors import (
    EngineFullError,
    EngineUnavailableError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)
from verifier.languages import all_language_names
from verifier.selftest import LanguageStatus, unavailable

log = structlog.get_logger()

_RETRY_AFTER_S = 2.0
_PASSING = frozenset({b"case", b"progress"})
_RECONNECT_PAUSE_S = 0.5
_CONNECTIONS = 32
_CONNECTION_WAIT_S = 20
_WANTED_S = 600
_LOOK_AGAIN_S = 5.0
"""How often a waiter looks at the key itself, in case a message was lost."""


def make_celery(redis_url: str, longest_verification_s: float) -> Celery:
    """Make the Celery application that API nodes and workers share.

    Args:
        redis_url: The broker.
        longest_verification_s: When a task that a dead worker held comes back.
    """
    app = Celery("verifier", broker=redis_url)
    app.conf.update(
        task_default_queue=QUEUE,
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
        broker_transport_options={"visibility_timeout": longest_verification_s},
    )
    return app


class CeleryEngine(Engine):
    """Sends jobs to workers elsewhere and waits for their reports.

    Args:
        redis_url: Broker and store.
        queue_limit: Jobs that may wait.
        report_ttl_s: Seconds a job is kept after its submission or report.
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
        self._queue_limit = queue_limit
        self._keep_s = int(report_ttl_s + longest_verification_s)
        self._celery = make_celery(redis_url, longest_verification_s)
        # Many requests wait at once, but each needs a connection for moments only.
        self._redis = Redis.from_pool(
            BlockingConnectionPool.from_url(
                redis_url, max_connections=_CONNECTIONS, timeout=_CONNECTION_WAIT_S
            )
        )
        self._listener = Redis.from_url(redis_url, socket_timeout=None)
        self._pubsub: PubSub = self._listener.pubsub()
        self._followers: dict[str, list[asyncio.Queue[bytes]]] = {}
        self._listening: asyncio.Task[None] | None = None

    @override
    async def start(self) -> None:
        self._listening = asyncio.create_task(self._listen())

    @override
    async def close(self) -> None:
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._listener.aclose()
        await self._redis.aclose()
        self._celery.close()

    async def _listen(self) -> None:
        """Hand each message to those who follow its job."""
        while True:
            try:
                await self._pubsub.subscribe(*self._channels())
                async for message in self._pubsub.listen():
                    if message["type"] == "message":
                        channel = message["channel"].decode()
                        for follower in self._followers.get(channel, ()):
                            follower.put_nowait(message["data"])
            except (RedisError, OSError) as error:
                log.warning("redis lost", reason=str(error))
                await asyncio.sleep(_RECONNECT_PAUSE_S)

    def _channels(self) -> list[str]:
        return ["verifier:events:none", *self._followers]

    @contextlib.asynccontextmanager
    async def _following(self, job_id: str) -> AsyncIterator[asyncio.Queue[bytes]]:
        """Follow a job's channel, together with others who do."""
        channel = events_channel(job_id)
        news: asyncio.Queue[bytes] = asyncio.Queue()
        followers = self._followers.setdefault(channel, [])
        followers.append(news)
        try:
            if len(followers) == 1:
                await self._pubsub.subscribe(channel)
            yield news
        finally:
            followers.remove(news)
            if not followers:
                del self._followers[channel]
                with contextlib.suppress(RedisError, OSError):
                    await self._pubsub.unsubscribe(channel)

    @override
    async def submit(self, job: Job) -> None:
        async with _reachable():
            waiting = await self._redis.llen(QUEUE)
            if waiting >= self._queue_limit:
                raise EngineFullError(_RETRY_AFTER_S)
            fields: dict[Any, Any] = {
                "kind": job.kind.value,
                "body": job.body,
                "submitted_at": job.submitted_at,
                "state": NotReady.QUEUED.value,
            }
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.hset(job_key(job.id), mapping=fields)
                pipe.expire(job_key(job.id), self._keep_s)
                await pipe.execute()
            await asyncio.to_thread(self._send, job.id)

    def _send(self, job_id: str) -> None:
        self._celery.send_task(TASK, args=[job_id], task_id=job_id, retry=False)

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        deadline = time.monotonic() + wait_s
        async with _reachable():
            if wait_s <= 0:
                return await self._look(job_id)
            async with self._following(job_id) as news:
                while isinstance(found := await self._look(job_id), NotReady):
                    left = deadline - time.monotonic()
                    if left <= 0:
                        return found
                    with contextlib.suppress(TimeoutError):
                        async with asyncio.timeout(min(left, _LOOK_AGAIN_S)):
                            while (await news.get()).split(b" ")[0] in _PASSING:
                                pass
                return found

    async def _look(self, job_id: str) -> bytes | NotReady:
        async with self._redis.pipeline(transaction=False) as pipe:
            pipe.get(report_key(job_id))
            pipe.exists(canceled_key(job_id))
            pipe.hget(job_key(job_id), "state")
            report, is_canceled, state = await pipe.execute()
        if is_canceled:
            raise VerificationCanceledError(job_id)
        if report is not None:
            return bytes(report)
        if state is None:
            raise UnknownVerificationError(job_id)
        return NotReady(state.decode())

    @override
    async def cancel(self, job_id: str) -> None:
        async with _reachable():
            found = await self._look(job_id)
            if not isinstance(found, NotReady):
                return
            async with self._redis.pipeline(transaction=True) as pipe:
                pipe.set(canceled_key(job_id), b"1", ex=self._keep_s)
                pipe.publish(CANCEL_CHANNEL, job_id)
                pipe.publish(events_channel(job_id), CANCELED)
                await pipe.execute()

    @override
    async def events(self, job_id: str) -> AsyncIterator[Event]:
        async with _reachable(), self._following(job_id) as news:
            found = await self._look(job_id)
            if isinstance(found, NotReady):
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
        for _, statuses in await self._workers():
            for status in statuses:
                if not best.get(status.name, status).available or (
                    status.name not in best
                ):
                    best[status.name] = status
        if not of_all:
            return list(best.values())
        if len(best) < len(all_language_names()):
            async with _reachable():
                await self._redis.set(LANGUAGES_WANTED_KEY, 1, ex=_WANTED_S)
        return [
            best.get(name) or unavailable(name, "not tried yet: ask again")
            for name in all_language_names()
        ]

    async def _workers(self) -> list[tuple[int, list[LanguageStatus]]]:
        """Return slots and languages of each worker that lives."""
        async with _reachable():
            entries = await self._redis.hgetall(LANGUAGES_KEY)
        found = []
        for entry in entries.values():
            word = json.loads(entry)
            if time.time() - word["at"] < WORKER_TTL_S:
                statuses = [LanguageStatus.model_validate(s) for s in word["languages"]]
                found.append((int(word["slots"]), statuses))
        return found

    @override
    async def health(self) -> Health:
        try:
            workers = await self._workers()
            async with _reachable():
                queued = await self._redis.llen(QUEUE)
        except EngineUnavailableError as error:
            return Health(
                is_ready=False, slots=None, busy=None, queued=0, reason=str(error)
            )
        able = any(s.available for _, statuses in workers for s in statuses)
        return Health(
            is_ready=able,
            slots=sum(slots for slots, _ in workers),
            busy=None,
            queued=queued,
            reason="" if able else "no worker with a language is there",
        )


@contextlib.asynccontextmanager
async def _reachable() -> AsyncIterator[None]:
    """Say it in our words when Redis cannot be reached."""
    try:
        yield
    except (RedisError, ConnectionError) as error:
        msg = f"redis cannot be reached: {error}"
        raise EngineUnavailableError(msg) from error
