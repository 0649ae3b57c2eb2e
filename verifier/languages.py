"""Names of languages in requests."""

from typing import Annotated

from pydantic import AfterValidator

from sandboxes import UnknownPluginError, known_languages


def _known(name: str) -> str:
    try:
        return known_languages().get(name).name
    except UnknownPluginError as error:
        raise ValueError(str(error)) from error


type KnownLanguage = Annotated[str, AfterValidator(_known)]
"""Name or alias of a language; its first name once it is validated."""
