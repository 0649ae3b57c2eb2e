"""What a worker writes of a job into Redis: that it is begun, and its report.

Each is one script, so that there is no half of it. They are let through when Redis is
out of memory: what was accepted is finished, while new work is refused. (Finishing
frees the request, and nothing that waits could be freed otherwise.)

Times that several machines compare are Redis's own: clocks of machines differ, and
jump.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from redis import Redis

from verifier.engine.scripts import Script

ALWAYS = "#!lua flags=allow-oom\n"
"""First line of a script that works when Redis is out of memory (Redis 7)."""

_BEGIN = Script(
    ALWAYS
    + """
local key = 'verifier:job:' .. ARGV[1]
local attempts = redis.call('HINCRBY', key, 'attempts', 1)
redis.call('HSET', key, 'state', ARGV[2])
return {attempts, redis.call('HGET', key, 'followed')}
"""
)
_FINISH = Script(
    ALWAYS
    + """
local job, report, node, word = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('HGET', 'verifier:running', job) == word then
  redis.call('HDEL', 'verifier:running', job)
end
local kept = redis.call('SET', 'verifier:report:' .. job, report, 'NX', 'EX', ARGV[5])
if not kept then return 0 end
redis.call('HDEL', 'verifier:job:' .. job, 'body')
redis.call('PUBLISH', 'verifier:events:' .. job, 'report')
redis.call('PUBLISH', 'verifier:replies:' .. node, job .. ' ' .. report)
return 1
"""
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What is known of a job that is begun.

    Attributes:
        attempts: How often it has been begun, this time included.
        is_followed: Whether somebody follows it.
    """

    attempts: int
    is_followed: bool


def begin(redis: Redis, job_id: str, state: str) -> Begun:
    """Note that a job is begun.

    Raises:
        RedisError: Redis cannot be reached.
    """
    answer: Any = _BEGIN.run(redis, job_id, state)
    attempts, followed = answer
    return Begun(attempts=int(attempts), is_followed=followed is not None)


def finish(  # noqa: PLR0913 - all of it is one step
    redis: Redis, job_id: str, report: bytes, *, node: str, word: bytes, keep_s: int
) -> bool:
    """Keep a job's report, and tell who waits; the first report is kept.

    A worker that was out of reach may finish what another one has finished already.

    Args:
        redis: The store.
        job_id: The job.
        report: Its report, JSON.
        node: The API node that took the job.
        word: What stands among the running jobs; another worker's is left there.
        keep_s: Seconds that the report is kept.

    Returns:
        Whether it was the first.

    Raises:
        RedisError: Redis cannot be reached.
    """
    # The types say str; Redis takes bytes.
    arguments: list[Any] = [job_id, report, node, word, keep_s]
    return bool(_FINISH.run(redis, *arguments))


def seconds_of(answer: Sequence[int]) -> float:
    """Return what Redis's TIME answers, as Unix time."""
    seconds, microseconds = answer
    return seconds + microseconds / 1e6
