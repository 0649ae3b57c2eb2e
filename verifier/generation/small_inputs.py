"""All small inputs of layouts of few integers."""

from collections.abc import Iterator, Sequence
from itertools import product
from random import Random

from verifier.generation.layout import Layout
from verifier.generation.layout_parts import FieldOfLine, LineOfInput, lines_in

_FEW_FIELDS, _SMALL, _MOST_SMALL = 3, 4, 60


def small_inputs(layout: Layout, random: Random) -> Iterator[bytes]:
    """Yield small inputs of a layout of few integers, of all kinds, in any order.

    Where two or three small numbers meet in one way out of many, chance seldom
    draws them.
    """
    fields = [
        one
        for line in layout.lines
        if isinstance(line, LineOfInput)
        for one in line.fields
    ]
    is_plain = all(isinstance(n, LineOfInput) and n.repeat == 1 for n in layout.lines)
    are_few = len(fields) <= _FEW_FIELDS and all(
        one.type == "int" and one.count == 1 for one in fields
    )
    if not (is_plain and are_few):
        return
    ends = [_small_numbers(one) for one in fields]
    rows = list(product(*ends))
    random.shuffle(rows)
    for row in rows[:_MOST_SMALL]:
        numbers = iter(row)
        lines = [[str(next(numbers)) for _ in n.fields] for n in lines_in(layout.lines)]
        data = "".join(f"{' '.join(line)}\n" for line in lines).encode()
        if layout.fits(data):
            yield data


def _small_numbers(one: FieldOfLine) -> Sequence[int]:
    low = one.low if isinstance(one.low, int) else 0
    high = one.high if isinstance(one.high, int) else max(low, 0) + _SMALL
    first = max(low, -1) if low < 0 < high else low
    return range(first, min(high, first + _SMALL) + 1)
