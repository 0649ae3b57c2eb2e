"""Cuts inputs into groups of lines: which lines belong to each time of a group.

A shape says how many lines one time has: single lines, and as many lines, or groups
inside, as an integer on one of its lines says. Shapes are tried from the shortest,
along the first time of the first example; one that cuts all examples into as many
times as they say, or to their end, is handed on. What stands on the lines is not
asked here: each time is then read like an example of its own (`layout_mining`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from verifier.generation.field_mining import is_int

type Rows = Sequence[Sequence[str]]
type Shape = tuple["Element", ...]
type Cut = list[tuple[int, int]]
"""First line, and the line after the last, of each time."""

_MOST_ELEMENTS = 4
_MOST_INSIDE = 3
_MOST_COLUMNS = 4
_MOST_SHAPES = 2000
_OFFSETS = (0, -1)


@dataclass(frozen=True, slots=True)
class Counter:
    """Which integer counts something.

    Attributes:
        element: The single line that has it, by its place in the shape; None if it
            was read before the group.
        column: Its place on the line, or among what was read before.
        offset: What is added to it.
    """

    element: int | None
    column: int
    offset: int = 0


@dataclass(frozen=True, slots=True)
class Element:
    """One line, or as many lines or groups as a counter says.

    Attributes:
        counter: What counts them; None of a single line.
        inside: What is counted; nothing for single lines.
    """

    counter: Counter | None = None
    inside: Shape = ()


_LINE = Element()


class ShapelessCutError(Exception):
    """Lines do not have a shape."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One example.

    Attributes:
        rows: Its lines, as tokens.
        start: Where the group begins.
        before: Integers read before that may count what is inside.
        times: How often the group is there; None if it goes until `end`.
        end: The line before which it ends; None if lines may follow.
    """

    rows: Rows
    start: int
    before: tuple[int, ...]
    times: int | None
    end: int | None


def cuts_of(sheets: Sequence[Sheet], least: int = 2) -> Iterator[list[Cut]]:
    """Yield the ways to cut examples into times of a group, simple shapes first.

    Args:
        sheets: The examples; the first of them guides the search.
        least: Fewest elements of a shape.
    """
    guides = [one for one in sheets if one.times is None or one.times > 0]
    if not guides:
        return
    tried = 0
    for size in range(least, _MOST_ELEMENTS + 1):
        for shape in _shapes(guides[0], guides[0].start, size, (), 0):
            tried += 1
            if tried > _MOST_SHAPES:
                return
            try:
                yield [_cut(sheet, shape) for sheet in sheets]
            except ShapelessCutError:
                continue


def _shapes(
    guide: Sheet, place: int, size: int, so_far: Shape, depth: int
) -> Iterator[Shape]:
    """Yield shapes of so many elements that the lines from a place on may have."""
    if len(so_far) == size:
        yield so_far
        return
    # The first line says what is counted, unless something before the group does.
    options = [_LINE]
    if so_far or guide.before:
        options += _counted(guide, so_far, depth)
    for element in options:
        try:
            # Only what was read so far is known: the walk is done anew.
            after = _walk(guide, place, (*so_far, element))
        except ShapelessCutError:
            continue
        if guide.end is None or after <= guide.end:
            yield from _shapes(guide, place, size, (*so_far, element), depth)


def _counted(guide: Sheet, so_far: Shape, depth: int) -> Iterator[Element]:
    used = {element.counter for element in so_far}
    for counter in _counters(guide, so_far):
        if counter in used:
            continue
        yield Element(counter)
        if depth == 0 and counter.offset == 0:
            for shape in _inner_shapes():
                yield Element(counter, shape)


def _inner_shapes() -> Iterator[Shape]:
    """Yield the shapes of groups inside of groups."""
    for lines in range(1, _MOST_INSIDE):
        for column in range(2):
            for element in range(lines):
                yield (*((_LINE,) * lines), Element(Counter(element, column)))
    for lines in range(2, _MOST_INSIDE + 1):
        yield (_LINE,) * lines


def _counters(guide: Sheet, so_far: Shape) -> Iterator[Counter]:
    singles = [place for place, one in enumerate(so_far) if one.counter is None]
    for offset in _OFFSETS:
        for element in reversed(singles):
            for column in range(_MOST_COLUMNS):
                yield Counter(element, column, offset)
        if offset == 0:
            for column in range(len(guide.before)):
                yield Counter(None, column)


def _cut(sheet: Sheet, shape: Shape) -> Cut:
    cut: Cut = []
    place = sheet.start
    while len(cut) != sheet.times if sheet.times is not None else place != sheet.end:
        after = _walk(sheet, place, shape)
        if after == place or (sheet.end is not None and after > sheet.end):
            raise ShapelessCutError
        cut.append((place, after))
        place = after
    if sheet.end is not None and place != sheet.end:
        raise ShapelessCutError
    return cut


def _walk(sheet: Sheet, place: int, shape: Shape) -> int:
    """Return the line after lines of a shape."""
    singles: dict[int, int] = {}
    for number, element in enumerate(shape):
        if element.counter is None:
            singles[number] = place
            place += 1
        else:
            count = _count(sheet, singles, element.counter)
            if element.inside:
                for _ in range(count):
                    place = _walk(sheet, place, element.inside)
            else:
                place += count
        if place > len(sheet.rows):
            raise ShapelessCutError
    return place


def _count(sheet: Sheet, singles: dict[int, int], counter: Counter) -> int:
    if counter.element is None:
        number = sheet.before[counter.column]
    else:
        row = sheet.rows[singles[counter.element]]
        if counter.column >= len(row) or not is_int(row[counter.column]):
            raise ShapelessCutError
        number = int(row[counter.column])
    number += counter.offset
    if not 0 <= number <= len(sheet.rows):
        raise ShapelessCutError
    return number
