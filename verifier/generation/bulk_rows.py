"""Draws very many lines of plain fields at once: one by one takes seconds.

Inputs as long as may be tell slow programs, and such programs seldom need more of
them than their length: each column is drawn as a whole, from all of its range or
from one of its ends.
"""

from collections.abc import Iterator, Sequence
from math import isqrt
from random import Random

from verifier.generation.bulk_words import BulkWords
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
_MOST_TOKENS = 750_000
"""More are more than an input may be long."""


def is_bulky(line: LineOfInput, repeat: int) -> bool:
    """Whether lines are so many, and so plain, as to be drawn at once."""
    own = {one.name for one in line.fields if one.name}
    fields, _ = _unchained(line.fields)
    ends = [one.among for one in line.fields[:_ENDS]]
    may_have_words = line.rows in _WORDY or (line.rows in _LINKING and all(ends))
    if line.rows in _SPANNING and not _are_same_nodes(fields):
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
            for one in fields
        )
    )


def _unchained(
    fields: Sequence[FieldOfLine],
) -> tuple[list[FieldOfLine], list[tuple[int, int]]]:
    """Return fields of which none is bounded by the one before, and which were.

    Ends of ranges are drawn like other numbers, and put in order then.
    """
    made: list[FieldOfLine] = []
    chains: list[tuple[int, int]] = []
    for place, one in enumerate(fields):
        before = fields[place - 1] if place else one
        are_numbers = (
            one.type == before.type == "int" and one.count == before.count == 1
        )
        is_end = before.name and one.low == before.name and one.high == before.high
        if not (place and are_numbers and is_end):
            made.append(one)
            continue
        made.append(one.model_copy(update={"low": made[-1].low}))
        start = place - 1
        if chains and chains[-1][1] == place:
            start, _ = chains.pop()
        chains.append((start, place + 1))
    return made, chains


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
    fields, chains = _unchained(fields)
    if repeat * len(fields) > _MOST_TOKENS:
        raise TooLargeError
    room = LARGEST_BYTES // max(1, repeat * len(fields)) - 1
    words = BulkWords(repeat, min(room, longest), known, random)
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
            edge = _in_order([*ends, *(column[place] for column in rest)], chains)
            yield [str(value) for value in edge]
        return
    for number in range(_MOST_TRIES):
        if number and line.rows != "any":
            spreads[:_ENDS] = ["any"] * len(spreads[:_ENDS])
        columns = [
            _column(one, spread, left, words)
            for one, spread in zip(fields, spreads, strict=True)
        ]
        for drawn_row in zip(*columns, strict=True):
            row = _in_order(drawn_row, chains)
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


def _in_order(
    row: Sequence[int | str], chains: Sequence[tuple[int, int]]
) -> Sequence[int | str]:
    """Put the numbers of each chain in order."""
    if not chains:
        return row
    made = list(row)
    for start, end in chains:
        made[start:end] = sorted(made[start:end], key=int)
    return tuple(made)


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


def _key(rule: str, row: Sequence[int | str]) -> tuple[int | str, ...]:
    match rule:
        case "graph":
            return tuple(sorted(row[:_ENDS], key=str))
        case "apart" | "arcs":
            return tuple(row[:_ENDS])
        case _:
            return tuple(row)


def _column(
    one: FieldOfLine, spread: str, size: int, words: BulkWords
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
