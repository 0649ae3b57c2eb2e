"""What the lines of one kind have to do with each other in all examples.

Two numbers of a line that no line has in the other order are the ends of a range.
Two that name the same things are the ends of an edge: where no example has a loop,
or an edge twice, there may be none. Lines of several numbers, as of points, are not
there twice where no example has one twice: in doubt, right programs differ.
"""

from collections import Counter
from collections.abc import Sequence

from verifier.generation.field_mining import FieldMiner
from verifier.generation.layout_parts import FieldOfLine, LineOfInput
from verifier.generation.row_rules import RowsRule, is_tree, keeps_rule

_ENDS = 2
_FEW_ROWS = 3
"""Fewer lines than that say nothing of all lines."""

_LEAST_FRIENDS = 6
"""So many nodes of complete parts have two neighbors or more."""
_LEAST_MAP = 3
"""On a map of so few places chance may put one letter once."""
_MOST_KINDS = 12
"""Lines of more letters are words, and no map."""

type _Block = Sequence[Sequence[str]]


def bounded_alike(
    fields: Sequence[FieldOfLine], blocks: Sequence[_Block], miner: FieldMiner
) -> list[FieldOfLine]:
    """Bound the first two numbers of lines by one name, if one bounds both.

    Edges have both ends among the same nodes; that one column alone stays below
    another number is chance.
    """
    ends = fields[:_ENDS]
    are_numbers = len(ends) == _ENDS and all(one.type == "int" for one in ends)
    if not are_numbers:
        return list(fields)
    rooms = []
    for place in range(_ENDS):
        columns = [[int(row[place]) for row in block] for block in blocks]
        largest = [max(column, default=None) for column in columns]
        rooms.append(miner.bounding(largest, miner.names))
    both = {
        name: room + rooms[1][name]
        for name, room in rooms[0].items()
        if name in rooms[1]
    }
    if not both:
        return list(fields)
    high = min(both, key=both.__getitem__)
    made = [one.model_copy(update={"high": high}) for one in ends]
    return [*made, *fields[_ENDS:]]


def mined_rows(line: LineOfInput, blocks: Sequence[_Block]) -> LineOfInput:
    """Add what all lines of all examples share.

    Args:
        line: Fields as they were found, each there once on every line.
        blocks: The lines, as tokens, of each example.
    """
    rows = [row for block in blocks for row in block]
    if len(rows) < _FEW_ROWS:
        return line
    rule = _rule(line, blocks)
    changes = {"rows": rule, "occurs": _single(line, blocks)}
    return _with_ranges(line.model_copy(update=changes), rows)


def _single(line: LineOfInput, blocks: Sequence[_Block]) -> dict[str, str]:
    """Return the letters that each example has once, as a map has a start."""
    words = [one for one in line.fields if one.type == "word"]
    is_map = len(words) == len(line.fields) == 1 and not words[0].words
    texts = ["".join(row[0] for row in block) for block in blocks]
    is_map = is_map and len(words[0].alphabet) <= _MOST_KINDS
    is_telling = len(texts) >= _FEW_ROWS and min(map(len, texts)) > _LEAST_MAP
    if not (is_map and is_telling):
        return {}
    letters = words[0].alphabet
    return {c: "once" for c in letters if all(text.count(c) == 1 for text in texts)}


def _rule(line: LineOfInput, blocks: Sequence[_Block]) -> RowsRule:
    # `! 2 4` and `? 1 3` have an edge behind a word that says what to do with it.
    is_told = line.fields[0].type == "word" and line.fields[0].count == 1
    ends = line.fields[is_told : is_told + _ENDS]
    are_apart = all(keeps_rule("distinct", block) for block in blocks)
    is_listing = len(ends) == _ENDS and all(one.type == "int" for one in line.fields)
    other: RowsRule = "distinct" if is_listing and are_apart else "any"
    names = {one.high for one in ends}
    are_edges = len(ends) == _ENDS and len(names) == 1
    if (
        not are_edges
        or not isinstance(ends[0].high, str)
        or any(one.type != "int" for one in ends)
    ):
        return other
    if is_told:
        differ = all(keeps_rule("different", block) for block in blocks)
        return "different" if differ else other
    if line.repeat == f"{ends[0].high}-1" and all(map(is_tree, blocks)):
        return "tree"
    if all(keeps_rule("graph", block) for block in blocks):
        return "cliques" if _have_cliques(blocks) else "graph"
    differ = all(keeps_rule("different", block) for block in blocks)
    return "different" if differ else other


def _have_cliques(blocks: Sequence[_Block]) -> bool:
    """Whether all parts are complete, and so many of three that it is no chance."""
    are_complete = all(keeps_rule("cliques", block) for block in blocks)
    friends = 0
    for block in blocks:
        ends = Counter(end for row in block for end in row[:_ENDS])
        friends += sum(count > 1 for count in ends.values())
    return are_complete and friends >= _LEAST_FRIENDS


def _with_ranges(line: LineOfInput, rows: Sequence[Sequence[str]]) -> LineOfInput:
    """Bound a number from below by the one before it, if it always is."""
    fields = list(line.fields)
    for place in range(1, len(fields)):
        first, second = fields[place - 1], fields[place]
        if first.type != "int" or second.type != "int" or line.rows == "tree":
            continue
        pairs = [(int(row[place - 1]), int(row[place])) for row in rows]
        if all(a <= b for a, b in pairs) and first.high == second.high:
            name = first.name or f"c{place}"
            fields[place - 1] = first.model_copy(update={"name": name})
            fields[place] = second.model_copy(update={"low": name})
    return line.model_copy(update={"fields": fields})
