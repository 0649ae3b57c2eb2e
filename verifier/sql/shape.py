"""What a database is made of: tables, columns, keys, references and rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from verifier.errors import AssistantFailedError
from verifier.outcome import ending
from verifier.sql.checks import Check, checks_of
from verifier.sql.gold import chosen
from verifier.sql.literals import quoted
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Cell, Row, Table
from verifier.sql.wire import Pins, Role, Step, StepFlag

ROLE = "database"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnShape:
    """A column.

    Attributes:
        name: Its name.
        type: The engine's name for its type.
        is_required: Whether it refuses NULL.
    """

    name: str
    type: str
    is_required: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A reference from columns to those of another table, or of the same.

    Attributes:
        columns: The columns that refer.
        table: Name of the other table.
        targets: Its columns.
        is_declared: Whether the engine enforces it, or rows merely keep to it.
    """

    columns: tuple[str, ...]
    table: str
    targets: tuple[str, ...]
    is_declared: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class TableShape:
    """A table with its rows.

    Attributes:
        name: Its name for people.
        sql: Its name in SQL.
        columns: Those that take values; what the engine makes itself is left out.
        keys: Sets of columns of which no two rows have the same.
        links: References to other tables.
        rows: Its rows, a cell for each of the columns.
        checks: What each of its rows must not make false.
    """

    name: str
    sql: str
    columns: tuple[ColumnShape, ...]
    keys: tuple[tuple[str, ...], ...]
    links: tuple[Link, ...]
    rows: tuple[Row, ...]
    checks: tuple[Check, ...] = ()

    def index(self, column: str) -> int:
        """Return the place of a column."""
        return [it.name for it in self.columns].index(column)

    def cells(self, column: str) -> list[Cell]:
        """Return a column's cells."""
        place = self.index(column)
        return [row[place] for row in self.rows]


def read_shape(stage: Stage, image: Image, pins: Pins) -> list[TableShape]:
    """Look at a database; its tables come sorted by name.

    Raises:
        AssistantFailedError: It cannot be looked at, or holds too much.
        BoxFailedError: A box broke.
    """
    database = stage.database
    queries = database.shape_queries
    listed = [
        database.tables_query,
        *(queries[name] for name in ("columns", "keys", "references", "checks")),
    ]
    names, columns, keys, links, checks = _look(stage, image, pins, listed)
    tables = sorted((str(row[0]), str(row[1])) for row in names.rows)
    shown = _by_table(columns)
    selects = []
    for name, sql in tables:
        listing = ", ".join(quoted(str(row[1]), database) for row in shown[name])
        selects.append(f"SELECT {listing} FROM {sql}")  # noqa: S608
    contents = _look(stage, image, pins, selects) if selects else []
    shapes = [
        _table(name, sql, shown[name], table)
        for (name, sql), table in zip(tables, contents, strict=True)
    ]
    stated = _by_table(checks)
    shapes = [
        replace(
            shape,
            checks=tuple(
                check
                for row in stated.get(shape.name, ())
                for check in checks_of(str(row[1]), database.dialect)
            ),
        )
        for shape in shapes
    ]
    return _linked(shapes, _by_table(keys), _by_table(links))


def _look(
    stage: Stage, image: Image, pins: Pins, queries: Sequence[str]
) -> list[Table]:
    steps = [Step(sql=sql, role=Role.TRUSTED, flags=StepFlag.FRESH) for sql in queries]
    run, reply = stage.run_trusted(image, steps, pins)
    if not run.succeeded:
        raise AssistantFailedError(ROLE, ending(run))
    tables = []
    for step in reply.steps:
        table = chosen(step, -1, stage)
        if table is None or table.is_cut:
            raise AssistantFailedError(ROLE, step.error or "holds too many rows")
        tables.append(table)
    return tables


def _by_table(table: Table) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in table.rows:
        found.setdefault(str(row[0]), []).append(row)
    return found


def _table(name: str, sql: str, columns: Sequence[Row], table: Table) -> TableShape:
    kept = [index for index, row in enumerate(columns) if not row[4]]
    return TableShape(
        name=name,
        sql=sql,
        columns=tuple(
            ColumnShape(
                name=str(columns[index][1]),
                type=str(columns[index][2]),
                is_required=bool(columns[index][3]),
            )
            for index in kept
        ),
        keys=(),
        links=(),
        rows=table.project(kept).rows,
    )


def _linked(
    shapes: Sequence[TableShape],
    keys: Mapping[str, Sequence[Row]],
    links: Mapping[str, Sequence[Row]],
) -> list[TableShape]:
    unique = {shape.name: _keys(keys.get(shape.name, ())) for shape in shapes}
    by_folded = {shape.name.casefold(): shape.name for shape in shapes}
    made = []
    for shape in shapes:
        found = []
        for _, group in groupby(links.get(shape.name, ()), key=lambda row: row[1]):
            rows = list(group)
            other = by_folded.get(str(rows[0][3]).casefold())
            if other is None:
                continue
            targets = tuple(str(row[4]) for row in rows)
            if any(row[4] is None for row in rows):
                targets = (unique[other] or [()])[0]
            columns = tuple(str(row[2]) for row in rows)
            if len(columns) == len(targets):
                found.append(Link(columns=columns, table=other, targets=targets))
        made.append(replace(shape, keys=tuple(unique[shape.name]), links=tuple(found)))
    return made


def _keys(rows: Sequence[Row]) -> list[tuple[str, ...]]:
    groups = groupby(rows, key=lambda row: row[1])
    return [tuple(str(row[2]) for row in group) for _, group in groups]
