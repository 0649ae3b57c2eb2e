"""Slots go on with their queue, and no job is left without a token or a slot."""

import asyncio
import threading
import time
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from verifier.engine import Job, JobKind, Lane, Ticket
from verifier.engine.fair_redis import (
    RUNNING_KEY,
    Asking,
    FairDoor,
    Mode,
    Placed,
    leave,
    queue_name,
    queue_of,
    send_token,
    take,
    told,
)
from verifier.engine.mailbox import job_key, replies_channel, report_key
from verifier.engine.steps import Finished

QUEUE = queue_name(Lane.INTERACTIVE, "python")
ELSEWHERE = queue_name(Lane.BATCH, "python")


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        yield redis


def job(name: str, lane: Lane = Lane.INTERACTIVE) -> Job:
    return Job(
        id=name,
        kind=JobKind.VERIFICATION,
        body=b"{}",
        submitted_at=0.0,
        language="python",
        ticket=Ticket(lane=lane),
    )


def put(url: str, *jobs: Job, slots: int = 2) -> list[Placed]:
    async def act() -> list[Placed]:
        async with AsyncRedis.from_url(url) as redis:
            door = FairDoor(redis, 1000)
            return [
                await door.put(
                    it, {"queue": queue_of(it)}, keep_s=60, lead_s=60, slots=slots
                )
                for it in jobs
            ]

    return asyncio.run(act())


def asking(token: str, slot: str = "slot", queue: str = QUEUE) -> Asking:
    return Asking(
        worker="worker", slot=slot, queue=queue, token=token, keep_s=60, stay_s=0.3
    )


def taken(store: Redis, who: Asking, mode: Mode, last: str = "") -> str | None:
    found = take(store, who, mode, last).taken
    return found.job_id if found else None


def test_slot_goes_on_with_the_next_job(store: Redis, redis_url: str) -> None:
    put(redis_url, job("one"), job("two"))
    who = asking("token")

    assert taken(store, who, Mode.FIRST) == "one"
    assert taken(store, who, Mode.NEXT, "one") == "two"


def test_token_that_comes_again_brings_what_the_slot_had_last(
    store: Redis, redis_url: str
) -> None:
    put(redis_url, job("one"), job("two"), job("three"))
    who = asking("token")
    taken(store, who, Mode.FIRST)
    taken(store, who, Mode.NEXT, "one")

    again = take(store, asking("token", "another slot"), Mode.FIRST).taken

    assert again
    assert again.job_id == "two"
    assert again.fields[b"attempts"] == b"2"


def test_who_lost_its_token_to_another_slot_gets_nothing_by_it(
    store: Redis, redis_url: str
) -> None:
    put(redis_url, job("one"), job("two"), job("three"))
    for slot in ("first", "second"):  # it was delivered twice
        assert taken(store, asking("token", slot), Mode.FIRST) == "one"

    assert taken(store, asking("token", "second"), Mode.NEXT, "one") == "two"
    assert taken(store, asking("token", "first"), Mode.NEXT, "one") is None


def test_job_is_running_as_soon_as_it_is_taken(store: Redis, redis_url: str) -> None:
    put(redis_url, job("one"))
    taken(store, asking("token"), Mode.FIRST)

    assert store.hmget(job_key("one"), ["state", "attempts"]) == [b"running", b"1"]


def test_job_that_is_gone_is_not_made_again(store: Redis, redis_url: str) -> None:
    put(redis_url, job("one"))
    store.delete(job_key("one"))

    found = take(store, asking("token"), Mode.FIRST).taken

    assert found
    assert not found.fields
    assert not store.exists(job_key("one"))


def test_slot_with_time_to_spare_leaves_for_other_queues(
    store: Redis, redis_url: str
) -> None:
    put(redis_url, job("one"), job("two"), job("other", Lane.BATCH))
    who = asking("token")
    taken(store, who, Mode.FIRST)

    assert taken(store, who, Mode.SPARE, "one") is None
    assert taken(store, who, Mode.NEXT, "one") == "two"


def test_who_leaves_jobs_without_a_token_is_told_so(
    store: Redis, redis_url: str
) -> None:
    put(redis_url, job("one"), job("two"))
    who = asking("token")

    assert take(store, who, Mode.FIRST).lacks_token
    assert take(store, who, Mode.LEAVE, "one").lacks_token
    store.lpush(QUEUE, "a token")
    assert not take(store, who, Mode.LEAVE, "one").lacks_token


def test_there_are_no_more_tokens_than_slots(store: Redis, redis_url: str) -> None:
    [first] = put(redis_url, job("one"))
    store.lpush(QUEUE, "a token")
    [second] = put(redis_url, job("two"))
    store.lpush(QUEUE, "another")
    [third] = put(redis_url, job("three"))

    assert [it.needs_token for it in (first, second, third)] == [True, True, False]


