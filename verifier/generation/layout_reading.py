"""Reads an input by its layout, and says where its groups of lines begin and end."""

from collections.abc import Callable, Sequence

from verifier.generation.equations import read_equation
from verifier.generation.forms import has_form
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    END_OF_INPUT,
    MOST_LISTED,
    FieldOfLine,
    GroupOfLines,
    LineOfInput,
    ShapelessError,
    value_of,
)
from verifier.generation.numbers import is_only
from verifier.generation.phrases import is_made_of
from verifier.generation.row_rules import keeps_rule, occur

type Hear = Callable[[FieldOfLine, str, tuple[int, ...]], None]
type Spans = list[tuple[int, int]]
"""First line, and the line after the last, of each time that a group is there."""


class Reader:
    """Reads one input.

    Args:
        text: The input.
        hear: Called with each value, its field, and the numbers of the times of the
            groups that it is in, the outermost first.

    Attributes:
        spans: Where groups were, those inside others first.
        letters: How many characters words and texts had.
        known: The integers that were read, and lengths of words, by name; those of
            groups are known within them alone.
    """

    def __init__(self, text: str, hear: Hear | None = None) -> None:
        self._hear = hear
        self._scope: tuple[int, ...] = ()
        self._rows = text.rstrip().split("\n")
        self._place = 0
        self._choices: dict[int, dict[str, LineOfInput]] = {}
        self.spans: list[Spans] = []
        self.letters = 0
        self.known = Known()

    def read(
        self,
        parts: Sequence[LineOfInput | GroupOfLines],
        equations: Sequence[str] = (),
    ) -> None:
        """Read all of it.

        Raises:
            ShapelessError: It does not have that layout.
            ValueError: A number is none.
        """
        known = self.known
        self._parts(parts, known)
        if self._place < len(self._rows):
            raise ShapelessError
        if not all(read_equation(text).holds(known) for text in equations):
            raise ShapelessError

    def _parts(self, parts: Sequence[LineOfInput | GroupOfLines], known: Known) -> None:
        for part in parts:
            if isinstance(part, GroupOfLines):
                self._group(part, known)
            else:
                self._lines(part, known)

    def _next(self) -> str:
        if self._place >= len(self._rows):
            raise ShapelessError
        self._place += 1
        return self._rows[self._place - 1]

    def _lines(self, line: LineOfInput, known: Known) -> None:
        repeat = value_of(line.repeat, known)
        if not 0 <= repeat <= MOST_LISTED:
            raise ShapelessError
        read: list[list[str]] = []
        for _ in range(repeat):
            row = self._next()
            self._row(line, row, known)
            if line.rows != "any" or line.occurs:
                read.append(row.split())
        ends = [
            value_of(end, known) for end in (line.fields[0].low, line.fields[0].high)
        ]
        if not keeps_rule(line.rows, read, nodes=ends[1] - ends[0] + 1):
            raise ShapelessError
        if not occur(line.occurs, read):
            raise ShapelessError

    def _row(self, line: LineOfInput, row: str, known: Known) -> None:
        is_text = line.fields[0].type == "text"
        tokens = iter([row] if is_text else row.split())
        for one in line.fields:
            count = value_of(one.count, known)
            seen: set[str] = set()
            last = None
            lead = None
            if one.type == "int":
                lead = {"first": 0, "last": count - 1}.get(one.nonzero)
            for number in range(count):
                token = next(tokens, None)
                if token is None:
                    raise ShapelessError
                self._value(one, token, known)
                if number == lead and count > 1 and not int(token):
                    raise ShapelessError
                if one.distinct and token in seen:
                    raise ShapelessError
                if (one.ascending or one.descending) and one.type == "int":
                    step = 0 if last is None else int(token) - last
                    if (step < 0 and one.ascending) or (step > 0 and one.descending):
                        raise ShapelessError
                    last = int(token)
                seen.add(token)
            if one.is_named:
                token = seen.pop()
                known[one.name] = int(token) if one.type == "int" else len(token)
        if next(tokens, None) is not None:
            raise ShapelessError

    def _value(self, one: FieldOfLine, token: str, known: Known) -> None:
        _check(one, token, known)
        if one.is_reference and not is_made_of(one, token, known.pool(one.among)):
            raise ShapelessError
        if one.type in {"word", "text"}:
            self.letters += len(token)
        if self._hear:
            self._hear(one, token, self._scope)
        if one.pool:
            known.add(one.pool, token)

    def _group(self, group: GroupOfLines, known: Known) -> None:
        spans: Spans = []
        totals = dict.fromkeys(group.totals, 0)
        while not self._is_over(group, len(spans), known):
            start, own = self._place, known.inner()
            outer, self._scope = self._scope, (*self._scope, len(spans))
            self._parts(self._chosen(group), own)
            self._scope = outer
            if group.until is not None and self._place == start:
                raise ShapelessError
            spans.append((start, self._place))
            for name in totals:
                totals[name] += own[name]
        if any(total > group.totals[name] for name, total in totals.items()):
            raise ShapelessError
        self.spans.append(spans)

    def _chosen(self, group: GroupOfLines) -> Sequence[LineOfInput | GroupOfLines]:
        """Return the lines of one time: all, or the one that the next begins with."""
        if not group.one_of:
            return group.lines
        if self._place >= len(self._rows):
            raise ShapelessError
        head = self._rows[self._place].split(maxsplit=1)
        if id(group) not in self._choices:
            self._choices[id(group)] = group.choices()
        line = self._choices[id(group)].get(head[0]) if head else None
        if line is None:
            raise ShapelessError
        return [line]

    def _is_over(self, group: GroupOfLines, number: int, known: Known) -> bool:
        """Whether a group has been there often enough; go past what ends it."""
        if group.until is None:
            return number >= value_of(group.repeat, known)
        is_end = self._place >= len(self._rows)
        if group.until != END_OF_INPUT:
            is_end = self._next() == group.until
            self._place -= 0 if is_end else 1
        if not is_end and number >= group.most:
            raise ShapelessError
        if is_end and number < group.least:
            raise ShapelessError
        return is_end


def _check(one: FieldOfLine, token: str, known: Known) -> None:
    low, high = value_of(one.low, known), value_of(one.high, known)
    is_good = False
    match one.type:
        case "word" | "text" if one.words:
            is_good = token in one.words
        case "word" if one.forms:
            is_good = has_form(token, one.forms, one.alphabet)
        case "int":
            is_good = str(int(token)) == token and low <= int(token) <= high
            is_good = is_good and is_only(one.only, int(token))
        case "float":
            is_good = low <= float(token) <= high
            is_good = is_good and (one.only == "any" or float(token) > 0)
        case "word" | "text":
            least, most = value_of(one.least, known), value_of(one.most, known)
            is_good = least <= len(token) <= most and set(token) <= set(one.alphabet)
            is_good = is_good and not (
                one.nonzero and len(token) > 1 and token[0] == "0"
            )
    if not is_good:
        raise ShapelessError
