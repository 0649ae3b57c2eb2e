"""Draws graphs whose parts are complete: friends of friends are friends.

How many nodes and edges there are says much of what parts there can be. Drawn each
by itself, they leave most nodes without an edge. So parts come first, now and then,
and say how many of both there are.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations
from math import isqrt
from random import Random

from verifier.generation.layout import Layout
from verifier.generation.layout_parts import LineOfInput

_TRIES = 20
_LARGE, _HALF = 0.4, 0.5
_PLANNED = 0.6
_MOST_PARTS = 40
_FEW = 6


def planned_parts(layout: Layout, random: Random) -> tuple[list[int], dict[str, int]]:
    """Draw the sizes of parts that take all nodes, now and then.

    Args:
        layout: The layout.
        random: Where chance comes from.

    Returns:
        The sizes, and the numbers of nodes and edges by name; nothing, if no line is
        about such parts, or its nodes and edges are not plain numbers.
    """
    line = next((n for n in layout.lines if _is_of_cliques(n)), None)
    if not isinstance(line, LineOfInput) or random.random() >= _PLANNED:
        return [], {}
    names = (str(line.fields[0].high), str(line.repeat))
    highs = {
        one.name: one.high
        for other in layout.lines
        if isinstance(other, LineOfInput)
        for one in other.fields
        if one.name in names and isinstance(one.high, int)
    }
    if len(highs) < len(names) or line.fields[0].low != 1:
        return [], {}
    sizes = _sizes(int(highs[names[0]]), int(highs[names[1]]), random)
    return sizes, dict(zip(names, (sum(sizes), _edges_of(sizes)), strict=True))


def _is_of_cliques(part: object) -> bool:
    return isinstance(part, LineOfInput) and part.rows == "cliques"


def _edges_of(sizes: Sequence[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def _sizes(nodes: int, edges: int, random: Random) -> list[int]:
    """Draw sizes of parts, mostly even ones: pairs are what such graphs are about."""
    sizes: list[int] = []
    step = random.choice((1, 2, 2))
    is_large = random.random() < _HALF
    for _ in range(random.randint(1, random.choice((_FEW, _MOST_PARTS)))):
        most = min(nodes, (1 + isqrt(1 + 8 * edges)) // 2)
        if most < step:
            break
        is_most = is_large and random.random() < _LARGE
        high = most if is_most or is_large else min(most, _FEW)
        size = high if is_most else random.randint(1, high)
        size = max(step, size - size % step)
        sizes.append(size)
        nodes -= size
        edges -= size * (size - 1) // 2
    return sizes


def clique_edges(
    nodes: int, count: int, random: Random, planned: Sequence[int] = ()
) -> Iterator[tuple[int, int]] | None:
    """Yield so many edges of complete parts among the nodes 0 to `nodes - 1`.

    Args:
        nodes: How many nodes there are.
        count: How many edges.
        random: Where chance comes from.
        planned: Sizes of parts, which are taken if they have as many edges.

    Returns:
        None if those nodes have no such parts, or none was found.
    """
    if planned and _edges_of(planned) == count and sum(planned) <= nodes:
        return _drawn(nodes, planned, random)
    for _ in range(_TRIES):
        sizes = _sizes_of_edges(nodes, count, random)
        if sizes is not None:
            return _drawn(nodes, sizes, random)
    return None


def _sizes_of_edges(nodes: int, count: int, random: Random) -> list[int] | None:
    """Draw sizes of complete parts that have so many edges; None if it fails."""
    sizes: list[int] = []
    while count and nodes > 1:
        most = min(nodes, (1 + isqrt(1 + 8 * count)) // 2)
        # As large as may be, now and then: what is slow is slow in large parts.
        size = most if random.random() < _LARGE else random.randint(2, most)
        sizes.append(size)
        count -= size * (size - 1) // 2
        nodes -= size
    return None if count else sizes


def _drawn(
    nodes: int, sizes: Sequence[int], random: Random
) -> Iterator[tuple[int, int]]:
    names = random.sample(range(nodes), sum(sizes))
    edges = []
    for size in sizes:
        part, names = names[:size], names[size:]
        edges += [_turned(pair, random) for pair in combinations(part, 2)]
    random.shuffle(edges)
    yield from edges


def _turned(edge: tuple[int, int], random: Random) -> tuple[int, int]:
    return edge if random.random() < _HALF else edge[::-1]
