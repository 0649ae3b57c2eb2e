"""What the lines of one kind have to do with each other: edges of graphs, mostly."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from random import Random
from typing import Literal

type TreeShape = Literal["path", "star", "any"]
type RowsRule = Literal[
    "any",
    "different",
    "distinct",
    "apart",
    "ascending",
    "arcs",
    "graph",
    "cliques",
    "connected",
    "tree",
]

_ENDS = 2


def keeps_rule(
    rule: RowsRule, rows: Sequence[Sequence[str]], nodes: int | None = None
) -> bool:
    """Whether some lines, as tokens, keep a rule.

    Args:
        rule: The rule.
        rows: The lines.
        nodes: How many ends there are of edges; None for those that are named.
    """
    match rule:
        case "any":
            return True
        case "different":
            return all(len({*_ends_of(row)}) > 1 for row in rows)
        case "distinct":
            return len({tuple(row) for row in rows}) == len(rows)
        case "apart":
            return len({tuple(row[:2]) for row in rows}) == len(rows)
        case "arcs":
            return keeps_rule("different", rows) and keeps_rule("apart", rows)
        case "ascending":
            return all(int(a[0]) <= int(b[0]) for a, b in pairwise(rows))
        case "connected":
            parts = len(roots_of(rows))
            named = {end for row in rows for end in row[:2]}
            missing = 0 if nodes is None else nodes - len(named)
            return keeps_rule("graph", rows) and parts + missing <= 1
        case "graph":
            edges = {frozenset(row[:2]) for row in rows}
            return keeps_rule("different", rows) and len(edges) == len(rows)
        case "cliques":
            return keeps_rule("graph", rows) and _are_complete(rows)
        case "tree":
            return is_tree(rows)


def _ends_of(row: Sequence[str]) -> Sequence[str]:
    """Return the two of a line that differ; a command may stand before two numbers."""
    is_told = len(row) > _ENDS and not _is_number(row[0])
    first = int(is_told and all(map(_is_number, row[1:3])))
    return row[first : first + _ENDS]


def _is_number(token: str) -> bool:
    return token.removeprefix("-").isdigit()


def occur(
    letters: Mapping[str, Literal["some", "once"]], rows: Sequence[Sequence[str]]
) -> bool:
    """Whether letters are on some lines as often as they should be."""
    text = "".join("".join(row) for row in rows) if letters else ""
    counts = ((text.count(letter), often) for letter, often in letters.items())
    return all(n == 1 if often == "once" else n >= 1 for n, often in counts)


def roots_of(edges: Sequence[Sequence[str]]) -> set[str]:
    """Return an end of each part of a graph that edges connect."""
    parents, _ = _joined(edges)
    return {end for end in parents if parents[end] == end}


def _are_complete(edges: Sequence[Sequence[str]]) -> bool:
    """Whether each two ends that are connected have an edge of their own."""
    parents, _ = _joined(edges)
    sizes = Counter(_root(parents, end) for end in parents)
    return len(edges) == sum(size * (size - 1) // 2 for size in sizes.values())


def is_tree(edges: Sequence[Sequence[str]]) -> bool:
    """Whether edges connect all of their ends without a circle."""
    parents, has_circle = _joined(edges)
    return not has_circle and (not edges or len(parents) == len(edges) + 1)


def _joined(edges: Sequence[Sequence[str]]) -> tuple[dict[str, str], bool]:
    """Return a parent of each end, a root its own; and whether there is a circle."""
    parents: dict[str, str] = {}

    has_circle = False
    for edge in edges:
        one, other = _root(parents, edge[0]), _root(parents, edge[1])
        has_circle |= one == other
        parents[one] = other
    return parents, has_circle


def _root(parents: dict[str, str], end: str) -> str:
    while parents.setdefault(end, end) != end:
        parents[end] = parents[parents[end]]
        end = parents[end]
    return end


def tree_edges(
    count: int, shape: TreeShape, random: Random
) -> Iterator[tuple[int, int]]:
    """Yield the edges of a tree with the nodes 0 to `count - 1`, in any order."""
    names = list(range(count))
    random.shuffle(names)
    edges = []
    for place in range(1, count):
        parent = {"path": place - 1, "star": 0}.get(shape)
        if parent is None:
            parent = random.randrange(place)
        ends = [names[place], names[parent]]
        random.shuffle(ends)
        edges.append((ends[0], ends[1]))
    random.shuffle(edges)
    yield from edges
