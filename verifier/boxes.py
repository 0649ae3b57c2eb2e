"""Opens boxes, and takes note how long that took."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sandboxes import Box, Language, Sandbox
from verifier.tracing import span


@dataclass(slots=True)
class BoxStarts:
    """The boxes that were opened.

    Attributes:
        count: How many.
        took_s: Seconds that it took to open them, in all.
    """

    count: int = 0
    took_s: float = 0.0


_STARTS: ContextVar[BoxStarts | None] = ContextVar("box_starts", default=None)


@contextmanager
def counting_boxes() -> Iterator[BoxStarts]:
    """Count the boxes that are opened here."""
    starts = BoxStarts()
    token = _STARTS.set(starts)
    try:
        yield starts
    finally:
        _STARTS.reset(token)


@contextmanager
def open_box(
    sandbox: Sandbox, language: Language | None = None, *, fresh: bool = False
) -> Iterator[Box]:
    """Open a box; see `Sandbox.open`.

    Raises:
        SandboxError: No box can be had.
    """
    with ExitStack() as stack:
        begin = time.perf_counter()
        with span("open box", language=language.name if language else ""):
            box = stack.enter_context(sandbox.open(language, fresh=fresh))
        if starts := _STARTS.get():
            starts.count += 1
            starts.took_s += time.perf_counter() - begin
        yield box
