"""What a worker writes of a job into Redis when it is done: its report.

It is one script, so that there is no half of it. Such scripts are let through when
Redis is out of memory: what was accepted is finished, while new work is refused.
(Finishing frees the request, and nothing that waits could be freed otherwise.)

Times that several machines compare are Redis's own: clocks of machines differ, and
jump.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

ALWAYS = "#!lua flags=allow-oom\n"
"""First line of a script that works when Redis is out of memory (Redis 7)."""


def finishing(first_argument: int) -> str:
    """Return the part of a script that keeps a report; the first one is kept.

    Args:
        first_argument: Where in the script's arguments those of it begin.
    """
    names = ("job", "report", "node", "word", "keep_s")
    stated = "".join(
        f"local {name} = ARGV[{first_argument + place}]\n"
        for place, name in enumerate(names)
    )
    return f"""
do
{stated}
if redis.call('HGET', 'verifier:running', job) == word then
  redis.call('HDEL', 'verifier:running', job)
end
if redis.call('SET', 'verifier:report:' .. job, report, 'NX', 'EX', keep_s) then
  redis.call('HDEL', 'verifier:job:' .. job, 'body')
  redis.call('PUBLISH', 'verifier:events:' .. job, 'report')
  redis.call('PUBLISH', 'verifier:replies:' .. node, job .. ' ' .. report)
end
end
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finished:
    """A job that is done.

    A worker that was out of reach may finish what another one has finished already.

    Attributes:
        job_id: The job.
        report: Its report, JSON.
        node: The API node that took the job.
        word: What stands among the running jobs; another worker's is left there.
        keep_s: Seconds that the report is kept.
    """

    job_id: str
    report: bytes
    node: str
    word: bytes
    keep_s: int

    def arguments(self) -> list[Any]:
        """Return what the script wants to know."""
        return [self.job_id, self.report, self.node, self.word, self.keep_s]


def seconds_of(answer: Sequence[int]) -> float:
    """Return what Redis's TIME answers, as Unix time."""
    seconds, microseconds = answer
    return seconds + microseconds / 1e6
