"""What an image holds, as data: packages of one Debian release, and tools."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass

from sandboxes.language import Language

_ALWAYS = ("bash", "coreutils", "python3", "libc6-dev", "tzdata")
"""Drivers of ours run on Python, and no program should lack a shell."""

_VERSION = 1
"""Raised when an image of the same packages would hold something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What an image is made of.

    Attributes:
        languages: Names of the languages that it is for, sorted.
        suite: Code name of the Debian release; empty: that of the machine.
        packages: Debian packages, sorted; what they depend on comes along.
        tools: What PyPI and npm supply; names of `tools`.
        files: Files of ours that the set-up of this machine has made.
    """

    languages: tuple[str, ...]
    suite: str
    packages: tuple[str, ...]
    tools: tuple[str, ...]
    files: tuple[str, ...] = ()

    def digest(self, versions: Iterable[tuple[str, str]]) -> str:
        """Return the id of the image: the hash of the recipe and of what it gave.

        Args:
            versions: Name and version of every package that was installed.
        """
        text = json.dumps([_VERSION, asdict(self), sorted(versions)])
        return hashlib.sha256(text.encode()).hexdigest()[:16]


def recipes_for(languages: Sequence[Language]) -> list[Recipe]:
    """Return the recipes of images for some languages: one for each release.

    Languages that nothing supplies are left out.
    """
    suites = sorted({it.suite for it in languages if not it.wanting})
    return [
        _recipe(suite, [it for it in languages if it.suite == suite and not it.wanting])
        for suite in suites
    ]


def _recipe(suite: str, languages: Sequence[Language]) -> Recipe:
    packages = {*_ALWAYS}
    tools: set[str] = set()
    files: set[str] = set()
    for language in languages:
        packages.update(language.packages, language.libraries)
        tools.update(language.tools)
        files.update(language.made_here)
    return Recipe(
        languages=tuple(sorted(it.name for it in languages)),
        suite=suite,
        packages=tuple(sorted(packages)),
        tools=tuple(sorted(tools)),
        files=tuple(sorted(files)),
    )
