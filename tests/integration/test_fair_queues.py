"""Both queues, in memory and in Redis, are fair in the same way."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from typing import Any, Protocol, override

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from verifier.engine import Job, JobKind, Lane, Ticket
from verifier.engine.fair_queue import FairQueue
from verifier.engine.fair_redis import (
    Asking,
    FairDoor,
    Mode,
    lane_of,
    queue_of,
    take,
)
from verifier.engine.lanes import LaneCycle, first_lanes
from verifier.engine.queue_view import QueueView, Seen
from verifier.errors import EngineFullError, OwnerFullError

MOST = 1000


class Queue(Protocol):
    """What the tests do with either queue, within one lane."""

    def put(self, job: Job) -> None: ...
    def pop(self) -> str | None: ...
    def remove(self, job: Job) -> None: ...
    def ahead(self, job: Job) -> int: ...
    def counts(self) -> dict[Lane, int]: ...


class InMemory(Queue):
    """The embedded engine's."""

    def __init__(self) -> None:
        self._queue = FairQueue(MOST)

    @override
    def put(self, job: Job) -> None:
        self._queue.check(job.ticket)
        self._queue.put(job.id, job.ticket)

    @override
    def pop(self) -> str | None:
        return self._queue.pop() if len(self._queue) else None

    @override
    def remove(self, job: Job) -> None:
        self._queue.remove(job.id)

    @override
    def ahead(self, job: Job) -> int:
        return self._queue.ahead(job.ticket)

    @override
    def counts(self) -> dict[Lane, int]:
        return self._queue.counts()


def asking(queue: str, token: str, slot: str = "slot") -> Asking:
    return Asking(
        worker="worker", slot=slot, queue=queue, token=token, keep_s=60, stay_s=0.2
    )


class InRedis(Queue):
    """The celery engine's."""

    def __init__(self, url: str) -> None:
        self.url, self.redis = url, Redis.from_url(url)
        self._tokens = itertools.count()
        self.queue = queue_of(job("any"))

    def _with_door(self, action: str, *arguments: object) -> Any:
        async def act() -> Any:
            async with AsyncRedis.from_url(self.url) as redis:
                return await getattr(FairDoor(redis, MOST), action)(*arguments)

        return asyncio.run(act())

    @override
    def put(self, job: Job) -> None:
        place = {"queue": queue_of(job), "owner": job.ticket.owner}

        async def put() -> None:
            async with AsyncRedis.from_url(self.url) as redis:
                door = FairDoor(redis, MOST)
                placed = await door.put(job, place, keep_s=60, lead_s=60)
                assert placed.leader is None

        asyncio.run(put())

    @override
    def pop(self) -> str | None:
        token = f"token{next(self._tokens)}"
        taken = take(self.redis, asking(self.queue, token), Mode.FIRST).taken
        return taken.job_id if taken else None

    @override
    def remove(self, job: Job) -> None:
        self._with_door("remove", job.id)

    @override
    def ahead(self, job: Job) -> int:
        return int(self._with_door("ahead", job))

    @override
    def counts(self) -> dict[Lane, int]:
        found: dict[Lane, int] = self._with_door("counts")
        return found

    def seen(self) -> Seen:
        """Return what an API node sees of it without asking each time."""

        async def look() -> Seen:
            async with AsyncRedis.from_url(self.url) as redis:
                view = QueueView(redis)
                assert view.latest() is None  # it has only begun to look
                await view.look()
                seen = view.latest()
                await view.close()
                assert seen is not None
                return seen

        return asyncio.run(look())


@pytest.fixture(params=["memory", "redis"])
def queue(request: pytest.FixtureRequest) -> Iterator[Queue]:
    if request.param == "memory":
        yield InMemory()
        return
    yield request.getfixturevalue("in_redis")


@pytest.fixture
def in_redis(redis_url: str) -> Iterator[InRedis]:
    made = InRedis(redis_url)
    made.redis.flushall()
    yield made
    made.redis.close()


def job(
    job_id: str, owner: str = "", language: str = "python", **ticket: object
) -> Job:
    return Job(
        id=job_id,
        kind=JobKind.RUN,
        body=b"{}",
        submitted_at=0,
        language=language,
        ticket=Ticket(owner=owner, **ticket),  # type: ignore[arg-type]
    )


