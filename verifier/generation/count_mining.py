"""Bounds of the numbers that count lines and tokens, once all lines are told."""

from collections.abc import Sequence

from verifier.generation.field_mining import alike
from verifier.generation.hints import Hints
from verifier.generation.layout_parts import (
    Amount,
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
    groups_in,
    lines_in,
    name_in,
)

_FEW_FIELDS = 2
_FURTHER = 5
"""How many times more there may be than examples suggest: some right programs take
exponential time, and are fast enough within the limits of their problem."""


class CountMiner:
    """Finishes lines.

    Args:
        hints: What the reference tells.
        known: Integers of the examples by name, one of each.
        highs: What the integers would be bounded by, if no other bounded them.
    """

    def __init__(
        self,
        hints: Hints,
        known: dict[str, tuple[int, ...]],
        highs: dict[str, Amount],
    ) -> None:
        self._hints, self._known, self._highs = hints, known, highs

    def finished(
        self, parts: Sequence[LineOfInput | GroupOfLines]
    ) -> list[LineOfInput | GroupOfLines]:
        """Return parts, of which the counts on lines are bounded as counts are.

        Groups are left as they are: they have been finished already.
        """
        found = list(lines_in(parts))
        times = {g.repeat for g in groups_in(parts) if isinstance(g.repeat, str)}
        amounts: list[Amount] = [line.repeat for line in found]
        amounts += times
        for line in found:
            for one in line.fields:
                amounts += [one.count, *([one.most] if one.type == "word" else [])]
        counts = {name_in(a) for a in amounts if isinstance(a, str)}
        edges = {
            name_in(line.repeat)
            for line in found
            if isinstance(line.repeat, str)
            and line.rows in {"graph", "cliques", "arcs", "different"}
        }
        repeats = {name_in(n.repeat) for n in found if isinstance(n.repeat, str)}
        repeats |= times
        return [
            part
            if isinstance(part, GroupOfLines)
            else self._finished(self._loosened(part, edges), counts, repeats, times)
            for part in parts
        ]

    def _loosened(self, line: LineOfInput, edges: set[str]) -> LineOfInput:
        """Have more edges than nodes, even if no example has."""
        fields = [
            one.model_copy(update={"low": 0, "high": self._highs[one.name]})
            if one.name in edges and isinstance(one.high, str)
            else one
            for one in line.fields
        ]
        return line.model_copy(update={"fields": fields})

    def _finished(
        self,
        line: LineOfInput,
        counts: set[str],
        repeats: set[str],
        times: set[str],
    ) -> LineOfInput:
        """Widen what counts; give the other numbers of a line like bounds."""
        counting = [one for one in line.fields if one.name in counts]
        others = [one for one in line.fields if one.name not in counts]
        if len(others) > _FEW_FIELDS:
            others = alike(others)
        made = {one.name: self._counting(one, repeats, times) for one in counting}
        rest = iter(others)
        fields = [made[o.name] if o.name in counts else next(rest) for o in line.fields]
        return line.model_copy(update={"fields": fields})

    def _counting(
        self, one: FieldOfLine, repeats: set[str], times: set[str]
    ) -> FieldOfLine:
        """Bound a count by the arrays of the reference; none of a second kind is legal.

        A single one is where right programs differ: it is legal if an example has
        it, or if the reference asks for it.
        """
        if isinstance(one.high, str):
            return one.model_copy(update={"low": 0}) if one.name in repeats else one
        if one.type != "int":
            return one
        most = min(self._hints.most_listed, _FURTHER * one.high)
        shown = self._known.get(one.name, ())
        is_asked = any(self._hints.expects(_place(one), n) for n in (0, 1))
        is_plural = bool(shown) and min(shown) > 1 and one.low == 1 and not is_asked
        # One test alone is always legal.
        is_plural = is_plural and one.name not in times
        low = 2 if is_plural else one.low
        return one.model_copy(update={"high": max(one.high, most), "low": low})


def _place(one: FieldOfLine) -> int:
    """Return which of the integers that are read first a field is."""
    return int(one.name.removeprefix("v"))
