"""The isolation backends: one file or folder each, all found by the registry."""

from functools import cache

from sandboxes.registry import Registry, discover
from sandboxes.sandbox import Sandbox


@cache
def known_backends() -> Registry[type[Sandbox]]:
    """Return every backend's class by name; make one with `SandboxOptions`."""
    return Registry(
        "sandbox",
        (
            ((backend.name,), backend)
            for backend in discover(__name__, "BACKENDS", type)
        ),
    )
