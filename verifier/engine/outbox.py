"""Sends tokens to Celery's workers, no more at a time than there are slots."""

import asyncio
import contextlib
from collections.abc import Sequence

from celery import Celery
from redis.asyncio import Redis

from verifier.engine.mailbox import TASK
from verifier.engine.task_message import TaskMessages

type _Letter = tuple[str, asyncio.Future[None]]


class Outbox:
    """Gathers what comes while a task is being sent.

    A Celery task costs its worker as much as a small verification, and a slot that has
    one takes more than one job by it. So of tokens that come together no more are sent
    than there are slots; the others have reached the queue with them.

    Args:
        celery: The application.
        redis: Its broker.

    Attributes:
        slots: How many slots the workers have, as far as is known.
    """

    def __init__(self, celery: Celery, redis: Redis) -> None:
        self._messages, self._redis = TaskMessages(celery, TASK), redis
        self.slots = 1
        self._waiting: dict[str, list[_Letter]] = {}
        self._filled = asyncio.Event()
        self._sending: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to send."""
        self._sending = asyncio.create_task(self._send_all())

    async def close(self) -> None:
        """Stop sending."""
        if self._sending:
            self._sending.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._sending

    async def send(self, queue: str, token: str) -> None:
        """Send a token; it has reached the queue when this returns.

        Raises:
            RedisError: The broker cannot be reached.
        """
        sent = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(queue, []).append((token, sent))
        self._filled.set()
        await sent

    async def _send_all(self) -> None:
        while True:
            await self._filled.wait()
            self._filled.clear()
            waiting, self._waiting = self._waiting, {}
            for queue, letters in waiting.items():
                await self._send_queue(queue, letters)

    async def _send_queue(self, queue: str, letters: Sequence[_Letter]) -> None:
        failure: Exception | None = None
        needed = [token for token, _ in letters[: max(1, self.slots)]]
        try:
            messages = [self._messages.message(queue, [queue, [it]]) for it in needed]
            await self._redis.lpush(queue, *messages)
        except Exception as error:  # noqa: BLE001 - for those who wait
            failure = error
        for _, sent in letters:
            if sent.done():  # canceled
                continue
            if failure:
                sent.set_exception(failure)
            else:
                sent.set_result(None)
