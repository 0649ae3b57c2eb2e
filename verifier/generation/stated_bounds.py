"""Puts the limits of a statement on the fields of a mined layout.

Names of a statement and numbers of a layout come in the same order. Where there are
as many of both, each name is taken for its number; else those of the first line
alone may be. A reference that reads a number into a variable of that name knows
better. A limit that an example breaks was meant for something else, and is
passed over.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import inf
from typing import Any

from verifier.generation.layout import Layout, fitting_layout, part_at
from verifier.generation.layout_parts import (
    MOST_WORDS,
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
    Path,
    paths_in,
)
from verifier.generation.statement import Limit

_LARGEST = 10**18
_NUMBERED = re.compile(r"(\D*)\d+(\D*)")


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a field is.

    Attributes:
        field: The field.
        lines: Place of its line among those of its group, that of the group before.
        place: Its place on the line.
    """

    field: FieldOfLine
    lines: Path
    place: int

    @property
    def name(self) -> str:
        """A name that no other field has."""
        return f"s{'_'.join(map(str, (*self.lines, self.place)))}"


def with_limits(
    layout: Layout,
    limits: Sequence[Limit],
    examples: Sequence[bytes],
    names: Sequence[str] = (),
) -> Layout:
    """Return a layout with the bounds that a statement puts on its numbers.

    Args:
        layout: What the examples have in common.
        limits: What the statement says, in the order of its names.
        examples: Inputs that are legal.
        names: What the reference calls the integers that it reads first.
    """
    pairs = _numbers(layout, limits, names)
    layout, bound = _paired(layout, pairs, examples)
    layout = _with_commands(layout, pairs, limits, bound, examples)
    layout, _ = _paired(layout, _words(layout, limits), examples)
    return _with_numbers_in_words(layout, limits, names, examples)


def _paired(
    layout: Layout,
    pairs: Sequence[tuple[Slot, Limit]],
    examples: Sequence[bytes],
) -> tuple[Layout, dict[str, str]]:
    """Put limits on their fields; return what these are called then, too."""
    bound: dict[str, str] = {}
    for slot, limit in pairs:
        field = slot.field
        named: dict[str, str] = {}
        if field.count == 1 and field.type in {"int", "word"}:
            named["name"] = field.name or slot.name
        for ends in _limited(field, limit, bound):
            changed = changed_at(layout, slot, {**ends, **named}, examples)
            if changed:
                layout = changed
                break
        if named:
            bound[limit.name] = named["name"]
    return layout, bound


def _with_commands(
    layout: Layout,
    pairs: Sequence[tuple[Slot, Limit]],
    limits: Sequence[Limit],
    bound: dict[str, str],
    examples: Sequence[bytes],
) -> Layout:
    """Bound the numbers of commands that nobody named, as those of others are.

    Statements name the numbers of each kind of lines anew, often with the same names.
    Which is meant is not told: the closest bound that all examples keep is taken.
    """
    outside = [one for slot, one in pairs if not is_choice(layout, slot)]
    said = [one for one in limits if one not in outside and not one.of_length]
    places = {(slot.lines, slot.place) for slot, _ in pairs}
    for slot in _slots(layout, {"int"}):
        told = (slot.lines, slot.place) in places or slot.field.low == slot.field.high
        if told or not is_choice(layout, slot):
            continue
        ends = [end for one in said for end in _limited(slot.field, one, bound)]
        ends.sort(key=_closeness)
        changes = (changed_at(layout, slot, end, examples) for end in ends)
        layout = next(filter(None, changes), layout)
    return layout


def _closeness(ends: Mapping[str, int | str]) -> float:
    """Return how far bounds reach: to a number before, to this one, or anywhere."""
    high = ends.get("high", inf)
    return 0 if isinstance(high, str) else high


def is_choice(layout: Layout, slot: Slot) -> bool:
    """Whether a field is of a kind of lines of which others may be there instead."""
    part: Any = layout
    for place in slot.lines[:-1]:
        part = part.lines[place]
        if part.one_of:
            return True
    return False


