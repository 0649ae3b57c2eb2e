"""Which workers live, what they have, and how that is told in few words.

Thousands of workers are of few groups: all that have the same slots and languages are
one. API nodes count groups, which costs them and Redis the same for three workers and
for three thousand; what a group's languages are they read once.

    verifier:workers            hash: worker -> group
    verifier:groups             sorted set: groups (`SLOTS:DIGEST`) by last word
    verifier:group:<group>      sorted set: its workers by last word
    verifier:statuses:<digest>  what their languages are like, JSON

All times are Redis's.
"""

import hashlib
import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import batched
from typing import Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from verifier.engine.scripts import Script
from verifier.engine.steps import ALWAYS, seconds_of
from verifier.selftest import LanguageStatus

WORKERS_KEY = "verifier:workers"
WORKER_TTL_S = 30.0
"""Seconds after its last word for which a worker is taken to live."""
_FORGOTTEN_AFTER_S = 10 * WORKER_TTL_S
_STATUSES_TTL_S = 3600
_STATUSES_KEPT = 256

_LIB = """
local function key(group) return 'verifier:group:' .. group end
local function now()
  local time = redis.call('TIME')
  return tonumber(time[1]) + tonumber(time[2]) / 1000000
end
local function forget(worker, group)
  redis.call('ZREM', key(group), worker)
  if redis.call('EXISTS', key(group)) == 0 then
    redis.call('ZREM', 'verifier:groups', group)
  end
end
"""
_SPEAK = Script(
    ALWAYS
    + _LIB
    + """
local worker, group = ARGV[1], ARGV[2]
local at, before = now(), redis.call('HGET', 'verifier:workers', worker)
if before and before ~= group then forget(worker, before) end
redis.call('HSET', 'verifier:workers', worker, group)
redis.call('ZADD', key(group), at, worker)
redis.call('ZADD', 'verifier:groups', at, group)
return redis.call('EXPIRE', 'verifier:statuses:' .. ARGV[3], ARGV[4])
"""
)
_KEEP = Script(
    ALWAYS
    + """
return redis.call('SET', 'verifier:statuses:' .. ARGV[1], ARGV[2], 'EX', ARGV[3])
"""
)
_LEAVE = Script(
    ALWAYS
    + _LIB
    + """
local group = redis.call('HGET', 'verifier:workers', ARGV[1])
if group then forget(ARGV[1], group) end
return redis.call('HDEL', 'verifier:workers', ARGV[1])
"""
)
_COUNT = Script(
    ALWAYS
    + _LIB
    + """
local since, found = now() - ARGV[1], {}
for _, group in ipairs(redis.call('ZRANGEBYSCORE', 'verifier:groups', since, '+inf')) do
  table.insert(found, group)
  table.insert(found, redis.call('ZCOUNT', key(group), since, '+inf'))
end
return {redis.call('TIME'), found}
"""
)
_LIVING = Script(
    ALWAYS
    + _LIB
    + """
local at, found = now(), {}
for _, group in ipairs(redis.call('ZRANGE', 'verifier:groups', 0, -1)) do
  local old = redis.call('ZRANGEBYSCORE', key(group), '-inf', at - ARGV[2])
  for _, worker in ipairs(old) do
    redis.call('HDEL', 'verifier:workers', worker)
    forget(worker, group)
  end
  for _, worker in ipairs(redis.call('ZRANGEBYSCORE', key(group), at - ARGV[1], '+inf'))
  do table.insert(found, worker) end
end
return found
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Workers that are alike.

    Attributes:
        slots: Slots of all of them.
        statuses: Their languages, as far as they have been tried.
    """

    slots: int
    statuses: Sequence[LanguageStatus]


def speak(
    redis: Redis, worker: str, slots: int, statuses: Sequence[LanguageStatus]
) -> None:
    """Say that a worker lives, and what it has.

    Raises:
        RedisError: Redis cannot be reached.
    """
    text = json.dumps([status.model_dump() for status in statuses])
    digest = hashlib.blake2b(text.encode(), digest_size=16).hexdigest()
    group = f"{slots}:{digest}"
    if not _SPEAK.run(redis, worker, group, digest, _STATUSES_TTL_S):
        _KEEP.run(redis, digest, text, _STATUSES_TTL_S)


def leave(redis: Redis, worker: str) -> None:
    """Say that a worker is no longer there.

    Raises:
        RedisError: Redis cannot be reached.
    """
    _LEAVE.run(redis, worker)


def living(redis: Redis) -> set[str]:
    """Return the workers that live; those long dead are forgotten.

    Raises:
        RedisError: Redis cannot be reached.
    """
    names = _LIVING.run(redis, WORKER_TTL_S, _FORGOTTEN_AFTER_S)
    return {name.decode() for name in names}


def said_by(redis: Redis, worker: str) -> list[dict[str, Any]]:
    """Return the languages that a worker has told of; none before its first word.

    Raises:
        RedisError: Redis cannot be reached.
    """
    group: Any = redis.hget(WORKERS_KEY, worker)
    if group is None:
        return []
    text: Any = redis.get(_statuses_key(group.decode()))
    return list(json.loads(text)) if text else []


class Roster:
    """What an API node knows of workers.

    Args:
        redis: The store.
    """

    def __init__(self, redis: AsyncRedis) -> None:
        self._redis = redis
        self._statuses: OrderedDict[str, list[LanguageStatus]] = OrderedDict()

    async def ask(self) -> tuple[float, list[Group]]:
        """Return Redis's time, Unix, and the groups of workers that live.

        Raises:
            RedisError: Redis cannot be reached.
        """
        time, flat = await _COUNT.run_async(self._redis, WORKER_TTL_S)
        found = []
        for name, count in batched(flat, 2):
            group = name.decode()
            statuses = await self._statuses_of(group)
            if statuses is not None:
                slots = int(group.partition(":")[0]) * int(count)
                found.append(Group(slots=slots, statuses=statuses))
        return seconds_of([int(part) for part in time]), found

    async def _statuses_of(self, group: str) -> list[LanguageStatus] | None:
        """Return a group's languages; None: they have not been told yet."""
        key = _statuses_key(group)
        if key not in self._statuses:
            text = await self._redis.get(key)
            if text is None:
                return None
            words = json.loads(text)
            self._statuses[key] = [LanguageStatus.model_validate(it) for it in words]
            if len(self._statuses) > _STATUSES_KEPT:
                self._statuses.popitem(last=False)
        return self._statuses[key]


def _statuses_key(group: str) -> str:
    return f"verifier:statuses:{group.partition(':')[2]}"
