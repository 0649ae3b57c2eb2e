"""A queue in memory, fair among lanes and among owners.

Start-time fair queueing (Goyal, Vin and Cheng, 1996) with a cost of one a job: each
owner has a virtual time that a job of its moves on by one over its weight, and the
one that is furthest behind comes next. Who was away does not save up turns. Lanes
share in the same way, above owners.
"""

import heapq
from collections.abc import Hashable
from dataclasses import dataclass, field

from verifier.engine.engine import Lane, Ticket
from verifier.engine.lanes import LANE_WEIGHTS
from verifier.errors import EngineFullError, OwnerFullError

_RETRY_AFTER_S = 2.0


class _Clocks[K: Hashable]:
    """Virtual times of those who wait."""

    def __init__(self) -> None:
        self._now = 0.0
        self._times: dict[K, float] = {}

    def come(self, key: K) -> None:
        self._times.setdefault(key, self._now)

    def leave(self, key: K) -> None:
        self._times.pop(key, None)

    def next(self) -> K:
        key = min(self._times, key=self._times.__getitem__)
        self._now = max(self._now, self._times[key])
        return key

    def charge(self, key: K, weight: float) -> None:
        self._times[key] += 1 / weight

    @property
    def is_empty(self) -> bool:
        return not self._times


@dataclass(slots=True)
class _Line:
    """What one owner has waiting in a lane: by priority, then by age."""

    heap: list[tuple[int, int, str]] = field(default_factory=list)
    weight: float = 1.0


@dataclass(slots=True)
class _LaneQueue:
    lines: dict[str, _Line] = field(default_factory=dict)
    owners: _Clocks[str] = field(default_factory=_Clocks)

    @property
    def count(self) -> int:
        return sum(len(line.heap) for line in self.lines.values())


class FairQueue:
    """Ids of jobs that wait.

    Args:
        most_waiting: Jobs that may wait in each lane.
    """

    def __init__(self, most_waiting: int) -> None:
        self._most_waiting = most_waiting
        self._lanes = {lane: _LaneQueue() for lane in Lane}
        self._clocks: _Clocks[Lane] = _Clocks()
        self._tickets: dict[str, Ticket] = {}
        self._number = 0

    def __len__(self) -> int:
        return len(self._tickets)

    def __contains__(self, job_id: str) -> bool:
        return job_id in self._tickets

    def counts(self) -> dict[Lane, int]:
        """Return how many wait, by lane."""
        return {lane: queue.count for lane, queue in self._lanes.items()}

    def check(self, ticket: Ticket) -> None:
        """Say whether a job would be taken.

        Raises:
            EngineFullError: As many wait in its lane as may.
            OwnerFullError: As many of its owner wait as may.
        """
        lane = self._lanes[ticket.lane]
        line = lane.lines.get(ticket.owner)
        own = len(line.heap) if line else 0
        if ticket.most_waiting is not None and own >= ticket.most_waiting:
            raise OwnerFullError(ticket.most_waiting, _RETRY_AFTER_S)
        if lane.count >= self._most_waiting:
            raise EngineFullError(_RETRY_AFTER_S)

    def put(self, job_id: str, ticket: Ticket, *, is_back: bool = False) -> None:
        """Put a job in; one that comes back is the first of its owner's again."""
        self._number += 1
        lane = self._lanes[ticket.lane]
        line = lane.lines.setdefault(ticket.owner, _Line())
        line.weight = ticket.weight
        number = -self._number if is_back else self._number
        heapq.heappush(line.heap, (-ticket.priority, number, job_id))
        lane.owners.come(ticket.owner)
        self._clocks.come(ticket.lane)
        self._tickets[job_id] = ticket

    def pop(self) -> str:
        """Take the job whose turn it is.

        Raises:
            IndexError: None waits.
        """
        if self._clocks.is_empty:
            msg = "nothing waits"
            raise IndexError(msg)
        lane_name = self._clocks.next()
        lane = self._lanes[lane_name]
        owner = lane.owners.next()
        line = lane.lines[owner]
        job_id = heapq.heappop(line.heap)[2]
        self._clocks.charge(lane_name, LANE_WEIGHTS[lane_name])
        lane.owners.charge(owner, line.weight)
        del self._tickets[job_id]
        self._tidy(lane_name, owner)
        return job_id

    def remove(self, job_id: str) -> None:
        """Take a job out, whosever turn it is."""
        ticket = self._tickets.pop(job_id)
        line = self._lanes[ticket.lane].lines[ticket.owner]
        line.heap = [entry for entry in line.heap if entry[2] != job_id]
        heapq.heapify(line.heap)
        self._tidy(ticket.lane, ticket.owner)

    def _tidy(self, lane_name: Lane, owner: str) -> None:
        lane = self._lanes[lane_name]
        if not lane.lines[owner].heap:
            del lane.lines[owner]
            lane.owners.leave(owner)
        if not lane.lines:
            self._clocks.leave(lane_name)

    def ahead(self, ticket: Ticket) -> int:
        """Return how many will come before a job that is not there yet."""
        own = self._lanes[ticket.lane]
        line = own.lines.get(ticket.owner)
        mine = sum(-entry[0] >= ticket.priority for entry in line.heap) if line else 0
        rounds = (mine + 1) / ticket.weight
        before = mine + sum(
            min(len(other.heap), round(rounds * other.weight))
            for owner, other in own.lines.items()
            if owner != ticket.owner
        )
        lanes = sum(
            min(
                queue.count,
                (before + 1) * LANE_WEIGHTS[lane] // LANE_WEIGHTS[ticket.lane],
            )
            for lane, queue in self._lanes.items()
            if lane is not ticket.lane
        )
        return before + lanes