def test_slot_that_stays_is_told_of_a_job(store: Redis, redis_url: str) -> None:
    who = asking("token")
    assert take(store, who, Mode.NEXT).is_staying
    later = threading.Timer(0.1, put, (redis_url, job("one")))
    later.start()
    begin = time.monotonic()

    assert told(store, who)
    assert time.monotonic() - begin < 0.29
    later.join()
    assert taken(store, who, Mode.NEXT) == "one"


def test_job_that_a_staying_slot_is_told_of_needs_no_token(
    store: Redis, redis_url: str
) -> None:
    take(store, asking("token"), Mode.NEXT)
    placed = put(redis_url, job("one"), job("two"))

    assert [it.needs_token for it in placed] == [False, True]


def test_slot_that_stayed_for_nothing_leaves(store: Redis, redis_url: str) -> None:
    who = asking("token")
    take(store, who, Mode.NEXT)

    assert not told(store, who)
    [placed] = put(redis_url, job("one"))
    assert placed.needs_token


def test_slot_that_is_told_while_it_leaves_looks_again(
    store: Redis, redis_url: str
) -> None:
    who = asking("token")
    take(store, who, Mode.NEXT)
    put(redis_url, job("one"))

    assert leave(store, who)


def test_word_that_was_lost_is_taken_for_a_job(store: Redis, redis_url: str) -> None:
    who = asking("token")
    take(store, who, Mode.NEXT)
    put(redis_url, job("one"))
    store.delete("verifier:told:slot")

    assert leave(store, who)


def test_who_asks_again_because_the_answer_was_lost_gets_the_same_job(
    store: Redis, redis_url: str
) -> None:
    put(redis_url, job("one"), job("two"), job("three"))
    who = asking("token")
    taken(store, who, Mode.FIRST)

    answers = [taken(store, who, Mode.NEXT, "one") for _ in range(2)]

    assert answers == ["two", "two"]


def test_report_is_kept_in_the_same_step(store: Redis, redis_url: str) -> None:
    put(redis_url, job("one"), job("two"))
    who = asking("token")
    first = take(store, who, Mode.FIRST).taken
    assert first
    done = Finished(job_id="one", report=b"{}", node="node", word=first.word, keep_s=60)
    with store.pubsub(ignore_subscribe_messages=True) as heard:  # type: ignore[no-untyped-call]
        heard.subscribe(replies_channel("node"))
        heard.get_message(timeout=1)
        second = take(store, who, Mode.NEXT, "one", done).taken
        message = heard.get_message(timeout=1)

    assert second
    assert second.job_id == "two"
    assert store.get(report_key("one")) == b"{}"
    assert store.hkeys(RUNNING_KEY) == [b"two"]
    assert store.hget(job_key("one"), "body") is None
    assert message
    assert message["data"] == b"one {}"


def test_first_report_is_the_one_that_is_kept(store: Redis, redis_url: str) -> None:
    put(redis_url, job("one"))
    who = asking("token")
    for report in (b"first", b"second"):
        done = Finished(job_id="one", report=report, node="", word=b"", keep_s=60)
        take(store, who, Mode.LEAVE, "", done)

    assert store.get(report_key("one")) == b"first"


def test_slot_that_stays_leaves_for_a_job_elsewhere(
    store: Redis, redis_url: str
) -> None:
    who = asking("token")
    take(store, who, Mode.NEXT)
    [placed] = put(redis_url, job("other", Lane.BATCH))
    begin = time.monotonic()

    assert placed.needs_token
    assert not told(store, who)
    assert time.monotonic() - begin < 0.2


def test_slot_does_not_stay_while_others_wait(store: Redis, redis_url: str) -> None:
    put(redis_url, job("other", Lane.BATCH))

    assert not take(store, asking("token"), Mode.NEXT).is_staying
    assert not take(store, asking("token"), Mode.SPARE).is_staying


def test_slot_that_died_while_it_stayed_is_not_counted_on(
    store: Redis, redis_url: str
) -> None:
    take(store, asking("token", "dead"), Mode.NEXT)
    time.sleep(0.35)

    [placed] = put(redis_url, job("one"))
    assert placed.needs_token


def test_token_is_sent_without_memory(store: Redis) -> None:
    store.config_set("maxmemory", 1)
    try:
        send_token(store, QUEUE, b"a token")
    finally:
        store.config_set("maxmemory", 0)

    assert store.lrange(QUEUE, 0, -1) == [b"a token"]
