"""An SQL engine as data: how its driver is built, and what its results mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib import resources
from pathlib import Path

from sandboxes.language import Language
from sandboxes.limits import MIB, Limits

SQL_LIMITS = Limits(
    cpu_time_s=10.0,
    wall_time_s=20.0,
    memory_bytes=512 * MIB,
    output_bytes=32 * MIB,
    processes=64,
    scratch_bytes=256 * MIB,
    scratch_files=8192,
)
"""What a candidate's SQL may use unless a request says otherwise."""

BUILD = (
    "/usr/bin/gcc",
    "-O2",
    "-D_GNU_SOURCE",
    "-I.",
    "-o",
    "out/driver",
    "{units}",
)
"""How a driver is built; libraries follow."""

_COMMON_SOURCES = ("driver.h", "driver.c", "files.c")
_NO_PROGRAM = ("/bin/false",)


class CellKind(StrEnum):
    """What the text of a cell stands for, where a driver sends text."""

    TEXT = "text"
    INTEGER = "integer"
    FLOAT = "float"
    DECIMAL = "decimal"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    TIMESTAMP = "timestamp"
    TIMESTAMP_WITH_ZONE = "timestamp with zone"
    JSON = "json"
    BYTES = "bytes"


def _nothing_shown() -> Mapping[str, Path]:
    return {}


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """One SQL engine.

    Its driver (`sandboxes/inside/sql`) is built in a box and runs in one; it
    brings the engine up on an image, runs SQL, and writes rows.

    Attributes:
        name: Its name in requests, as a submission's language.
        aliases: Other names for it.
        dialect: What sqlglot calls its SQL.
        sources: The driver's own files, beside those that all drivers share.
        build: Command that builds `out/driver`; `{units}` are its C files.
        has_base: Whether an empty database is made by the driver first
            (engines with a server), or is nothing at all.
        null_query: A query that returns no row, for null checks.
        quote: Character that quotes identifiers; doubled, it stands for itself.
        escapes_backslash: Whether a backslash in a string literal is special.
        column_types: Type names for CSV columns: integer, number, text.
        kinds: What cells of a type are, by the driver's name for the type; a
            type that is not here is text.
        memory_codes: Its codes for errors that mean: out of memory.
        time_codes: Its codes for errors that mean: out of time.
        constraint_codes: Beginnings of its codes for violated constraints.
        tables_query: Lists the tables of the database: for people, and as SQL
            names them.
        views_query: The same for views.
        schema_queries: What `check_schema` compares, by what it is.
        shape_queries: What generated contents must respect, the same columns on
            every engine: `columns` (table, column, type, whether NULL is refused,
            whether the engine makes its values), `keys` (table, name of a unique
            key, column), `references` (table, name of a foreign key, column,
            other table, its column; NULL for its primary key) and `checks` (table,
            a CHECK or the whole CREATE TABLE), tables named as `tables_query` does,
            columns of a key in their order.
        clear: What makes the following deletions possible, and the statement that
            empties all tables at once, of `{tables}`; None to delete one by one.
        packages: Debian packages that supply it.
        extra: The extra of this Python package that supplies more of it.
        preload: Library in boxes that pins the driver's own clock, if it needs one.
        shown: More files of this machine that boxes must show, by path there.
        limits: What a run may use unless the request says otherwise.
    """

    name: str
    aliases: tuple[str, ...] = ()
    dialect: str
    sources: tuple[str, ...]
    build: tuple[str, ...]
    has_base: bool = False
    null_query: str = "SELECT 1 WHERE 1 = 0"
    quote: str = '"'
    escapes_backslash: bool = False
    column_types: tuple[str, str, str] = ("INTEGER", "REAL", "TEXT")
    kinds: Mapping[str, CellKind] = field(default_factory=dict)
    memory_codes: frozenset[str] = frozenset()
    time_codes: frozenset[str] = frozenset()
    constraint_codes: tuple[str, ...] = ()
    tables_query: str
    views_query: str
    schema_queries: Mapping[str, str] = field(default_factory=dict)
    shape_queries: Mapping[str, str]
    clear: tuple[str, str | None] = ("", None)
    packages: tuple[str, ...]
    extra: str | None = None
    preload: str | None = None
    shown: Callable[[], Mapping[str, Path]] = _nothing_shown
    limits: Limits = SQL_LIMITS

    @property
    def language(self) -> Language:
        """The same as a language of submissions; nothing is built of them."""
        return Language(
            name=self.name,
            aliases=self.aliases,
            tags=("sql",),
            extensions=(".sql",),
            source_name="main.sql",
            echo="",
            null=self.null_query,
            run=_NO_PROGRAM,
            version=_NO_PROGRAM,
            packages=self.packages,
            limits=self.limits,
        )

    def driver_sources(self) -> dict[str, bytes]:
        """Return the driver's C files by name."""
        folder = resources.files("sandboxes.inside") / "sql"
        names = (*_COMMON_SOURCES, *self.sources)
        return {name: (folder / name).read_bytes() for name in names}
