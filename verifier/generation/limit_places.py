"""Which numbers and words of a layout a statement means by which name.

Names of a statement and numbers of a layout come in the same order. Where there are
as many of both, each name is taken for its number; else those of the first line
alone may be. A reference that reads a number into a variable of that name knows
better.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
    Path,
    lines_in,
    name_in,
    paths_in,
)
from verifier.generation.stated_lines import SaidLines, singly
from verifier.generation.statement import Limit


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


def number_places(
    layout: Layout,
    limits: Sequence[Limit],
    names: Sequence[str],
    said: Sequence[SaidLines] = (),
) -> list[tuple[Slot, Limit]]:
    """Pair numbers and names: by their order, unless the reference contradicts."""
    ordered = _by_lines(layout, limits, said) or _in_order(layout, limits)
    own = {f"v{place}": name for place, name in enumerate(names)}
    told = [
        (slot, limit)
        for slot in slots_of(layout, {"int"})
        for limit in limits
        if not limit.of_length and own.get(slot.field.name) == limit.name
    ]
    if ordered and all(pair in ordered for pair in told):
        return ordered
    slots = [slot for slot, _ in ordered if slot not in [slot for slot, _ in told]]
    left = [one for _, one in ordered if one not in [limit for _, limit in told]]
    more = list(zip(slots, left, strict=True)) if len(slots) == len(left) else []
    return [*told, *more]


def _by_lines(
    layout: Layout, limits: Sequence[Limit], said: Sequence[SaidLines]
) -> list[tuple[Slot, Limit]]:
    """Pair the numbers of each line with names that are new where it is spoken of.

    Nothing is paired, unless every name has a number, and every number that is
    spoken of a name.
    """
    said = singly(said)
    if len(said) != len(layout.lines):
        return []
    has_words = bool(slots_of(layout, {"word", "text"}))
    # What has no upper limit is the number of a line: `x_j < i`.
    named = [
        one
        for one in limits
        if one.high is not None and not (one.of_length and has_words)
    ]
    numbers = slots_of(layout, {"int", "float"})
    pairs: list[tuple[Slot, Limit]] = []
    for place, (line, spoken) in enumerate(zip(layout.lines, said, strict=True)):
        if isinstance(line, LineOfInput) and (line.repeat == 1) != spoken.is_one:
            return []
        taken = [limit for _, limit in pairs]
        fresh = [one for one in _meant(spoken.names, named) if one not in taken]
        slots = [slot for slot in numbers if slot.lines == (place,)]
        if fresh and len(fresh) != len(slots):
            return []
        pairs += zip(slots, fresh, strict=False)
    return pairs if len(pairs) == len(named) else []


def _meant(names: Sequence[str], limits: Sequence[Limit]) -> list[Limit]:
    """Return the limits of names, in their order: `a_1` and `a_n` mean `a_i`, too."""
    found: dict[str, Limit] = {}
    for name in names:
        base, _, index = name.partition("_")
        for one in limits:
            own, _, place = one.name.partition("_")
            is_list = bool(index) and place.isalpha() and own == base
            if one.name == name or is_list:
                found.setdefault(one.name, one)
    return list(found.values())


def _in_order(layout: Layout, limits: Sequence[Limit]) -> list[tuple[Slot, Limit]]:
    has_words = bool(slots_of(layout, {"word", "text"}))
    named = [one for one in limits if not (one.of_length and has_words)]
    slots = slots_of(layout, {"int", "float"})
    if len(slots) == len(named):
        return list(zip(slots, named, strict=True))
    if len(slots) < len(named) and have_digits(layout):
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
        return _as_spoken(layout, lines, named)
    # Of lines whose numbers nobody limits, one has as many as there are limits left.
    left = len(named) - len(first)
    later = [line for line in lines if line[0] not in first and len(line) == left]
    own = later[0] if len(later) == 1 else []
    if left and not own and (spoken := _as_spoken(layout, lines, named)):
        return spoken
    return list(zip([*first, *own], named, strict=False))


def _as_spoken(
    layout: Layout, lines: Sequence[Sequence[Slot]], named: Sequence[Limit]
) -> list[tuple[Slot, Limit]]:
    """Pair the numbers of each line with names that stand together, some of them new.

    `x` and `y` of points are named again, with `r` on one line and `h` on another.
    Nothing is paired, unless every name is of some line.
    """
    order = sorted((place, one.name) for one in named for place in one.places)
    said = [name for _, name in order]
    by_name = {one.name: one for one in named}
    repeats = [line.repeat for line in lines_in(layout.lines)]
    counting = {name_in(one) for one in repeats if isinstance(one, str)}
    used: dict[str, int] = {}
    pairs: list[tuple[Slot, Limit]] = []
    at = 0
    for line in lines:
        size = len(line)
        best: list[str] = []
        for start in range(at, len(said) - size + 1):
            chosen = said[start : start + size]
            # What is named again stands at the same place of its line.
            stays = all(used.get(name, n) == n for n, name in enumerate(chosen))
            is_fresher = len({*chosen} - {*used}) > len({*best} - {*used})
            if stays and is_fresher and len({*chosen}) == size:
                best, at = chosen, start + size
        if not best:
            return []
        pairs += [(slot, by_name[name]) for slot, name in zip(line, best, strict=True)]
        for place, (slot, name) in enumerate(zip(line, best, strict=True)):
            # What counts lines is spoken of beside them, and stands on none.
            used[name] = -1 if slot.field.name in counting else place
    return pairs if {*used} == {*by_name} else []


def _shape(slot: Slot) -> tuple[str, bool, str]:
    return slot.field.type, slot.field.count == 1, slot.field.separator


def have_digits(layout: Layout) -> bool:
    """Whether the last fields are words that have numbers in them."""
    last = [*slots_in(layout.lines)][-1].field
    letters = "".join(last.words or last.forms) or last.alphabet
    has_more = any(letter.isalpha() or not letter.isalnum() for letter in letters)
    is_word = last.type == "word"
    return is_word and has_more and any(map(str.isdigit, letters))


def word_places(layout: Layout, limits: Sequence[Limit]) -> list[tuple[Slot, Limit]]:
    """Pair words and what is said of lengths."""
    named = [one for one in limits if one.of_length]
    slots = slots_of(layout, {"word", "text"})
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


def slots_of(layout: Layout, types: set[str]) -> list[Slot]:
    """Return where the fields of some types are that have no listed words."""
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
