"""What generated rows must keep to: mined from a database's catalog and its rows."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import permutations

from verifier.errors import AssistantFailedError
from verifier.sql.domains import Domain, Form, mined
from verifier.sql.literals import constants_of, counts_in
from verifier.sql.shape import ROLE, Link, TableShape

_ORDERED_FROM = 4
"""Of fewer pairs of dates nothing is learned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What generated contents keep to.

    Attributes:
        tables: The tables, parents before children.
        domains: What values columns may have, by table and column.
        links: References of each table, mined ones too.
        ordered: Pairs of columns of a table of which the first is never greater.
        counts: Sizes of groups that queries ask for.
    """

    tables: Sequence[TableShape]
    domains: Mapping[str, Mapping[str, Domain]]
    links: Mapping[str, Sequence[Link]]
    ordered: Mapping[str, Sequence[tuple[str, str]]]
    counts: Sequence[int] = field(default=())

    def words(self) -> list[str]:
        """Return them for people."""
        found = []
        for table in self.tables:
            for name, domain in self.domains[table.name].items():
                if domain.words():
                    found.append(f"{table.name}.{name}: {domain.words()}")
            found += [
                f"{table.name}.{'+'.join(link.columns)} refers to {link.table}"
                for link in self.links[table.name]
            ]
            found += [
                f"{table.name}.{low} <= {high}"
                for low, high in self.ordered[table.name]
            ]
            found += [f"{table.name}: {check.sql}" for check in table.checks]
        return found


def rules_of(
    tables: Sequence[TableShape],
    queries: Sequence[str],
    dialect: str,
    *,
    keeps_mined: bool,
) -> Rules:
    """Mine the rules of a database.

    Args:
        tables: Its tables with their rows.
        queries: SQL whose constants are worth trying.
        dialect: What sqlglot calls it.
        keeps_mined: Whether what rows share, but nothing declares, is kept, too.

    Raises:
        AssistantFailedError: Tables refer to each other in a circle.
    """
    stated = [f"SELECT {check.sql}" for table in tables for check in table.checks]
    constants = constants_of([*queries, *stated], dialect)
    domains = {
        table.name: {
            column.name: mined(
                column,
                table.cells(column.name),
                constants.get(column.name.casefold(), ()),
                is_key=(column.name,) in table.keys,
                keeps_mined=keeps_mined,
            )
            for column in table.columns
        }
        for table in tables
    }
    links = {
        table.name: [
            *table.links,
            *(_mined_links(table, tables) if keeps_mined else ()),
        ]
        for table in tables
    }
    return Rules(
        tables=_parents_first(tables, links),
        domains=domains,
        links=links,
        ordered={
            table.name: _ordered(table, domains[table.name]) if keeps_mined else []
            for table in tables
        },
        counts=counts_in(constants),
    )


def _mined_links(table: TableShape, tables: Sequence[TableShape]) -> Iterator[Link]:
    """Find columns that hold nothing but another table's keys, and are named so."""
    declared = {column for link in table.links for column in link.columns}
    for column in table.columns:
        cells = {cell for cell in table.cells(column.name) if cell is not None}
        if column.name in declared or (column.name,) in table.keys or not cells:
            continue
        for other in tables:
            targets = [key[0] for key in other.keys if len(key) == 1]
            named = [it for it in targets if _is_named_after(column.name, it, other)]
            if other is not table and named and cells <= set(other.cells(named[0])):
                yield Link(
                    columns=(column.name,),
                    table=other.name,
                    targets=(named[0],),
                    is_declared=False,
                )
                break


def _is_named_after(column: str, target: str, other: TableShape) -> bool:
    name = column.casefold()
    singular = other.name.casefold().rpartition(".")[2].removesuffix("s")
    is_plain = target.casefold() in {"id", "key", "code"}
    return name == target.casefold() if not is_plain else name.startswith(singular)


def _parents_first(
    tables: Sequence[TableShape], links: Mapping[str, Sequence[Link]]
) -> list[TableShape]:
    left = list(tables)
    placed: list[TableShape] = []
    while left:
        known = {table.name for table in placed}
        ready = [
            table
            for table in left
            if all(link.table in known | {table.name} for link in links[table.name])
        ]
        if not ready:
            names = ", ".join(table.name for table in left)
            raise AssistantFailedError(ROLE, f"has circular references: {names}")
        placed += ready
        left = [table for table in left if table not in ready]
    return placed


def _ordered(table: TableShape, domains: Mapping[str, Domain]) -> list[tuple[str, str]]:
    """Find pairs of moments of which the first is never later."""
    moments = [
        name
        for name, domain in domains.items()
        if domain.form in {Form.MOMENT, Form.MOMENT_TEXT}
    ]
    found = []
    for low, high in permutations(moments, 2):
        pairs = [
            (first, second)
            for first, second in zip(table.cells(low), table.cells(high), strict=True)
            if first is not None and second is not None
        ]
        if len(pairs) >= _ORDERED_FROM and all(a <= b for a, b in pairs):  # type: ignore[operator]
            found.append((low, high))
    return found
