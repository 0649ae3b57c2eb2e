"""Scripts that are asked for together run together, and fail by themselves."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError, ResponseError

from verifier.engine.gathering import Gathering
from verifier.engine.scripts import Script

COUNT = Script("return redis.call('INCRBY', 'count', ARGV[1])")
FAIL = Script("return redis.call('INCRBY', 'word', ARGV[1])")


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        redis.script_flush()
        redis.set("word", "no number")
        yield redis


def together(url: str, *asked: Script) -> list[Any]:
    """Return what each is told, be it an error."""

    async def act() -> list[Any]:
        async with AsyncRedis.from_url(url) as redis:
            gathering = Gathering(redis)
            runs = (gathering.run(script, 1) for script in asked)
            return await asyncio.gather(*runs, return_exceptions=True)

    return asyncio.run(act())


def test_each_is_told_its_own_answer(store: Redis, redis_url: str) -> None:
    assert together(redis_url, *[COUNT] * 200) == list(range(1, 201))


def test_they_take_one_connection(store: Redis, redis_url: str) -> None:
    def connections() -> int:
        info: Any = store.info("stats")
        return int(info["total_connections_received"])

    before = connections()
    together(redis_url, *[COUNT] * 100)

    assert connections() - before == 1


def test_one_that_fails_is_told_so_alone(store: Redis, redis_url: str) -> None:
    found = together(redis_url, COUNT, COUNT, FAIL, COUNT)

    assert [found[0], found[1], found[3]] == [1, 2, 3]
    assert isinstance(found[2], ResponseError)


def test_all_are_told_that_redis_is_gone() -> None:
    found = together("redis://127.0.0.1:1/0", *[COUNT] * 5)

    assert len(found) == 5
    assert all(isinstance(it, RedisError) for it in found)


def test_it_goes_on_after_one_was_canceled(store: Redis, redis_url: str) -> None:
    async def act() -> list[Any]:
        async with AsyncRedis.from_url(redis_url) as redis:
            gathering = Gathering(redis)
            tasks = [asyncio.create_task(gathering.run(COUNT, 1)) for _ in range(4)]
            await asyncio.sleep(0)
            tasks[0].cancel()  # the one that is under way
            tasks[2].cancel()
            found = await asyncio.gather(*tasks, return_exceptions=True)
            return [*found, await gathering.run(COUNT, 1)]

    found = asyncio.run(act())

    assert isinstance(found[0], asyncio.CancelledError)
    assert isinstance(found[2], asyncio.CancelledError)
    assert found[1] < found[3] < found[4]
