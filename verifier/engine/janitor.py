"""Puts right in Redis what workers that died left behind.

Celery returns a lost task after the longest verification, half an hour by default.
Workers say every few seconds that they live, so we need not wait for that: what a
worker ran whose last word is old goes back to the front of the queue. If it lives
after all, and only was out of reach, the job is done twice and has one report.
"""

import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from redis import Redis

from verifier.engine.engine import Job, NotReady
from verifier.engine.fair_redis import RUNNING_KEY, WAITING_KEY, put_back, taken_key
from verifier.engine.mailbox import (
    PARKED_KEY,
    job_key,
    parked_key,
    report_key,
)
from verifier.engine.roster import WORKER_TTL_S, living

log = structlog.get_logger()

_LOCK_KEY = "verifier:janitor"
_MOST_TOKENS = 100
_PARKED_S = 7 * 86_400
_MOST_PARKED = 1000


class Janitor:
    """Looks after the queue; each worker has one, and one at a time works.

    Args:
        redis: The store.
        send: Sends a token to a queue.
    """

    def __init__(self, redis: Redis, send: Callable[[str, str], None]) -> None:
        self._redis, self._send = redis, send
        self._dry: set[str] = set()

    def sweep(self) -> None:
        """Look once.

        Raises:
            RedisError: Redis cannot be reached.
        """
        if not self._redis.set(_LOCK_KEY, 1, nx=True, px=int(WORKER_TTL_S * 250)):
            return
        alive = living(self._redis)
        entries: Any = self._redis.hgetall(RUNNING_KEY)
        for job_id, word in entries.items():
            worker, token, queue = json.loads(word)
            if worker not in alive:
                self._give_back(job_id.decode(), token, queue)
        self._wake()

    def _give_back(self, job_id: str, token: str, queue: str) -> None:
        self._redis.hdel(RUNNING_KEY, job_id)
        owner: Any = self._redis.hget(job_key(job_id), "owner")
        if owner is None or self._redis.exists(report_key(job_id)):
            return
        # The old token may come again: it shall bring another job, or none.
        self._redis.delete(taken_key(token))
        self._redis.hset(job_key(job_id), "state", NotReady.QUEUED.value)
        put_back(self._redis, queue, owner.decode(), job_id)
        self._send(queue, f"{job_id}:{time.time():.0f}")
        log.warning("job given back", job=job_id, queue=queue)

    def _wake(self) -> None:
        """Send tokens to queues that twice had jobs and no token.

        Whoever put a job in may have died before its token was sent. Those that
        are too many bring nothing.
        """
        dry = set()
        counts: Any = self._redis.hgetall(WAITING_KEY)
        for name, count in counts.items():
            queue = name.decode()
            if int(count) > 0 and not self._redis.llen(queue):
                dry.add(queue)
                if queue in self._dry:
                    for number in range(min(int(count), _MOST_TOKENS)):
                        self._send(queue, f"wake:{time.time():.3f}:{number}")
        self._dry = dry


def park(redis: Redis, job: Job) -> None:
    """Keep a job that ends slots, for people to look at.

    Raises:
        RedisError: Redis cannot be reached.
    """
    log.error("job parked", job=job.id, kind=job.kind)
    fields: dict[Any, Any] = {"kind": job.kind.value, "body": job.body}
    with redis.pipeline(transaction=True) as pipe:
        pipe.hset(parked_key(job.id), mapping=fields)
        pipe.expire(parked_key(job.id), _PARKED_S)
        pipe.lpush(PARKED_KEY, job.id)
        pipe.ltrim(PARKED_KEY, 0, _MOST_PARKED - 1)
        pipe.execute()
