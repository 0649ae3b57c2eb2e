"""The fewest cases that keep a set's strength, what kills soonest first."""

from collections.abc import Mapping, Sequence
from heapq import heapify, heappop, heapreplace


def reduced(goals: Sequence[frozenset[str]], redundancy: int, most: int) -> list[int]:
    """Choose cases greedily until every goal is met often enough.

    Greedy choice is within a logarithm of the fewest (Chvátal 1979). A goal
    that is met several times is met by different inputs, which finds faults
    that no goal stands for (n-detection).

    Args:
        goals: What each case achieves: mutants it kills, branches it takes.
        redundancy: How often every goal is to be met, where so many cases do.
        most: Most cases that are chosen.

    Returns:
        Indices, in the order of what they add.
    """
    left = dict.fromkeys(
        (goal for found in goals for goal in sorted(found)), redundancy
    )
    chosen: list[int] = []
    # What a case adds never grows while others are chosen, so what was counted
    # before is a bound, and only the first of the queue need be counted again.
    waiting = [(_cost(found, left, redundancy), n) for n, found in enumerate(goals)]
    heapify(waiting)
    while waiting and len(chosen) < most:
        bound, best = waiting[0]
        cost = _cost(goals[best], left, redundancy)
        if cost != bound:
            heapreplace(waiting, (cost, best))
            continue
        if cost == (0, 0):
            break
        heappop(waiting)
        chosen.append(best)
        for goal in goals[best]:
            left[goal] = max(0, left[goal] - 1)
    return chosen


def _cost(
    found: frozenset[str], left: Mapping[str, int], redundancy: int
) -> tuple[int, int]:
    """Count, below zero, goals that nothing has met yet, then those met too seldom."""
    fresh = again = 0
    for goal in found:
        if left[goal] == redundancy:
            fresh -= 1
        else:
            again -= left[goal]
    return fresh, again
