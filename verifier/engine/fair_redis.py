"""The fair queue of the celery engine, in Redis; `fair_queue` says what is fair.

A Celery message is a token: it says that something waits in its queue, and where the
queue's name ends, what for. Whoever takes the token takes the job whose turn it is
then. So the order of messages decides nothing, and a message that is delivered twice
brings the same job twice.

A slot that has done its token's job goes on with the next one of that queue, and waits
a moment for one if there is none (it stays), because a token costs more than a small
job. So there need not be a token for each job, but one wherever jobs wait:

- who puts a job in sends one unless a slot that stays is told of it, or as many lie in
  the queue as there are slots;
- who takes a job, or leaves, while others wait and no token lies there, sends one.

A token that comes again, because its slot died, brings the job that the slot had last.

    verifier:fair:waiting             hash: queue -> jobs that wait
    verifier:fair:<queue>:owners      sorted set: owners by virtual time
    verifier:fair:<queue>:clock       virtual time of the last one served
    verifier:fair:<queue>:steps       hash: owner -> what a job costs it
    verifier:fair:<queue>:of:<owner>  sorted set: its jobs by priority and age
    verifier:fair:number              counts jobs
    verifier:taken:<token>            the job that a token has brought, the last one
    verifier:staying                  sorted set: queue and slot by when it leaves
    verifier:told:<slot>              list: what a slot that stays is told
    verifier:running                  hash: job -> worker, token and queue, JSON
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import batched, chain
from typing import Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from verifier.engine.engine import Job, Lane, Ticket
from verifier.engine.gathering import Gathering
from verifier.engine.lanes import LANE_WEIGHTS
from verifier.engine.mailbox import job_key, leader_key
from verifier.engine.scripts import Script
from verifier.engine.steps import ALWAYS, Finished, finishing, seconds_of
from verifier.errors import EngineFullError, OwnerFullError

_PREFIX = "verifier:fair:"
WAITING_KEY = f"{_PREFIX}waiting"
RETRY_AFTER_S = 2.0
ANY_LANGUAGE = "any"
"""What the queue is called of jobs that any worker can do."""
_FULL, _OWNER_FULL = -1, -2
_FIRST = 100
"""Above all priorities that can be asked for."""
_NO_LIMIT = 2**40
RUNNING_KEY = "verifier:running"

_CHECK = """
local prefix, queue, owner = ARGV[1], ARGV[2], ARGV[3]
local lane = string.match(queue, '^(.*)%.')
local quota = tonumber(ARGV[5])
local all, owned = 0, 0
local counts = redis.call('HGETALL', prefix .. 'waiting')
for i = 1, #counts, 2 do
  if string.match(counts[i], '^(.*)%.') == lane and tonumber(counts[i + 1]) > 0 then
    all = all + counts[i + 1]
    if quota >= 0 then
      owned = owned + redis.call('ZCARD', prefix .. counts[i] .. ':of:' .. owner)
    end
  end
end
if quota >= 0 and owned >= quota then return -2 end
if all >= tonumber(ARGV[4]) then return -1 end
"""
_PUT = Script(
    """
local leader, job_key = ARGV[9], 'verifier:job:' .. ARGV[6]
local function keep()
  if ARGV[13] then
    redis.call('HSET', job_key, unpack(ARGV, 13))
    redis.call('EXPIRE', job_key, ARGV[11])
  end
end
if leader ~= '' then
  local first = redis.call('GET', leader)
  if first then
    keep()
    redis.call('HSET', job_key, 'same_as', first)
    return first
  end
end
"""
    + _CHECK
    + """
keep()
local own_key = prefix .. queue .. ':of:' .. owner
local number = redis.call('INCR', prefix .. 'number')
if redis.call('EXISTS', own_key) == 0 then
  local now = redis.call('GET', prefix .. queue .. ':clock') or '0'
  redis.call('ZADD', prefix .. queue .. ':owners', now, owner)
