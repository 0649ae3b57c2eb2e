"""What an API node hears from workers, over one connection to Redis."""

import asyncio
import contextlib
from collections.abc import AsyncIterator

import structlog
from redis.asyncio import Redis
from redis.asyncio.client import PubSub
from redis.exceptions import RedisError

from verifier.engine.connections import KEEP_ALIVE
from verifier.engine.mailbox import events_channel, replies_channel

log = structlog.get_logger()

_RECONNECT_PAUSE_S = 0.5


class News:
    """Reports that are sent to this node, and events of jobs that are followed.

    What is told while the connection is lost is lost: who waits looks again.

    Args:
        redis_url: Where they are told.
        node: This node's name.
    """

    def __init__(self, redis_url: str, node: str) -> None:
        self._replies = replies_channel(node)
        self._redis = Redis.from_url(redis_url, socket_timeout=None, **KEEP_ALIVE)
        self._pubsub: PubSub = self._redis.pubsub()
        self._followers: dict[str, list[asyncio.Queue[bytes]]] = {}
        self._expected: dict[str, asyncio.Future[bytes]] = {}
        self._listening: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen."""
        self._listening = asyncio.create_task(self._listen())

    async def close(self) -> None:
        """Stop listening."""
        if self._listening:
            self._listening.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._listening
        await self._pubsub.aclose()  # type: ignore[no-untyped-call]
        await self._redis.aclose()

    async def _listen(self) -> None:
        while True:
            try:
                await self._pubsub.subscribe(self._replies, *self._followers)
                async for message in self._pubsub.listen():
                    if message["type"] == "message":
                        self._hear(message["channel"].decode(), message["data"])
            except (RedisError, OSError) as error:
                log.warning("redis lost", reason=str(error))
                for job_id in list(self._expected):
                    self._receive(job_id.encode())
                await asyncio.sleep(_RECONNECT_PAUSE_S)

    def _hear(self, channel: str, message: bytes) -> None:
        if channel == self._replies:
            self._receive(message)
        for follower in self._followers.get(channel, ()):
            follower.put_nowait(message)

    def _receive(self, reply: bytes) -> None:
        job_id, _, report = reply.partition(b" ")
        expected = self._expected.pop(job_id.decode(), None)
        if expected and not expected.done():
            expected.set_result(report)

    def expect(self, job_id: str) -> None:
        """Say that a job's report will be sent to this node."""
        self._expected[job_id] = asyncio.get_running_loop().create_future()

    def forget(self, job_id: str) -> None:
        """Expect it no longer."""
        self._expected.pop(job_id, None)

    async def reply(self, job_id: str, wait_s: float) -> bytes | None:
        """Wait for a report that is sent to this node.

        Returns:
            The report, or None if it does not come, or is to be looked for.
        """
        expected = self._expected.get(job_id)
        if expected is None:
            return None
        try:
            async with asyncio.timeout(wait_s):
                return await asyncio.shield(expected) or None  # others may wait, too
        except TimeoutError:
            return None

    @contextlib.asynccontextmanager
    async def following(self, job_id: str) -> AsyncIterator[asyncio.Queue[bytes]]:
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
