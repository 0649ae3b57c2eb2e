"""Puts letters on lines of words that have to be there once, or at least once."""

from collections import Counter
from random import Random

from verifier.generation.layout_parts import LineOfInput, ShapelessError


def with_letters(
    line: LineOfInput, rows: list[list[str]], random: Random
) -> list[list[str]]:
    """Return lines on which letters occur as often as they should.

    Args:
        line: What stands on the lines.
        rows: The lines, as tokens.
        random: Where chance comes from.

    Raises:
        ShapelessError: There is no room for them.
    """
    column = next(
        place
        for place, one in enumerate(line.fields)
        if one.type in {"word", "text"} and set(line.occurs) <= set(one.alphabet)
    )
    grid = [list(row[column]) for row in rows]
    alone = {letter for letter, often in line.occurs.items() if often == "once"}
    others = [c for c in line.fields[column].alphabet if c not in alone and c != " "]
    if not others:
        raise ShapelessError
    for row in grid:
        row[:] = [
            random.choice(others) if letter in alone else letter for letter in row
        ]
    shown = Counter(letter for row in grid for letter in row)
    wanted = [letter for letter in line.occurs if letter not in shown]
    # What is overwritten must still be there elsewhere.
    spare = {letter for letter, often in shown.items() if often > len(line.occurs)}
    spare |= set(shown) - set(line.occurs)
    free = [
        (y, x)
        for y, row in enumerate(grid)
        for x, letter in enumerate(row)
        if wanted and letter in spare
    ]
    if len(free) < len(wanted):
        raise ShapelessError
    for letter, (y, x) in zip(wanted, random.sample(free, len(wanted)), strict=True):
        grid[y][x] = letter
    return [
        [*row[:column], "".join(cells), *row[column + 1 :]]
        for row, cells in zip(rows, grid, strict=True)
    ]
