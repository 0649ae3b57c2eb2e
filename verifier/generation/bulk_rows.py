"""Draws very many lines of plain fields at once: one by one takes seconds.

Inputs as long as may be tell slow programs, and such programs seldom need more of
them than their length: each column is drawn as a whole, from all of its range or
from one of its ends.
"""

from collections.abc import Iterator, Sequence
from math import isqrt
from random import Random

from verifier.generation.forms import fill_form, without_zero
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    LARGEST_BYTES,
    FieldOfLine,
    LineOfInput,
    ShapelessError,
    TooLargeError,
    name_in,
    value_of,
)
from verifier.generation.row_rules import TreeShape, tree_edges

MANY = 1000
"""Fewer lines are drawn one by one, with all that may be special about each."""
_LINKING = frozenset({"different", "arcs", "graph", "connected", "tree"})
_SPANNING = frozenset({"connected", "tree"})
_RULES = _LINKING | {"any", "distinct", "apart", "ascending"}
_WORDY = frozenset({"any", "distinct", "apart"})
"""Rules of lines that may have words anywhere: others are about their numbers."""
_ENDS = 2
_MOST_TRIES = 20
_SPREADS = ("any", "any", "any", "near", "high", "half", "equal", "run")
_SPREADS_OF_POINTS = (
    *(("any", "any"), ("any", "any"), ("any", "any")),
    *(("run", "any"), ("run", "run")),
)
_TURNED = 0.5
_NEAR = 10
_PIECED = 0.1
_MOST_TOKENS = 750_000
"""More are more than an input may be long."""


def is_bulky(line: LineOfInput, repeat: int) -> bool:
    """Whether lines are so many, and so plain, as to be drawn at once."""
    own = {one.name for one in line.fields if one.name}
    ends = [one.among for one in line.fields[:_ENDS]]
    may_have_words = line.rows in _WORDY or (line.rows in _LINKING and all(ends))
    if line.rows in _SPANNING and not _are_same_nodes(line.fields):
        return False
    may_have_words |= line.rows == "different" and _begins_with_command(line.fields)
    return (
        repeat >= MANY
        and line.rows in _RULES
        and not line.occurs
        and all(
            (one.type == "int" or (one.type == "word" and may_have_words))
            and one.only == "any"
            and one.separator
            and not (one.distinct or one.ascending or one.descending)
            and not any(isinstance(a, str) and name_in(a) in own for a in one.amounts())
            for one in line.fields
        )
    )


def _begins_with_command(fields: Sequence[FieldOfLine]) -> bool:
    """Whether a word that is no end of anything stands before two numbers."""
    kinds = [one.type for one in fields[: _ENDS + 1]]
    return kinds == ["word", "int", "int"] and not fields[0].among


def bulk_rows(
    line: LineOfInput,
    repeat: int,
    known: Known,
    random: Random,
    longest: int = LARGEST_BYTES,
) -> Iterator[list[str]]:
    """Draw the lines.

    Args:
        line: What they look like.
        repeat: How many there are.
        known: What was drawn before.
        random: Where chance comes from.
        longest: How long words may be.

    Raises:
        ShapelessError: There are not so many that keep the rule, or a column has no
            values.
    """
    if line.rows == "ascending":
        plain = line.model_copy(update={"rows": "any"})
        rows = bulk_rows(plain, repeat, known, random, longest)
        yield from sorted(rows, key=lambda row: int(row[0]))
        return
    seen: set[tuple[int | str, ...]] = set()
    first = int(_begins_with_command(line.fields))
    left = repeat
    fields = [one for one in line.fields for _ in range(value_of(one.count, known))]
    if repeat * len(fields) > _MOST_TOKENS:
        raise TooLargeError
    room = LARGEST_BYTES // max(1, repeat * len(fields)) - 1
    words = _Words(repeat, min(room, longest), known, random)
    spreads = [random.choice(_SPREADS) for _ in fields]
    if line.rows != "any":
        # At one end of their range, rows are not different enough.
        are_points = line.rows in {"distinct", "apart"} and len(spreads) >= _ENDS
        choices = _SPREADS_OF_POINTS if are_points else (("any", "any"),)
        spreads[:_ENDS] = random.choice(choices)[: len(spreads[:_ENDS])]
    if line.rows in _SPANNING | {"graph"} and _are_same_nodes(fields):
        rest = [
            _column(one, spread, repeat, words)
            for one, spread in zip(fields[_ENDS:], spreads[_ENDS:], strict=True)
        ]
        drawn = _edges(fields[0], repeat, known, random, rule=line.rows)
        for place, ends in enumerate(drawn):
            yield [*map(str, ends), *(str(column[place]) for column in rest)]
        return
    for number in range(_MOST_TRIES):
        if number and line.rows != "any":
            spreads[:_ENDS] = ["any"] * len(spreads[:_ENDS])
        columns = [
            _column(one, spread, left, words)
            for one, spread in zip(fields, spreads, strict=True)
        ]
        for row in zip(*columns, strict=True):
            if line.rows != "any":
                key = _key(line.rows, row)
                is_loop = line.rows in _LINKING and row[first] == row[first + 1]
                if key in seen or is_loop:
                    continue
                if line.rows != "different":
                    seen.add(key)
            left -= 1
            yield [str(value) for value in row]
        if left <= 0:
            return
    raise ShapelessError


