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

DATABASES = (
    Database(
        name="mariadb",
        dialect="mysql",
        source="mariadb.c",
        build=(*BUILD, "-I/usr/include/mariadb", "-lmariadb"),
        has_base=True,
        null_query="SELECT 1 FROM DUAL WHERE 1 = 0",
        quote="`",
        escapes_backslash=True,
        column_types=("BIGINT", "DOUBLE", "TEXT"),
        kinds=_KINDS,
        memory_codes=frozenset({"1037", "1038", "1041"}),
        time_codes=frozenset({"1969", "3024"}),
        packages=("gcc", "libc6-dev", "mariadb-server-core", "libmariadb-dev"),
    ),
)
