"""What an API node knows of the queue in Redis without asking each time.

It is asked for at most ten times a second, while there are requests, however many come.
What it says is good to refuse by: who is let through is counted by `FairDoor`.
"""

import asyncio
import contextlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field

from redis.asyncio import Redis
from redis.exceptions import RedisError

from verifier.engine.engine import Lane, Ticket
from verifier.engine.fair_redis import (
    RETRY_AFTER_S,
    by_lane,
    lane_of,
    with_other_lanes,
)
from verifier.engine.scripts import Script
from verifier.errors import EngineFullError, OwnerFullError

_AGAIN_S = 0.1
_OLD_S = 1.0
_SLOWER_S = 1e-4
"""How much longer it is believed for each owner that waits: so many cost Redis time."""

_SEE = Script("""#!lua flags=no-writes
local found, prefix = {}, 'verifier:fair:'
local counts = redis.call('HGETALL', prefix .. 'waiting')
for i = 1, #counts, 2 do
  local queue = counts[i]
  if tonumber(counts[i + 1]) > 0 then
    for _, owner in ipairs(redis.call('ZRANGE', prefix .. queue .. ':owners', 0, -1)) do
      local waiting = redis.call('ZCARD', prefix .. queue .. ':of:' .. owner)
      local step = redis.call('HGET', prefix .. queue .. ':steps', owner) or '1'
      table.insert(found, {queue, owner, waiting, tonumber(step)})
    end
  end
end
return cjson.encode(found)
""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What one owner has waiting in a queue.

    Attributes:
        waiting: How many jobs.
        step: What one costs the owner, in virtual time.
    """

    waiting: int
    step: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The queue as it was a moment ago.

    Attributes:
        lines: What waits, by queue and owner.
        at: When, on the monotonic clock.
        counts: Jobs that wait, by lane.
    """

    lines: Mapping[str, Mapping[str, Line]]
    at: float
    counts: Mapping[Lane, int] = field(init=False)

    def __post_init__(self) -> None:
        """Count."""
        waiting = (
            (queue, sum(line.waiting for line in lines.values()))
            for queue, lines in self.lines.items()
        )
        object.__setattr__(self, "counts", by_lane(waiting))

    def check(self, ticket: Ticket, most_waiting: int) -> None:
        """Say whether a job would have been taken.

        Raises:
            EngineFullError: As many wait in its lane as may.
            OwnerFullError: As many of its owner wait as may.
        """
        if ticket.most_waiting is not None:
            own = sum(
                lines[ticket.owner].waiting
                for queue, lines in self.lines.items()
                if ticket.owner in lines and lane_of(queue) is ticket.lane
            )
            if own >= ticket.most_waiting:
                raise OwnerFullError(ticket.most_waiting, RETRY_AFTER_S)
        if self.counts[ticket.lane] >= most_waiting:
            raise EngineFullError(RETRY_AFTER_S)

    def ahead(self, ticket: Ticket, queue: str) -> int | None:
        """Return how many would have come before a job of such a queue.

        Returns:
            None for a job that goes before others of its owner: which those are is
            not known here.
        """
        if ticket.priority:
            return None
        lines = self.lines.get(queue, {})
        own = lines.get(ticket.owner)
        mine = own.waiting if own else 0
        rounds = (mine + 1) / ticket.weight
        before = mine + sum(
            min(line.waiting, int(rounds / line.step + 0.5))
            for owner, line in lines.items()
            if owner != ticket.owner
        )
        return with_other_lanes(before, ticket.lane, self.counts)


class QueueView:
    """Looks at the queue while somebody wants to know.

    Args:
        redis: The store.
    """

    def __init__(self, redis: Redis) -> None:
        self._redis = redis
        self._seen: Seen | None = None
        self._asked_at = -_OLD_S
        self._pause_s = _AGAIN_S
        self._asking: asyncio.Task[None] | None = None

    def latest(self) -> Seen | None:
        """Return the queue as it was a moment ago; None: that is not known.

        A look that is due begins, and is not waited for.
        """
        now = time.monotonic()
        is_due = now - self._asked_at > self._pause_s
        if is_due and (self._asking is None or self._asking.done()):
            self._asked_at = now
            self._asking = asyncio.create_task(self.look())
        seen = self._seen
        return seen if seen and now - seen.at < _OLD_S else None

    async def look(self) -> None:
        """Look now; what cannot be seen is forgotten after a second."""
        at = time.monotonic()
        with contextlib.suppress(RedisError, OSError):
            rows = json.loads(await _SEE.run_async(self._redis))
            lines: dict[str, dict[str, Line]] = {}
            for queue, owner, waiting, step in rows:
                line = Line(waiting=waiting, step=step)
                lines.setdefault(queue, {})[owner] = line
            self._seen = Seen(lines=lines, at=at)
            self._pause_s = _AGAIN_S + _SLOWER_S * len(rows)

    async def close(self) -> None:
        """Stop looking."""
        if self._asking:
            self._asking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._asking
