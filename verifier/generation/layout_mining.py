"""Finds the layout that the examples of a stdio problem share.

Lines are read side by side in all examples. A line on which all have equally
many tokens has fixed fields; one that has as many tokens as an integer before it
says has that count; as many lines as such an integer are a block. What fits no
example is not guessed.
"""

import string
from collections.abc import Sequence

from pydantic import ValidationError

from verifier.generation.layout import Amount, FieldOfLine, Layout, LineOfInput

type _Rows = list[list[str]]

_LARGE = 10**9
_CLASSES = (
    string.digits,
    string.ascii_lowercase,
    string.ascii_uppercase,
    string.ascii_letters,
    string.ascii_letters + string.digits,
)
_FEW_LETTERS = 4


def mine_layout(examples: Sequence[bytes]) -> Layout | None:
    """Return the layout of some inputs; None if they have none that is simple."""
    try:
        texts = [example.decode() for example in examples]
    except UnicodeDecodeError:
        return None
    tables = [[row.split() for row in text.rstrip().split("\n")] for text in texts]
    if not tables or any(not row for table in tables for row in table):
        return None
    try:
        lines = _Miner(tables).lines()
    except ValidationError:  # characters that no word may have
        return None
    if not lines:
        return None
    layout = Layout(lines=lines)
    return layout if all(map(layout.fits, examples)) else None


