"""The SQL engines: one file each, all found by the registry."""

from functools import cache

from sandboxes.database import Database
from sandboxes.registry import Registry, discover


@cache
def known_databases() -> Registry[Database]:
    """Return every SQL engine by name and alias."""
    return Registry(
        "database",
        (
            ((database.name, *database.aliases), database)
            for database in discover(__name__, "DATABASES", Database)
        ),
    )
