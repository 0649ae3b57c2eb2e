"""Lanes: how they share the slots, and in which order Celery's queues are asked."""

from collections.abc import Iterable, Sequence
from itertools import cycle

from verifier.engine.engine import Lane

LANE_WEIGHTS = {Lane.INTERACTIVE: 8, Lane.BATCH: 3, Lane.GENERATION: 1}
"""Slots that come free go to lanes in this proportion, where all have work."""


def first_lanes() -> list[Lane]:
    """Return the lanes whose turn is first, one after another, evenly mixed."""
    turns = [
        ((number + 0.5) / weight, -weight, lane)
        for lane, weight in LANE_WEIGHTS.items()
        for number in range(weight)
    ]
    return [lane for _, _, lane in sorted(turns)]


class LaneCycle:
    """The order in which a worker asks its queues: another lane first each time.

    Kombu makes one by its name (`queue_order_strategy`) and calls these methods.
    A queue's name ends with `LANE.LANGUAGE`.
    """

    def __init__(self, it: Iterable[str] | None = None) -> None:
        self._names: list[str] = []
        self._turns = cycle(first_lanes())
        self.update(it or ())

    def update(self, it: Iterable[str]) -> None:
        """Take other queues."""
        self._names = list(it)

    def consume(self, n: int) -> Sequence[str]:
        """Return the queues, those of the lane whose turn it is first."""
        first = next(self._turns)
        order = [first, *(lane for lane in LANE_WEIGHTS if lane is not first)]
        places = {lane.value: place for place, lane in enumerate(order)}
        return sorted(self._names, key=lambda name: places[name.split(".")[-2]])[:n]

    def rotate(self, last_used: str) -> None:
        """Put a queue behind the others of its lane."""
        if last_used in self._names:
            self._names.remove(last_used)
            self._names.append(last_used)
