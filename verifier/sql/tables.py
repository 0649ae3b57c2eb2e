"""Which tables a query reads, by its text alone: advice for rewards, no security."""

from functools import lru_cache

import sqlglot
from sqlglot import exp
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

_BEFORE_A_TABLE = frozenset({TokenType.FROM, TokenType.JOIN, TokenType.COMMA})


@lru_cache(maxsize=4096)
def tables_in(sql: str, dialect: str) -> frozenset[str] | None:
    """Return the names of the tables that a query reads, in lower case.

    Returns:
        None if it does not parse; names of common table expressions are no
        tables.
    """
    try:
        trees = [tree for tree in sqlglot.parse(sql, read=dialect) if tree is not None]
    except (SqlglotError, RecursionError):
        return None
    tables = {
        table.name.lower() for tree in trees for table in tree.find_all(exp.Table)
    }
    inner = {cte.alias.lower() for tree in trees for cte in tree.find_all(exp.CTE)}
    return frozenset(tables - inner)


def reads_any_of(sql: str, tables: frozenset[str], dialect: str) -> bool | None:
    """Say whether a query names one of some tables after FROM, JOIN or a comma.

    Its words are looked at and it is not parsed: it is a candidate's, and what
    parsing takes cannot be bounded.

    Args:
        sql: The query.
        tables: Names in lower case.
        dialect: What sqlglot calls its SQL.

    Returns:
        None if it is no text of SQL words at all.
    """
    try:
        tokens = sqlglot.tokenize(sql, read=dialect)
    except SqlglotError:
        return None
    return any(
        token.text.lower() in tables and _follows_from(tokens, index)
        for index, token in enumerate(tokens)
    )


def _follows_from(tokens: list[Token], index: int) -> bool:
    while index > 1 and tokens[index - 1].token_type is TokenType.DOT:
        index -= 2  # the schema before the table
    return index > 0 and tokens[index - 1].token_type in _BEFORE_A_TABLE
