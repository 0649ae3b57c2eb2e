"""The fewest cases that keep a set's strength, what kills soonest first."""

from collections.abc import Mapping, Sequence


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
    waiting = list(range(len(goals)))
    while waiting and len(chosen) < most:
        gains = {index: _gain(goals[index], left, redundancy) for index in waiting}
        best = max(waiting, key=lambda index: (gains[index], -index))
        if gains[best] == (0, 0.0):
            break
        chosen.append(best)
        waiting.remove(best)
        for goal in goals[best]:
            left[goal] = max(0, left[goal] - 1)
    return chosen


def _gain(
    found: frozenset[str], left: Mapping[str, int], redundancy: int
) -> tuple[int, float]:
    """Count goals that nothing has met yet, then those not met often enough."""
    fresh = sum(left[goal] == redundancy for goal in found)
    again = sum(left[goal] for goal in found if left[goal] < redundancy)
    return fresh, float(again)
