"""Asks the reference what a whole program may read beside what its examples show.

Three examples seldom show a limit, or the smallest input. A reference that was built
to stop at undefined behavior says what it bears: it stops where an index leaves its
array, or a sum its type, and it is stopped where it goes by too many blocks. What it
bears is no proof of what is legal, so numbers go up by a decade, or to a thousand;
and where it gives one answer to whatever is new, nobody thought of that. Blocks are
counted, not seconds, so that the answer is the same on every machine.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from random import Random

from verifier.generation.asking import Asking
from verifier.generation.inputs import Input
from verifier.generation.known import Known
from verifier.generation.layout import Layout
from verifier.generation.layout_drawing import draw_input
from verifier.generation.layout_parts import (
    FieldOfLine,
    ShapelessError,
    groups_in,
    lines_in,
    name_in,
)
from verifier.generation.limit_places import Slot, slots_in
from verifier.generation.messages import GenerationRequest
from verifier.generation.reading import numbers_read
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.rooms import limit_of, rooms_in
from verifier.generation.run_replies import bytes_value
from verifier.generation.stated_bounds import changed_at
from verifier.generation.statement import limits_in
from verifier.generation.subjects import Subject
from verifier.generation.understanding import Understanding
from verifier.generation.widening import loosened, only_new

_MOST_BLOCKS = 3_000_000
_ASKED = 10
_BORNE = 5
"""Of so many inputs that are asked, how many it must answer."""
_VARIOUS = 2
_LONG = 1000
"""Characters of an answer."""
_TRIES = 20
_LEAST_TOP = 1000
_DECADE = 10
_LARGEST_SHORT, _LARGEST = 10**9, 10**18
_MOST_ROWS = 8
"""Numbers, or rows of alike ones, that are asked for."""
_ASKING = Asking(most_steps=_MOST_BLOCKS, cpu_time_s=1.0, most_deaths=3)
_ORIGIN = "reach"


def widened(
    known: Understanding, request: GenerationRequest, reference: Subject
) -> Understanding:
    """Allow what examples do not show, where nobody states what is legal.

    Args:
        known: What the request tells.
        request: What is wanted; neither limits of a statement nor preconditions
            are second-guessed.
        reference: The reference, built to stop at what is undefined and traced, if
            it is in a language that can be built so.

    Raises:
        AssistantFailedError: The reference breaks its boxes.
        BoxFailedError: There is no box for it.
    """
    problem = known.problem
    names = numbers_read(reference.source.text)
    limits = limits_in(request.target.description, names)
    is_stated = bool(request.preconditions or limits)
    if problem.layout is None or problem.is_doubtful or is_stated:
        return known
    examples = [one.data for one in problem.examples]
    asker = _Asker(reference, Random(f"{request.seed}/reach"), known)
    layout = problem.layout
    if reference.is_traced:
        sizes = rooms_in(reference.source.text)
        for slot in _counts(layout):
            layout = asker.capped(layout, slot, sizes)
    wide = layout
    for slot, changes in loosened(wide, examples):
        wide = asker.loosened(wide, slot, changes)
    for row in _rows(wide, examples) if reference.is_traced else ():
        wide = asker.raised(wide, row)
    problem = replace(problem, layout=layout)
    known = replace(known, problem=problem)
    if wide == layout:
        return known
    told = wide.model_dump_json(exclude_defaults=True)
    words = f"now and then, as far as the reference bears it: {told}"
    problem = replace(problem, wide=wide)
    return replace(known, problem=problem, legal=(*known.legal, words))


def _counts(layout: Layout) -> list[Slot]:
    """Return the integers that say how many there are of something."""
    telling = _telling(layout)
    return [
        slot
        for slot in slots_in(layout.lines)
        if slot.field.name in telling and isinstance(slot.field.high, int)
    ]


def _rows(layout: Layout, examples: Sequence[bytes]) -> list[list[Slot]]:
    """Return the numbers that may be larger, like ones of a line together.

    What counts or bounds others is left alone: it is the size of arrays. So is what
    an example shows to be as large as it may be.
    """
    telling = _telling(layout)
    shown = {token for example in examples for token in example.split()}

    def bounds(slot: Slot) -> tuple[object, ...]:
        return (slot.lines, slot.field.low, slot.field.high)

    slots = [
        slot
        for slot in slots_in(layout.lines)
        if slot.field.type == "int"
        and isinstance(slot.field.high, int)
        and slot.field.name not in telling
        and slot.field.only == "any"
        and b"%d" % slot.field.high not in shown
    ]
    return [list(row) for _, row in groupby(slots, bounds)][:_MOST_ROWS]


def _telling(layout: Layout) -> set[str]:
    """Return the names by which numbers count or bound others."""
    lines = list(lines_in(layout.lines))
    amounts = [line.repeat for line in lines]
    amounts += [group.repeat for group in groups_in(layout.lines)]
    for line in lines:
        for one in line.fields:
            amounts += one.amounts()
    return {name_in(amount) for amount in amounts if isinstance(amount, str)}


class _Asker:
    """Asks a reference for what it bears.

    Args:
        reference: The reference.
        random: Where chance comes from.
        known: What the request tells.
    """

    def __init__(
        self, reference: Subject, random: Random, known: Understanding
    ) -> None:
        self._reference, self._random = reference, random
        self._examples = known.problem.examples
        answers = [one.answer for one in known.stated]
        self._may_be_silent = not answers or any(
            not str(answer).split() for answer in answers
        )

    def loosened(
        self, layout: Layout, slot: Slot, changes: dict[str, int | str]
    ) -> Layout:
        """Allow what is new of one field, if it is answered, and variously."""
        wide = changed_at(layout, slot, changes)
        new = changed_at(layout, slot, only_new(slot.field, changes))
        if wide is None or new is None:
            return layout
        borne = self._borne(list(self._drawn(new)))
        is_various = len({str(reply.value) for reply in borne}) >= _VARIOUS
        return wide if len(borne) >= _BORNE and is_various else layout

    def capped(self, layout: Layout, slot: Slot, sizes: Sequence[int]) -> Layout:
        """Bound a count by the array that it is too large for, less what is spare.

        What stops the reference with one more than an array holds, and not with as
        many as it is meant for, is read into it.
        """
        high, name = int(slot.field.high), slot.field.name
        shown = [numbers.get(name, 0) for numbers in self._shown(layout)]
        for size in sizes:
            limit = limit_of(size, shown)
            if not max(shown, default=0) <= limit < high:
                continue
            above = changed_at(layout, slot, {"low": size + 1, "high": size + 1})
            within = changed_at(layout, slot, {"low": limit, "high": limit})
            if above is None or within is None:
                continue
            drawn = list(self._drawn(above))
            is_held = len(drawn) >= _BORNE and not self._borne(drawn)
            if is_held and len(self._borne(list(self._drawn(within)))) >= _BORNE:
                return changed_at(layout, slot, {"high": limit}) or layout
        return layout

    def _shown(self, layout: Layout) -> list[Known]:
        return [layout.known_in(one.data) for one in self._examples]

    def raised(self, layout: Layout, row: Sequence[Slot]) -> Layout:
        """Raise the bounds of alike numbers as far as they are borne."""
        one = row[0].field
        for high in _rungs(one):
            inputs = []
            for low in (high, high // 3):
                near = _changed(layout, row, low=low, high=high)
                inputs += list(self._drawn(near, _ASKED // 2))
            borne = self._borne(inputs)
            # A number that says how much is written counts something.
            is_short = all(len(str(reply.value)) < _LONG for reply in borne)
            if len(borne) >= _BORNE and is_short:
                is_signed = isinstance(one.low, int) and one.low < 0
                least = -high if is_signed else one.low
                return _changed(layout, row, low=least, high=high)
        return layout

    def _drawn(self, layout: Layout, count: int = _ASKED) -> Iterator[Input]:
        for _ in range(count):
            for _ in range(_TRIES):
                try:
                    yield Input(draw_input(layout, self._random), _ORIGIN)
                    break
                except ShapelessError:
                    continue

    def _borne(self, inputs: Sequence[Input]) -> list[Reply]:
        """Return the answers to those inputs that have one."""
        silence = bytes_value(b"")
        return [
            reply
            for reply in self._reference.answers(inputs, _ASKING)
            if reply.kind is ReplyKind.VALUE
            and (self._may_be_silent or reply.value != silence)
        ]


def _rungs(one: FieldOfLine) -> Iterator[int]:
    """Yield how high a number may go, the highest first."""
    shown = int(one.high)
    top = max(_LEAST_TOP, _DECADE * shown)
    # What is read as 32 bits is another number above.
    top = min(top, _LARGEST_SHORT if shown <= _LARGEST_SHORT else _LARGEST)
    rounds = [top // part for part in (1, 2, 5, 10, 20, 50)]
    yield from (high for high in rounds if high > shown)


def _changed(layout: Layout, row: Sequence[Slot], *, low: object, high: int) -> Layout:
    for slot in row:
        layout = changed_at(layout, slot, {"low": low, "high": high}) or layout
    return layout
