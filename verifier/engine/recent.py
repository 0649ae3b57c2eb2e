"""What was loaded lately, kept within a size."""

from collections import OrderedDict
from collections.abc import Callable


class Recent:
    """Keeps bodies by the hash of their content, so that none is ever out of date.

    Args:
        load: Returns a body by its id.
        most_bytes: Bytes kept; what was used longest ago goes first.
    """

    def __init__(self, load: Callable[[str], bytes], most_bytes: int) -> None:
        self._load, self._most_bytes = load, most_bytes
        self._bodies: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def get(self, content_id: str) -> bytes:
        """Return a body; whatever `load` raises goes through."""
        body = self._bodies.get(content_id)
        if body is None:
            body = self._load(content_id)
            self._bytes += len(body)
            self._bodies[content_id] = body
            while self._bytes > self._most_bytes:
                _, old = self._bodies.popitem(last=False)
                self._bytes -= len(old)
        else:
            self._bodies.move_to_end(content_id)
        return body