def _are_same_nodes(fields: Sequence[FieldOfLine]) -> bool:
    """Whether both ends of an edge are any of the same nodes."""
    one, other = fields[:_ENDS]
    return one.type == "int" and (one.low, one.high) == (other.low, other.high)


def _edges(
    one: FieldOfLine, size: int, known: Known, random: Random, *, rule: str
) -> Iterator[tuple[int, int]]:
    """Draw edges that all differ; as many as there are cost no more than few.

    Raises:
        ShapelessError: There are not so many.
    """
    low, high = value_of(one.low, known), value_of(one.high, known)
    nodes = size + 1 if rule == "tree" else high - low + 1
    if nodes < _ENDS or size > nodes * (nodes - 1) // 2:
        raise ShapelessError
    if rule in _SPANNING and size < nodes - 1:
        raise ShapelessError
    # Pairs of which the first is larger are numbered row by row of a triangle.
    is_spanning = rule in _SPANNING
    backbone = _backbone(min(nodes, size + 1), random, is_needed=is_spanning)
    numbers = dict.fromkeys(backbone)
    pairs = range(nodes * (nodes - 1) // 2)
    for number in random.sample(pairs, size) if len(numbers) < size else ():
        if len(numbers) == size:
            break
        numbers[number] = None
    for number in numbers:
        larger = (1 + isqrt(1 + 8 * number)) // 2
        smaller = number - larger * (larger - 1) // 2
        ends = (low + larger, low + smaller)
        yield ends if random.random() < _TURNED else ends[::-1]


def _backbone(nodes: int, random: Random, *, is_needed: bool) -> Iterator[int]:
    """Yield the numbers of edges of a path or a star; if needed, of any tree.

    Edges that chance draws leave no node far from another, and none much
    frequented: who goes by depth, or by neighbors, has it easy.
    """
    shapes: list[TreeShape] = ["any", "any", "path", "star"]
    shape = random.choice(shapes)
    if shape == "any" and not is_needed:
        return
    for one, other in tree_edges(nodes, shape, random):
        larger, smaller = max(one, other), min(one, other)
        yield larger * (larger - 1) // 2 + smaller


def _key(rule: str, row: tuple[int | str, ...]) -> tuple[int | str, ...]:
    match rule:
        case "graph":
            return tuple(sorted(row[:_ENDS], key=str))
        case "apart" | "arcs":
            return row[:_ENDS]
        case _:
            return row


def _column(
    one: FieldOfLine, spread: str, size: int, words: "_Words"
) -> Sequence[int | str]:
    if one.type == "word":
        return words.column(one, spread, size)
    known, random = words.known, words.random
    low, high = value_of(one.low, known), value_of(one.high, known)
    if low > high:
        raise ShapelessError
    match spread:
        case "near":
            high = min(high, low + _NEAR)
        case "high":
            low = max(low, high - 1)
        case "half":
            low = max(low, high // 2)
        case "equal":
            low = high = random.choice((low, high, random.randint(low, high)))
        case "run":
            return _run(low, high, size, random)
        case _:
            pass
    return random.choices(range(low, high + 1), k=size)


def _run(low: int, high: int, size: int, random: Random) -> list[int]:
    """Draw numbers one after the other, up or down; those at the end begin anew."""
    room = high - low + 1
    first = random.randrange(max(1, room - size))
    made = [low + (first + place) % room for place in range(size)]
    return made if random.random() < _TURNED else made[::-1]


class _Words:
    """The words of lines, those of one pool from the same few or many.

    Args:
        repeat: How many lines there are.
        room: How long words may be, if lines are to have room.
        known: What is known of the input.
        random: Where chance comes from.
    """

    def __init__(self, repeat: int, room: int, known: Known, random: Random) -> None:
        self.known, self.random, self._room = known, random, room
        kinds = (_NEAR, isqrt(repeat), 2 * isqrt(repeat), repeat)
        self._kinds = random.choice(kinds)
        self._pools: dict[str, list[str]] = {}

    def column(self, one: FieldOfLine, spread: str, size: int) -> list[str]:
        """Draw words of a field: of all letters, of few, or as long as may be."""
        choices = self.random.choices
        if one.words:
            return choices(one.words, k=size)
        if one.is_reference:
            pool = self.known.pool(one.among).words
            if not pool:
                raise ShapelessError
            return choices(pool, k=size)
        if one.among:
            if one.among not in self._pools:
                self._pools[one.among] = self._new(one, spread, self._kinds)
            return choices(self._pools[one.among], k=size)
        return self._new(one, spread, size)

    def _new(self, one: FieldOfLine, spread: str, size: int) -> list[str]:
        choices = self.random.choices
        if one.forms:
            choose = self.random.choice
            forms = choices(one.forms, k=size)
            return [fill_form(form, one.alphabet, choose) for form in forms]
        least = value_of(one.least, self.known)
        most = value_of(one.most, self.known)
        if not 0 < least <= most:
            raise ShapelessError
        most = max(least, min(most, self._room))
        letters = one.alphabet
        match spread:
            case "near":
                letters = "".join(choices(letters, k=_ENDS))
            case "high":
                least = most
            case _:
                pass
        lengths = choices(range(least, most + 1), k=size)
        words = ["".join(choices(letters, k=length)) for length in lengths]
        if one.nonzero:
            return [without_zero(word, one.alphabet, self.random) for word in words]
        if pieces := [piece for piece in one.pieces if least <= len(piece) <= most]:
            words = [
                self.random.choice(pieces) if self.random.random() < _PIECED else word
                for word in words
            ]
        return words
