"""The state of a database after a script: dumped in a box of its own, compared here.

A script's state is taken as an image, and the image is looked at in another run
by a trusted connection: nothing that the script did to its session, its process
or its server is there any more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from sandboxes import Limits
from verifier.errors import AssistantFailedError
from verifier.outcome import ending
from verifier.sql.compare import Expected, compare
from verifier.sql.gold import chosen
from verifier.sql.keyed import keyed_words
from verifier.sql.options import Columns, Comparison
from verifier.sql.stage import Image, Stage
from verifier.sql.table import Table
from verifier.sql.wire import Pins, Role, Step, StepFlag, StepResult
from verifier.sql.words import row_words

_LOOKING = "state query"


class UnseenError(Exception):
    """A state cannot be looked at; says why, in words for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StateOptions:
    """What of a state counts.

    Attributes:
        tables: Names of the tables that count; all if empty.
        ignore_columns: Columns that do not, as `column` or `table.column`.
        check_schema: Whether columns, keys, constraints, indexes and what views
            return count, too.
        compare: How rows are compared.
        pins: Clock and seed while a state is looked at.
    """

    tables: Sequence[str] = ()
    ignore_columns: Sequence[str] = ()
    check_schema: bool = False
    compare: Comparison = field(default_factory=Comparison)
    pins: Pins = field(default_factory=Pins)


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """A dumped state.

    Attributes:
        names: SQL names of its tables (and views), by name for people.
        contents: Their rows, where they were asked for.
        schema: What it is made of, by what it is.
        keys: For each table the columns of a key of it, if it has one; of the
            expected state alone.
    """

    names: Mapping[str, str]
    contents: Mapping[str, Table | None]
    schema: Mapping[str, Table]
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def gold_state(stage: Stage, image: Image, options: StateOptions) -> State:
    """Dump the state that is expected.

    Raises:
        AssistantFailedError: It cannot be dumped.
        BoxFailedError: A box broke.
    """
    try:
        names = _look(stage, image, options, {}).names
        state = _look(stage, image, options, names)
        return replace(state, keys=_keys(stage, image, options))
    except UnseenError as error:
        raise AssistantFailedError(_LOOKING, str(error)) from error


def _keys(
    stage: Stage, image: Image, options: StateOptions
) -> dict[str, tuple[str, ...]]:
    """Return the first key of each table; its primary one, where they have names."""
    sql = stage.database.shape_queries["keys"]
    step = Step(sql=sql, role=Role.TRUSTED, flags=StepFlag.FRESH)
    _, reply = stage.run_trusted(image, [step], options.pins)
    listed = _table(reply.steps[0], stage) if reply.steps else None
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in listed.rows if listed else ():
        table, name, column = map(str, row)
        keys = found.setdefault(table, {})
        keys[name] = (*keys.get(name, ()), column)
    return {table: _plainest(keys) for table, keys in found.items()}