def _with_numbers_in_words(
    layout: Layout,
    limits: Sequence[Limit],
    names: Sequence[str],
    examples: Sequence[bytes],
) -> Layout:
    """Let the numbers of words like `+d6` be any that the one limit left allows."""
    taken = [limit for _, limit in _numbers(layout, limits, names)]
    left = [one for one in limits if one not in taken and not one.of_length]
    if len(left) != 1 or not _have_digits(layout):
        return layout
    slot = [*slots_in(layout.lines)][-1]
    low, high = left[0].low, left[0].high
    found = [_NUMBERED.fullmatch(word) for word in slot.field.words]
    parts = dict.fromkeys((one[1], one[2]) for one in found if one)
    if not (isinstance(low, int) and isinstance(high, int) and all(found) and parts):
        return layout
    if not 0 < len(parts) * (high - low + 1) <= MOST_WORDS:
        return layout
    numbers = range(low, high + 1)
    words = [f"{head}{n}{tail}" for head, tail in parts for n in numbers]
    return changed_at(layout, slot, {"words": words}, examples) or layout


def named_slots(
    layout: Layout, limits: Sequence[Limit], names: Sequence[str] = ()
) -> dict[str, Slot]:
    """Return where the numbers are that a statement names; see `with_limits`."""
    return {limit.name: slot for slot, limit in _numbers(layout, limits, names)}


def _numbers(
    layout: Layout, limits: Sequence[Limit], names: Sequence[str]
) -> list[tuple[Slot, Limit]]:
    """Pair numbers and names: by their order, unless the reference contradicts."""
    ordered = _in_order(layout, limits)
    own = {f"v{place}": name for place, name in enumerate(names)}
    told = [
        (slot, limit)
        for slot in _slots(layout, {"int"})
        for limit in limits
        if not limit.of_length and own.get(slot.field.name) == limit.name
    ]
    if ordered and all(pair in ordered for pair in told):
        return ordered
    slots = [slot for slot, _ in ordered if slot not in [slot for slot, _ in told]]
    left = [one for _, one in ordered if one not in [limit for _, limit in told]]
    more = list(zip(slots, left, strict=True)) if len(slots) == len(left) else []
    return [*told, *more]


def _in_order(layout: Layout, limits: Sequence[Limit]) -> list[tuple[Slot, Limit]]:
    has_words = bool(_slots(layout, {"word", "text"}))
    named = [one for one in limits if not (one.of_length and has_words)]
    slots = _slots(layout, {"int", "float"})
    if len(slots) == len(named):
        return list(zip(slots, named, strict=True))
    if len(slots) < len(named) and _have_digits(layout):
        # The names that are left are of numbers inside words, like the 6 of `+d6`.
        return list(zip(slots, named, strict=False))
    lines = [list(line) for _, line in groupby(slots, lambda slot: slot.lines)]
    shapes = {tuple(map(_shape, line)) for line in lines}
    are_alike = len(shapes) == 1 and len(lines[0]) > 1
    if are_alike and len(lines[0]) == len(named):
        # Of lines that are alike the numbers are named once.
        return [pair for line in lines for pair in zip(line, named, strict=True)]
    first = [slot for slot in slots if slot.lines == (0,)]
    head = layout.lines[0]
    size = len(head.fields) if isinstance(head, LineOfInput) else 0
    is_whole = 0 < size == len(first) <= len(named)
    indices = [one.name.partition("_")[2] for one in named[: len(first)]]
    if not is_whole or any(map(str.isalpha, indices)):
        return []
    # Of lines whose numbers nobody limits, one has as many as there are limits left.
    left = len(named) - len(first)
    later = [line for line in lines if line[0] not in first and len(line) == left]
    own = later[0] if len(later) == 1 else []
    return list(zip([*first, *own], named, strict=False))


