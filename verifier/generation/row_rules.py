"""What the lines of one kind have to do with each other: edges of graphs, mostly."""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Literal

type TreeShape = Literal["path", "star", "any"]
type RowsRule = Literal["any", "different", "distinct", "graph", "tree"]


def keeps_rule(rule: RowsRule, rows: Sequence[Sequence[str]]) -> bool:
    """Whether some lines, as tokens, keep a rule."""
    match rule:
        case "any":
            return True
        case "different":
            return all(row[0] != row[1] for row in rows)
        case "distinct":
            return len({tuple(row) for row in rows}) == len(rows)
        case "graph":
            edges = {frozenset(row[:2]) for row in rows}
            return keeps_rule("different", rows) and len(edges) == len(rows)
        case "tree":
            return is_tree(rows)


def is_tree(edges: Sequence[Sequence[str]]) -> bool:
    """Whether edges connect all of their ends without a circle."""
    parents: dict[str, str] = {}

    def root(end: str) -> str:
        while parents.setdefault(end, end) != end:
            parents[end] = parents[parents[end]]
            end = parents[end]
        return end

    for edge in edges:
        one, other = root(edge[0]), root(edge[1])
        if one == other:
            return False
        parents[one] = other
    return not edges or len(parents) == len(edges) + 1


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