end
redis.call('HSET', prefix .. queue .. ':steps', owner, ARGV[8])
redis.call('ZADD', own_key, number - tonumber(ARGV[7]) * 1099511627776, ARGV[6])
redis.call('HINCRBY', prefix .. 'waiting', queue, 1)
if leader ~= '' then redis.call('SET', leader, ARGV[6], 'EX', ARGV[10]) end
if not ARGV[12] then return 0 end
local function tell(member, slot, word)
  redis.call('ZREM', 'verifier:staying', member)
  redis.call('RPUSH', 'verifier:told:' .. slot, word)
  redis.call('EXPIRE', 'verifier:told:' .. slot, 60)
end
local time = redis.call('TIME')
local now = time[1] .. '.' .. string.format('%06d', time[2])
local staying = redis.call('ZREVRANGEBYSCORE', 'verifier:staying', '+inf', now,
                           'LIMIT', 0, 100)
local other, its_slot
for _, member in ipairs(staying) do
  local its_queue, slot = string.match(member, '^(%S+) (%S+)$')
  if its_queue == queue then
    tell(member, slot, 'job')
    return 1
  end
  if not other then other, its_slot = member, slot end
end
if other then tell(other, its_slot, 'leave') end
if redis.call('LLEN', queue) >= tonumber(ARGV[12]) then return 1 end
return 0
"""
)
_AHEAD = Script(
    _CHECK
    + """
local mine = redis.call('ZCOUNT', prefix .. queue .. ':of:' .. owner, '-inf',
                        '(' .. (1 - tonumber(ARGV[7])) * 1099511627776)
local before = mine
local rounds = (mine + 1) * tonumber(ARGV[8])
for _, other in ipairs(redis.call('ZRANGE', prefix .. queue .. ':owners', 0, -1)) do
  if other ~= owner then
    local waiting = redis.call('ZCARD', prefix .. queue .. ':of:' .. other)
    local step = tonumber(redis.call('HGET', prefix .. queue .. ':steps', other) or 1)
    before = before + math.min(waiting, math.floor(rounds / step + 0.5))
  end
end
return {before, counts}
"""
)
_TAKE = Script(
    ALWAYS
    + "if ARGV[10] then "
    + finishing(first_argument=10)
    + "end"
    + """
local prefix, queue, token = ARGV[1], ARGV[2], 'verifier:taken:' .. ARGV[3]
local mode, last, slot = ARGV[6], ARGV[7], ARGV[8]
local now = redis.call('TIME')
local job = redis.call('GET', token)
local function waiting(name)
  return tonumber(redis.call('HGET', prefix .. 'waiting', name) or '0')
end
local function answer(what, over, fields)
  local lacks = 0
  if waiting(queue) > 0 and redis.call('LLEN', queue) == 0 then lacks = 1 end
  return {what, over, fields, now, lacks}
end
local function elsewhere()
  local counts = redis.call('HGETALL', prefix .. 'waiting')
  for i = 1, #counts, 2 do
    if counts[i] ~= queue and tonumber(counts[i + 1]) > 0 then return true end
  end
  return false
end
if mode ~= 'first' then
  if (job or '') ~= last then
    local holder = job and redis.call('HGET', 'verifier:job:' .. job, 'slot')
    if holder ~= slot then return answer('', 0, {}) end
    -- our own: the answer that gave it to us was lost on the way
  elseif mode == 'leave' or (mode == 'spare' and elsewhere()) then
    return answer('', 0, {})
  elseif waiting(queue) < 1 then
    if elsewhere() then return answer('', 0, {}) end
    local time = now[1] + now[2] / 1000000
    redis.call('ZREMRANGEBYSCORE', 'verifier:staying', '-inf', time - 60)
    redis.call('ZADD', 'verifier:staying', time + ARGV[9], queue .. ' ' .. slot)
    return answer('stay', 0, {})
  else
    job = false
  end
