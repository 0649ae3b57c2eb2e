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

DATABASES = (
    Database(
        name="postgresql",
        aliases=("postgres", "pg"),
        dialect="postgres",
        source="postgresql.c",
        build=(*BUILD, "-I/usr/include/postgresql", "-lpq"),
        has_base=True,
        column_types=("BIGINT", "DOUBLE PRECISION", "TEXT"),
        kinds=_KINDS,
        memory_codes=frozenset({"53200", "54000"}),
        time_codes=frozenset({"57014"}),
        packages=("gcc", "libc6-dev", "postgresql-15", "libpq-dev", "libfaketime"),
    ),
)
