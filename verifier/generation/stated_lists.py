r"""Puts what a statement enumerates into a mined layout: lines, and words.

*The next $N$ lines* says what a single example, in which `N` is 1, cannot; and
`\texttt{MON}, \texttt{TUE} or \texttt{WED}` which words there are, where a reference
mentions those of other fields, too. What an example breaks is passed over.
"""

import re
from collections.abc import Mapping, Sequence

from verifier.generation.layout import Layout, fitting_layout, part_at
from verifier.generation.layout_parts import (
    MOST_WORDS,
    Amount,
    GroupOfLines,
    LineOfInput,
    groups_in,
    lines_in,
    name_in,
    paths_in,
)
from verifier.generation.limit_places import Slot, slots_in
from verifier.generation.stated_bounds import changed_at
from verifier.generation.statement_text import sentences_in

_LINES = re.compile(
    r"\b(?:next|following|then follow|followed by)\s+\$?([A-Za-z](?:_\w+)?)\$?\s+"
    r"(?:\w+\s+)?(?:lines|rows)\b",
    re.IGNORECASE,
)
_WORD = r"(?:\\texttt\{|\\verb\||``|[`'\"])([!-&(-_a-z|~]{1,20}?)(?:\}|\||''|[`'\"])"
_LIST = re.compile(rf"{_WORD}(?:,?\s*(?:,|\bor\b|\band\b)\s*{_WORD})+")
_WORDS = re.compile(_WORD)

_COUNTED = re.compile(
    r"\$\s*(?:\d+\s*(?:\\cdot|\*)?\s*)?\(?\s*([A-Za-z]\w*)\s*(?:[-+]\s*\d+\s*)?\)?\s*\$"
    r"\s+(?:[a-z-]+\s+){0,4}?"
    r"(lines|rows|integers|numbers|words|strings|values|characters|digits|letters)\b",
    re.IGNORECASE,
)
_SHIFT = re.compile(r"[-+]\s*\d+(?=\s*\$)")
_UNROLLED = 3
"""Fewer lines are counted by chance."""
_HEAD_AND_LINE = 2
_ROWS = frozenset({"lines", "rows"})
_GROUPS = re.compile(
    r"\b(?:number|amount) of (?:the )?(?:test ?cases|tests|data ?sets|scenarios)\b",
    re.IGNORECASE,
)


def unseen_groups(layout: Layout, part: str) -> list[str]:
    """Return what tells of test cases of which a layout has nothing.

    The lines of several were then taken for those of one, as many as an example has.
    """
    lines = list(lines_in(layout.lines))
    has_groups = any(isinstance(part, GroupOfLines) for part in layout.lines)
    if has_groups or len(lines) == 1 or any(one.repeat != 1 for one in lines[:2]):
        return []
    return [one for one in sentences_in(part) if _GROUPS.search(one)]


def unseen_counts(layout: Layout, part: str, slots: Mapping[str, Slot]) -> list[str]:
    """Return what a statement counts by a number that counts nothing in a layout.

    What the examples have so many of was then taken for something else: one line
    after the other, or as many as another number says.
    """
    of_lines = _counting_lines(layout)
    of_values = {
        name_in(amount)
        for line in lines_in(layout.lines)
        for one in line.fields
        for amount in (one.count, one.least, one.most)
        if isinstance(amount, str)
    }
    found = []
    for said in _COUNTED.finditer(part):
        # *The next $N$ lines* are the one line that is left, now and then.
        is_strict = said[2] in _ROWS and len(layout.lines) != _HEAD_AND_LINE
        counting = of_lines if is_strict else of_lines | of_values
        if said[1] in slots and slots[said[1]].field.name not in counting:
            found.append(said[0])
    return found


