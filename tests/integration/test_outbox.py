"""Tokens go out as Celery would send them, no more at a time than there are slots."""

import asyncio
import base64
import json
from collections.abc import Iterator
from typing import Any

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import RedisError

from verifier.engine.celery import make_celery
from verifier.engine.mailbox import TASK
from verifier.engine.outbox import Outbox

QUEUE = "verifier.interactive.python"
_OWN = ("id", "root_id", "argsrepr", "correlation_id", "delivery_tag", "reply_to")
"""What each has of its own, or that only logs and results look at: there are none."""


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        yield redis


def send(url: str, tokens: list[str], slots: int = 1) -> None:
    async def act() -> None:
        async with AsyncRedis.from_url(url) as redis:
            outbox = Outbox(make_celery(url, 60), redis)
            outbox.slots = slots
            outbox.start()
            try:
                async with asyncio.timeout(20):
                    sends = (outbox.send(QUEUE, token) for token in tokens)
                    await asyncio.gather(*sends)
            finally:
                await outbox.close()

    asyncio.run(act())


def messages(store: Redis) -> list[Any]:
    found: Any = store.lrange(QUEUE, 0, -1)
    return [json.loads(message) for message in found]


def arguments(message: Any) -> Any:
    return json.loads(base64.b64decode(message["body"]))[0]


def test_message_is_the_one_that_celery_sends(store: Redis, redis_url: str) -> None:
    celery = make_celery(redis_url, 60)
    celery.send_task(TASK, args=[QUEUE, ["token"]], queue=QUEUE, retry=False)
    celery.close()
    [theirs] = messages(store)
    store.delete(QUEUE)
    send(redis_url, ["token"])
    [ours] = messages(store)

    for message in (theirs, ours):
        for part in (message["headers"], message["properties"]):
            for name in _OWN:
                if name in part:
                    assert isinstance(part[name], str)
                    part[name] = "its own"
        message["body"] = json.loads(base64.b64decode(message["body"]))
    assert ours == theirs


def test_messages_have_ids_of_their_own(store: Redis, redis_url: str) -> None:
    for token in ("one", "two"):
        send(redis_url, [token])
    first, second = messages(store)

    assert first["headers"]["id"] != second["headers"]["id"]
    tags = {it["properties"]["delivery_tag"] for it in (first, second)}
    assert len(tags) == 2
    assert first["headers"]["id"] == first["properties"]["correlation_id"]


def test_of_tokens_that_come_together_each_slot_gets_one(
    store: Redis, redis_url: str
) -> None:
    tokens = [f"token{number}" for number in range(100)]
    send(redis_url, tokens, slots=8)
    found = messages(store)

    sent = [arguments(message) for message in found]
    assert sorted(sent) == sorted([QUEUE, [token]] for token in tokens[:8])


def test_there_is_a_token_even_if_no_slot_is_known(
    store: Redis, redis_url: str
) -> None:
    send(redis_url, ["token"], slots=0)

    assert len(messages(store)) == 1


def test_who_sends_is_told_that_redis_is_gone() -> None:
    with pytest.raises(RedisError):
        send("redis://127.0.0.1:1/0", ["token"])
