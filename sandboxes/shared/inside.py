"""Reads the sources of what runs inside."""

from functools import cache
from importlib import resources


@cache
def inside(name: str, folder: str = "shared") -> str:
    """Return the text of a file of `sandboxes/inside/<folder>`."""
    path = resources.files("sandboxes.inside") / folder / name
    return path.read_text(encoding="utf-8")


def encoded(text: str) -> bytes:
    """Return the bytes of a source, lone surrogates included."""
    return text.encode(errors="surrogatepass")
