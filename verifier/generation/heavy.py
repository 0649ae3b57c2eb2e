"""The inputs that tell slow programs: those of most work, and large ones of each kind.

Which large input is slow depends on the program: one goes through all that is sorted,
another through all that is equal. So beside those that cost the reference most, some
are taken whose columns are not alike: low, high or all over, of few values or many,
in order or not.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from verifier.generation.inputs import Input

_MOST_WORK = 4
_MOST_KINDS = 8
_LARGE_BYTES = 5000
"""Smaller inputs seldom tell who is slow."""
_LARGE_SHARE = 0.5
"""How large they are beside the largest."""
_LISTED = 50
"""A line of more tokens is a list."""
_COLUMNS = 4
_FEW = 20
_PARTS = 4
_MANY_LETTERS = 3

type Kind = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class _Column:
    """Numbers, or words where some are none."""

    numbers: Sequence[int]
    words: Sequence[bytes]

    def kind(self, end: int) -> Kind:
        """Say roughly what it is like, beside the largest number of all inputs."""
        if self.words:
            letters = min(_MANY_LETTERS, len(set(b"".join(self.words))))
            is_long = max(map(len, self.words)) > _FEW
            return len(set(self.words)) <= _FEW, letters, is_long
        low, high = min(self.numbers), max(self.numbers)
        part = max(1, end) / _PARTS
        is_sorted = all(a <= b for a, b in pairwise(self.numbers))
        is_run = is_sorted and high - low == len(self.numbers) - 1
        few = len(set(self.numbers)) <= _FEW
        return few, is_sorted, is_run, int(low // part), int(high // part)


def heaviest(
    inputs: Sequence[Input], steps: Sequence[int], *, is_stdio: bool
) -> list[int]:
    """Return the places of inputs that are worth their time.

    Args:
        inputs: All that there are.
        steps: Work of the reference on each, if it is counted; else 0.
        is_stdio: Whether they are what a whole program reads.
    """
    sizes = [len(one.data) for one in inputs]
    order = sorted(range(len(inputs)), key=lambda n: (-steps[n], -sizes[n], n))
    chosen = order[:_MOST_WORK]
    if not is_stdio or not inputs:
        return chosen
    least = max(_LARGE_BYTES, _LARGE_SHARE * max(sizes))
    columns = {n: _columns(inputs[n].data) for n in order if sizes[n] >= least}
    ends = _ends(columns.values())
    seen = {_kind(columns[n], ends) for n in chosen if n in columns}
    for place in order[_MOST_WORK:]:
        if len(chosen) >= _MOST_WORK + _MOST_KINDS:
            break
        kind = _kind(columns[place], ends) if place in columns else None
        if kind is not None and kind not in seen:
            seen.add(kind)
            chosen.append(place)
    return chosen


def _columns(data: bytes) -> list[_Column]:
    """Return the first columns of most lines, or the longest line as one."""
    rows = [row.split() for row in data.split(b"\n")]
    longest = max(rows, key=len)
    if len(longest) > _LISTED:
        return [_numbers(longest)]
    width = Counter(map(len, rows)).most_common(1)[0][0]
    table = [row for row in rows if len(row) == width]
    return [_numbers(column) for column in list(zip(*table, strict=True))[:_COLUMNS]]


def _numbers(tokens: Sequence[bytes]) -> _Column:
    try:
        return _Column([int(token) for token in tokens], ())
    except ValueError:
        return _Column((), tokens)


def _ends(tables: Iterable[Sequence[_Column]]) -> list[int]:
    """Return how large numbers of each column are in any input."""
    found: list[int] = []
    for columns in tables:
        tops = [max(map(abs, column.numbers), default=0) for column in columns]
        found = [max(pair) for pair in zip_longest(found, tops, fillvalue=0)]
    return found


def _kind(columns: Sequence[_Column], ends: Sequence[int]) -> Kind:
    """Say roughly what columns are like."""
    return tuple(column.kind(end) for column, end in zip(columns, ends, strict=False))
