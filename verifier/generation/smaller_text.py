"""Smaller versions of what a program reads: lines and tokens, and what counts them.

A line that goes, and a token that goes, is often counted by a number further
up. So each removal is tried with every number before it that is large enough
made smaller by as much, and by one: the layout or the validator says which of
these is still an input.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, pairwise

from verifier.generation.smaller import fewer, nearer_to_zero, simpler

_COUNTERS = 12
"""Numbers before a removal that may count what is removed, the nearest first."""

type _Rows = tuple[tuple[str, ...], ...]


def smaller_texts(
    data: bytes, groups: Sequence[Sequence[tuple[int, int]]] = ()
) -> Iterator[bytes]:
    """Make an input smaller: fewer groups of lines, fewer lines, tokens, simpler ones.

    Args:
        data: What is read; bytes that are no UTF-8 have no smaller version.
        groups: First line, and the line after the last, of each time that a group of
            lines is there; of every group.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    rows = tuple(tuple(line.split(" ")) for line in text.rstrip("\n").split("\n"))
    tail = "\n" if text.endswith("\n") else ""
    for smaller in chain(_fewer_times(rows, groups), _smaller(rows)):
        yield ("\n".join(" ".join(row) for row in smaller) + tail).encode()


def _smaller(rows: _Rows) -> Iterator[_Rows]:
    yield from _fewer_lines(rows)
    yield from _fewer_tokens(rows)
    yield from _simpler_tokens(rows)


def _fewer_times(
    rows: _Rows, groups: Sequence[Sequence[tuple[int, int]]]
) -> Iterator[_Rows]:
    for times in groups:
        for width in _widths(len(times)):
            # From either end: what makes a program fail may be in the last time.
            firsts = {*range(0, len(times) - width + 1, width), len(times) - width}
            for first in sorted(firsts):
                start, end = times[first][0], times[first + width - 1][1]
                left = rows[:start] + rows[end:]
                yield from _counted(left, start, (width, 1))
                yield left


def _widths(count: int) -> Iterator[int]:
    width = count - 1
    while width > 0:
        yield width
        width //= 2


def _fewer_lines(rows: _Rows) -> Iterator[_Rows]:
    for width in _widths(len(rows)):
        for start in range(len(rows) - width, 0, -width):
            left = rows[:start] + rows[start + width :]
            yield from _counted(left, start, (width, 1))
            yield left


def _fewer_tokens(rows: _Rows) -> Iterator[_Rows]:
    for place, row in enumerate(rows):
        for width in _widths(len(row)):
            for start in range(0, len(row), width):
                left = row[:start] + row[start + width :]
                if left:
                    changed = (*rows[:place], left, *rows[place + 1 :])
                    yield from _counted(changed, place, (len(row) - len(left), 1))
                    yield changed


def _counted(rows: _Rows, before: int, amounts: tuple[int, int]) -> Iterator[_Rows]:
    """Lower each number above a line that may count what has gone."""
    places = [
        (line, column)
        for line in range(before - 1, -1, -1)
        for column, token in enumerate(rows[line])
        if token.isascii() and token.isdigit()
    ]
    for line, column in places[:_COUNTERS]:
        for amount in dict.fromkeys(amounts):
            number = int(rows[line][column]) - amount
            if number >= 0:
                yield _with(rows, line, column, str(number))


def _with(rows: _Rows, line: int, column: int, token: str) -> _Rows:
    row = (*rows[line][:column], token, *rows[line][column + 1 :])
    return (*rows[:line], row, *rows[line + 1 :])


def _simpler_tokens(rows: _Rows) -> Iterator[_Rows]:
    for line, row in enumerate(rows):
        for column, token in enumerate(row):
            for other in _simpler(token):
                yield _with(rows, line, column, other)
        if any(_is_int(a) and _is_int(b) and int(a) > int(b) for a, b in pairwise(row)):
            in_order = sorted(row, key=lambda t: (not _is_int(t), _number(t), t))
            yield (*rows[:line], tuple(in_order), *rows[line + 1 :])


def _simpler(token: str) -> Iterator[str]:
    if _is_int(token):
        yield from map(str, nearer_to_zero(int(token)))
        return
    for other in fewer(token):
        if other:
            yield other
    yield from simpler(token)


def _is_int(token: str) -> bool:
    digits = token.removeprefix("-")
    return digits.isascii() and digits.isdigit() and len(digits) < 100  # noqa: PLR2004


def _number(token: str) -> int:
    return int(token) if _is_int(token) else 0
