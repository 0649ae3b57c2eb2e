"""Finds the layout that the examples of a stdio problem share.

Lines are read side by side in all examples. A line on which all have equally
many tokens has fixed fields; one that has as many tokens as an integer before it
says has that count; as many lines as such an integer are a block. Where several
readings are possible, they are tried in turn until one reads all to the end. What
fits no example is not guessed. Lines that come in groups, as often as an integer
says, until a line such as `0 0`, or to the end, are cut (`group_mining`), and each
time of a group is read like an example.
"""

import re
from collections.abc import Iterator, Sequence

from pydantic import ValidationError

from verifier.generation.block_mining import (
    BlockMiner,
    Rows,
    counts_itself,
    self_counted,
)
from verifier.generation.count_mining import CountMiner
from verifier.generation.equations import equations_in
from verifier.generation.field_mining import (
    FieldMiner,
    rounded,
    short,
)
from verifier.generation.group_mining import Cut, Sheet, cuts_of
from verifier.generation.guided_mining import GuidedSearch, Part, Step
from verifier.generation.hints import Hints, hints_in
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import (
    END_OF_INPUT,
    Amount,
    GroupOfLines,
    LineOfInput,
    lines_in,
)
from verifier.generation.mining_state import State, are_plain, sheets_of
from verifier.generation.pool_mining import with_pools
from verifier.generation.stated_lines import SaidLines

_MOST_STEPS = 3000
_MOST_GROUPS = 60
"""Cuts into groups that are read further, of one input or time."""
_LEVELS = ("plain", "texts", "ended")
"""What is taken for granted, the surest first: lines of fields and groups, also lines
of text among them, also groups that no count ends."""
_DEEPEST = 2
_LEAST_LINES = 2
_FEWEST_TIMES = 3
"""Fewer times of a group, in all examples together, say nothing."""
_ENDING = re.compile(r"(?:0|-1)(?: (?:0|-1))*|[#*.=-]|END|End|end")
_FEW_FIELDS = 2


