"""Workers tell what they have; API nodes count them, however many there are."""

import asyncio
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from verifier.engine import roster
from verifier.engine.roster import Group, Roster, leave, living, said_by, speak
from verifier.engine.scripts import Script
from verifier.selftest import believed, unavailable

PYTHON = [believed("python"), unavailable("rust", "no compiler")]
RUST = [believed("python"), believed("rust")]
MANY = 1000


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        yield redis


def groups(url: str) -> list[Group]:
    async def ask() -> list[Group]:
        async with AsyncRedis.from_url(url) as redis:
            now, found = await Roster(redis).ask()
            assert abs(now - time.time()) < 5
            return found

    return sorted(asyncio.run(ask()), key=lambda group: group.slots)


def test_workers_that_are_alike_are_one_group(store: Redis, redis_url: str) -> None:
    speak(store, "one", 2, PYTHON)
    speak(store, "two", 2, PYTHON)
    speak(store, "three", 8, RUST)

    assert groups(redis_url) == [
        Group(slots=4, statuses=PYTHON),
        Group(slots=8, statuses=RUST),
    ]
    assert living(store) == {"one", "two", "three"}


def test_worker_that_has_tried_more_is_of_one_group(
    store: Redis, redis_url: str
) -> None:
    speak(store, "one", 2, PYTHON)
    speak(store, "one", 2, RUST)

    assert groups(redis_url) == [Group(slots=2, statuses=RUST)]
    assert store.zcard("verifier:groups") == 1
    assert [it["name"] for it in said_by(store, "one")] == ["python", "rust"]


def test_worker_that_leaves_is_gone_at_once(store: Redis, redis_url: str) -> None:
    speak(store, "one", 2, PYTHON)
    speak(store, "two", 2, PYTHON)
    leave(store, "one")
    leave(store, "never there")

    assert groups(redis_url) == [Group(slots=2, statuses=PYTHON)]
    assert living(store) == {"two"}
    assert said_by(store, "one") == []


def test_worker_that_says_nothing_dies_and_is_forgotten(
    store: Redis, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(roster, "WORKER_TTL_S", 0.5)
    speak(store, "one", 2, PYTHON)
    time.sleep(0.6)

    assert groups(redis_url) == []
    assert living(store) == set()
    assert store.hlen("verifier:workers") == 1
    monkeypatch.setattr(roster, "_FORGOTTEN_AFTER_S", 0.5)
    assert living(store) == set()
    assert store.hlen("verifier:workers") == 0
    assert store.zcard("verifier:groups") == 0


def test_statuses_that_redis_has_lost_are_told_again(
    store: Redis, redis_url: str
) -> None:
    speak(store, "one", 2, PYTHON)
    for key in store.keys("verifier:statuses:*"):
        store.delete(key)

    assert groups(redis_url) == []
    speak(store, "one", 2, PYTHON)
    assert groups(redis_url) == [Group(slots=2, statuses=PYTHON)]


def test_a_thousand_workers_cost_a_node_no_more_than_one(
    store: Redis, redis_url: str
) -> None:
    def bytes_read() -> int:
        async def ask() -> int:
            async with AsyncRedis.from_url(redis_url) as redis:
                known = Roster(redis)
                await known.ask()  # what languages are like is read once
                before = sent(store)
                await known.ask()
                return sent(store) - before

        return asyncio.run(ask())

    def sent(redis: Redis) -> int:
        return int(redis.info("stats")["total_net_output_bytes"])

    speak(store, "worker", 2, PYTHON)
    one = bytes_read()
    for number in range(MANY):
        speak(store, f"worker{number}", 2, PYTHON)

    assert groups(redis_url) == [Group(slots=2 * (MANY + 1), statuses=PYTHON)]
    assert bytes_read() < one + 100


def test_script_is_sent_again_to_a_redis_that_has_forgotten_it(
    store: Redis, redis_url: str
) -> None:
    script = Script("return ARGV[1] + 1")

    async def run() -> int:
        async with AsyncRedis.from_url(redis_url) as redis:
            return int(await script.run_async(redis, 3))

    for _ in range(2):
        store.script_flush()
        assert script.run(store, 1) == 2
        store.script_flush()
        assert asyncio.run(run()) == 4
    assert store.script_exists(script.digest) == [True]
