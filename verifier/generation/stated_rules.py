"""Makes the conditions of a statement rules of a mined layout.

A condition seldom says what it is about. It is taken for every field and every kind
of lines that keep it in all examples: a rule too many costs an input, one too few
refuses right programs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from verifier.generation.conditions import Condition
from verifier.generation.layout import Layout, fitting_layout, part_at
from verifier.generation.layout_parts import (
    MOST_LISTED,
    GroupOfLines,
    LineOfInput,
    Path,
    groups_in,
    lines_in,
    name_in,
    paths_in,
)
from verifier.generation.limit_places import Slot
from verifier.generation.row_rules import RowsRule
from verifier.generation.stated_bounds import is_choice

_LOWER, _UPPER = "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_MINED = frozenset({"any", "distinct"})
"""What examples alone say of lines gives way to what a statement says."""
_FEW_FIELDS = 4
_FEW_LETTERS = 12
_ENDS = 2
_EDGES: tuple[RowsRule, ...] = (
    *("tree", "connected", "cliques", "graph", "arcs", "different"),
)

type _Change = dict[str, Any]


def with_conditions(
    layout: Layout,
    conditions: Sequence[Condition],
    slots: dict[str, Slot],
    examples: Sequence[bytes],
) -> tuple[Layout, list[str]]:
    """Return a layout with the rules that a statement states, and what is in doubt.

    Args:
        layout: What the examples have in common, with the limits of the statement.
        conditions: What its sentences demand.
        slots: Where the numbers are that it names.
        examples: Inputs that are legal.

    Returns:
        The layout, and sentences that demand what is not understood.
    """
    ruler = _Ruler(layout, slots, examples)
    for condition in conditions:
        ruler.add(condition, conditions)
    lines = list(lines_in(ruler.layout.lines))
    kept = set()
    if any(line.rows == "cliques" for line in lines):
        kept.add("transitive")
    if any(one.type == "text" and one.among for line in lines for one in line.fields):
        kept.add("composed")
    if any(one.nonzero and one.type == "int" for line in lines for one in line.fields):
        kept.add("leading")
    doubtful = {"unknown", "transitive", "composed", "leading"} - kept
    doubts = [one.sentence for one in conditions if one.kind in doubtful]
    return ruler.layout, doubts


@dataclass(slots=True)
class _Ruler:
    """Adds rules to a layout, those that no example breaks."""

    layout: Layout
    slots: dict[str, Slot]
    examples: Sequence[bytes]

    def add(self, condition: Condition, others: Sequence[Condition]) -> None:
        """Add what one condition demands, if it is understood."""
        match condition.kind:
            case "distinct":
                self._differ()
            case "located":
                self._stand_apart()
            case "permutation":
                self._permute()
            case "connected":
                self._link(("connected",))
            case "tree":
                self._link(("tree",))
            case "simple":
                self._link(("graph", "different"))
            case "sorted":
                self._sort()
            case "falling":
                self._fall()
            case "positive":
                self._exceed_zero()
            case "unequal":
                self._part(condition.names)
            case "even" | "odd" | "prime":
                self._restrict(condition)
            case "lowercase" | "uppercase":
                cases = {
                    one.kind for one in others if one.sentence == condition.sentence
                }
                self._letter({str(kind) for kind in cases})
            case "some":
                self._occur(is_once="exactly one" in condition.sentence)
            case "total":
                self._sum(condition)
            case "letters":
                self._shorten(condition.number)
            case "alike":
                self._copy()
            case "leading":
                self._lead()
            case "transitive" | "composed" | "unknown":
                pass  # what examples have of the first two was mined

    def _lines(self) -> Iterator[tuple[Path, LineOfInput]]:
        yield from paths_in(self.layout.lines)

    def _try(self, path: Path, place: int | None, change: _Change) -> bool:
        """Change a line, or a field of it, if all examples still fit."""
        tree = self.layout.model_dump()
        part = part_at(tree, path)
        if place is not None:
            part = part["fields"][place]
        part |= change
        return self._take(tree)

    def _take(self, tree: dict[str, Any]) -> bool:
        changed = fitting_layout(tree, self.examples)
        self.layout = changed or self.layout
        return changed is not None

    def _differ(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.count != 1 and not one.distinct:
                    self._try(path, place, {"distinct": True})
            if line.repeat != 1 and line.rows == "different":
                self._try(path, None, {"rows": "arcs"})
            if line.repeat != 1 and line.rows in _MINED:
                is_pair = len(line.fields) > 1
                rules: list[RowsRule] = ["apart"] if is_pair else []
                for rule in (*rules, "distinct"):
                    if self._try(path, None, {"rows": rule}):
                        break
            names = [one.name for one in line.fields if one.is_named]
            is_alone = len(path) == 1 and line.repeat == 1
            if is_alone and len(names) <= _FEW_FIELDS and not self._bounding(names):
                for a, b in combinations(names, 2):
                    self._never_equal(a, b)

    def _stand_apart(self) -> None:
        for path, line in self._lines():
            numbers = [one for one in line.fields if one.type in {"int", "float"}]
            if line.repeat != 1 and line.rows in _MINED and len(numbers) > 1:
                self._try(path, None, {"rows": "apart"})

    def _bounding(self, names: Sequence[str]) -> bool:
        """Whether any of some numbers counts or bounds something."""
        amounts = [group.repeat for group in groups_in(self.layout.lines)]
        for line in lines_in(self.layout.lines):
            amounts.append(line.repeat)
            for one in line.fields:
                amounts += one.amounts()
        return any(isinstance(a, str) and name_in(a) in names for a in amounts)

    def _never_equal(self, one: str, other: str) -> None:
        tree = self.layout.model_dump()
        if f"{one} != {other}" in tree["equations"]:
            return
        tree["equations"].append(f"{one} != {other}")
        self._take(tree)

    def _permute(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type == "int" and one.count != 1:
                    change = {"low": 1, "high": one.count, "distinct": True}
                    self._try(path, place, change)

    def _link(self, rules: Sequence[RowsRule]) -> None:
        for path, line in self._lines():
            if line.repeat == 1 or len(line.fields) < len("ab"):
                continue
            known = _EDGES.index(line.rows) if line.rows in _EDGES else len(_EDGES)
            high = line.fields[0].high
            for rule in rules:
                is_tree = rule != "tree" or line.repeat == f"{high}-1"
                is_more = is_tree and _EDGES.index(rule) < known
                if is_more and self._try(path, None, {"rows": rule}):
                    break

    def _sort(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type == "int" and one.count != 1:
                    self._try(path, place, {"ascending": True})
            if line.repeat != 1 and line.rows in _MINED:
                self._try(path, None, {"rows": "ascending"})

    def _fall(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type == "int" and one.count != 1 and not one.ascending:
                    self._try(path, place, {"descending": True})

    def _exceed_zero(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type == "float" and one.low == 0 and one.only == "any":
                    self._try(path, place, {"only": "positive"})

    def _copy(self) -> None:
        """Bound numbers of the second half of lines as those of the first."""
        half = len(self.layout.lines) // 2
        first, second = self.layout.lines[:half], self.layout.lines[half:]
        if not half or [*map(_shape, first)] != [*map(_shape, second)]:
            return
        for number, (one, other) in enumerate(zip(first, second, strict=True)):
            if isinstance(one, LineOfInput) and isinstance(other, LineOfInput):
                for place, field in enumerate(one.fields):
                    ends = {"low": field.low, "high": field.high}
                    ends |= {"least": field.least, "most": field.most}
                    plain = {k: v for k, v in ends.items() if isinstance(v, int)}
                    self._try((half + number,), place, plain)

    def _lead(self) -> None:
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type == "int" and one.count != 1 and not one.nonzero:
                    for end in ("first", "last"):
                        if self._try(path, place, {"nonzero": end}):
                            break

    def _part(self, names: tuple[str, ...]) -> None:
        one, other = (self.slots.get(name) for name in names)
        if one is None or other is None:
            if one is not None and names[1] == "0" and one.field.low == 0:
                self._try(one.lines, one.place, {"low": 1})
            return
        line = dict(self._lines())[one.lines]
        first = int(line.fields[0].type == "word" and len(line.fields) > _ENDS)
        are_ends = {one.place, other.place} == {first, first + 1}
        are_many = line.repeat != 1 or is_choice(self.layout, one)
        if one.lines == other.lines and are_ends and are_many:
            if line.rows in _MINED:
                self._try(one.lines, None, {"rows": "different"})
            return
        tokens = [self._named(slot) for slot in (one, other)]
        if all(tokens):
            self._never_equal(*tokens)

    def _named(self, slot: Slot) -> str:
        line = dict(self._lines())[slot.lines]
        return line.fields[slot.place].name

    def _restrict(self, condition: Condition) -> None:
        slot = self.slots.get(condition.names[0])
        if slot is not None and slot.field.type == "int":
            self._try(slot.lines, slot.place, {"only": condition.kind})

    def _letter(self, cases: set[str]) -> None:
        letters = _LOWER if "lowercase" in cases else ""
        letters += _UPPER if "uppercase" in cases else ""
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                seen = {c for c in one.alphabet if c.isalpha()}
                is_plain = not (one.words or one.forms) and one.type in {"word", "text"}
                if is_plain and seen and seen <= set(letters):
                    rest = "".join(c for c in one.alphabet if not c.isalpha())
                    self._try(path, place, {"alphabet": letters + rest})

    def _occur(self, *, is_once: bool) -> None:
        for path, line in self._lines():
            fields = [one for one in line.fields if one.type == "word"]
            if line.repeat == 1 or len(fields) != 1 or line.occurs:
                continue
            if fields[0].words or len(fields[0].alphabet) > _FEW_LETTERS:
                continue
            for letter in fields[0].alphabet:
                for often in ("once", "some") if is_once else ("some",):
                    known = dict(self._lines())[path].occurs
                    if self._try(path, None, {"occurs": {**known, letter: often}}):
                        break

    def _shorten(self, most: int) -> None:
        """Bound all letters together; of several sums, each is bounded by all.

        Where nothing else is limited, words are as many and as long as that allows.
        """
        tree = self.layout.model_dump()
        known = self.layout.letters
        tree["letters"] = most if known is None else min(most, known)
        if not self.slots:
            counts = self._widen_words(tree, most)
            for path, line in self._lines():
                for place, one in enumerate(line.fields):
                    if one.name in counts and one.type == "int":
                        high = min(most, MOST_LISTED)
                        part_at(tree, path)["fields"][place]["high"] = high
        self._take(tree)

    def _widen_words(self, tree: dict[str, Any], most: int) -> set[str]:
        """Let words be as long as all together; return what counts them."""
        counts = set()
        for path, line in self._lines():
            for place, one in enumerate(line.fields):
                if one.type != "word" or one.words or isinstance(one.most, str):
                    continue
                part_at(tree, path)["fields"][place]["most"] = most
                amounts = (line.repeat, one.count)
                counts |= {name_in(n) for n in amounts if isinstance(n, str)}
        return counts

    def _sum(self, condition: Condition) -> None:
        slot = self.slots.get(condition.names[0])
        if slot is None or len(slot.lines) <= 1:
            return
        name = self._named(slot)
        group: Any = self.layout
        for number in slot.lines[:-1]:
            group = group.lines[number]
        totals = {**group.totals, name: min(condition.number, 10**9)}
        self._try(slot.lines[:-1], None, {"totals": totals})


def _shape(part: LineOfInput | GroupOfLines) -> object:
    """Return what two parts have alike that are written in the same way."""
    if isinstance(part, GroupOfLines):
        return None, [_shape(one) for one in part.lines]
    fields = [(one.type, one.count == 1, one.separator) for one in part.fields]
    return fields, part.repeat == 1
