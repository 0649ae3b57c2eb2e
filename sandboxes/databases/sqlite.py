"""SQLite, by Debian's library, linked into the driver."""

from sandboxes.database import BUILD, Database

DATABASES = (
    Database(
        name="sqlite",
        aliases=("sqlite3",),
        dialect="sqlite",
        source="sqlite.c",
        build=(*BUILD, "-lsqlite3"),
        memory_codes=frozenset({"7", "3082"}),  # NOMEM, IOERR_NOMEM
        packages=("gcc", "libc6-dev", "libsqlite3-dev"),
    ),
)
