"""Images of ours that an engine has, by the languages that they are for."""

import time
from dataclasses import dataclass

from sandboxes.backends.docker.engine import Engine
from sandboxes.images import DOCKER_LABEL, DOCKER_LANGUAGES

_LOOK_AGAIN_S = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DockerImage:
    """An image that an engine has.

    Attributes:
        id: Hash of its recipe and of the versions of its packages.
        reference: What the engine calls it.
        languages: Names of the languages that it is for.
    """

    id: str
    reference: str
    languages: frozenset[str]


class DockerImages:
    """The images of an engine, the newest first; looked for every second.

    Args:
        engine: The engine.
    """

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._look_at = 0.0
        self._images: list[DockerImage] = []

    def all(self) -> list[DockerImage]:
        """Return them.

        Raises:
            BoxFailedError: The engine fails.
        """
        if time.monotonic() >= self._look_at:
            found = sorted(self._engine.images(), key=lambda it: -it["Created"])
            self._images = [
                DockerImage(
                    id=it["Labels"][DOCKER_LABEL],
                    reference=it["Id"],
                    languages=frozenset(it["Labels"].get(DOCKER_LANGUAGES, "").split()),
                )
                for it in found
            ]
            self._look_at = time.monotonic() + _LOOK_AGAIN_S
        return self._images

    def find(self, language: str) -> DockerImage | None:
        """Return the newest image that is for a language, if there is one.

        Raises:
            BoxFailedError: The engine fails.
        """
        return next((it for it in self.all() if language in it.languages), None)
