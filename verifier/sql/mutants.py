"""Near misses of a query: what a wrong candidate might have written.

Each mutant differs from the query in one place of its syntax tree. A task that
cannot tell them from the query says little about a candidate that passes it.
"""

from collections.abc import Callable, Iterator

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_COMPARISONS: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.GT: exp.GTE,
    exp.GTE: exp.GT,
    exp.LT: exp.LTE,
    exp.LTE: exp.LT,
    exp.EQ: exp.NEQ,
    exp.NEQ: exp.EQ,
    exp.And: exp.Or,
    exp.Or: exp.And,
    exp.Add: exp.Sub,
    exp.Sub: exp.Add,
}
_AGGREGATES: dict[type[exp.Expr], type[exp.Expr]] = {
    exp.Sum: exp.Max,
    exp.Max: exp.Min,
    exp.Min: exp.Max,
    exp.Avg: exp.Max,
}


def mutants_of(sql: str, dialect: str, most: int) -> list[str]:
    """Return mutants of a query, from all over it.

    Args:
        sql: The query.
        dialect: What sqlglot calls its SQL.
        most: How many at most.

    Returns:
        None that is the query itself; empty if it does not parse.
    """
    try:
        tree = sqlglot.parse_one(sql, read=dialect)
        original = tree.sql(dialect=dialect)
        made = dict.fromkeys(mutant.sql(dialect=dialect) for mutant in _mutants(tree))
    except (SqlglotError, RecursionError):
        return []
    made.pop(original, None)
    found = list(made)
    if len(found) <= most:
        return found
    return [found[index * len(found) // most] for index in range(most)]


def _mutants(tree: exp.Expr) -> Iterator[exp.Expr]:
    for number, node in enumerate(tree.walk()):
        for change in _changes(node):
            copy = tree.copy()
            target = list(copy.walk())[number]
            if change(target):
                yield copy


type _Change = Callable[[exp.Expr], bool]


def _changes(node: exp.Expr) -> Iterator[_Change]:
    if type(node) in _COMPARISONS:
        yield _becomes(_COMPARISONS[type(node)])
    if type(node) in _AGGREGATES:
        yield _becomes(_AGGREGATES[type(node)])
    if isinstance(node, exp.Ordered):
        yield _turn_around
    if isinstance(node, exp.Literal) and not node.is_string and node.this.isdigit():
        yield _add_one
    if isinstance(node, exp.Select):
        yield _toggle_distinct
        for part in ("where", "having", "limit", "group"):
            if node.args.get(part) is not None:
                yield _without(part)
    if isinstance(node, exp.Join) and (node.args.get("on") or node.args.get("using")):
        yield _toggle_left
    if isinstance(node, exp.Count) and isinstance(node.this, exp.Distinct):
        yield _count_all


def _becomes(kind: type[exp.Expr]) -> _Change:
    def change(node: exp.Expr) -> bool:
        if node.parent is None:
            return False
        node.replace(kind(**node.args))
        return True

    return change


def _turn_around(node: exp.Expr) -> bool:
    node.set("desc", not node.args.get("desc"))
    node.set("nulls_first", None)
    return True


def _add_one(node: exp.Expr) -> bool:
    node.set("this", str(int(node.this) + 1))
    return True


def _toggle_distinct(node: exp.Expr) -> bool:
    node.set("distinct", None if node.args.get("distinct") else exp.Distinct())
    return True


def _without(part: str) -> _Change:
    def change(node: exp.Expr) -> bool:
        node.set(part, None)
        return True

    return change


def _toggle_left(node: exp.Expr) -> bool:
    node.set("side", None if node.args.get("side") else "LEFT")
    node.set("kind", None)
    return True


def _count_all(node: exp.Expr) -> bool:
    expressions = node.this.expressions
    if len(expressions) != 1:
        return False
    node.set("this", expressions[0].copy())
    return True
