"""Both queues, in memory and in Redis, are fair in the same way."""

import asyncio
import itertools
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol, override

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.e2e.services import free_port, process
from tests.parts import need_redis
from verifier.engine import Job, JobKind, Lane, Ticket
from verifier.engine.fair_queue import FairQueue
from verifier.engine.fair_redis import FairDoor, lane_of, queue_of, take
from verifier.engine.lanes import LaneCycle, first_lanes
from verifier.engine.mailbox import job_key
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
        place: dict[Any, Any] = {"queue": queue_of(job), "owner": job.ticket.owner}
        self.redis.hset(job_key(job.id), mapping=place)

        async def put() -> None:
            async with AsyncRedis.from_url(self.url) as redis, redis.pipeline() as pipe:
                door = FairDoor(redis, MOST)
                door.put(pipe, job, 60)
                [answer] = await pipe.execute()
                assert door.leader_in(answer, job) is None

        asyncio.run(put())

    @override
    def pop(self) -> str | None:
        token = f"token{next(self._tokens)}"
        taken = take(self.redis, self.queue, token, "worker", 60)
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


@pytest.fixture(scope="module")
def redis_url(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[str]:
    server = need_redis(pytestconfig)
    folder, port = tmp_path_factory.mktemp("redis"), str(free_port())
    command = [server, "--port", port, "--save", "", "--dir", str(folder)]
    with process(command, {}, Path(folder / "log")):
        url = f"redis://127.0.0.1:{port}/0"
        with Redis.from_url(url, retry=Retry(ConstantBackoff(0.1), 100)) as redis:
            redis.ping()
        yield url


@pytest.fixture(params=["memory", "redis"])
def queue(request: pytest.FixtureRequest) -> Iterator[Queue]:
    if request.param == "memory":
        yield InMemory()
        return
    url = request.getfixturevalue("redis_url")
    made = InRedis(url)
    made.redis.flushall()
    yield made
    made.redis.close()


def job(job_id: str, owner: str = "", **ticket: object) -> Job:
    return Job(
        id=job_id,
        kind=JobKind.RUN,
        body=b"{}",
        submitted_at=0,
        language="python",
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


def test_token_that_comes_again_brings_the_same_job(redis_url: str) -> None:
    queue = InRedis(redis_url)
    queue.redis.flushall()
    queue.put(job("one"))
    queue.put(job("two"))

    taken = [take(queue.redis, queue.queue, "token", "worker", 60) for _ in range(3)]

    assert [found.job_id for found in taken if found] == ["one"] * 3
    assert queue.counts()[Lane.INTERACTIVE] == 1
    queue.redis.close()


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