class _Miner:
    """Goes down the lines of all examples at the same time."""

    def __init__(self, tables: Sequence[_Rows]) -> None:
        self._tables = tables
        self._known: dict[str, list[int]] = {}
        self._counts: set[str] = set()
        self._used = [0] * len(tables)

    def lines(self) -> list[LineOfInput]:
        """Return the lines; none, if they cannot be told."""
        made: list[LineOfInput] = []
        while True:
            left = [
                len(table) - used
                for table, used in zip(self._tables, self._used, strict=True)
            ]
            if not any(left):
                return [self._finished(line) for line in made]
            line = self._block(left) or self._line(left)
            if line is None:
                return []
            made.append(line)

    def _named(self, sizes: Sequence[int]) -> str | None:
        """Return the integer that says so many, the last one read first."""
        for name in reversed(self._known):
            if self._known[name] == list(sizes) and (len(sizes) > 1 or sizes[0] > 1):
                return name
        return None

    def _block(self, left: Sequence[int]) -> LineOfInput | None:
        name = self._named(left)
        if name is None or (max(left) == min(left) == 1):
            return None
        blocks = [t[used:] for t, used in zip(self._tables, self._used, strict=True)]
        rows = [row for block in blocks for row in block]
        if len({len(row) for row in rows}) > 1:
            return self._grid(blocks, rows, name)
        fields = []
        for place, column in enumerate(zip(*rows, strict=True)):
            one = self._field([[token] for token in column])
            groups = [[row[place] for row in block] for block in blocks]
            fields.append(self._bounded(one, groups))
        self._used = [len(table) for table in self._tables]
        self._counts.add(name)
        return LineOfInput(fields=fields, repeat=name)

    def _grid(
        self, blocks: Sequence[_Rows], rows: _Rows, name: str
    ) -> LineOfInput | None:
        """Take rows for a block whose width an integer says, too."""
        widths = [{len(row) for row in block} for block in blocks]
        if any(len(width) != 1 for width in widths):
            return None
        wide = self._named([width.pop() for width in widths])
        if wide is None:
            return None
        self._used = [len(table) for table in self._tables]
        self._counts |= {name, wide}
        return LineOfInput(fields=[self._field(rows, count=wide)], repeat=name)

    def _line(self, left: Sequence[int]) -> LineOfInput | None:
        if not all(left):
            return None
        rows = [t[used] for t, used in zip(self._tables, self._used, strict=True)]
        self._used = [used + 1 for used in self._used]
        sizes = [len(row) for row in rows]
        name = self._named(sizes)
        if name is not None and (max(sizes) > 1 or len(set(sizes)) > 1):
            self._counts.add(name)
            one = self._bounded(self._field(rows, count=name), rows)
            return LineOfInput(fields=[one])
        if len(set(sizes)) > 1:
            return None
        fields = []
        for column in zip(*rows, strict=True):
            one = self._field([[token] for token in column])
            if one.type == "int":
                named = f"v{len(self._known)}"
                high = self._bound([int(token) for token in column], one.high)
                one = one.model_copy(update={"name": named, "high": high})
                self._known[named] = [int(token) for token in column]
            fields.append(one)
        return LineOfInput(fields=fields)

    def _bounded(
        self, one: FieldOfLine, groups: Sequence[Sequence[str]]
    ) -> FieldOfLine:
        """Bound many numbers by an integer before them, and keep their order."""
        if one.type != "int" or not all(groups):
            return one
        numbers = [[int(token) for token in group] for group in groups]
        ascending = one.count != 1 and all(group == sorted(group) for group in numbers)
        ascending = ascending and max(map(len, numbers)) >= _FEW_LETTERS
        high = self._bound([max(group) for group in numbers], one.high)
        return one.model_copy(update={"high": high, "ascending": ascending})

    def _bound(self, numbers: Sequence[int], high: Amount) -> Amount:
        """Take an integer before for the bound, if no example goes beyond it."""
        for name, values in reversed(self._known.items()):
            pairs = zip(numbers, values, strict=True)
            if len(numbers) > 1 and all(a <= b for a, b in pairs):
                return name
        return high

    def _field(self, groups: Sequence[Sequence[str]], count: Amount = 1) -> FieldOfLine:
        tokens = [token for group in groups for token in group]
        distinct = count != 1 and all(len(set(g)) == len(g) for g in groups)
        distinct = distinct and max(map(len, groups)) > _FEW_LETTERS
        if all(_is_int(token) for token in tokens):
            numbers = [int(token) for token in tokens]
            low = (
                1 if min(numbers) >= 1 else 0 if min(numbers) >= 0 else -_wide(numbers)
            )
            return FieldOfLine(
                low=low, high=_wide(numbers), count=count, distinct=distinct
            )
        if all(_is_float(token) for token in tokens):
            values = [float(token) for token in tokens]
            low = 0 if min(values) >= 0 else int(min(values)) * 2 - 1
            return FieldOfLine(
                type="float", low=low, high=int(max(values)) * 2 + 1, count=count
            )
        sizes = [len(token) for token in tokens]
        named = self._named(sizes) if count == 1 else None
        return FieldOfLine(
            type="word",
            alphabet=_alphabet(tokens),
            least=named or 1,
            most=named or max(2 * max(sizes), 6),
            count=count,
        )

    def _finished(self, line: LineOfInput) -> LineOfInput:
        """Keep what counts something small enough to be listed."""
        fields = [
            one.model_copy(update={"high": min(one.high, 60)})
            if one.name in self._counts and isinstance(one.high, int)
            else one
            for one in line.fields
        ]
        return line.model_copy(update={"fields": fields})


def _wide(numbers: Sequence[int]) -> int:
    """Return a bound somewhat beyond the numbers seen."""
    most = max(map(abs, numbers))
    return max(most, min(max(10, 3 * most), _LARGE))


def _is_int(token: str) -> bool:
    body = token.removeprefix("-")
    is_plain = body == "0" or not body.startswith("0")
    return body.isascii() and body.isdigit() and is_plain and len(body) <= 18  # noqa: PLR2004


def _is_float(token: str) -> bool:
    head, _, tail = token.removeprefix("-").partition(".")
    return head.isdigit() and (tail.isdigit() or not tail)


def _alphabet(tokens: Sequence[str]) -> str:
    letters = set("".join(tokens))
    if len(letters) <= _FEW_LETTERS:
        return "".join(sorted(letters))
    for known in _CLASSES:
        if letters <= set(known):
            return known
    extra = letters - set(string.ascii_letters + string.digits)
    return string.ascii_letters + string.digits + "".join(sorted(extra))