end
if not job then
  local owners = prefix .. queue .. ':owners'
  local first = redis.call('ZRANGE', owners, 0, 0, 'WITHSCORES')
  if #first == 0 then return answer('', 0, {}) end
  local owner = first[1]
  local own_key = prefix .. queue .. ':of:' .. owner
  job = redis.call('ZPOPMIN', own_key)[1]
  redis.call('SET', prefix .. queue .. ':clock', first[2])
  if redis.call('EXISTS', own_key) == 0 then
    redis.call('ZREM', owners, owner)
    redis.call('HDEL', prefix .. queue .. ':steps', owner)
  else
    local step = redis.call('HGET', prefix .. queue .. ':steps', owner) or '1'
    redis.call('ZINCRBY', owners, step, owner)
  end
  if not job then return answer('', 0, {}) end
  redis.call('HINCRBY', prefix .. 'waiting', queue, -1)
  redis.call('SET', token, job, 'EX', ARGV[4])
end
redis.call('HSET', 'verifier:running', job, ARGV[5])
local over = redis.call('EXISTS', 'verifier:report:' .. job,
                        'verifier:canceled:' .. job)
local key = 'verifier:job:' .. job
if over == 0 and redis.call('EXISTS', key) == 1 then
  redis.call('HINCRBY', key, 'attempts', 1)
  redis.call('HSET', key, 'state', 'running', 'slot', slot)
end
return answer(job, over, redis.call('HGETALL', key))
"""
)
_SEND = Script(ALWAYS + "return redis.call('LPUSH', ARGV[1], ARGV[2])")
_LEAVE = Script(
    ALWAYS
    + """
if redis.call('ZREM', 'verifier:staying', ARGV[1] .. ' ' .. ARGV[2]) == 1 then
  return 'leave'
end
-- It was told something: if that is not there, it was lost on the way.
return redis.call('LPOP', 'verifier:told:' .. ARGV[2]) or 'job'
"""
)
_REMOVE = Script("""
local prefix = ARGV[1]
local place = redis.call('HMGET', ARGV[2], 'queue', 'owner')
local queue, owner = place[1], place[2]
if not queue or not owner then return 0 end
local own_key = prefix .. queue .. ':of:' .. owner
if redis.call('ZREM', own_key, ARGV[3]) == 0 then return 0 end
redis.call('HINCRBY', prefix .. 'waiting', queue, -1)
if redis.call('EXISTS', own_key) == 0 then
  redis.call('ZREM', prefix .. queue .. ':owners', owner)
