"""The choice of few cases that keep a set's strength."""

from hypothesis import given
from hypothesis import strategies as st

from verifier.generation.reduction import reduced

_GOALS = st.lists(st.frozensets(st.sampled_from("abcdefghij"), max_size=5), max_size=20)


def counted_anew(goals: list[frozenset[str]], redundancy: int, most: int) -> list[int]:
    """Choose greedily, with all gains counted again for every choice."""
    met: dict[str, int] = {}
    chosen: list[int] = []
    while len(chosen) < most:

        def gain(n: int) -> tuple[int, int, int]:
            fresh = sum(met.get(goal, 0) == 0 for goal in goals[n])
            again = sum(
                redundancy - met[goal]
                for goal in goals[n]
                if 0 < met.get(goal, 0) < redundancy
            )
            return fresh, again, -n

        left = [n for n in range(len(goals)) if n not in chosen]
        best = max(left, key=gain, default=None)
        if best is None or gain(best)[:2] == (0, 0):
            break
        chosen.append(best)
        for goal in goals[best]:
            met[goal] = met.get(goal, 0) + 1
    return chosen


@given(_GOALS, st.integers(1, 4), st.integers(1, 20))
def test_the_case_that_adds_most_comes_next(
    goals: list[frozenset[str]], redundancy: int, most: int
) -> None:
    assert reduced(goals, redundancy, most) == counted_anew(goals, redundancy, most)


def test_every_goal_is_met_as_often_as_cases_allow() -> None:
    goals = [frozenset("ab"), frozenset("a"), frozenset("b"), frozenset("a")]

    assert reduced(goals, 2, 10) == [0, 1, 2]