def _counting_lines(layout: Layout) -> set[str]:
    """Return the names of the numbers that count lines, or groups of them."""
    repeats: list[Amount] = [line.repeat for line in lines_in(layout.lines)]
    repeats += [group.repeat for group in groups_in(layout.lines)]
    return {name_in(one) for one in repeats if isinstance(one, str)}


def unrolled(layout: Layout, examples: Sequence[bytes]) -> list[str]:
    """Return a doubt, if lines that a number counts were taken each by itself.

    They have too little in common to be lines of one kind: any other input has others.
    """
    lines = [one for one in layout.lines if isinstance(one, LineOfInput)]
    if len(lines) < len(layout.lines) or any(one.repeat != 1 for one in lines):
        return []
    known = [layout.known_in(data) for data in examples]
    for place, line in enumerate(lines):
        after = len(lines) - place - 1
        names = [one.name for one in line.fields if one.is_named and one.type == "int"]
        if after >= _UNROLLED and any(
            all(numbers.get(name) == after for numbers in known) for name in names
        ):
            return [f"the {after} lines after line {place + 1}, which it counts"]
    return []


def with_lists(
    layout: Layout,
    part: str,
    slots: Mapping[str, Slot],
    examples: Sequence[bytes],
) -> Layout:
    """Return a layout with the lines and the words that a statement enumerates.

    Args:
        layout: What the examples have in common, with the limits of the statement.
        part: What it says about the input, without macros.
        slots: Where the numbers are that it names.
        examples: Inputs that are legal.
    """
    for name in dict.fromkeys(_LINES.findall(part)):
        if name in slots:
            layout = _repeated(layout, slots[name], examples)
    for found in _COUNTED.finditer(part):
        if found[2] in _ROWS and found[1] in slots:
            shift = re.search(r"([-+])\s*(\d+)\s*\$", found[0])
            term = slots[found[1]].field.name + (
                "".join(shift.groups()) if shift else ""
            )
            layout = _recounted(layout, slots[found[1]], term, examples)
    for found in _LIST.finditer(part):
        words = list(dict.fromkeys(_WORDS.findall(found[0])))
        if 1 < len(words) <= MOST_WORDS:
            layout = _restricted(layout, words, examples)
    return layout


def _recounted(
    layout: Layout, slot: Slot, term: str, examples: Sequence[bytes]
) -> Layout:
    """Have a number count the first lines that another was taken to count.

    Args:
        layout: The layout.
        slot: Where the number is.
        term: Its name, perhaps with a summand.
        examples: Inputs; in all of them the two are as large.
    """
    own = slot.field.name
    if not own or own in _counting_lines(layout):
        return layout
    for path, line in paths_in(layout.lines):
        if isinstance(line.repeat, str) and path > slot.lines:
            tree = layout.model_dump()
            part_at(tree, path)["repeat"] = term
            if changed := fitting_layout(tree, examples):
                return changed
    return layout


def _repeated(layout: Layout, slot: Slot, examples: Sequence[bytes]) -> Layout:
    """Have a number count the lines after it, if it counts nothing yet."""
    lines: Sequence[object] = layout.lines
    place = slot.lines[0] + 1
    if len(slot.lines) > 1 or place >= len(lines):
        return layout
    line = lines[place]
    if not isinstance(line, LineOfInput) or line.repeat != 1:
        return layout
    tree = layout.model_dump()
    counter = part_at(tree, slot.lines)["fields"][slot.place]
    counter["name"] = counter["name"] or slot.name
    part_at(tree, (place,))["repeat"] = counter["name"]
    return fitting_layout(tree, examples) or layout


def _restricted(
    layout: Layout, words: Sequence[str], examples: Sequence[bytes]
) -> Layout:
    """Let the fields be one of some words whose examples all are."""
    for slot in slots_in(layout.lines):
        one = slot.field
        if one.type != "word" or one.pool or one.among or not one.separator:
            continue
        change = {"words": words, "forms": [], "pieces": []}
        layout = changed_at(layout, slot, change, examples) or layout
    return layout