def mine_layout(
    examples: Sequence[bytes],
    sources: Sequence[str] = (),
    said: Sequence[SaidLines] = (),
) -> Layout | None:
    """Return the layout of some inputs; None if they have none that is simple.

    Args:
        examples: The inputs.
        sources: Programs that read such inputs: their letters and the sizes of
            their arrays tell what examples do not show.
        said: Lines that a statement says there are.
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
        lines = miner.lines(said)
        layout = Layout(lines=lines, equations=miner.equations()) if lines else None
    except ValidationError:  # characters that no word may have
        return None
    if layout is None or not all(map(layout.fits, examples)):
        return None
    return with_pools(layout, examples)


class _Miner:
    """Goes down the lines of all examples at the same time."""

    def __init__(
        self,
        tables: Sequence[Rows],
        raw: Sequence[list[str]],
        hints: Hints,
        begin: State | None = None,
        depth: int = 0,
    ) -> None:
        self._tables, self._raw, self._hints = tables, raw, hints
        self._blocks = BlockMiner(tables, raw, hints)
        self._begin = begin or State((0,) * len(tables))
        self._depth = depth
        self._steps_left = _MOST_STEPS
        self._groups_left = _MOST_GROUPS
        self._level = _LEVELS[0]
        self.end = State(())
        self._lines: list[Part] = []
        self._highs: dict[str, Amount] = {}

    def lines(self, said: Sequence[SaidLines] = ()) -> list[Part]:
        """Return the lines and groups; none, if they cannot be told.

        Args:
            said: Lines that a statement says there are.
        """
        found: list[Part] | None = None
        for level in _LEVELS[: 2 if self._depth else 3]:
            self._level = level
            self._steps_left, self._groups_left = _MOST_STEPS, _MOST_GROUPS
            found = self._guided(said) or self._search(self._begin)
            if found:
                break
        found = found or []
        counter = CountMiner(self._hints, self.end.known, self._highs)
        self._lines = counter.finished(found)
        return self._lines

    def equations(self) -> list[str]:
        """Return the equations of the integers, once the lines are told."""
        named = [
            [one.name for one in line.fields if one.name in self.end.known]
            for line in self._lines
            if isinstance(line, LineOfInput) and line.repeat == 1
        ]
        plain = {name: self.end.known[name] for names in named for name in names}
        return [one.text for one in equations_in(plain, named)]

    def _guided(self, said: Sequence[SaidLines]) -> list[Part] | None:
        """Return the lines as the statement says; None, if it does not, or errs."""
        search = GuidedSearch(
            said, [*map(len, self._tables)], self._single, self._block
        )
        found = search.search(self._begin)
        self.end = search.end
        return found

    def _search(self, state: State) -> list[Part] | None:
        if not any(self._left(state)):
            self.end = state
            return []
        for line, after in self._steps(state):
            self._steps_left -= 1
            if self._steps_left < 0:
                return None
            rest = self._search(after)
            if rest is not None:
                return [line, *rest]
        return None

    def _left(self, state: State) -> list[int]:
        pairs = zip(self._tables, state.used, strict=True)
        return [len(table) - used for table, used in pairs]

    def _steps(self, state: State) -> Iterator[Step]:
        left = self._left(state)
        name = state.named(left)
        if name and max(left) > 1:
            yield from self._block(state, name, left)
        yield from self._groups(state, left, is_last=True, is_counted=True)
        for earlier in state.last:
            sizes = state.known[earlier]
            fits = all(n <= most for n, most in zip(sizes, left, strict=True))
            if fits and max(sizes) > 1 and list(sizes) != left:
                yield from self._block(state, earlier, sizes)
        yield from self._groups(state, left, is_last=True)
        if all(left):
            yield from self._single(state)
        yield from self._groups(state, left, is_last=False)

    def _block(self, state: State, name: str, sizes: Sequence[int]) -> Iterator[Step]:
        has_texts = self._level != "plain"
        yield from self._blocks.blocks(state, name, sizes, has_texts=has_texts)

    def _single(self, state: State) -> Iterator[Step]:
        left = self._left(state)
        yield from self._line(state)
        yield from self._text(state, is_last=min(left) == max(left) == 1)

    def _line(self, state: State) -> Iterator[Step]:
        rows = [t[u] for t, u in zip(self._tables, state.used, strict=True)]
        used = tuple(u + 1 for u in state.used)
        sizes = [len(row) for row in rows]
        miner = FieldMiner(state.known, self._hints)
        name = state.named(sizes)
        count_themselves = all(map(counts_itself, rows))
        if count_themselves and self._after_one_that_counts_itself(state):
            yield self._self_counted(state, rows, used)
        if name is not None and (max(sizes) > 1 or len(set(sizes)) > 1):
            one = miner.bounded(miner.field(rows, count=name), rows)
            yield LineOfInput(fields=[one]), state.after(used)
        if len(set(sizes)) == 1:
            yield self._plain(state, rows, used)
        elif count_themselves:
            yield self._self_counted(state, rows, used)

    def _self_counted(
        self, state: State, rows: Sequence[list[str]], used: tuple[int, ...]
    ) -> Step:
        """Take a line for a number and as many values as it says."""
        own = state.new_name(state.known)
        fields = self_counted(FieldMiner(state.known, self._hints), own, rows)
        known = {**state.known, own: tuple(int(row[0]) for row in rows)}
        return LineOfInput(fields=fields), state.after(used, known)

    def _after_one_that_counts_itself(self, state: State) -> bool:
        """Whether the line before does; another number says as much by chance then."""
        pairs = zip(self._tables, state.used, strict=True)
        before = [table[used - 1] for table, used in pairs if used]
        return len(before) == len(self._tables) and all(map(counts_itself, before))

    def _plain(
        self, state: State, rows: Sequence[list[str]], used: tuple[int, ...]
    ) -> Step:
        known, lengths = dict(state.known), dict(state.lengths)
        names: list[str] = []
        fields = []
        is_short = len(rows[0]) <= _FEW_FIELDS
        for place, column in enumerate(zip(*rows, strict=True)):
            miner = FieldMiner(known, self._hints)
            one = miner.field([[token] for token in column])
            if one.type == "int":
                named = state.new_name(known)
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
                    before = f"v{len(known) + state.hidden - 2}"
                    one = one.model_copy(update={"low": before})
            elif one.type == "word":
                named = f"w{len(lengths)}"
                one = one.model_copy(update={"name": named})
                one = short(one, column) if len(rows[0]) > 1 else one
                lengths[named] = tuple(map(len, column))
            fields.append(one)
        after = State(used, known, lengths, tuple(names), state.hidden)
        return LineOfInput(fields=fields), after

    def _is_range(
        self, state: State, known: dict[str, tuple[int, ...]], name: str
    ) -> bool:
        """Whether a number and the one before are ends of a range."""
        place = len(known) - 1
        before = known.get(f"v{place + state.hidden - 1}")
        if before is None or place - 1 < len(state.known):
            return False
        rises = all(a <= b for a, b in zip(before, known[name], strict=True))
        return rises and self._hints.is_range(place - 1, place)

    def _text(self, state: State, *, is_last: bool) -> Iterator[Step]:
        """Take a line for text; one that is not the last has no marks."""
        rows = [t[u] for t, u in zip(self._raw, state.used, strict=True)]
        used = tuple(u + 1 for u in state.used)
        is_text = self._level != "plain" and are_plain(rows)
        if (is_last and self._depth == 0) or is_text:
            one = FieldMiner(state.known, self._hints).text(rows)
            if one is not None:
                yield LineOfInput(fields=[one]), state.after(used)

    def _groups(
        self,
        state: State,
        left: Sequence[int],
        *,
        is_last: bool,
        is_counted: bool = False,
    ) -> Iterator[Step]:
        """Take groups of lines.

        Args:
            state: How far the examples are read.
            left: How many lines each has left.
            is_last: Whether they go to the end of all examples.
            is_counted: Whether only such are taken that say how long they are.
        """
        if self._depth >= _DEEPEST or max(left) < _LEAST_LINES:
            return
        for name in reversed(state.known):
            times = state.known[name]
            if max(times) > 1 and all(
                0 <= n <= m for n, m in zip(times, left, strict=True)
            ):
                sheets = sheets_of(self._tables, state, times, is_last=is_last)
                for part, after in self._grouped(state, sheets):
                    lengths = {line.repeat for line in lines_in(part.lines)}
                    if is_counted and lengths == {1}:
                        continue
                    yield part.model_copy(update={"repeat": name}), after
        if is_last and self._level == "ended" and len(set(left)) > 1:
            yield from self._ended(state)

    def _ended(self, state: State) -> Iterator[Step]:
        """Take groups that a line or the end of the input ends."""
        lasts = {raw[-1] for raw in self._raw}
        last = lasts.pop()
        is_marked = not lasts and _ENDING.fullmatch(last) is not None
        sheets = sheets_of(
            self._tables, state, None, is_last=True, spare=int(is_marked)
        )
        until = last if is_marked else END_OF_INPUT
        for part, after in self._grouped(state, sheets, least=1):
            if any(
                one.type == "text" for n in lines_in(part.lines) for one in n.fields
            ):
                continue
            used = tuple(map(len, self._tables))
            ended = State(used, after.known, after.lengths, hidden=after.hidden)
            yield part.model_copy(update={"until": until}), ended

    def _grouped(
        self, state: State, sheets: Sequence[Sheet], least: int = 2
    ) -> Iterator[tuple[GroupOfLines, State]]:
        for cuts in cuts_of(sheets, least):
            self._groups_left -= 1
            if self._groups_left < 0:
                return
            if sum(map(len, cuts)) < _FEWEST_TIMES:
                continue
            miner = self._inside(state, cuts)
            lines = miner.lines()
            if not lines:
                continue
            starts = [sheet.start for sheet in sheets]
            used = tuple(
                cut[-1][1] if cut else start
                for cut, start in zip(cuts, starts, strict=True)
            )
            taken = len(miner.end.known) + miner.end.hidden
            hidden = taken - len(state.known)
            after = State(used, state.known, state.lengths, hidden=hidden)
            most = rounded(max(map(len, cuts)))
            yield GroupOfLines(lines=lines, most=most), after

    def _inside(self, state: State, cuts: Sequence[Cut]) -> "_Miner":
        """Return what reads each time of a group like an example."""
        pairs = [(place, span) for place, cut in enumerate(cuts) for span in cut]
        begin = state.at_times([place for place, _ in pairs])
        return _Miner(
            [self._tables[place][a:b] for place, (a, b) in pairs],
            [self._raw[place][a:b] for place, (a, b) in pairs],
            self._hints,
            begin,
            self._depth + 1,
        )
