"""MariaDB, by Debian: a private server inside each run. It is not MySQL 8."""

from sandboxes.database import BUILD, CellKind, Database

_KINDS = {
    "integer": CellKind.INTEGER,
    "decimal": CellKind.DECIMAL,
    "float": CellKind.FLOAT,
    "date": CellKind.DATE,
    "timestamp": CellKind.TIMESTAMP,
    "time": CellKind.TIME,
    "json": CellKind.JSON,
}

_NAMES = (
    "SELECT table_name, concat('`', replace(table_name, '`', '``'), '`') "
    "FROM information_schema.tables "
    "WHERE table_schema = 'judge' AND table_type = '{}'"
)
_SCHEMA = {
    "columns": (
        "SELECT table_name, column_name, column_type, is_nullable, column_default, "
        "extra FROM information_schema.columns WHERE table_schema = 'judge'"
    ),
    "constraints": (
        "SELECT table_name, check_clause FROM information_schema.check_constraints "
        "WHERE constraint_schema = 'judge'"
    ),
    "foreign keys": (
        "SELECT k.table_name, k.column_name, k.referenced_table_name, "
        "k.referenced_column_name, r.update_rule, r.delete_rule "
        "FROM information_schema.key_column_usage k "
        "JOIN information_schema.referential_constraints r "
        "ON r.constraint_schema = k.constraint_schema "
        "AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name "
        "WHERE k.table_schema = 'judge'"
    ),
    "indexes": (
        "SELECT table_name, non_unique, group_concat(column_name "
        "ORDER BY seq_in_index) FROM information_schema.statistics "
        "WHERE table_schema = 'judge' GROUP BY table_name, index_name, non_unique"
    ),
}
_SHAPE = {
    "columns": (
        "SELECT c.table_name, c.column_name, c.column_type, c.is_nullable = 'NO', "
        "c.extra LIKE '%GENERATED%' FROM information_schema.columns c "
        "JOIN information_schema.tables t ON t.table_schema = c.table_schema "
        "AND t.table_name = c.table_name AND t.table_type = 'BASE TABLE' "
        "WHERE c.table_schema = 'judge' ORDER BY c.table_name, c.ordinal_position"
    ),
    "keys": (
        "SELECT table_name, index_name, column_name FROM information_schema.statistics "
        "WHERE table_schema = 'judge' AND non_unique = 0 "
        "ORDER BY table_name, index_name, seq_in_index"
    ),
    "references": (
        "SELECT table_name, constraint_name, column_name, referenced_table_name, "
        "referenced_column_name FROM information_schema.key_column_usage "
        "WHERE table_schema = 'judge' AND referenced_table_name IS NOT NULL "
        "ORDER BY table_name, constraint_name, ordinal_position"
    ),
    "checks": (
        "SELECT table_name, check_clause FROM information_schema.check_constraints "
        "WHERE constraint_schema = 'judge' ORDER BY table_name, constraint_name"
    ),
}

DATABASES = (
    Database(
        name="mariadb",
        dialect="mysql",
        sources=("mariadb.c",),
        build=(*BUILD, "-I/usr/include/mariadb", "-lmariadb"),
        has_base=True,
        null_query="SELECT 1 FROM DUAL WHERE 1 = 0",
        quote="`",
        escapes_backslash=True,
        column_types=("BIGINT", "DOUBLE", "TEXT"),
        kinds=_KINDS,
        memory_codes=frozenset({"1037", "1038", "1041"}),
        time_codes=frozenset({"1969", "3024"}),
        # NULL, duplicate, a child or a parent is missing, no default, CHECK
        constraint_codes=("1048", "1062", "1451", "1452", "1364", "4025"),
        tables_query=_NAMES.format("BASE TABLE"),
        views_query=_NAMES.format("VIEW"),
        schema_queries=_SCHEMA,
        shape_queries=_SHAPE,
        clear=("SET foreign_key_checks = 0", None),
        packages=("gcc", "libc6-dev", "mariadb-server-core", "libmariadb-dev"),
    ),
)
