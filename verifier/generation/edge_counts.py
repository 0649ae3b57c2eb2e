"""How many edges a graph may have, and how many nodes edges are enough for.

Drawn by chance, one of the two is mostly too small for the other: three of four
inputs with a connected graph came to nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from math import isqrt

from verifier.generation.known import Known
from verifier.generation.layout_parts import LineOfInput, name_in, value_of

_RULES = frozenset({"connected", "graph", "arcs"})


@dataclass(frozen=True, slots=True)
class EdgeCount:
    """The number of edges of one kind of lines.

    Attributes:
        edges: The name of the number of edges.
        nodes: The name of the number of nodes.
        offset: How many nodes there are more than it says.
        rule: What the edges have to do with each other.
    """

    edges: str
    nodes: str
    offset: int
    rule: str

    def narrowed(self, name: str, low: int, high: int, known: Known) -> tuple[int, int]:
        """Return between which numbers one may be, beside the other."""
        if name == self.edges and self.nodes in known:
            nodes = known[self.nodes] + self.offset
            least = nodes - 1 if self.rule == "connected" else 0
            return max(low, least), min(high, self._most(nodes))
        if name == self.nodes and self.edges in known:
            edges = known[self.edges]
            # The least number of nodes that have so many pairs.
            pairs = edges if self.rule == "arcs" else 2 * edges
            least = (1 + isqrt(4 * pairs)) // 2
            while self._most(least) < edges:
                least += 1
            most = edges + 1 if self.rule == "connected" else high + self.offset
            return max(low, least - self.offset), min(high, most - self.offset)
        return low, high

    def _most(self, nodes: int) -> int:
        pairs = nodes * (nodes - 1)
        return pairs if self.rule == "arcs" else pairs // 2


def edge_counts(lines: Iterable[LineOfInput]) -> list[EdgeCount]:
    """Return how many edges the lines of a layout have that are those of graphs."""
    found = []
    for line in lines:
        first = line.fields[0]
        is_counted = (
            isinstance(line.repeat, str) and name_in(line.repeat) == line.repeat
        )
        if line.rows not in _RULES or not is_counted or first.type != "int":
            continue
        if not isinstance(first.high, str) or not isinstance(first.low, int):
            continue
        nodes = name_in(first.high)
        # Names are from `low` to `n`, or to `n-1`: the term is `n` and a summand.
        more = value_of(first.high, Known({nodes: 0}))
        if value_of(first.high, Known({nodes: 1})) - more == 1 and nodes != line.repeat:
            offset = more - first.low + 1
            found.append(EdgeCount(str(line.repeat), nodes, offset, line.rows))
    return found
