"""PostgreSQL 15, by Debian: a private server inside each run."""

from sandboxes.database import BUILD, CellKind, Database

_KINDS = {  # by the object identifiers of pg_type, which never change
    "16": CellKind.BOOLEAN,
    "17": CellKind.BYTES,
    "20": CellKind.INTEGER,
    "21": CellKind.INTEGER,
    "23": CellKind.INTEGER,
    "26": CellKind.INTEGER,
    "114": CellKind.JSON,
    "700": CellKind.FLOAT,
    "701": CellKind.FLOAT,
    "1082": CellKind.DATE,
    "1083": CellKind.TIME,
    "1114": CellKind.TIMESTAMP,
    "1184": CellKind.TIMESTAMP_WITH_ZONE,
    "1700": CellKind.DECIMAL,
    "3802": CellKind.JSON,
}

_OURS = "n.nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')"
_NAMES = (
    "SELECT c.oid::regclass::text, format('%I.%I', n.nspname, c.relname) "
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"WHERE c.relkind IN ({{}}) AND c.relpersistence <> 't' AND {_OURS}"
)
_SCHEMA = {
    "columns": (
        "SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod)"
        ", a.attnotnull, a.attidentity, a.attgenerated, pg_get_expr(d.adbin, d.adrelid)"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0"
        " AND NOT a.attisdropped"
        " LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum"
        f" WHERE c.relkind IN ('r', 'p') AND {_OURS}"
    ),
    "constraints": (
        "SELECT k.conrelid::regclass::text, pg_get_constraintdef(k.oid)"
        " FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace"
        f" WHERE k.conrelid <> 0 AND {_OURS}"
    ),
    "indexes": (
        "SELECT i.indrelid::regclass::text,"
        " regexp_replace(pg_get_indexdef(i.indexrelid), 'INDEX .* ON', 'INDEX ON')"
        " FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
        f" JOIN pg_namespace n ON n.oid = c.relnamespace WHERE {_OURS}"
    ),
}
_OF_TABLES = (
    "FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace "
    f"AND c.relkind = 'r' AND {_OURS} "
)
_SHAPE = {
    "columns": (
        "SELECT c.oid::regclass::text, a.attname, format_type(a.atttypid, a.atttypmod)"
        ", a.attnotnull, a.attgenerated <> '' OR a.attidentity = 'a' " + _OF_TABLES + ""
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 "
        "AND NOT a.attisdropped ORDER BY 1, a.attnum"
    ),
    "keys": (
        "SELECT c.oid::regclass::text, i.indexrelid::regclass::text, a.attname "
        + _OF_TABLES
        + "JOIN pg_index i ON i.indrelid = c.oid AND i.indisunique "
        "AND i.indpred IS NULL AND i.indexprs IS NULL "
        "CROSS JOIN unnest(i.indkey::int2[]) WITH ORDINALITY u(number, place) "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.number "
        "ORDER BY 1, 2, u.place"
    ),
    "references": (
        "SELECT c.oid::regclass::text, k.conname, a.attname, "
        "k.confrelid::regclass::text, b.attname " + _OF_TABLES + ""
        "JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'f' "
        "CROSS JOIN unnest(k.conkey, k.confkey) WITH ORDINALITY u(mine, other, place) "
        "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = u.mine "
        "JOIN pg_attribute b ON b.attrelid = k.confrelid AND b.attnum = u.other "
        "ORDER BY 1, 2, u.place"
    ),
    "checks": (
        "SELECT c.oid::regclass::text, pg_get_constraintdef(k.oid) " + _OF_TABLES + ""
        "JOIN pg_constraint k ON k.conrelid = c.oid AND k.contype = 'c' "
        "ORDER BY 1, k.conname"
    ),
}

DATABASES = (
    Database(
        name="postgresql",
        aliases=("postgres", "pg"),
        dialect="postgres",
        sources=("postgresql.c",),
        build=(*BUILD, "-I/usr/include/postgresql", "-lpq"),
        has_base=True,
        column_types=("BIGINT", "DOUBLE PRECISION", "TEXT"),
        kinds=_KINDS,
        memory_codes=frozenset({"53200", "54000"}),
        time_codes=frozenset({"57014"}),
        constraint_codes=("23",),
        tables_query=_NAMES.format("'r', 'p'"),
        views_query=_NAMES.format("'v', 'm'"),
        schema_queries=_SCHEMA,
        shape_queries=_SHAPE,
        clear=("", "TRUNCATE {tables}"),
        packages=("gcc", "libc6-dev", "postgresql-15", "libpq-dev", "libfaketime"),
    ),
)