def drained(queue: Queue) -> list[str]:
    return list(iter(queue.pop, None))


def test_one_owners_jobs_come_in_their_order(queue: Queue) -> None:
    names = [f"job{number}" for number in range(20)]
    for name in names:
        queue.put(job(name))

    assert drained(queue) == names


def test_owner_of_one_job_is_not_behind_a_thousand(queue: Queue) -> None:
    for number in range(300):
        queue.put(job(f"a{number}", "a"))
    queue.put(job("b0", "b"))

    assert "b0" in drained(queue)[:2]


def test_owners_share_by_weight(queue: Queue) -> None:
    for number in range(90):
        for owner, weight in (("a", 1.0), ("b", 2.0)):
            queue.put(job(f"{owner}{number}", owner, weight=weight))

    first = Counter(name[0] for name in drained(queue)[:60])

    assert first == {"a": 20, "b": 40}


def test_owner_who_was_away_has_saved_nothing_up(queue: Queue) -> None:
    for number in range(50):
        queue.put(job(f"a{number}", "a"))
    for _ in range(40):
        queue.pop()
    for number in range(50):
        queue.put(job(f"b{number}", "b"))

    first = Counter(name[0] for name in drained(queue)[:10])

    assert first == {"a": 5, "b": 5}


def test_priority_orders_one_owners_jobs_alone(queue: Queue) -> None:
    queue.put(job("low", "a"))
    queue.put(job("high", "a", priority=9))
    queue.put(job("other", "b"))

    order = drained(queue)

    assert order.index("high") < order.index("low")
    assert order.index("other") < order.index("low")


def test_removed_job_does_not_come(queue: Queue) -> None:
    jobs = [job(f"job{number}") for number in range(3)]
    for one in jobs:
        queue.put(one)
    queue.remove(jobs[1])

    assert queue.counts()[Lane.INTERACTIVE] == 2
    assert drained(queue) == ["job0", "job2"]
    assert queue.counts()[Lane.INTERACTIVE] == 0


def test_full_lane_takes_no_more_and_others_do(queue: Queue) -> None:
    for number in range(MOST):
        queue.put(job(f"job{number}"))

    with pytest.raises(EngineFullError):
        queue.put(job("more"))
    queue.put(job("batch", lane=Lane.BATCH))

    assert queue.counts() == {
        Lane.INTERACTIVE: MOST,
        Lane.BATCH: 1,
        Lane.GENERATION: 0,
    }


def test_owners_share_of_the_queue_is_bounded(queue: Queue) -> None:
    queue.put(job("a0", "a", most_waiting=1))

    with pytest.raises(OwnerFullError, match="1 of yours are waiting"):
        queue.put(job("a1", "a", most_waiting=1))
    queue.put(job("b0", "b", most_waiting=1))


def test_owners_share_is_that_of_a_lane_whatever_the_language(queue: Queue) -> None:
    queue.put(job("a0", "a", "python", most_waiting=2))
    queue.put(job("a1", "a", "cpp", most_waiting=2))

    with pytest.raises(OwnerFullError, match="2 of yours are waiting"):
        queue.put(job("a2", "a", "rust", most_waiting=2))
    queue.put(job("a3", "a", "rust", lane=Lane.BATCH, most_waiting=2))


def test_estimate_counts_what_comes_before(queue: Queue) -> None:
    for number in range(100):
        queue.put(job(f"a{number}", "a"))
    for number in range(3):
        queue.put(job(f"b{number}", "b"))

    assert queue.ahead(job("x", "a")) == 103
    assert queue.ahead(job("x", "b")) == 3 + 4
    assert queue.ahead(job("x", "c")) == 2
    assert queue.ahead(job("x", "a", priority=1)) == 1


@pytest.mark.parametrize("owner", ["a", "b", "c"])
def test_estimate_is_what_happens(queue: Queue, owner: str) -> None:
    for number in range(30):
        queue.put(job(f"a{number}", "a"))
    for number in range(4):
        queue.put(job(f"b{number}", "b"))
    mine = job("mine", owner)
    expected = queue.ahead(mine)
    queue.put(mine)

    assert abs(drained(queue).index("mine") - expected) <= 1


