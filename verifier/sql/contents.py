"""Generated rows of a whole database, and the SQL that puts them in.

Keys stay unique, references have their targets, pairs of ordered columns stay
ordered. Some parents have no children and some have many, some rows share their
values and some do not: that is what tells near misses of a query from it.
"""

from collections.abc import Mapping, Sequence
from itertools import batched
from random import Random

from sandboxes import Database
from verifier.sql.domains import Form
from verifier.sql.literals import literal, quoted
from verifier.sql.rules import Rules
from verifier.sql.shape import Link, TableShape
from verifier.sql.table import Cell, Row

_SIZES = (3, 5, 8, 14, 24)
_MOST_ROWS = 80
_TRIES = 40
_ROWS_A_STATEMENT = 200
_CHILDREN = (0, 0, 1, 1, 2, 3, 5)


def generated(rules: Rules, rng: Random) -> dict[str, list[Row]]:
    """Make rows for every table."""
    scale = rng.choice(_SIZES)
    made: dict[str, list[Row]] = {}
    for table in rules.tables:
        made[table.name] = _Filling(table, rules, made, rng).rows(scale)
    return made


class _Filling:
    """Makes the rows of one table."""

    def __init__(
        self,
        table: TableShape,
        rules: Rules,
        made: Mapping[str, list[Row]],
        rng: Random,
    ) -> None:
        self._table, self._rules, self._rng = table, rules, rng
        self._made = made
        self._domains = rules.domains[table.name]
        self._links = rules.links[table.name]
        self._parents = {
            table.name: rules.tables[_place(rules, table.name)]
            for table in rules.tables
        }
        self._pools: dict[str, list[Cell]] = {}
        self._rows: list[Row] = []
        self._seen: list[set[tuple[Cell, ...]]] = [set() for _ in self._unique_sets()]

    def _unique_sets(self) -> list[tuple[str, ...]]:
        mined_keys = [(n,) for n, domain in self._domains.items() if domain.is_unique]
        return list(dict.fromkeys([*self._table.keys, *mined_keys]))

    def rows(self, scale: int) -> list[Row]:
        """Make them: a count for each parent of the first reference, or `scale`."""
        outer = [link for link in self._links if link.table != self._table.name]
        first = outer[0] if outer else None
        if first is None:
            for _ in range(self._rng.randint(max(scale // 2, 2), scale)):
                self._add({})
            return self._rows
        sizes = [*_CHILDREN, *self._rules.counts]
        sizes += [max(count + self._rng.choice((-1, 1)), 0) for count in sizes[7:]]
        for parent in self._made[first.table]:
            for _ in range(self._rng.choice(sizes)):
                if len(self._rows) < _MOST_ROWS:
                    self._add(self._referring(first, parent))
        return self._rows

    def _referring(self, link: Link, parent: Row) -> dict[str, Cell]:
        shape = self._parents[link.table]
        return {
            column: parent[shape.index(target)]
            for column, target in zip(link.columns, link.targets, strict=True)
        }

    def _add(self, fixed: Mapping[str, Cell]) -> None:
        """Add a row, if one can be made that breaks no key and no check."""
        for _ in range(_TRIES):
            row = self._row(fixed)
            if row is None:
                return
            if self._is_refused(row):
                continue
            keys = [
                tuple(row[self._table.index(name)] for name in names)
                for names in self._unique_sets()
            ]
            is_taken = any(
                key in seen and None not in key
                for key, seen in zip(keys, self._seen, strict=True)
            )
            if not is_taken:
                for key, seen in zip(keys, self._seen, strict=True):
                    seen.add(key)
                self._rows.append(row)
                return

    def _is_refused(self, row: Row) -> bool:
        if not self._table.checks:
            return False
        names = (column.name.casefold() for column in self._table.columns)
        cells = dict(zip(names, row, strict=True))
        return any(check.refuses(cells) for check in self._table.checks)

    def _row(self, fixed: Mapping[str, Cell]) -> Row | None:
        values: dict[str, Cell] = dict(fixed)
        for link in self._links:
            if all(column in values for column in link.columns):
                continue
            referred = self._refer(link)
            if referred is None:
                return None
            values |= referred
        for column in self._table.columns:
            if column.name not in values:
                values[column.name] = self._value(column.name)
        self._put_in_order(values)
        return tuple(values[column.name] for column in self._table.columns)

    def _refer(self, link: Link) -> dict[str, Cell] | None:
        """Refer to some row, or to none where that is allowed; None: it must not."""
        domains = [self._domains[column] for column in link.columns]
        has_null = all(domain.has_null for domain in domains)
        is_own = link.table == self._table.name
        rows = self._rows if is_own else self._made[link.table]
        if has_null and (not rows or self._rng.random() < 0.2):  # noqa: PLR2004
            return dict.fromkeys(link.columns)
        if rows:
            return self._referring(link, self._rng.choice(rows))
        if not is_own:
            return None
        value = self._value(link.targets[0])
        return dict.fromkeys((*link.columns, *link.targets), value)  # to itself

    def _value(self, name: str) -> Cell:
        domain, rng = self._domains[name], self._rng
        if domain.is_unique and domain.form is Form.INTEGER:
            low = domain.samples[0]
            start = low if isinstance(low, int) else 1
            return start + rng.randrange(3 * len(self._rows) + 4)
        pool = self._pools.get(name)
        if pool is None:
            pool = [domain.fresh(rng) for _ in range(rng.randint(2, 5))]
            self._pools[name] = pool = [cell for cell in pool if cell is not None]
        return domain.value(rng, pool)

    def _put_in_order(self, values: dict[str, Cell]) -> None:
        for low, high in self._rules.ordered[self._table.name]:
            first, second = values[low], values[high]
            if first is not None and second is not None and first > second:  # type: ignore[operator]
                values[low], values[high] = second, first


def _place(rules: Rules, name: str) -> int:
    return [table.name for table in rules.tables].index(name)


def contents_sql(
    rules: Rules, rows: Mapping[str, Sequence[Row]], database: Database
) -> str:
    """Return SQL that empties all tables and puts generated rows in."""
    before, at_once = database.clear
    parts = [before] if before else []
    if at_once:
        parts.append(at_once.format(tables=", ".join(t.sql for t in rules.tables)))
    else:
        parts += [f"DELETE FROM {table.sql}" for table in reversed(rules.tables)]  # noqa: S608
    for table in rules.tables:
        names = ", ".join(quoted(column.name, database) for column in table.columns)
        for part in batched(rows[table.name], _ROWS_A_STATEMENT):
            listed = ",\n".join(_row_sql(table, row, database) for row in part)
            parts.append(f"INSERT INTO {table.sql} ({names}) VALUES\n{listed}")
    return ";\n".join(parts) + ";\n"


def _row_sql(table: TableShape, row: Row, database: Database) -> str:
    cells = ", ".join(
        literal(cell, column.type, database)
        for cell, column in zip(row, table.columns, strict=True)
    )
    return f"({cells})"
