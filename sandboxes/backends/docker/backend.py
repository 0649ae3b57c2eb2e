"""Makes jails of containers."""

import threading
from typing import override

from sandboxes.backends.docker.engine import BACKEND, Engine
from sandboxes.backends.docker.images import DockerImage, DockerImages
from sandboxes.backends.docker.launch import Contents, DockerJail, settings_for
from sandboxes.backends.jails.binaries import init_binary, programs
from sandboxes.backends.jails.jail import Jail
from sandboxes.backends.jails.sandbox import JailSandbox
from sandboxes.backends.jails.shown import (
    of_container,
    of_every_box,
    of_image,
    of_machine,
)
from sandboxes.errors import SandboxError
from sandboxes.language import Language
from sandboxes.sandbox import Check, SandboxOptions


class DockerSandbox(JailSandbox[DockerImage]):
    """Boxes are containers of an engine of this machine."""

    name = BACKEND

    def __init__(self, options: SandboxOptions) -> None:
        super().__init__(options)
        self._engine_lock = threading.Lock()
        self._engine: Engine | None = None
        self._images: DockerImages | None = None

    def _find_engine(self) -> Engine:
        """Connect on first use, and remove what dead verifiers left there.

        Raises:
            SandboxUnavailableError: There is no engine, or it lacks the runtime.
        """
        with self._engine_lock:
            if self._engine is None:
                engine = Engine(self._options.docker_host)
                engine.require_runtime(self._options.docker_runtime)
                engine.sweep()
                self._engine = engine
                self._images = DockerImages(engine)
            return self._engine

    @override
    def _image_for(self, language: Language) -> DockerImage | None:
        self._find_engine()
        return self._images.find(language.name) if self._images else None

    @override
    def _start_jail(self, image: DockerImage | None) -> Jail:
        engine = self._find_engine()
        made_ahead = self.made_ahead.folder if self.made_ahead else None
        items = [*of_image(), *of_container()] if image else of_machine()
        contents = Contents(
            image=image.reference if image else engine.empty_image(),
            init=init_binary(self.cache),
            programs=programs(self.cache),
            items=[*items, *of_every_box(made_ahead)],
        )
        return DockerJail(engine, settings_for(self._options.docker_runtime), contents)

    @override
    def examine(self) -> list[Check]:
        return [self._examine_engine(), *super().examine()]

    def _examine_engine(self) -> Check:
        name, host = "docker engine", self._options.docker_host
        try:
            engine = self._find_engine()
            images = self._images.all() if self._images else []
        except SandboxError as error:
            return Check(name=name, ok=False, found=str(error))
        about = engine.about
        found = (
            f"{about['ServerVersion']} at {host}, runtime "
            f"{self._options.docker_runtime}, {len(images)} images of ours"
        )
        return Check(name=name, ok=True, found=found)

    @override
    def close(self) -> None:
        super().close()
        with self._engine_lock:
            engine, self._engine = self._engine, None
        if engine:
            engine.close()
