"""The isolation backends: one file or folder each, all found by the registry."""

from collections.abc import Iterator
from functools import cache
from typing import cast

from sandboxes.registry import Registry, discover
from sandboxes.sandbox import Sandbox


@cache
def known_backends() -> Registry[type[Sandbox]]:
    """Return every backend's class by name; make one with `SandboxOptions`."""
    return Registry("sandbox", _named())


def _named() -> Iterator[tuple[tuple[str, ...], type[Sandbox]]]:
    for found in discover(__name__, "BACKENDS", type):
        backend = cast("type[Sandbox]", found)  # a Protocol cannot be asked
        yield (backend.name,), backend
