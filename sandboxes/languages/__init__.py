"""The languages: one file a family, all found by the registry."""

from functools import cache

from sandboxes.language import Language
from sandboxes.registry import Registry, discover


@cache
def known_languages() -> Registry[Language]:
    """Return every language by name and alias."""
    return Registry(
        "language",
        (
            ((language.name, *language.aliases), language)
            for language in discover(__name__, "LANGUAGES", Language)
        ),
    )
