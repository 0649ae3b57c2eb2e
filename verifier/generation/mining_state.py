"""How far the examples of a layout are read, and what was read of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from verifier.generation.field_mining import is_int
from verifier.generation.group_mining import Sheet
from verifier.generation.known import Known
from verifier.generation.layout_parts import value_of

_BEFORE = 3
"""Integers before a group that may count what is inside, the last ones read."""

_NEAR_COUNTS = ((1, -1), (1, 1), (2, 0), (2, -1), (2, -2))
"""Factors and summands: `n-1` edges of a tree, and of two trees."""


@dataclass(frozen=True, slots=True)
class State:
    """How far the examples are read.

    Attributes:
        used: Lines read of each.
        known: Integers read, by name, one of each example.
        lengths: Lengths of words read, by name, one of each example.
        last: Names of the integers on the line before.
        hidden: How many integers only times of a group know.
        counted: What the statement says that there are so many of, on the lines that
            are read next, by names of integers.
    """

    used: tuple[int, ...]
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last: tuple[str, ...] = ()
    hidden: int = 0
    counted: tuple[str, ...] = ()

    def after(
        self, used: tuple[int, ...], known: dict[str, tuple[int, ...]] | None = None
    ) -> "State":
        """Return the state after more lines, and perhaps more integers."""
        known = self.known if known is None else known
        return State(used, known, self.lengths, hidden=self.hidden)

    def new_name(self, known: dict[str, tuple[int, ...]]) -> str:
        """Return the name of the next integer."""
        return f"v{len(known) + self.hidden}"

    def named(self, sizes: Sequence[int]) -> str | None:
        """Return what says so many: an integer, the last one read first, or near it.

        Args:
            sizes: How many there are, of something, in each example.
        """
        for term in self.counted:
            if self.values_of(term) == list(sizes):
                return term
        is_telling = len(sizes) > 1 or sizes[0] > 1
        for name in reversed(self.known) if is_telling else ():
            if list(self.known[name]) == list(sizes):
                return name
        # By chance, different ones are seldom off by the same.
        if len(set(sizes)) > 1:
            for factor, offset in _NEAR_COUNTS:
                for name in reversed(self.known):
                    made = [factor * n + offset for n in self.known[name]]
                    if made == list(sizes):
                        head = f"{factor}*" if factor > 1 else ""
                        return f"{head}{name}{f'{offset:+d}' if offset else ''}"
        return None

    def values_of(self, term: str) -> list[int]:
        """Return how many a term like `2*n-1` is in each example."""
        each = range(len(self.used))
        numbers = [Known({n: ns[at] for n, ns in self.known.items()}) for at in each]
        return [value_of(term, one) for one in numbers]

    def at_times(self, places: Sequence[int]) -> "State":
        """Return the state in which each time of a group is read like an example.

        Args:
            places: Of each time the example that it is from.
        """
        known = {name: tuple(ns[p] for p in places) for name, ns in self.known.items()}
        lengths = {
            name: tuple(ns[p] for p in places) for name, ns in self.lengths.items()
        }
        return State((0,) * len(places), known, lengths, hidden=self.hidden)


def sheets_of(
    tables: Sequence[Sequence[list[str]]],
    state: State,
    times: Sequence[int] | None,
    *,
    is_last: bool,
    spare: int = 0,
) -> list[Sheet]:
    """Return the examples, to be cut into times of a group.

    Args:
        tables: Lines of the examples, as tokens.
        state: How far they are read.
        times: How often the group is there in each; None if to the end.
        is_last: Whether nothing comes after the group.
        spare: Lines after it that end it.
    """
    before = [state.known[name] for name in [*state.known][-_BEFORE:]]
    return [
        Sheet(
            rows=table,
            start=state.used[place],
            before=tuple(numbers[place] for numbers in before),
            times=None if times is None else times[place],
            end=len(table) - spare if is_last else None,
        )
        for place, table in enumerate(tables)
    ]


def are_plain(rows: Sequence[str]) -> bool:
    """Whether lines are texts of plain words, and not all of numbers."""
    is_plain = all(
        c == " " or (c.isascii() and c.isalnum()) for row in rows for c in row
    )
    has_words = any(not is_int(token) for row in rows for token in row.split())
    is_text = any(" " in row for row in rows)
    return is_plain and has_words and is_text
