"""What a mined layout may allow beside what three examples happen to show.

Few examples are alike by chance: none has a single one of what is counted, or in all
of them one number stays far below another. Of contest problems most such likenesses
are no rule. What is drawn of a wide layout is held against the reference, as all is;
it is never all that is drawn.
"""

from collections.abc import Iterator, Mapping, Sequence

from verifier.generation.field_mining import rounded
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import FieldOfLine, name_in
from verifier.generation.limit_places import Slot, slots_in

_NEAR = 0.5
"""A number bounds another that comes nearer to it than that in some example."""
_SMALL = 3
"""Whether a number is below one as small says nothing."""
_FEW = 2


def loosened(
    layout: Layout, examples: Sequence[bytes]
) -> Iterator[tuple[Slot, dict[str, int | str]]]:
    """Yield the fields of a layout that are alike by chance, and how to allow more.

    Args:
        layout: What the examples have in common.
        examples: The inputs that it was mined from.
    """
    known = [layout.known_in(example) for example in examples]
    for slot in slots_in(layout.lines):
        changes = _single(slot.field) or _unbounded(slot, known)
        if changes:
            yield slot, changes


def only_new(one: FieldOfLine, changes: Mapping[str, int | str]) -> dict[str, object]:
    """Return the bounds of what was not allowed before, of a field and its changes."""
    match changes:
        case {"low": low}:
            return {"low": low, "high": low}
        case {"least": least}:
            return {"least": least, "most": least}
        case _:
            return {**changes, "low": one.high}


def _single(one: FieldOfLine) -> dict[str, int | str]:
    """Allow one of what is counted, and words of one letter."""
    if one.type == "int" and one.is_named and one.low == _FEW:
        return {"low": 1}
    is_short = one.type == "word" and one.least == _FEW and not one.forms
    return {"least": 1} if is_short else {}


def _unbounded(slot: Slot, known: Sequence[Known]) -> dict[str, int | str]:
    """Bound a number by no other that it comes near to in no example."""
    one = slot.field
    if not (one.type == "int" and one.is_named and isinstance(one.high, str)):
        return {}
    pairs = [
        (numbers[one.name], numbers[name_in(one.high)])
        for numbers in known
        if {one.name, name_in(one.high)} <= numbers.keys()
    ]
    is_far = all(
        abs(most) <= _SMALL or abs(number) <= _NEAR * abs(most)
        for number, most in pairs
    )
    if not pairs or not is_far or name_in(one.high) != one.high:
        return {}
    return {"high": rounded(max(abs(number) for number, _ in pairs))}