end
return 1
""")


def queue_of(job: Job) -> str:
    """Return the queue that a job waits in: by lane, and by what it needs."""
    return queue_name(job.ticket.lane, job.language or ANY_LANGUAGE)


def queue_name(lane: Lane, language: str) -> str:
    """Return the name of a queue."""
    return f"verifier.{lane}.{language}"


def lane_of(queue: str) -> Lane:
    """Return the lane of a queue."""
    return Lane(queue.split(".")[-2])


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """What became of a job that was put in.

    Attributes:
        leader: Id of an equal job that leads; None: the job itself was put in.
        needs_token: Whether a token must be sent, so that a slot comes for it.
    """

    leader: str | None
    needs_token: bool


class FairDoor:
    """The API's side: puts jobs in, looks, and takes canceled ones out.

    Args:
        redis: The store.
        most_waiting: Jobs that may wait in each lane.
    """

    def __init__(self, redis: AsyncRedis, most_waiting: int) -> None:
        self._redis, self._most_waiting = redis, most_waiting
        self._gathering = Gathering(redis)

    def _arguments(self, job: Job) -> list[Any]:
        ticket = job.ticket
        own = -1 if ticket.most_waiting is None else ticket.most_waiting
        arguments = [_PREFIX, queue_of(job), ticket.owner, self._most_waiting, own]
        return [*arguments, job.id, ticket.priority, 1 / ticket.weight]

    async def put(
        self,
        job: Job,
        fields: Mapping[str, Any],
        *,
        keep_s: int,
        lead_s: int,
        slots: int = 1,
    ) -> Placed:
        """Put a job in, unless an equal one leads.

        Args:
            job: The job.
            fields: What is kept of it.
            keep_s: Seconds for which they are kept.
            lead_s: Seconds for which it leads those that are equal.
            slots: How many slots take such jobs, as far as is known.

        Raises:
            EngineFullError: As many wait in its lane as may.
            OwnerFullError: As many of its owner wait as may.
            RedisError: Redis cannot be reached, or refuses.
        """
        leader = leader_key(job.key) if job.key is not None else ""
        kept = chain.from_iterable(fields.items())
        answer = await self._gathering.run(
            _PUT, *self._arguments(job), leader, lead_s, keep_s, slots, *kept
        )
        if isinstance(answer, bytes):
            return Placed(leader=answer.decode(), needs_token=False)
        return Placed(leader=None, needs_token=_check(answer, job.ticket) == 0)

    async def put_back(self, job_id: str) -> str:
        """Put a job in that has been taken already, before all others of its owner.

        Returns:
            The queue that it is in.
        """
        place: Any = await self._redis.hmget(job_key(job_id), "queue", "owner")
        queue, owner = (word.decode() for word in place)
        await _PUT.run_async(self._redis, *_back(queue, owner, job_id))
        return str(queue)

    async def ahead(self, job: Job) -> int:
        """Return how many will come before a job that is not there yet.

        Raises:
            EngineFullError: It would not be taken.
            OwnerFullError: The same, for its owner has too many.
        """
        answer = await _AHEAD.run_async(self._redis, *self._arguments(job))
        if not isinstance(answer, list):
            return _check(answer, job.ticket)
        before, flat = answer
        counts = by_lane((pair[0].decode(), pair[1]) for pair in batched(flat, 2))
        return with_other_lanes(int(before), job.ticket.lane, counts)

    async def remove(self, job_id: str) -> None:
        """Take a job out, if it still waits; its token will bring another, or none."""
        await _REMOVE.run_async(self._redis, _PREFIX, job_key(job_id), job_id)

    async def running(self) -> int:
        """Return how many jobs are being done."""
        return int(await self._redis.hlen(RUNNING_KEY))

    async def counts(self) -> dict[Lane, int]:
        """Return how many wait, by lane."""
        found: Any = await self._redis.hgetall(WAITING_KEY)
        return by_lane((queue.decode(), count) for queue, count in found.items())


def by_lane(waiting: Iterable[tuple[str, int | bytes]]) -> dict[Lane, int]:
    """Return how many wait, by lane, of what waits, by queue."""
    found = dict.fromkeys(Lane, 0)
    for queue, count in waiting:
        found[lane_of(queue)] += int(count)
    return found


def with_other_lanes(before: int, own: Lane, counts: Mapping[Lane, int]) -> int:
    """Return what comes before a job, where so many of its own lane do.

    Args:
        before: Jobs of the same lane.
        own: That lane.
        counts: Jobs that wait, by lane.
    """
    return before + sum(
        min(count, (before + 1) * LANE_WEIGHTS[lane] // LANE_WEIGHTS[own])
        for lane, count in counts.items()
        if lane is not own
    )


def _check(answer: Any, ticket: Ticket) -> int:
    if answer == _FULL:
        raise EngineFullError(RETRY_AFTER_S)
    if answer == _OWNER_FULL:
        raise OwnerFullError(ticket.most_waiting or 0, RETRY_AFTER_S)
    return int(answer)


def _back(queue: str, owner: str, job_id: str) -> list[Any]:
    return [_PREFIX, queue, owner, _NO_LIMIT, -1, job_id, _FIRST, 1, "", 0]


def put_back(redis: Redis, queue: str, owner: str, job_id: str) -> None:
    """Put a job in that has been taken already, before all others of its owner."""
    _PUT.run(redis, *_back(queue, owner, job_id))


def taken_key(token: str) -> str:
    """Return the key of the job that a token has brought."""
    return f"verifier:taken:{token}"


class Mode(StrEnum):
    """How a slot asks for a job."""

    FIRST = "first"
    """Give the one that the token has brought, or the next."""
    NEXT = "next"
    """Give the next one of the same queue."""
    SPARE = "spare"
    """The same, but only if nobody waits in another queue."""
    LEAVE = "leave"
    """Give none: the slot goes back to Celery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """Who asks for a job.

    Attributes:
        worker: The worker.
        slot: The slot, by a name that no other process has.
        queue: The queue in which its token was.
        token: The token's id.
        keep_s: Seconds for which a token that is delivered again brings the same job.
        stay_s: Seconds for which it will wait if none is there.
    """

    worker: str
    slot: str
    queue: str
    token: str
    keep_s: int
    stay_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A job that was taken.

    Attributes:
        job_id: Its id.
        fields: The hash that is kept of it; empty if it is there no longer.
        is_over: Whether it has a report, or was canceled.
        word: What is noted of it among the running jobs.
        at: When it was taken, by Redis's clock, as all times in the fields are.
    """

    job_id: str
    fields: Mapping[bytes, bytes]
    is_over: bool
    word: bytes
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What who asks for a job is told.

    Attributes:
        taken: The job; None: there is none.
        is_staying: Whether the slot is told (`told`) when one comes.
        lacks_token: Whether jobs wait, and no token that would bring a slot.
    """

    taken: Taken | None
    is_staying: bool
    lacks_token: bool


