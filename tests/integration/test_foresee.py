"""What an API node on celery knows of the queue, and of workers, without asking."""

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
from redis import Redis

from verifier.engine import Backlog, Job, JobKind, Ticket
from verifier.engine.celery import CeleryEngine
from verifier.engine.roster import leave, speak
from verifier.errors import EngineFullError
from verifier.selftest import believed, unavailable

STATUSES = [believed("python"), unavailable("rust", "no compiler")]
PATIENT = Ticket()
LIMIT = 5


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        yield redis


def with_engine(url: str, act: Callable[[CeleryEngine], Awaitable[None]]) -> None:
    async def run() -> None:
        engine = CeleryEngine(
            url, queue_limit=LIMIT, report_ttl_s=60, longest_verification_s=60
        )
        await engine.start()
        try:
            await act(engine)
        finally:
            await engine.close()

    asyncio.run(run())


async def put(engine: CeleryEngine, count: int) -> None:
    for _ in range(count):
        await engine.submit(
            Job(
                id=secrets.token_hex(8),
                kind=JobKind.RUN,
                body=b"{}",
                submitted_at=time.time(),
                language="python",
            )
        )


async def foreseen(
    engine: CeleryEngine, wanted: Backlog | None, language: str | None = "python"
) -> Backlog | None:
    """Return what is foreseen, as soon as it is what is wanted, or some time later."""
    found = None
    for _ in range(200):
        ticket = Ticket(start_by=time.time() + 9)
        found = engine.foresee(ticket, lambda: language)
        if found == wanted and found is not None:
            return found
        await asyncio.sleep(0.05)
    return found


def test_jobs_and_slots_are_known_a_moment_later(store: Redis, redis_url: str) -> None:
    speak(store, "one", 2, STATUSES)

    async def act(engine: CeleryEngine) -> None:
        await put(engine, 3)
        assert engine.foresee(Ticket(start_by=time.time()), lambda: "python") is None
        assert engine.foresee(PATIENT, lambda: "python") is None

        wanted = Backlog(ahead=3, slots=2)
        assert await foreseen(engine, wanted) == wanted
        elsewhere = Backlog(ahead=0, slots=0)
        assert await foreseen(engine, elsewhere, "rust") == elsewhere
        assert engine.foresee(Ticket(start_by=time.time()), lambda: None) is None

    with_engine(redis_url, act)


def test_workers_that_come_and_go_are_noticed_by_refusals_alone(
    store: Redis, redis_url: str
) -> None:
    speak(store, "one", 2, STATUSES)

    async def act(engine: CeleryEngine) -> None:
        await put(engine, 3)
        one = Backlog(ahead=3, slots=2)
        assert await foreseen(engine, one) == one
        speak(store, "two", 4, STATUSES)
        both = Backlog(ahead=3, slots=6)
        assert await foreseen(engine, both) == both
        leave(store, "one")
        leave(store, "two")
        none = Backlog(ahead=3, slots=0)
        assert await foreseen(engine, none) == none

    with_engine(redis_url, act)


def test_full_queue_is_foreseen(store: Redis, redis_url: str) -> None:
    async def act(engine: CeleryEngine) -> None:
        await put(engine, LIMIT)
        with pytest.raises(EngineFullError):
            await put(engine, 1)
        assert not store.exists("verifier:running")
        assert len(store.keys("verifier:job:*")) == LIMIT  # nothing is left of it

        with pytest.raises(EngineFullError):
            await foreseen(engine, None)

    with_engine(redis_url, act)
