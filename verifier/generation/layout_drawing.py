"""Draws inputs of a layout: small ones mostly, and some as large as it allows."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from random import Random

from verifier.generation.bulk_rows import MANY, bulk_rows, is_bulky
from verifier.generation.cliques import planned_parts
from verifier.generation.edge_counts import edge_counts
from verifier.generation.equations import read_equation
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    END_OF_INPUT,
    LARGEST_BYTES,
    MOST_LISTED,
    GroupOfLines,
    LineOfInput,
    ShapelessError,
    TooLargeError,
    groups_in,
    lines_in,
    name_in,
    value_of,
)
from verifier.generation.layout_style import Style
from verifier.generation.letters import with_letters
from verifier.generation.row_drawing import drawn_rows, is_worded
from verifier.generation.value_drawing import Row

_TRIES = 30
_CORNERED = 0.08
"""How many inputs have one, two or three of everything, however large."""
_SMALLER = 3
"""How often, and how much, less is drawn where as much as may be was too much."""


def draw_input(
    layout: Layout,
    random: Random,
    constants: Sequence[int] = (),
    *,
    may_stress: bool = True,
    is_slow: bool = False,
) -> bytes:
    """Draw an input.

    Args:
        layout: What it looks like.
        random: Where chance comes from.
        constants: Numbers that are drawn now and then, and their neighbors.
        may_stress: Whether it may be as long as may be.
        is_slow: Whether that is often too long for those who answer inputs.

    Raises:
        ShapelessError: Its bounds leave nothing, or it is too large.
    """
    style = Style(random, constants)
    style.is_stressing = style.is_stressing and may_stress
    if not style.is_stressing:
        if random.random() < _CORNERED:
            style.corner()
        return _input_of(layout, style)
    if is_slow:
        style.room //= random.choice((1, _SMALLER, _SMALLER**2))
    for _ in range(_SMALLER):
        try:
            return _input_of(layout, style)
        except TooLargeError:
            room = style.room // _SMALLER
            style = Style(random, constants)
            style.is_stressing, style.room = True, room
    raise ShapelessError


def _input_of(layout: Layout, style: Style) -> bytes:
    random = style.random
    lines, groups = list(lines_in(layout.lines)), list(groups_in(layout.lines))
    amounts = [line.repeat for line in lines] + [group.repeat for group in groups]
    amounts += [one.count for line in lines for one in line.fields]
    style.counts = {name_in(a) for a in amounts if isinstance(a, str)}
    style.grouping = {name_in(g.repeat) for g in groups if isinstance(g.repeat, str)}
    for group in groups:
        if isinstance(group.repeat, str) and group.totals:
            style.left[name_in(group.repeat)] = min(group.totals.values())
    style.equations = [read_equation(text) for text in layout.equations]
    style.edges = edge_counts(lines)
    # As many lines as there are nodes are needed, and one is not.
    style.counts |= {one.nodes for one in style.edges if one.rule == "connected"}
    style.cliques, style.planned = planned_parts(layout, random)
    worded = [line for line in lines if any(map(is_worded, line.fields))]
    most = LARGEST_BYTES if layout.letters is None else layout.letters
    style.letters_left = most // max(1, len(worded))
    rows: list[str] = []
    size = 0
    known = Known()
    for row in _parts(layout.lines, known, style):
        text = " ".join(row)
        size += len(text) + 1
        if size > LARGEST_BYTES:
            raise TooLargeError
        rows.append(f"{text}\n")
    if not all(one.is_equal or one.holds(known) for one in style.equations):
        raise ShapelessError
    data = "".join(rows).encode()
    if layout.letters is not None and not layout.fits(data):
        raise ShapelessError
    return data


def _parts(
    parts: Sequence[LineOfInput | GroupOfLines], known: Known, style: Style
) -> Iterator[Row]:
    for part in parts:
        if isinstance(part, GroupOfLines):
            yield from _group(part, known, style)
            continue
        repeat = value_of(part.repeat, known)
        if not 0 <= repeat <= MOST_LISTED:
            raise ShapelessError
        rows = drawn_rows(part, repeat, known, style)
        if part.occurs:
            yield from with_letters(part, list(rows), style.random)
        elif any(one.pool for one in part.fields):
            yield from _pooled(part, rows, known)
        else:
            yield from rows


def _pooled(line: LineOfInput, rows: Iterable[Row], known: Known) -> Iterator[Row]:
    """Put the words of lines into their pools, before the next line is drawn."""
    for row in rows:
        tokens = iter(row)
        for one in line.fields:
            for token in islice(tokens, value_of(one.count, known)):
                if one.pool:
                    known.add(one.pool, token)
        yield row


def _group(group: GroupOfLines, known: Known, style: Style) -> Iterator[Row]:
    """Draw a group as often as it is there."""
    if group.until is None:
        times = value_of(group.repeat, known)
    else:
        most = min([group.most, *group.totals.values()])
        most = style.most_listed(group.least, most, is_bounded=False)
        times = style.number(group.least, most, is_count=True)
    if not 0 <= times <= MOST_LISTED:
        raise ShapelessError
    draw = _commands if group.one_of else _times
    yield from draw(group, times, known, style)
    if group.until not in {None, END_OF_INPUT}:
        yield [group.until or ""]


def _times(
    group: GroupOfLines, times: int, known: Known, style: Style
) -> Iterator[Row]:
    """Draw all lines of a group, so many times."""
    left = dict(group.totals)
    for number in range(times):
        own = style.within(times)
        # The times to come need something, too.
        own.left = {name: most - (times - number - 1) for name, most in left.items()}
        known_here = known.inner()
        rows = list(_parts(group.lines, known_here, own))
        for _ in range(_TRIES):
            if group.until is None or not rows or " ".join(rows[0]) != group.until:
                break
            known_here = known.inner()
            rows = list(_parts(group.lines, known_here, own.even()))
        else:
            raise ShapelessError
        for name in left:
            left[name] -= known_here[name]
        yield from rows


def _commands(
    group: GroupOfLines, times: int, known: Known, style: Style
) -> Iterator[Row]:
    """Draw lines of several kinds: each as often, or one more often than others."""
    lines = list(lines_in(group.lines))
    weights = [style.random.choice((1, 1, 4)) for _ in lines]
    order = style.random.choices(range(len(lines)), weights, k=times)
    rows: list[Iterator[Row]] = []
    for number, line in enumerate(lines):
        count = order.count(number)
        if style.is_stressing and times >= MANY and is_bulky(line, MANY):
            rows.append(bulk_rows(line, count, known, style.random, style.longest))
        else:
            rows.append(_one_by_one(line, count, known, style))
    for number in order:
        yield next(rows[number])


def _one_by_one(
    line: LineOfInput, count: int, known: Known, style: Style
) -> Iterator[Row]:
    for _ in range(count):
        yield from _parts([line], known.inner(), style)
