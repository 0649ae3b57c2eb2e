"""What drivers of several languages look for in a source, and write."""

import re
from functools import cache
from importlib import resources

_NOISE = re.compile(
    r"//[^\n]*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])'", re.DOTALL
)


@cache
def inside(name: str) -> bytes:
    """Return a file of `sandboxes/inside/calls`."""
    return (resources.files("sandboxes.inside") / "calls" / name).read_bytes()


def encoded(text: str) -> bytes:
    """Return the bytes of a source, lone surrogates included."""
    return text.encode(errors="surrogatepass")


def plain(source: str) -> str:
    """Blank comments and literals of a C-like language, so that code is left."""
    return _NOISE.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), source)


def defines(source: str, kind: str, name: str) -> bool:
    """Whether a source defines a type, as `struct ListNode` does."""
    return bool(re.search(rf"\b(?:{kind})\s+{re.escape(name)}\b", plain(source)))
