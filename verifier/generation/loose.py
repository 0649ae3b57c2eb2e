"""Numbers of an example that may change, although what a statement demands is in doubt.

A sentence that is not understood says something of how the data hang together: who
is whose friend, that no two islands overlap. The weights of a graph's edges have no
part in that, nor, where it is about places and shapes, has a number of the first
lines that counts nothing.
"""

import re
from collections.abc import Sequence
from random import Random

from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    FieldOfLine,
    LineOfInput,
    ShapelessError,
    groups_in,
    lines_in,
    name_in,
    value_of,
)
from verifier.generation.limit_places import Slot
from verifier.generation.rows import is_integer, read_rows, written_rows

type Loose = tuple[int, int]
"""The part of a layout, and the field of its line."""

_EDGES = frozenset({"graph", "cliques", "connected", "tree", "arcs", "different"})
_ENDS = 2
_PLACED = re.compile(
    r"\b(?:intersect|overlap|collinear|touch|cross|disjoint|convex|inside|polygon|"
    r"quadrilateral|triangle|circle)",
    re.IGNORECASE,
)
_FORMULA = re.compile(r"\$([^$]*)\$")
_SMALL = 10
_DECIMALS = 4


def loose_fields(
    layout: Layout, doubts: Sequence[str], slots: dict[str, Slot]
) -> tuple[Loose, ...]:
    """Return the fields that sentences in doubt do not speak of.

    Args:
        layout: What the examples have in common.
        doubts: The sentences.
        slots: Where the numbers are that the statement names.
    """
    named = {
        name
        for doubt in doubts
        for formula in _FORMULA.findall(doubt)
        for name in re.findall(r"[A-Za-z]\w*", formula)
    }
    bound = {(slot.lines, slot.place) for slot in slots.values()}
    spoken = {(s.lines, s.place) for name, s in slots.items() if name in named}
    is_placed = all(_PLACED.search(doubt) for doubt in doubts)
    counting = _counting(layout)
    found = []
    for number, part in enumerate(layout.lines):
        if not isinstance(part, LineOfInput):
            break
        for place, one in enumerate(part.fields):
            where = ((number,), place)
            if where in spoken or one.count != 1 or one.name in counting:
                continue
            is_weight = part.rows in _EDGES and place >= _ENDS and one.type == "int"
            is_alone = one.type == "float" and len(part.fields) == 1
            is_header = one.type == "int" and where in bound
            is_apart = is_placed and part.repeat == 1 and (is_alone or is_header)
            if is_weight or is_apart:
                found.append((number, place))
    return tuple(found)


def _counting(layout: Layout) -> set[str]:
    """Return the names of numbers that count or bound anything."""
    amounts = [group.repeat for group in groups_in(layout.lines)]
    for line in lines_in(layout.lines):
        amounts.append(line.repeat)
        for one in line.fields:
            amounts += one.amounts()
    text = " ".join(layout.equations)
    return {name_in(a) for a in amounts if isinstance(a, str)} | set(
        re.findall(r"[A-Za-z]\w*", text)
    )


def loosened(
    data: bytes, layout: Layout, loose: Sequence[Loose], random: Random
) -> bytes:
    """Draw some or all of the loose numbers of an example anew."""
    rows = read_rows(data)
    chosen = random.sample(loose, random.randint(1, len(loose)))
    known = Known()
    at = 0
    for number, part in enumerate(layout.lines):
        if not isinstance(part, LineOfInput):
            break
        try:
            repeat = value_of(part.repeat, known)
        except (KeyError, ShapelessError):
            break
        for place, one in enumerate(part.fields):
            if one.is_named and repeat == 1 and is_integer(rows[at][place]):
                known[one.name] = int(rows[at][place])
            if (number, place) in chosen:
                column = [row[place] for row in rows[at : at + repeat]]
                drawn = _column(one, column, random)
                for row, token in zip(rows[at : at + repeat], drawn, strict=True):
                    row[place] = token
        at += repeat
    return written_rows(rows)


def _column(one: FieldOfLine, column: Sequence[str], random: Random) -> list[str]:
    """Draw a column: from the range, from its ends, or what is there in other order."""
    if not (isinstance(one.low, int) and isinstance(one.high, int)):
        return [*column]
    low, high = one.low, one.high
    if one.type == "float":
        digits = min(one.digits, _DECIMALS)
        return [f"{random.uniform(low, high):.{digits}f}" for _ in column]
    match random.randrange(4):
        case 0:
            return random.sample(column, len(column))
        case 1:
            high = min(high, low + _SMALL)
        case 2:
            ends = (low, high, min(low + 1, high))
            return [str(random.choice(ends)) for _ in column]
        case _:
            pass
    return [str(random.randint(low, high)) for _ in column]
