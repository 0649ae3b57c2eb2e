"""Sends scripts that are asked for at the same time to Redis together."""

import asyncio
from typing import Any

from redis.asyncio import Redis
from redis.exceptions import NoScriptError, RedisError

from verifier.engine.scripts import Script

_MOST_TOGETHER = 64

type _Asked = tuple[Script, tuple[Any, ...], asyncio.Future[Any]]


class Gathering:
    """Runs scripts; those that are asked for while one is under way go in one message.

    A batch's jobs would else take a connection, a message and a wake-up each.

    Args:
        redis: Where they run.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._waiting: list[_Asked] = []
        self._is_busy = False
        self._draining: asyncio.Task[None] | None = None

    async def run(self, script: Script, *arguments: Any) -> Any:
        """Run a script, as `Script.run_async` does.

        Raises:
            RedisError: Redis cannot be reached, or refuses.
        """
        if self._is_busy:
            asked = asyncio.get_running_loop().create_future()
            self._waiting.append((script, arguments, asked))
            return await asked
        self._is_busy = True
        try:
            return await script.run_async(self._redis, *arguments)
        finally:
            if self._waiting:
                self._draining = asyncio.create_task(self._drain())
            else:
                self._is_busy = False

    async def _drain(self) -> None:
        try:
            while self._waiting:
                some = self._waiting[:_MOST_TOGETHER]
                del self._waiting[:_MOST_TOGETHER]
                await self._run_together(some)
        finally:
            self._is_busy = False

    async def _run_together(self, some: list[_Asked]) -> None:
        try:
            answers = await self._answers(some)
        except BaseException as error:
            answers = [_for_others(error)] * len(some)
            if not isinstance(error, Exception):
                raise
        finally:
            for answer, (*_, asked) in zip(answers, some, strict=True):
                _tell(asked, answer)

    async def _answers(self, some: list[_Asked]) -> list[Any]:
        """Return what each of them is told, or the error that it met."""
        async with self._redis.pipeline(transaction=False) as pipe:
            for script, arguments, _ in some:
                pipe.evalsha(script.digest, 0, *arguments)
            answers = await pipe.execute(raise_on_error=False)
        for place, (script, arguments, _) in enumerate(some):
            if isinstance(answers[place], NoScriptError):  # it has not been begun
                try:
                    answers[place] = await script.run_async(self._redis, *arguments)
                except RedisError as error:
                    answers[place] = error
        return answers


def _tell(asked: asyncio.Future[Any], answer: Any) -> None:
    if asked.done():  # canceled
        return
    if isinstance(answer, Exception):
        asked.set_exception(answer)
    else:
        asked.set_result(answer)


def _for_others(error: BaseException) -> Exception:
    """Return what those are told who waited for what has ended."""
    if isinstance(error, Exception):
        return error
    return ConnectionError("the engine is closed")