def take(
    redis: Redis,
    asking: Asking,
    mode: Mode,
    last: str = "",
    done: Finished | None = None,
) -> Answer:
    """Ask for a job; one that is given is begun.

    Asked once more because the answer was lost, it is the same.

    Args:
        redis: The store.
        asking: Who asks.
        mode: For which.
        last: The job that it had by this token before; if the token has brought
            another one elsewhere meanwhile, there is none for it here.
        done: A report to be kept in the same step.

    Raises:
        RedisError: Redis cannot be reached, or refuses.
    """
    word = json.dumps([asking.worker, asking.token, asking.queue])
    place = (_PREFIX, asking.queue, asking.token, asking.keep_s, word)
    how = (mode.value, last, asking.slot, asking.stay_s)
    found: Any = _TAKE.run(redis, *place, *how, *(done.arguments() if done else ()))
    what, is_over, flat, now, lacks = found
    taken = None
    if what not in {b"", b"stay"}:
        taken = Taken(
            job_id=what.decode(),
            fields=dict(batched(flat, 2)),
            is_over=bool(is_over),
            word=word.encode(),
            at=seconds_of([int(part) for part in now]),
        )
    return Answer(taken=taken, is_staying=what == b"stay", lacks_token=bool(lacks))


def send_token(redis: Redis, queue: str, message: bytes) -> None:
    """Put a token into a queue, also when Redis is out of memory.

    Raises:
        RedisError: Redis cannot be reached, or refuses.
    """
    _SEND.run(redis, queue, message)


def told(redis: Redis, asking: Asking) -> bool:
    """Wait until a slot that stays is told something.

    Returns:
        Whether there may be a job for it; else it leaves.

    Raises:
        RedisError: Redis cannot be reached.
    """
    heard: Any = redis.blpop([f"verifier:told:{asking.slot}"], timeout=asking.stay_s)
    if heard:
        return bool(heard[1] == b"job")
    return leave(redis, asking)


def leave(redis: Redis, asking: Asking) -> bool:
    """Stay no longer.

    Returns:
        Whether the slot was told of a job at the last moment, and must look.

    Raises:
        RedisError: Redis cannot be reached.
    """
    return bool(_LEAVE.run(redis, asking.queue, asking.slot) == b"job")
