"""Finds the layout that the examples of a stdio problem share.

Lines are read side by side in all examples. A line on which all have equally
many tokens has fixed fields; one that has as many tokens as an integer before it
says has that count; as many lines as such an integer are a block. Where several
readings are possible, they are tried in turn until one reads all to the end. What
fits no example is not guessed.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pydantic import ValidationError

from verifier.generation.equations import equations_in
from verifier.generation.field_mining import FieldMiner, alike, is_int
from verifier.generation.hints import Hints, hints_in
from verifier.generation.layout import (
    Amount,
    FieldOfLine,
    Layout,
    LineOfInput,
    name_in,
)
from verifier.generation.row_mining import bounded_alike, mined_rows

type _Rows = list[list[str]]

_MOST_STEPS = 3000
_FEW_FIELDS = 2
_FURTHER = 5
"""How many times more there may be than examples suggest: some right programs take
exponential time, and are fast enough within the limits of their problem."""


def mine_layout(
    examples: Sequence[bytes], sources: Sequence[str] = ()
) -> Layout | None:
    """Return the layout of some inputs; None if they have none that is simple.

    Args:
        examples: The inputs.
        sources: Programs that read such inputs: their letters and the sizes of
            their arrays tell what examples do not show.
    """
    hints = hints_in(sources)
    try:
        texts = [example.decode() for example in examples]
    except UnicodeDecodeError:
        return None
    tables = [[row.split() for row in text.rstrip().split("\n")] for text in texts]
    raw = [text.rstrip().split("\n") for text in texts]
    if not tables or any(not row for table in tables for row in table):
        return None
    try:
        miner = _Miner(tables, raw, hints)
        lines = miner.lines()
        layout = Layout(lines=lines, equations=miner.equations()) if lines else None
    except ValidationError:  # characters that no word may have
        return None
    return layout if layout and all(map(layout.fits, examples)) else None


@dataclass(frozen=True, slots=True)
class _State:
    """How far the examples are read.

    Attributes:
        used: Lines read of each.
        known: Integers read, by name, one of each example.
        lengths: Lengths of words read, by name, one of each example.
        last: Names of the integers on the line before.
    """

    used: tuple[int, ...]
    known: dict[str, tuple[int, ...]] = field(default_factory=dict)
    lengths: dict[str, tuple[int, ...]] = field(default_factory=dict)
    last: tuple[str, ...] = ()

    def after(
        self, used: tuple[int, ...], known: dict[str, tuple[int, ...]] | None = None
    ) -> "_State":
        """Return the state after more lines, and perhaps more integers."""
        return _State(used, self.known if known is None else known, self.lengths)


type _Step = tuple[LineOfInput, _State]


class _Miner:
    """Goes down the lines of all examples at the same time."""

    def __init__(
        self, tables: Sequence[_Rows], raw: Sequence[list[str]], hints: Hints
    ) -> None:
        self._tables, self._raw, self._hints = tables, raw, hints
        self._steps_left = _MOST_STEPS
        self._end = _State(())
        self._lines: list[LineOfInput] = []
        self._highs: dict[str, Amount] = {}

    def lines(self) -> list[LineOfInput]:
        """Return the lines; none, if they cannot be told."""
        found = self._search(_State((0,) * len(self._tables))) or []
        amounts = [line.repeat for line in found]
        for line in found:
            for one in line.fields:
                amounts += [one.count, *([one.most] if one.type == "word" else [])]
        counts = {name_in(a) for a in amounts if isinstance(a, str)}
        edges = {
            name_in(line.repeat)
            for line in found
            if isinstance(line.repeat, str) and line.rows in {"graph", "different"}
        }
        repeats = {name_in(n.repeat) for n in found if isinstance(n.repeat, str)}
        self._lines = [
            self._finished(self._loosened(line, edges), counts, repeats)
            for line in found
        ]
        return self._lines

    def equations(self) -> list[str]:
        """Return the equations of the integers, once the lines are told."""
        named = [
            [one.name for one in line.fields if one.name in self._end.known]
            for line in self._lines
            if line.repeat == 1
        ]
        plain = {name: self._end.known[name] for names in named for name in names}
        return [one.text for one in equations_in(plain, named)]

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
        self, line: LineOfInput, counts: set[str], repeats: set[str]
    ) -> LineOfInput:
        """Widen what counts; give the other numbers of a line like bounds."""
        counting = [one for one in line.fields if one.name in counts]
        others = [one for one in line.fields if one.name not in counts]
        if len(others) > _FEW_FIELDS:
            others = alike(others)
        made = {one.name: self._counting(one, repeats) for one in counting}
        rest = iter(others)
        fields = [made[o.name] if o.name in counts else next(rest) for o in line.fields]
        return line.model_copy(update={"fields": fields})

    def _counting(self, one: FieldOfLine, repeats: set[str]) -> FieldOfLine:
        """Bound a count by the arrays of the reference; none of a second kind is legal.

        A single one is where right programs differ: it is legal if an example has
        it, or if the reference asks for it.
        """
        if isinstance(one.high, str):
            return one.model_copy(update={"low": 0}) if one.name in repeats else one
        if one.type != "int":
            return one
        most = min(self._hints.most_listed, _FURTHER * one.high)
        shown = self._end.known.get(one.name, ())
        is_asked = any(self._hints.expects(_place(one), n) for n in (0, 1))
        is_plural = bool(shown) and min(shown) > 1 and one.low == 1 and not is_asked
        low = 2 if is_plural else one.low
        return one.model_copy(update={"high": max(one.high, most), "low": low})

    def _search(self, state: _State) -> list[LineOfInput] | None:
        if not any(self._left(state)):
            self._end = state
            return []
        for line, after in self._steps(state):
            self._steps_left -= 1
            if self._steps_left < 0:
                return None
            rest = self._search(after)
            if rest is not None:
                return [line, *rest]
        return None

    def _left(self, state: _State) -> list[int]:
        pairs = zip(self._tables, state.used, strict=True)
        return [len(table) - used for table, used in pairs]

    def _steps(self, state: _State) -> Iterator[_Step]:
        left = self._left(state)
        name = self._named(state, left)
        if name and max(left) > 1:
            yield from self._block(state, name, left)
        for earlier in reversed(state.last):
            sizes = state.known[earlier]
            fits = all(n <= most for n, most in zip(sizes, left, strict=True))
            if fits and max(sizes) > 1 and list(sizes) != left:
                yield from self._block(state, earlier, sizes)
        if all(left):
            yield from self._line(state)
        if min(left) == max(left) == 1:
            yield from self._text(state)

    def _named(self, state: _State, sizes: Sequence[int]) -> str | None:
        """Return what says so many: an integer, the last one read first, or near it."""
        is_telling = len(sizes) > 1 or sizes[0] > 1
        for name in reversed(state.known) if is_telling else ():
            if list(state.known[name]) == list(sizes):
                return name
        # By chance, different ones are seldom off by the same.
        if len(set(sizes)) > 1:
            for factor, offset in ((1, -1), (1, 1), (2, 0), (2, -1)):
                for name in reversed(state.known):
                    made = [factor * n + offset for n in state.known[name]]
                    if made == list(sizes):
                        head = f"{factor}*" if factor > 1 else ""
                        return f"{head}{name}{f'{offset:+d}' if offset else ''}"
        return None

    def _block(self, state: _State, name: str, sizes: Sequence[int]) -> Iterator[_Step]:
        """Take so many lines of one kind."""
        triples = zip(self._tables, state.used, sizes, strict=True)
        blocks = [table[used : used + size] for table, used, size in triples]
        rows = [row for block in blocks for row in block]
        used = tuple(u + n for u, n in zip(state.used, sizes, strict=True))
        after = state.after(used)
        miner = FieldMiner({**state.lengths, **state.known}, self._hints)
        if len({len(row) for row in rows}) == 1:
            fields = self._columns(state, blocks, miner)
            yield mined_rows(LineOfInput(fields=fields, repeat=name), blocks), after
            return
        widths = [{len(row) for row in block} for block in blocks]
        if all(len(width) == 1 for width in widths):
            wide = self._named(state, [width.pop() for width in widths])
            if wide:
                one = miner.field(rows, count=wide)
                yield LineOfInput(fields=[one], repeat=name), after
                return
        if all(is_int(row[0]) and int(row[0]) == len(row) - 1 for row in rows):
            own = f"v{len(state.known)}"
            size = miner.field([[row[0]] for row in rows])
            size = size.model_copy(update={"name": own})
            rest = miner.field([row[1:] for row in rows if row[1:]], count=own)
            yield LineOfInput(fields=[size, rest], repeat=name), after

    def _columns(
        self, state: _State, blocks: Sequence[_Rows], miner: FieldMiner
    ) -> list[FieldOfLine]:
        """Return the fields of lines of equally many tokens."""
        fields = []
        for place in range(len(next(filter(None, blocks))[0])):
            groups = [[row[place] for row in block] for block in blocks]
            one = miner.field([[token] for group in groups for token in group])
            widths = [{len(token) for token in group} for group in groups]
            if one.type == "word" and all(len(width) == 1 for width in widths):
                wide = self._named(state, [width.pop() for width in widths])
                if wide:
                    one = one.model_copy(update={"least": wide, "most": wide})
            fields.append(miner.bounded(one, groups))
        return bounded_alike(fields, blocks, miner)

    def _line(self, state: _State) -> Iterator[_Step]:
        rows = [t[u] for t, u in zip(self._tables, state.used, strict=True)]
        used = tuple(u + 1 for u in state.used)
        sizes = [len(row) for row in rows]
        miner = FieldMiner(state.known, self._hints)
        name = self._named(state, sizes)
        if name is not None and (max(sizes) > 1 or len(set(sizes)) > 1):
            one = miner.bounded(miner.field(rows, count=name), rows)
            yield LineOfInput(fields=[one]), state.after(used)
        if len(set(sizes)) == 1:
            yield self._plain(state, rows, used)
        elif all(is_int(row[0]) and int(row[0]) == len(row) - 1 for row in rows):
            own = f"v{len(state.known)}"
            size = miner.field([[row[0]] for row in rows])
            size = size.model_copy(update={"name": own})
            rest = miner.field([row[1:] for row in rows if row[1:]], count=own)
            known = {**state.known, own: tuple(int(row[0]) for row in rows)}
            yield LineOfInput(fields=[size, rest]), state.after(used, known)

    def _plain(
        self, state: _State, rows: Sequence[list[str]], used: tuple[int, ...]
    ) -> _Step:
        known, lengths = dict(state.known), dict(state.lengths)
        names: list[str] = []
        fields = []
        is_short = len(rows[0]) <= _FEW_FIELDS
        for place, column in enumerate(zip(*rows, strict=True)):
            miner = FieldMiner(known, self._hints)
            one = miner.field([[token] for token in column])
            if one.type == "int":
                named = f"v{len(known)}"
                numbers = [int(token) for token in column]
                # Two numbers of one line are compared; those far away by chance only.
                near = names[-1:] if is_short and place else []
                high = miner.bound(numbers, one.high, near)
                low = 0 if self._hints.expects(len(known), 0) else 1
                self._highs[named] = one.high
                one = one.model_copy(
                    update={"name": named, "high": high, "low": min(one.low, low)}
                )
                known[named] = tuple(numbers)
                names.append(named)
                if place and self._is_range(state, known, named):
                    one = one.model_copy(update={"low": f"v{len(known) - 2}"})
            elif one.type == "word":
                named = f"w{len(lengths)}"
                one = one.model_copy(update={"name": named})
                lengths[named] = tuple(map(len, column))
            fields.append(one)
        after = _State(used, known, lengths, tuple(names))
        return LineOfInput(fields=fields), after

    def _is_range(
        self, state: _State, known: dict[str, tuple[int, ...]], name: str
    ) -> bool:
        """Whether a number and the one before are ends of a range."""
        place = len(known) - 1
        before = known.get(f"v{place - 1}")
        if before is None or place - 1 < len(state.known):
            return False
        rises = all(a <= b for a, b in zip(before, known[name], strict=True))
        return rises and self._hints.is_range(place - 1, place)

    def _text(self, state: _State) -> Iterator[_Step]:
        """Take the last line for text, whatever it holds."""
        rows = [t[u] for t, u in zip(self._raw, state.used, strict=True)]
        used = tuple(u + 1 for u in state.used)
        one = FieldMiner(state.known, self._hints).text(rows)
        if one is not None:
            yield LineOfInput(fields=[one]), state.after(used)


def _place(one: FieldOfLine) -> int:
    """Return which of the integers that are read first a field is."""
    return int(one.name.removeprefix("v"))
