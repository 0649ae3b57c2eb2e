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
_PLAIN = "m.type = 'table' AND m.name NOT LIKE 'sqlite\\_%' ESCAPE '\\'"
_SHAPE = {
    "columns": (
        'SELECT m.name, p.name, p.type, p."notnull", p.hidden > 0 '
        "FROM sqlite_master m, pragma_table_xinfo(m.name) p "
        f"WHERE {_PLAIN} ORDER BY m.name, p.cid"
    ),
    "keys": (
        "SELECT t, k, c FROM (SELECT m.name AS t, '' AS k, p.name AS c, p.pk AS n "
        "FROM sqlite_master m, pragma_table_xinfo(m.name) p "
        f"WHERE {_PLAIN} AND p.pk > 0 UNION ALL "
        "SELECT m.name, l.name, i.name, i.seqno FROM sqlite_master m, "
        "pragma_index_list(m.name) l, pragma_index_info(l.name) i "
        f'WHERE {_PLAIN} AND l."unique" AND NOT l.partial AND i.name IS NOT NULL) '
        "ORDER BY t, k, n"
    ),
    "references": (
        'SELECT m.name, p.id, p."from", p."table", p."to" '
        "FROM sqlite_master m, pragma_foreign_key_list(m.name) p "
        f"WHERE {_PLAIN} ORDER BY m.name, p.id, p.seq"
    ),
    "checks": f"SELECT m.name, m.sql FROM sqlite_master m WHERE {_PLAIN} ORDER BY 1",
}

DATABASES = (
    Database(
        name="sqlite",
        aliases=("sqlite3",),
        dialect="sqlite",
        sources=("sqlite.c",),
        build=(*BUILD, "-lsqlite3"),
        memory_codes=frozenset({"7", "3082"}),  # NOMEM, IOERR_NOMEM
        constraint_codes=(
            *("19", "275", "531", "787", "1043", "1299", "1555", "1811", "2067"),
            *("2323", "2579", "2835", "3091"),
        ),
        tables_query=_NAMES.format("table"),
        views_query=_NAMES.format("view"),
        schema_queries=_SCHEMA,
        shape_queries=_SHAPE,
        packages=("gcc", "libc6-dev", "libsqlite3-dev"),
    ),
)