def _plainest(keys: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    primary = [
        columns
        for name, columns in keys.items()
        if name == "" or name.casefold().endswith(("pkey", "primary"))
    ]
    return (primary or list(keys.values()))[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """What a candidate's script has left behind.

    Attributes:
        image: The database.
        limits: What looking at it may use: views are the candidate's doing.
    """

    image: Image
    limits: Limits


def state_like(stage: Stage, left: Left, options: StateOptions, gold: State) -> State:
    """Dump a candidate's state, as far as it can be compared with gold's.

    Raises:
        UnseenError: It cannot be looked at.
        BoxFailedError: A box broke.
    """
    return _look(stage, left.image, options, gold.names, left.limits)


def _look(
    stage: Stage,
    image: Image,
    options: StateOptions,
    names: Mapping[str, str],
    limits: Limits | None = None,
) -> State:
    database = stage.database
    listed = [database.tables_query]
    if options.check_schema:
        listed += [database.views_query, *database.schema_queries.values()]
    wanted = {
        name: sql
        for name, sql in names.items()
        if not options.tables or name.casefold() in _folded(options.tables)
    }
    selects = [f"SELECT * FROM {sql}" for sql in wanted.values()]  # noqa: S608
    steps = [
        Step(sql=sql, role=Role.TRUSTED, flags=StepFlag.FRESH)
        for sql in (*listed, *selects)
    ]
    if limits is None:
        run, reply = stage.run_trusted(image, steps, options.pins)
    else:
        run, reply = stage.run(image, steps, options.pins, limits)
    if not run.succeeded or len(reply.steps) < len(steps):
        raise UnseenError(ending(run))
    tables = [_table(step, stage) for step in reply.steps]
    return _state(tables, options, stage, wanted, len(listed))


def _state(
    tables: Sequence[Table | None],
    options: StateOptions,
    stage: Stage,
    wanted: Mapping[str, str],
    listed: int,
) -> State:
    count = 2 if options.check_schema else 1
    if None in tables[:listed]:
        msg = "fails on the catalog"
        raise UnseenError(msg)
    names = {
        str(row[0]): str(row[1])
        for table in tables[:count]
        if table is not None
        for row in table.rows
    }
    found = zip(stage.database.schema_queries, tables[count:listed], strict=False)
    return State(
        names=names,
        contents=dict(zip(wanted, tables[listed:], strict=True)),
        schema={name: table for name, table in found if table is not None},
    )


def _table(step: StepResult, stage: Stage) -> Table | None:
    return None if step.error_code is not None else chosen(step, -1, stage)


def _folded(names: Sequence[str]) -> set[str]:
    return {name.casefold() for name in names}


def state_difference(gold: State, found: State, options: StateOptions) -> str:
    """Say where a state differs from the expected one; empty if nowhere."""
    wanted = _folded(options.tables)
    here = {name.casefold() for name in found.names}
    there = {name.casefold() for name in gold.names}
    missing = sorted(there - here if not wanted else wanted & there - here)
    if missing:
        return f"table {missing[0]} is missing"
    extra = sorted(here - there)
    if extra and not wanted:
        return f"table {extra[0]} is not expected"
    for name, table in gold.contents.items():
        if table is None:
            raise AssistantFailedError(_LOOKING, f"fails on {name}")
        key = gold.keys.get(name, ())
        rows = found.contents.get(name)
        complaint = _table_difference(name, table, rows, options, key)
        if complaint:
            return complaint
    for name, table in gold.schema.items():
        complaint = _schema_difference(name, table, found.schema.get(name))
        if complaint:
            return complaint
    return ""


def _table_difference(
    name: str,
    gold: Table,
    found: Table | None,
    options: StateOptions,
    key: Sequence[str],
) -> str:
    if found is None:
        return f"table {name} cannot be read"
    if gold.is_cut:
        raise AssistantFailedError(_LOOKING, f"finds too many rows in {name}")
    ignored = _folded(options.ignore_columns)

    def kept(table: Table) -> Table:
        indexes = [
            index
            for index, column in enumerate(table.columns)
            if not {column.casefold(), f"{name}.{column}".casefold()} & ignored
        ]
        return table.project(indexes)

    by_name = options.compare.model_copy(update={"columns": Columns.BY_NAME})
    difference = compare(Expected(table=kept(gold)), kept(found), by_name)
    if not difference.reason:
        return ""
    lines = keyed_words(kept(gold), kept(found), key, options.compare)
    return f"table {name}: {'; '.join(lines) or difference.words}"


def _schema_difference(name: str, gold: Table, found: Table | None) -> str:
    rows = set(found.rows if found else ())
    missing = [row for row in gold.rows if row not in rows]
    if missing:
        return f"{name}: missing {row_words(missing[0])}"
    extra = rows - set(gold.rows)
    if extra:
        return f"{name}: not expected {row_words(min(extra, key=str))}"
    return ""