def _shape(slot: Slot) -> tuple[str, bool, str]:
    return slot.field.type, slot.field.count == 1, slot.field.separator


def _have_digits(layout: Layout) -> bool:
    """Whether the last fields are words that have numbers in them."""
    last = [*slots_in(layout.lines)][-1].field
    letters = "".join(last.words or last.forms) or last.alphabet
    has_more = any(letter.isalpha() or not letter.isalnum() for letter in letters)
    is_word = last.type == "word"
    return is_word and has_more and any(map(str.isdigit, letters))


def _words(layout: Layout, limits: Sequence[Limit]) -> list[tuple[Slot, Limit]]:
    named = [one for one in limits if one.of_length]
    slots = _slots(layout, {"word", "text"})
    if len(slots) == len(named):
        return list(zip(slots, named, strict=True))
    # What is said of lines is said once of lines that are alike.
    groups = [list(alike) for _, alike in groupby(slots, _kind_of_words)]
    if len(groups) != len(named):
        # And of names once, whatever marks stand between them.
        kinds: dict[tuple[object, ...], list[Slot]] = {}
        for slot in slots:
            if any(map(str.isalnum, slot.field.alphabet)):
                kinds.setdefault(_kind_of_words(slot), []).append(slot)
        groups = list(kinds.values())
    if len(groups) != len(named):
        return []
    return [(slot, n) for g, n in zip(groups, named, strict=True) for slot in g]


def _kind_of_words(slot: Slot) -> tuple[object, ...]:
    one = slot.field
    return one.type, one.alphabet, one.pool, one.among


def _slots(layout: Layout, types: set[str]) -> list[Slot]:
    return [
        slot
        for slot in slots_in(layout.lines)
        if slot.field.type in types and not slot.field.words
    ]


def slots_in(parts: Sequence[LineOfInput | GroupOfLines]) -> Iterator[Slot]:
    """Yield where the fields of parts are, those of groups among them."""
    for path, line in paths_in(parts):
        for place, one in enumerate(line.fields):
            yield Slot(one, path, place)


def _limited(
    field: FieldOfLine, limit: Limit, bound: dict[str, str]
) -> Iterator[dict[str, int | str]]:
    """Yield what changes of a field, the closest bounds first.

    A name that is not known changes nothing.
    """
    low, high = _amount(limit.low, bound), _amount(limit.high, bound)
    low = limit.floor if low is None else low
    if field.type in {"word", "text"}:
        is_counted = isinstance(field.most, str)
        yield {} if is_counted else _given(least=low, most=high)
        return
    if limit.of_length and isinstance(high, int):
        low = -high
    # What examples put in order stays in order.
    low = None if isinstance(field.low, str) else low
    for nearer in limit.nearer:
        if (end := _amount(nearer, bound)) is not None:
            yield _given(low=low, high=end)
    yield _given(low=low, high=high)
    if field.type == "float" and low == 1:
        # Of decimals `0 < r` excludes less than of integers.
        yield {**_given(low=0, high=high), "only": "positive"}


def _given(**ends: int | str | None) -> dict[str, int | str]:
    return {name: end for name, end in ends.items() if end is not None}


def _amount(value: int | str | None, bound: dict[str, str]) -> int | str | None:
    if isinstance(value, int):
        return max(-_LARGEST, min(_LARGEST, value))
    if value is None:
        return None
    for name, field in bound.items():
        if value == name or (value.startswith(name) and value[len(name)] in "+-"):
            return value.replace(name, field, 1)
    return None


def changed_at(
    layout: Layout,
    slot: Slot,
    ends: Mapping[str, object],
    examples: Sequence[bytes] = (),
) -> Layout | None:
    """Return a layout of which one field is changed; None if there is no such layout.

    Args:
        layout: The layout.
        slot: Where the field is.
        ends: What is new of it.
        examples: Inputs that it must have.
    """
    tree = layout.model_dump()
    part_at(tree, slot.lines)["fields"][slot.place] |= ends
    return fitting_layout(tree, examples)
