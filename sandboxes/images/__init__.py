"""Root file systems for boxes: what goes into them, how they are made and kept.

`recipe` says what an image holds, `build` makes it with mmdebstrap, `tools` adds
what is not in Debian, `store` keeps images under the hash of their contents.
"""

from sandboxes.images.build import (
    DOCKER_LABEL,
    DOCKER_LANGUAGES,
    ImageError,
    build_image,
    export_image,
    import_into_docker,
)
from sandboxes.images.recipe import Recipe, recipes_for
from sandboxes.images.store import Image, Images
from sandboxes.images.tools import TOOLS, ToolError, install_tools

__all__ = [
    "DOCKER_LABEL",
    "DOCKER_LANGUAGES",
    "Image",
    "ImageError",
    "Images",
    "Recipe",
    "TOOLS",
    "ToolError",
    "build_image",
    "export_image",
    "import_into_docker",
    "install_tools",
    "recipes_for",
]
