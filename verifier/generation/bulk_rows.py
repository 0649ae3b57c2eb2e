"""Draws very many lines of plain integers at once: one by one takes seconds.

Inputs as long as may be tell slow programs, and such programs seldom need more of
them than their length: each column is drawn as a whole, from all of its range or
from one of its ends.
"""

from collections.abc import Iterator
from random import Random

from verifier.generation.layout_parts import (
    FieldOfLine,
    Known,
    LineOfInput,
    ShapelessError,
    name_in,
    value_of,
)

MANY = 1000
"""Fewer lines are drawn one by one, with all that may be special about each."""
_RULES = frozenset({"any", "different", "distinct", "apart", "graph", "ascending"})
_LINKING = frozenset({"different", "graph"})
_ENDS = 2
_MOST_TRIES = 20
_NEAR = 10
_MOST_TOKENS = 750_000
"""More are more than an input may be long."""


def is_bulky(line: LineOfInput, repeat: int) -> bool:
    """Whether lines are so many, and so plain, as to be drawn at once."""
    own = {one.name for one in line.fields if one.name}
    return (
        repeat >= MANY
        and line.rows in _RULES
        and not line.occurs
        and all(
            one.type == "int"
            and one.only == "any"
            and one.separator
            and not (one.distinct or one.ascending or one.descending)
            and not any(isinstance(a, str) and name_in(a) in own for a in one.amounts())
            for one in line.fields
        )
    )


def bulk_rows(
    line: LineOfInput, repeat: int, known: Known, random: Random
) -> Iterator[list[str]]:
    """Draw the lines.

    Raises:
        ShapelessError: There are not so many that keep the rule, or a column has no
            values.
    """
    if line.rows == "ascending":
        plain = line.model_copy(update={"rows": "any"})
        rows = bulk_rows(plain, repeat, known, random)
        yield from sorted(rows, key=lambda row: int(row[0]))
        return
    seen: set[tuple[int, ...]] = set()
    left = repeat
    fields = [one for one in line.fields for _ in range(value_of(one.count, known))]
    if repeat * len(fields) > _MOST_TOKENS:
        raise ShapelessError
    spreads = [random.choice(("any", "any", "near", "high")) for _ in fields]
    if line.rows != "any":
        # At one end of their range, rows are not different enough.
        spreads[:_ENDS] = ["any"] * len(spreads[:_ENDS])
    for _ in range(_MOST_TRIES):
        columns = [
            _column(one, spread, left, known, random)
            for one, spread in zip(fields, spreads, strict=True)
        ]
        for row in zip(*columns, strict=True):
            if line.rows != "any":
                key = _key(line.rows, row)
                if key in seen or (line.rows in _LINKING and row[0] == row[1]):
                    continue
                if line.rows != "different":
                    seen.add(key)
            left -= 1
            yield [str(number) for number in row]
        if left <= 0:
            return
    raise ShapelessError


def _key(rule: str, row: tuple[int, ...]) -> tuple[int, ...]:
    match rule:
        case "graph":
            return (min(row[:_ENDS]), max(row[:_ENDS]))
        case "apart":
            return row[:_ENDS]
        case _:
            return row


def _column(
    one: FieldOfLine, spread: str, size: int, known: Known, random: Random
) -> list[int]:
    low, high = value_of(one.low, known), value_of(one.high, known)
    if low > high:
        raise ShapelessError
    match spread:
        case "near":
            high = min(high, low + _NEAR)
        case "high":
            low = max(low, high - 1)
        case _:
            pass
    return random.choices(range(low, high + 1), k=size)
