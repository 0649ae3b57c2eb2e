"""SQLite, by Debian's library, linked into the driver."""

from sandboxes.database import BUILD, Database

_NAMES = (
    "SELECT name, '\"' || replace(name, '\"', '\"\"') || '\"' FROM sqlite_master "
    "WHERE type = '{}' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
)
_OF_TABLES = "FROM sqlite_master m, pragma_{}(m.name) p{} WHERE m.type = 'table'"
_SCHEMA = {
    "columns": (
        'SELECT m.name, p.name, upper(p.type), p."notnull", p.dflt_value, p.pk '
        + _OF_TABLES.format("table_xinfo", "")
    ),
    "foreign keys": (
        'SELECT m.name, p."table", p."from", p."to", p.on_update, p.on_delete '
        + _OF_TABLES.format("foreign_key_list", "")
    ),
    "indexes": (
        'SELECT m.name, p."unique", p.origin, p.partial, '
        "(SELECT group_concat(coalesce(i.name, '?')) FROM pragma_index_info(p.name) i) "
        + _OF_TABLES.format("index_list", "")
    ),
}

DATABASES = (
    Database(
        name="sqlite",
        aliases=("sqlite3",),
        dialect="sqlite",
        source="sqlite.c",
        build=(*BUILD, "-lsqlite3"),
        memory_codes=frozenset({"7", "3082"}),  # NOMEM, IOERR_NOMEM
        constraint_codes=(
            *("19", "275", "531", "787", "1043", "1299", "1555", "1811", "2067"),
            *("2323", "2579", "2835", "3091"),
        ),
        tables_query=_NAMES.format("table"),
        views_query=_NAMES.format("view"),
        schema_queries=_SCHEMA,
        packages=("gcc", "libc6-dev", "libsqlite3-dev"),
    ),
)
