"""CHECK constraints, read so that generated rows keep to them.

What cannot be read is left to the engine, which refuses the rows then.
"""

import datetime as dt
import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError

from verifier.sql.table import Cell, moment_of

type _Value = Cell | bool

type _Row = Mapping[str, Cell]
type _Reader = Callable[[exp.Expr, _Row], _Value]


class _UnreadError(Exception):
    """We do not know what it means."""


@dataclass(frozen=True, slots=True)
class Check:
    """What each row of a table must not make false.

    Attributes:
        tree: The condition.
        sql: The same as text.
    """

    tree: exp.Expr
    sql: str

    def refuses(self, row: Mapping[str, Cell]) -> bool:
        """Whether it is false; one that is NULL or that we cannot read is not.

        Args:
            row: Cells by column, in lower case.
        """
        try:
            return _value(self.tree, row) is False
        except (_UnreadError, TypeError, ArithmeticError):
            return False


def checks_of(text: str, dialect: str) -> list[Check]:
    """Read the constraints of a table, each of the parts of an AND by itself.

    Args:
        text: A CREATE TABLE with them, or one of them as the catalog has it, with
            or without the word CHECK.
        dialect: What sqlglot calls its SQL.
    """
    if not re.match(r"\s*CREATE\b", text, re.IGNORECASE):
        condition = re.sub(r"^\s*CHECK\b", "", text, flags=re.IGNORECASE)
        text = f"CREATE TABLE t (c INT, CHECK ({condition}))"
    try:
        tree = sqlglot.parse_one(text, read=dialect)
    except (SqlglotError, RecursionError):
        return []
    return [
        Check(part, part.sql(dialect))
        for check in tree.find_all(exp.CheckColumnConstraint, exp.Check)
        for part in _parts(check.this)
    ]


def _parts(tree: exp.Expr) -> Iterator[exp.Expr]:
    tree = tree.unnest()
    if isinstance(tree, exp.And):
        yield from _parts(tree.this)
        yield from _parts(tree.expression)
    else:
        yield tree


def _value(tree: exp.Expr, row: _Row) -> _Value:
    try:
        read = _READERS[type(tree)]
    except KeyError:
        raise _UnreadError from None
    value = read(tree, row)
    return not value if tree.args.get("negate") and value is not None else value


def _inner(tree: exp.Expr, row: _Row) -> _Value:
    return _value(tree.this, row)


def _literal(tree: exp.Expr, _row: _Row) -> _Value:
    return tree.name if tree.is_string else Decimal(tree.name)


def _cell(tree: exp.Expr, row: _Row) -> _Value:
    try:
        cell = row[tree.name.casefold()]
    except KeyError:
        raise _UnreadError from None
    return Decimal(repr(cell)) if isinstance(cell, float) else cell


def _applied(function: Callable[[Any], _Value]) -> _Reader:
    def read(tree: exp.Expr, row: _Row) -> _Value:
        value = _value(tree.this, row)
        return None if value is None else function(value)

    return read


def _of_text(function: Callable[[str], _Value]) -> _Reader:
    return _applied(lambda value: function(str(value)))


def _counted(function: Callable[[Any, Any], Cell]) -> _Reader:
    def read(tree: exp.Expr, row: _Row) -> _Value:
        left, right = _value(tree.this, row), _value(tree.expression, row)
        return None if left is None or right is None else function(left, right)

    return read


def _logical(*, decisive: bool) -> _Reader:
    """Three values: what is NULL decides nothing."""

    def read(tree: exp.Expr, row: _Row) -> _Value:
        values = [_value(it, row) for it in (tree.this, tree.expression)]
        if any(it is not None and bool(it) is decisive for it in values):
            return decisive
        return None if None in values else not decisive

    return read


def _coalesced(tree: exp.Expr, row: _Row) -> _Value:
    given = (_value(it, row) for it in (tree.this, *tree.expressions))
    return next((it for it in given if it is not None), None)


def _is(tree: exp.Expr, row: _Row) -> _Value:
    return _value(tree.this, row) is _value(tree.expression, row)


def _in(tree: exp.Expr, row: _Row) -> _Value:
    if not tree.expressions:  # a query
        raise _UnreadError
    return _among(_value(tree.this, row), tree.expressions, row)


def _between(tree: exp.Expr, row: _Row) -> _Value:
    value = _value(tree.this, row)
    low = _compare(operator.ge, value, _value(tree.args["low"], row))
    high = _compare(operator.le, value, _value(tree.args["high"], row))
    if False in (low, high):
        return False
    return None if None in (low, high) else True


def _like(tree: exp.Expr, row: _Row) -> _Value:
    value, pattern = _value(tree.this, row), _value(tree.expression, row)
    if value is None or pattern is None:
        return None
    words = re.escape(str(pattern)).replace("%", ".*").replace("_", ".")
    return re.fullmatch(words, str(value), re.DOTALL) is not None


def _equal(tree: exp.Expr, row: _Row) -> _Value:
    value = _value(tree.this, row)
    if not isinstance(tree.expression, exp.Any):
        return _compare(operator.eq, value, _value(tree.expression, row))
    array = tree.expression.this
    while isinstance(array, exp.Cast | exp.Paren):
        array = array.this
    return _among(value, array.expressions, row)


def _compared(how: Callable[[Any, Any], bool]) -> _Reader:
    def read(tree: exp.Expr, row: _Row) -> _Value:
        return _compare(how, _value(tree.this, row), _value(tree.expression, row))

    return read


def _among(value: _Value, trees: Sequence[exp.Expr], row: _Row) -> _Value:
    found = [_compare(operator.eq, value, _value(tree, row)) for tree in trees]
    if True in found:
        return True
    return None if None in found else False


def _compare(
    how: Callable[[Any, Any], bool], value: _Value, other: _Value
) -> bool | None:
    if value is None or other is None:
        return None
    if isinstance(value, dt.datetime) and isinstance(other, str):
        other = moment_of(other)
    elif isinstance(other, dt.datetime) and isinstance(value, str):
        value = moment_of(value)
    if isinstance(value, str) != isinstance(other, str) or None in (value, other):
        raise _UnreadError
    return how(value, other)


_READERS: Mapping[type[exp.Expr], _Reader] = {
    exp.Paren: _inner,
    exp.Cast: _inner,
    exp.Column: _cell,
    exp.Identifier: _cell,
    exp.Literal: _literal,
    exp.Boolean: lambda tree, _row: bool(tree.this),
    exp.Null: lambda _tree, _row: None,
    exp.Neg: _applied(operator.neg),
    exp.Abs: _applied(abs),
    exp.Not: _applied(operator.not_),
    exp.Length: _of_text(len),
    exp.Lower: _of_text(str.lower),
    exp.Upper: _of_text(str.upper),
    exp.Trim: _of_text(str.strip),
    exp.Add: _counted(operator.add),
    exp.Sub: _counted(operator.sub),
    exp.Mul: _counted(operator.mul),
    exp.Mod: _counted(operator.mod),
    exp.And: _logical(decisive=False),
    exp.Or: _logical(decisive=True),
    exp.Coalesce: _coalesced,
    exp.Is: _is,
    exp.In: _in,
    exp.Between: _between,
    exp.Like: _like,
    exp.EQ: _equal,
    exp.NEQ: _compared(operator.ne),
    exp.LT: _compared(operator.lt),
    exp.LTE: _compared(operator.le),
    exp.GT: _compared(operator.gt),
    exp.GTE: _compared(operator.ge),
}
