"""DuckDB, by PyPI's `duckdb`, whose library has the C interface that we use."""

from collections.abc import Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from sandboxes.database import CellKind, Database

_LIBRARY = "/engines/libduckdb.so"

# The library is a module of Python's, too: what it wants of Python for that is
# given as empty stand-ins, since nothing of it is called.
_BUILD = f"""set -e
nm -D --undefined-only {_LIBRARY} |
  awk '$2 ~ /^_?Py/ {{ print "char " $2 "[512];" }}' > python.c
gcc -O2 -D_GNU_SOURCE -I. -o out/driver "$@" python.c {_LIBRARY}
"""

_KINDS = {
    "integer": CellKind.INTEGER,
    "decimal": CellKind.DECIMAL,
    "date": CellKind.DATE,
    "time": CellKind.TIME,
    "timestamp": CellKind.TIMESTAMP,
    "timestamp with zone": CellKind.TIMESTAMP_WITH_ZONE,
    "json": CellKind.JSON,
}


_NAMES = (
    "SELECT {0}_name, concat('\"', replace(schema_name, '\"', '\"\"'), '\".\"', "
    "replace({0}_name, '\"', '\"\"'), '\"') FROM duckdb_{0}s() "
    "WHERE NOT internal AND NOT temporary"
)
_SCHEMA = {
    "columns": (
        "SELECT table_name, column_name, data_type, is_nullable, column_default "
        "FROM duckdb_columns() WHERE NOT internal"
    ),
    "constraints": (
        "SELECT table_name, constraint_type, constraint_text FROM duckdb_constraints()"
    ),
    "indexes": ("SELECT table_name, is_unique, expressions FROM duckdb_indexes()"),
}
_SHAPE = {
    "columns": (
        "SELECT table_name, column_name, data_type, NOT is_nullable, false "
        "FROM duckdb_columns() WHERE NOT internal AND table_name IN "
        "(SELECT table_name FROM duckdb_tables()) ORDER BY table_oid, column_index"
    ),
    "keys": (
        "SELECT table_name, constraint_index, unnest(constraint_column_names) "
        "FROM duckdb_constraints() WHERE constraint_type IN ('PRIMARY KEY', 'UNIQUE') "
        "ORDER BY table_oid, constraint_index"
    ),
    "references": (
        "SELECT table_name, constraint_index, unnest(constraint_column_names), "
        "referenced_table, unnest(referenced_column_names) FROM duckdb_constraints() "
        "WHERE constraint_type = 'FOREIGN KEY' ORDER BY table_oid, constraint_index"
    ),
    "checks": (
        "SELECT table_name, constraint_text FROM duckdb_constraints() "
        "WHERE constraint_type = 'CHECK' ORDER BY table_oid, constraint_index"
    ),
}


@cache
def _shown() -> Mapping[str, Path]:
    spec = find_spec("_duckdb")
    return {_LIBRARY: Path(spec.origin)} if spec and spec.origin else {}


DATABASES = (
    Database(
        name="duckdb",
        dialect="duckdb",
        sources=("duckdb.c", "duckdb.h", "duckdb_values.c"),
        build=("/bin/sh", "-c", _BUILD, "sh", "{units}"),
        column_types=("BIGINT", "DOUBLE", "VARCHAR"),
        kinds=_KINDS,
        memory_codes=frozenset({"Out of Memory"}),
        constraint_codes=("Constraint",),
        tables_query=_NAMES.format("table"),
        views_query=_NAMES.format("view"),
        schema_queries=_SCHEMA,
        shape_queries=_SHAPE,
        packages=("gcc", "libc6-dev", "binutils", "libfaketime"),
        extra="duckdb",
        preload="/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1",
        shown=_shown,
    ),
)
