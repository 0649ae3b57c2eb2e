"""What a worker writes of a job into Redis when it is done: its report.

It is one script, so that there is no half of it. Such scripts are let through when
Redis is out of memory: what was accepted is finished, while new work is refused.
(Finishing frees the request, and nothing that waits could be freed otherwise.)

Times that several machines compare are Redis's own: clocks of machines differ, and
jump.
"""

from collections.abc import Sequence
from typing import Any

from redis import Redis

from verifier.engine.scripts import Script

ALWAYS = "#!lua flags=allow-oom\n"
"""First line of a script that works when Redis is out of memory (Redis 7)."""

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