def test_token_that_comes_again_brings_the_same_job(in_redis: InRedis) -> None:
    in_redis.put(job("one"))
    in_redis.put(job("two"))
    store, queue = in_redis.redis, in_redis.queue

    answers = [take(store, asking(queue, "token"), Mode.FIRST) for _ in range(3)]

    assert [it.taken.job_id for it in answers if it.taken] == ["one"] * 3
    assert in_redis.counts()[Lane.INTERACTIVE] == 1


@pytest.mark.parametrize("owner", ["a", "b", "c"])
@pytest.mark.parametrize("weight", [0.5, 1.0, 3.0])
def test_estimate_of_the_view_is_that_of_the_queue(
    in_redis: InRedis, owner: str, weight: float
) -> None:
    for number in range(30):
        in_redis.put(job(f"a{number}", "a"))
    for number in range(9):
        in_redis.put(job(f"b{number}", "b", weight=2.0))
        in_redis.put(job(f"c{number}", "c", "cpp"))
        in_redis.put(job(f"d{number}", "d", lane=Lane.BATCH))
    mine = job("mine", owner, weight=weight)
    seen = in_redis.seen()

    assert seen.ahead(mine.ticket, in_redis.queue) == in_redis.ahead(mine)
    assert seen.counts == in_redis.counts()
    assert seen.ahead(job("x", owner, priority=1).ticket, in_redis.queue) is None


def test_view_refuses_what_the_queue_refuses(in_redis: InRedis) -> None:
    in_redis.put(job("a0", "a"))
    in_redis.put(job("a1", "a", "cpp"))
    seen = in_redis.seen()

    seen.check(job("x", "a", most_waiting=3).ticket, 3)
    seen.check(job("x", "b", most_waiting=1).ticket, 3)
    seen.check(job("x", "a", lane=Lane.BATCH, most_waiting=1).ticket, 1)
    with pytest.raises(OwnerFullError, match="2 of yours are waiting"):
        seen.check(job("x", "a", most_waiting=2).ticket, 3)
    with pytest.raises(EngineFullError):
        seen.check(job("x", "b").ticket, 2)


def test_view_asks_once_however_many_want_to_know(in_redis: InRedis) -> None:
    in_redis.put(job("a0", "a"))

    async def want() -> int:
        async with AsyncRedis.from_url(in_redis.url) as redis:
            view = QueueView(redis)
            before = calls_of(in_redis.redis)
            for _ in range(1000):
                view.latest()
                await asyncio.sleep(0)
            await asyncio.sleep(0.3)
            assert view.latest() is not None
            await view.close()
            return calls_of(in_redis.redis) - before

    assert asyncio.run(want()) <= 12


def calls_of(redis: Redis) -> int:
    """Return how many scripts have been run."""
    stats: Any = redis.info("commandstats")
    return sum(
        int(stats.get(f"cmdstat_{name}", {}).get("calls", 0))
        for name in ("eval", "evalsha")
    )


def test_view_of_a_redis_that_is_gone_is_none() -> None:
    async def look() -> Seen | None:
        async with AsyncRedis.from_url("redis://127.0.0.1:1/0") as redis:
            view = QueueView(redis)
            await view.look()
            seen = view.latest()
            await view.close()
            return seen

    assert asyncio.run(look()) is None


def test_lanes_get_slots_by_weight() -> None:
    queue = FairQueue(MOST)
    for number in range(60):
        for lane in Lane:
            queue.put(f"{lane} {number}", Ticket(lane=lane))

    first = Counter(queue.pop().split()[0] for _ in range(24))

    assert first == {"interactive": 16, "batch": 6, "generation": 2}


def test_worker_asks_another_lane_first_each_time() -> None:
    names = [queue_of(job("x", lane=lane)) for lane in Lane]
    order = LaneCycle(names)

    firsts = Counter(lane_of(order.consume(3)[0]) for _ in range(24))

    assert firsts == {Lane.INTERACTIVE: 16, Lane.BATCH: 6, Lane.GENERATION: 2}
    assert first_lanes()[0] is Lane.INTERACTIVE
