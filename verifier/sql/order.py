"""Order of rows: whether gold asks for one, and where ties leave it free.

Gold's own ORDER BY says what counts. To know which rows tie, gold is run once
more with its keys as further columns and without LIMIT (`keyed`). Rows with equal
keys are a tie group; the candidate's rows at a group's places must be rows of
that group, and at an edge that LIMIT or OFFSET cuts any of them will do.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

_KEY = "verifier_key_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyed:
    """Gold, rewritten so that ties can be seen.

    Attributes:
        sql: The query: gold's columns, or more, in gold's order.
        keys: Indexes of the columns that rows are ordered by; negative ones
            count from the end.
        hidden: How many columns at the end are not gold's own.
        offset: Rows that gold leaves out at the beginning.
    """

    sql: str
    keys: tuple[int, ...]
    hidden: int
    offset: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What gold says of the order of its rows.

    Attributes:
        is_ordered: Whether it has ORDER BY at its top.
        keyed: How ties can be seen; None where they cannot.
        is_parsed: Whether gold could be parsed at all.
    """

    is_ordered: bool
    keyed: Keyed | None = None
    is_parsed: bool = True


def order_of(sql: str, dialect: str) -> Order:
    """Look for the order that a query asks for.

    ORDER BY in common table expressions, subqueries, windows and aggregates does
    not count. Of several statements the last one does.
    """
    try:
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except (SqlglotError, RecursionError):
        return Order(is_ordered=False, is_parsed=False)
    trees = [tree for tree in trees if not isinstance(tree, exp.Semicolon)]
    if not trees:
        return Order(is_ordered=False, is_parsed=False)
    top = trees[-1]
    holder = _holder(top)
    if holder is None:
        return Order(is_ordered=False)
    keyed = _keyed(top, holder, dialect) if len(trees) == 1 else None
    return Order(is_ordered=True, keyed=keyed)


def statements_of(sql: str, dialect: str) -> list[str]:
    """Return the statements of a text; the whole of it where it does not parse."""
    try:
        trees = sqlglot.parse(sql, read=dialect)
    except (SqlglotError, RecursionError):
        return [sql]
    kept = [tree for tree in trees if tree and not isinstance(tree, exp.Semicolon)]
    return [tree.sql(dialect=dialect) for tree in kept] or [sql]


def _holder(tree: exp.Expr) -> exp.Expr | None:
    """Return what holds the order, through every level of parentheses."""
    while True:
        order = tree.args.get("order")
        if order is not None and order.expressions:
            return tree
        if isinstance(tree, exp.Subquery | exp.Paren):
            tree = tree.this
        else:
            return None


def _keyed(top: exp.Expr, holder: exp.Expr, dialect: str) -> Keyed | None:
    if holder is not top:  # parentheses may hold a LIMIT of their own
        return None
    tree = top.copy()
    limit, offset = tree.args.get("limit"), tree.args.get("offset")
    if isinstance(limit, exp.Fetch):
        return None
    skipped = 0
    if offset is not None:
        number = offset.expression
        if not isinstance(number, exp.Literal) or not number.this.isdigit():
            return None
        skipped = int(number.this)
    tree.set("limit", None)
    tree.set("offset", None)
    parts = _hidden_keys(tree) if isinstance(tree, exp.Select) else None
    if parts is None:
        parts = _visible_keys(tree)
    if parts is None:
        return None
    keys, hidden = parts
    sql = tree.sql(dialect=dialect)
    return Keyed(sql=sql, keys=keys, hidden=hidden, offset=skipped)


def _hidden_keys(select: exp.Select) -> tuple[tuple[int, ...], int] | None:
    """Add the keys of a plain SELECT as columns at its end."""
    if select.args.get("distinct"):
        return None
    order = select.args["order"]
    outputs = {
        expression.alias_or_name.lower(): expression.unalias()
        for expression in select.expressions
    }
    keys: list[exp.Expr] = []
    for ordered in order.expressions:
        key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
        if isinstance(key, exp.Literal) and not key.is_string:
            index = int(key.this) - 1 if str(key.this).isdigit() else -1
            if not 0 <= index < len(select.expressions) or select.is_star:
                return None
            key = select.expressions[index].unalias()
        elif isinstance(key, exp.Column) and not key.table:
            # A bare name is an output column before it is one of a table.
            key = outputs.get(key.name.lower(), key)
        else:
            key = _resolved(key.copy(), select)
        if key is None or key.find(exp.Subquery, exp.Select):
            return None
        keys.append(key)
    for number, key in enumerate(keys):
        alias = exp.alias_(key.copy(), f"{_KEY}{number}")
        select.append("expressions", alias)
    count = len(keys)
    return tuple(range(-count, 0)), count


def _resolved(key: exp.Expr, select: exp.Select) -> exp.Expr:
    """Replace output aliases inside a key by what they stand for."""
    aliases = {
        expression.alias.lower(): expression.this
        for expression in select.expressions
        if isinstance(expression, exp.Alias)
    }

    def replaced(node: exp.Expr) -> exp.Expr:
        if isinstance(node, exp.Column) and not node.table:
            meaning = aliases.get(node.name.lower())
            if meaning is not None:
                return exp.paren(meaning.copy())
        return node

    return key.transform(replaced)


def _visible_keys(tree: exp.Expr) -> tuple[tuple[int, ...], int] | None:
    """Find the keys among the columns of a DISTINCT or UNION."""
    select = tree
    while isinstance(select, exp.SetOperation | exp.Subquery):
        select = select.this
    if not isinstance(select, exp.Select) or select.is_star:
        return None
    names = [expression.alias_or_name.lower() for expression in select.expressions]
    texts = [expression.unalias().sql() for expression in select.expressions]
    keys = []
    for ordered in tree.args["order"].expressions:
        key = ordered.this if isinstance(ordered, exp.Ordered) else ordered
        if isinstance(key, exp.Literal) and str(key.this).isdigit():
            keys.append(int(key.this) - 1)
        elif isinstance(key, exp.Column) and key.name.lower() in names:
            keys.append(names.index(key.name.lower()))
        elif key.sql() in texts:
            keys.append(texts.index(key.sql()))
        else:
            return None
    if not all(0 <= index < len(names) for index in keys):
        return None
    return tuple(keys), 0


@dataclass(frozen=True, slots=True, kw_only=True)
class TieGroups:
    """Which rows may stand where.

    Attributes:
        groups: All rows that gold could give, with equal keys together.
        offset: Rows left out at the beginning.
    """

    groups: Sequence[Sequence[int]]
    offset: int

    def places(self, count: int) -> list[tuple[int, int, Sequence[int]]]:
        """Say what each stretch of the result is taken from.

        Args:
            count: Rows of the result.

        Returns:
            Stretches as first place, place behind the last, and row numbers of
            the group that they are taken from.
        """
        stretches = []
        begin = -self.offset
        for group in self.groups:
            first, last = max(begin, 0), min(begin + len(group), count)
            if first < last:
                stretches.append((first, last, group))
            begin += len(group)
        return stretches
