"""What many lines of one kind have in common, or of a few kinds: commands."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from verifier.generation.field_mining import (
    FieldMiner,
    are_commands,
    command_field,
    is_int,
    short,
)
from verifier.generation.hints import Hints
from verifier.generation.layout_parts import (
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
)
from verifier.generation.mining_state import State, are_plain
from verifier.generation.row_mining import bounded_alike, mined_rows

type Rows = list[list[str]]


def counts_itself(row: Sequence[str]) -> bool:
    """Whether a line begins with how many tokens follow."""
    return is_int(row[0]) and int(row[0]) == len(row) - 1


def self_counted(
    miner: FieldMiner, own: str, rows: Sequence[Sequence[str]]
) -> list[FieldOfLine]:
    """Return the fields of lines that count themselves.

    Args:
        miner: What tells fields.
        own: What their count is called.
        rows: The lines, as tokens.
    """
    size = miner.field([[row[0]] for row in rows])
    rest = miner.field([row[1:] for row in rows if row[1:]], count=own)
    return [size.model_copy(update={"name": own}), rest]


@dataclass(frozen=True, slots=True)
class BlockMiner:
    """Tells lines of which a number says how many there are.

    Attributes:
        tables: Lines of the examples, as tokens.
        raw: The same, as they are.
        hints: What the reference tells.
    """

    tables: Sequence[Rows]
    raw: Sequence[list[str]]
    hints: Hints

    def blocks(
        self, state: State, name: str, sizes: Sequence[int], *, has_texts: bool
    ) -> Iterator[tuple[LineOfInput | GroupOfLines, State]]:
        """Take so many lines.

        Args:
            state: How far the examples are read.
            name: What says how many there are.
            sizes: How many there are in each example.
            has_texts: Whether they may be lines of text.
        """
        triples = zip(self.tables, state.used, sizes, strict=True)
        blocks = [table[used : used + size] for table, used, size in triples]
        rows = [row for block in blocks for row in block]
        used = tuple(u + n for u, n in zip(state.used, sizes, strict=True))
        after = state.after(used)
        miner = FieldMiner({**state.lengths, **state.known}, self.hints)
        if len({len(row) for row in rows}) == 1:
            fields = self._columns(state, blocks, miner)
            yield mined_rows(LineOfInput(fields=fields, repeat=name), blocks), after
            return
        widths = [{len(row) for row in block} for block in blocks]
        if all(len(width) == 1 for width in widths):
            wide = state.named([width.pop() for width in widths])
            if wide:
                one = miner.field(rows, count=wide)
                yield LineOfInput(fields=[one], repeat=name), after
                return
        if all(map(counts_itself, rows)):
            fields = self_counted(miner, state.new_name(state.known), rows)
            hidden = replace(after, hidden=after.hidden + 1)
            yield LineOfInput(fields=fields, repeat=name), hidden
        elif fields := self._tailed(state, blocks):
            hidden = replace(after, hidden=after.hidden + 1)
            yield LineOfInput(fields=fields, repeat=name), hidden
        if [*used] == [*map(len, self.tables)] and (
            made := self._commands(state, blocks)
        ):
            yield made.model_copy(update={"repeat": name}), after
        cut = zip(self.raw, state.used, sizes, strict=True)
        texts = [row for raw, u, n in cut for row in raw[u : u + n]]
        is_text = has_texts and are_plain(texts)
        text = miner.text(texts) if is_text else None
        if text is not None:
            yield LineOfInput(fields=[text], repeat=name), after

    def _commands(self, state: State, blocks: Sequence[Rows]) -> GroupOfLines | None:
        """Return lines of several kinds, which their first tokens tell; or None."""
        heads = Counter(row[0] for block in blocks for row in block)
        if not are_commands(heads):
            return None
        lines = []
        for head in sorted(heads):
            own = [[row for row in block if row[0] == head] for block in blocks]
            fields = self._command(state, head, own)
            if not fields:
                return None
            lines.append(LineOfInput(fields=fields))
        return GroupOfLines(lines=lines, one_of=True)

    def _command(
        self, state: State, head: str, blocks: Sequence[Rows]
    ) -> list[FieldOfLine]:
        """Return the fields of the lines that begin with one token, if they can be."""
        rows = [row for block in blocks for row in block]
        miner = FieldMiner({**state.lengths, **state.known}, self.hints)
        first = command_field(head)
        if len({len(row) for row in rows}) == 1:
            rest = [[row[1:] for row in block] for block in blocks]
            return [first, *(self._columns(state, rest, miner) if rows[0][1:] else [])]
        tails = [row[1:] for row in rows]
        if not all(tail and counts_itself(tail) for tail in tails):
            return []
        return [first, *self_counted(miner, state.new_name(state.known), tails)]

    def _tailed(self, state: State, blocks: Sequence[Rows]) -> list[FieldOfLine]:
        """Return the fields of lines that end in as many values as one before says."""
        rows = [row for block in blocks for row in block]
        for place in range(1, min(map(len, rows), default=0)):
            if not all(counts_itself(row[place:]) for row in rows):
                continue
            miner = FieldMiner({**state.lengths, **state.known}, self.hints)
            heads = [[row[:place] for row in block] for block in blocks]
            tails = [row[place:] for row in rows]
            own = state.new_name(state.known)
            return [
                *self._columns(state, heads, miner),
                *self_counted(miner, own, tails),
            ]
        return []

    def _columns(
        self, state: State, blocks: Sequence[Rows], miner: FieldMiner
    ) -> list[FieldOfLine]:
        """Return the fields of lines of equally many tokens."""
        fields = []
        columns = len(next(filter(None, blocks))[0])
        for place in range(columns):
            groups = [[row[place] for row in block] for block in blocks]
            one = miner.field([[token] for group in groups for token in group])
            widths = [{len(token) for token in group} for group in groups]
            if one.type == "word" and all(len(width) == 1 for width in widths):
                sizes = [width.pop() for width in widths]
                # A grid is alone on its lines; other words are as long by chance.
                is_telling = columns == 1 or len(set(sizes)) > 1
                wide = state.named(sizes) if is_telling else None
                if wide:
                    one = one.model_copy(update={"least": wide, "most": wide})
            tokens = [token for group in groups for token in group]
            fields.append(miner.bounded(short(one, tokens), groups))
        return bounded_alike(fields, blocks, miner)
