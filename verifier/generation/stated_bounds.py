"""Puts the limits of a statement on the fields of a mined layout.

Which field is meant by which name `limit_places` tells. A limit that an example
breaks was meant for something else, and is passed over.
"""

import re
import string
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Any

from verifier.generation.layout import Layout, fitting_layout, part_at
from verifier.generation.layout_parts import (
    MOST_WORDS,
    FieldOfLine,
)
from verifier.generation.limit_places import (
    Slot,
    have_digits,
    number_places,
    slots_in,
    slots_of,
    word_places,
)
from verifier.generation.stated_lines import SaidLines
from verifier.generation.statement import Limit

_LARGEST = 10**18
_NUMBERED = re.compile(r"(\D*)\d+(\D*)")


def with_limits(
    layout: Layout,
    limits: Sequence[Limit],
    examples: Sequence[bytes],
    names: Sequence[str] = (),
    said: Sequence[SaidLines] = (),
) -> Layout:
    """Return a layout with the bounds that a statement puts on its numbers.

    Args:
        layout: What the examples have in common.
        limits: What the statement says, in the order of its names.
        examples: Inputs that are legal.
        names: What the reference calls the integers that it reads first.
        said: Lines that the statement says there are.
    """
    pairs = number_places(layout, limits, names, said)
    layout, bound = _paired(layout, pairs, examples)
    layout = _with_commands(layout, pairs, limits, bound, examples)
    worded = word_places(layout, limits)
    layout, _ = _paired(layout, worded, examples)
    taken = [limit for _, limit in pairs]
    left = [one for one in limits if one not in taken and not one.of_length]
    if len(left) != 1:
        return layout
    if not worded:
        layout = _with_one_left(layout, left[0], examples)
    return _with_numbers_in_words(layout, left[0], examples)


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


def _with_one_left(layout: Layout, limit: Limit, examples: Sequence[bytes]) -> Layout:
    """Put the one limit left on the one word there is.

    `c_i` of a word of digits are its digits; where no number is read, what is limited
    is how long a word is: *a string of length `l`*.
    """
    slots = slots_of(layout, {"word", "text"})
    low, high = limit.low, limit.high
    if len(slots) != 1 or not (isinstance(low, int) and isinstance(high, int)):
        return layout
    one = slots[0].field
    has_digits = set(one.alphabet) <= set(string.digits) and not one.forms
    if has_digits and "_" in limit.name and 0 <= low <= high < len(string.digits):
        change: dict[str, object] = {"alphabet": string.digits[low : high + 1]}
        change |= {"pieces": [], "nonzero": ""}
        return changed_at(layout, slots[0], change, examples) or layout
    has_numbers = bool(slots_of(layout, {"int", "float"}))
    if has_numbers or low < 0 or isinstance(one.most, str):
        return layout
    ends = {"least": low, "most": high}
    return changed_at(layout, slots[0], ends, examples) or layout


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
    for slot in slots_of(layout, {"int"}):
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
    layout: Layout, limit: Limit, examples: Sequence[bytes]
) -> Layout:
    """Let the numbers of words like `+d6` be any that the one limit left allows."""
    if not have_digits(layout):
        return layout
    slot = [*slots_in(layout.lines)][-1]
    low, high = limit.low, limit.high
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
    layout: Layout,
    limits: Sequence[Limit],
    names: Sequence[str] = (),
    said: Sequence[SaidLines] = (),
) -> dict[str, Slot]:
    """Return where the numbers are that a statement names; see `with_limits`."""
    pairs = number_places(layout, limits, names, said)
    return {limit.name: slot for slot, limit in reversed(pairs)}


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
