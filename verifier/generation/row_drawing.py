"""Draws the lines of one kind, which have to do with each other: edges, mostly."""

from collections.abc import Iterator
from itertools import combinations

from verifier.generation.bulk_rows import bulk_rows, is_bulky
from verifier.generation.cliques import clique_edges
from verifier.generation.known import Known
from verifier.generation.layout_parts import (
    FieldOfLine,
    LineOfInput,
    ShapelessError,
    name_in,
    value_of,
)
from verifier.generation.layout_style import Style
from verifier.generation.row_rules import TreeShape, keeps_rule, tree_edges
from verifier.generation.value_drawing import Row, drawn_row

_TRIES = 30
_DENSE = 3
"""Of a third of all pairs, chance takes most again and again."""


def drawn_rows(
    line: LineOfInput, repeat: int, known: Known, style: Style
) -> Iterator[Row]:
    """Draw the lines of one kind.

    Args:
        line: What they look like.
        repeat: How many there are.
        known: What was drawn before.
        style: How the input is.

    Raises:
        ShapelessError: There are not so many that keep their rule.
    """
    style = style.of_line()
    if any(map(is_worded, line.fields)):
        style = style.for_words(repeat * _words_on(line, known))
    named = {name for equation in style.equations for name in equation.names}
    is_free = not any(one.name in named for one in line.fields)
    if is_free and style.is_stressing and is_bulky(line, repeat):
        yield from bulk_rows(line, repeat, known, style.random, style.longest)
        return
    if line.rows == "tree":
        first = value_of(line.fields[0].low, known)
        shapes: list[TreeShape] = ["path", "star", "any", "any"]
        shape = style.random.choice(shapes)
        for one, other in tree_edges(repeat + 1, shape, style.random):
            ends = _ends(line, first, one, other)
            yield [*ends, *drawn_row(line, known, style)[2:]]
        return
    if line.rows == "cliques":
        first = value_of(line.fields[0].low, known)
        nodes = 1 + value_of(line.fields[0].high, known) - first
        edges = clique_edges(nodes, repeat, style.random, style.cliques)
        if edges is None:
            raise ShapelessError
        for one, other in edges:
            yield [*_ends(line, first, one, other), *drawn_row(line, known, style)[2:]]
        return
    if line.rows == "ascending":
        rows = [drawn_row(line, known, style) for _ in range(repeat)]
        yield from sorted(rows, key=lambda row: int(row[0]))
        return
    yield from _row_by_row(line, repeat, known, style)


def _row_by_row(
    line: LineOfInput, repeat: int, known: Known, style: Style
) -> Iterator[Row]:
    """Draw lines one by one; where a rule forbids one, another."""
    seen: set[frozenset[str] | tuple[str, ...]] = set()
    is_graph = line.rows in {"graph", "connected"}
    first = value_of(line.fields[0].low, known)
    nodes = 1 + value_of(line.fields[0].high, known) - first
    if line.fields[0].type == "word":
        pool = line.fields[0]
        nodes = len(known.pool(pool.among).words) if pool.is_reference else repeat + 1
    pairs = nodes * (nodes - 1) // (2 if is_graph else 1)
    if (is_graph or line.rows == "arcs") and repeat > pairs:
        raise ShapelessError
    if line.rows == "connected":
        if repeat < nodes - 1:
            raise ShapelessError
        for one, other in tree_edges(nodes, "any", style.random):
            ends = _ends(line, first, one, other)
            seen.add(frozenset(ends))
            yield [*ends, *drawn_row(line, known, style)[2:]]
        repeat -= nodes - 1
    if is_graph and line.fields[0].type == "int" and repeat * _DENSE > pairs:
        every = (_ends(line, first, *pair) for pair in combinations(range(nodes), 2))
        left = [ends for ends in every if frozenset(ends) not in seen]
        for ends in style.random.sample(left, repeat):
            style.random.shuffle(ends)
            yield [*_in_order(line, ends), *drawn_row(line, known, style)[2:]]
        return
    for _ in range(repeat):
        row = drawn_row(line, known, style)
        for _ in range(0 if line.rows == "any" else _TRIES):
            key = frozenset(row[:2]) if is_graph else tuple(row)
            if line.rows in {"apart", "arcs"}:
                key = tuple(row[:2])
            is_new = line.rows == "different" or key not in seen
            if is_new and _is_edge(line, row):
                seen.add(key)
                break
            row = drawn_row(line, known, style.even())
        else:
            if line.rows != "any":
                raise ShapelessError
        yield row


def is_worded(one: FieldOfLine) -> bool:
    """Whether a field has words that are drawn letter by letter."""
    return one.type in {"word", "text"} and not one.words


def _words_on(line: LineOfInput, known: Known) -> int:
    """Return how many words a line has; one, where it counts them itself."""
    own = {one.name for one in line.fields if one.name}
    return sum(
        1 if name_in(str(one.count)) in own else value_of(one.count, known)
        for one in line.fields
        if is_worded(one)
    )


def _ends(line: LineOfInput, first: int, one: int, other: int) -> list[str]:
    """Write the ends of an edge, in order where they are a range."""
    return _in_order(line, [str(first + one), str(first + other)])


def _in_order(line: LineOfInput, ends: list[str]) -> list[str]:
    is_range = isinstance(line.fields[1].low, str)
    return sorted(ends, key=int) if is_range else ends


def _is_edge(line: LineOfInput, row: Row) -> bool:
    rule = "different" if line.rows in {"graph", "connected"} else line.rows
    return keeps_rule(rule, [row])
