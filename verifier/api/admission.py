"""Who is taken now: rates, and deadlines that can be kept.

How many may wait is the engine's to say; this looks ahead. The wait of a request is
estimated as the work before it, by the time that jobs took lately, over the slots. A
request that would wait past its deadline is refused at once: its client can go
elsewhere, and no slot works for somebody who has left.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from verifier.api.callers import Caller
from verifier.engine import Backlog, Engine, Job, Ticket
from verifier.errors import RateError, TooLateError
from verifier.reports import Glance

_LEARNING = 0.1
"""How much of the estimate one report makes up."""
_LONGEST_RETRY_S = 60.0
_SHORTEST_RETRY_S = 1.0


@dataclass(slots=True)
class _Bucket:
    """What is left of a second's requests."""

    left: float
    at: float


class Admission:
    """Refuses what cannot be served; one an application.

    Args:
        engine: Who runs the work.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._service_s = 0.0
        self._buckets: dict[str, _Bucket] = {}

    @property
    def service_s(self) -> float:
        """Seconds that a slot was busy with a job, lately; 0 before the first."""
        return self._service_s

    def learn(self, glance: Glance) -> None:
        """Take note of how long a job took."""
        took_s = max(0.0, glance.total_s - glance.queued_s)
        if not took_s:  # it was an equal one's
            return
        if not self._service_s:
            self._service_s = took_s
        self._service_s += (took_s - self._service_s) * _LEARNING

    def count(self, caller: Caller) -> None:
        """Count a request of a caller.

        Raises:
            RateError: It has sent too many in the last second.
        """
        rate = caller.rate_per_s
        if rate is None:
            return
        now, most = time.monotonic(), max(rate, 1.0)
        bucket = self._buckets.setdefault(caller.name, _Bucket(most, now))
        bucket.left = min(most, bucket.left + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.left < 1:
            raise RateError(rate, max(1.0, (1 - bucket.left) / rate))
        bucket.left -= 1

    def foresee(self, ticket: Ticket, language: Callable[[], str | None]) -> None:
        """Refuse what `check` would refuse, as far as is known without asking.

        Args:
            ticket: The ticket of a job that is not there yet.
            language: Says what the job needs; None: that cannot be told.

        Raises:
            TooLateError: It would wait too long.
            EngineFullError: It would not be taken.
            OwnerFullError: The same, for its owner has too many.
        """
        backlog = self._engine.foresee(ticket, language)
        if backlog is not None and ticket.start_by is not None:
            self._refuse_late(backlog, ticket.start_by)

    async def check(self, job: Job) -> None:
        """Refuse a job that could not be started in time.

        Raises:
            TooLateError: It would wait too long.
            EngineFullError: It would not be taken.
            OwnerFullError: The same, for its owner has too many.
            EngineUnavailableError: The engine cannot be reached.
        """
        start_by = job.ticket.start_by
        if start_by is not None:
            self._refuse_late(await self._engine.backlog(job), start_by)

    def _refuse_late(self, backlog: Backlog, start_by: float) -> None:
        wait_s = backlog.ahead * self._service_s / max(1, backlog.slots)
        late_s = time.time() + wait_s - start_by
        if late_s > 0:
            retry_s = min(max(late_s, _SHORTEST_RETRY_S), _LONGEST_RETRY_S)
            raise TooLateError(wait_s, retry_s)
