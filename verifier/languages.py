"""Names of languages in requests: of programs, and of SQL."""

from typing import Annotated

from pydantic import AfterValidator

from sandboxes import (
    Language,
    UnknownPluginError,
    known_databases,
    known_languages,
)

_KIND = "language"

FIRST_LANGUAGES = (
    "bash",
    "c",
    "cpp",
    "cpp20",
    "go",
    "java",
    "javascript",
    "python",
    "rust",
    "typescript",
)
"""What `scripts/quickstart` installs. They are tested before a service is ready;
the others when somebody asks for the list, or at their first submission."""


def language_of(name: str) -> Language:
    """Return the language, or the SQL engine as a language, of that name or alias.

    Raises:
        UnknownPluginError: There is none.
    """
    if name in known_databases().by_any_name:
        return known_databases().get(name).language
    try:
        return known_languages().get(name)
    except UnknownPluginError:
        raise UnknownPluginError(_KIND, name, all_language_names()) from None


def all_language_names() -> list[str]:
    """Return the first names of languages and SQL engines, sorted."""
    return sorted([*known_languages().names, *known_databases().names])


def later_language_names() -> list[str]:
    """Return the first names of all but the first languages: SQL engines first."""
    others = [it for it in known_languages().names if it not in FIRST_LANGUAGES]
    return [*known_databases().names, *others]


def _known(name: str) -> str:
    try:
        return known_languages().get(name).name
    except UnknownPluginError as error:
        raise ValueError(str(error)) from error


def _known_to_submissions(name: str) -> str:
    try:
        return language_of(name).name
    except UnknownPluginError as error:
        raise ValueError(str(error)) from error


type KnownLanguage = Annotated[str, AfterValidator(_known)]
"""Name or alias of a programming language; its first name once it is validated."""

type SubmissionLanguage = Annotated[str, AfterValidator(_known_to_submissions)]
"""The same, or that of an SQL engine."""
