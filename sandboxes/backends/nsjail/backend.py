"""Makes jails with nsjail."""

from typing import override

from sandboxes.backends.jails.binaries import init_binary, programs
from sandboxes.backends.jails.jail import Jail
from sandboxes.backends.jails.sandbox import JailSandbox
from sandboxes.backends.nsjail.launch import NsjailJail, shown
from sandboxes.backends.nsjail.program import nsjail_binary
from sandboxes.images import Image, Images
from sandboxes.language import Language
from sandboxes.sandbox import SandboxOptions


class NsjailSandbox(JailSandbox[Image]):
    """The default backend; see the package's docstring."""

    name = "nsjail"

    def __init__(self, options: SandboxOptions) -> None:
        super().__init__(options)
        self._images = Images(options.images) if options.images else None

    @override
    def _image_for(self, language: Language) -> Image | None:
        return self._images.find(language.name) if self._images else None

    @override
    def _start_jail(self, image: Image | None) -> Jail:
        made_ahead = self.made_ahead.folder if self.made_ahead else None
        return NsjailJail(
            nsjail_binary(),
            init_binary(self.cache),
            programs(self.cache),
            shown(image.root if image else None, made_ahead),
        )
