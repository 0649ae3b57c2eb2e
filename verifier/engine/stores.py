"""Test sets, kept by the hash of their content."""

import contextlib
import os
import re
from pathlib import Path

from verifier.errors import UnknownTestSetError

_ID = re.compile(r"sha256:([0-9a-f]{64})")


class DirectoryStore:
    """Keeps test sets as files of one directory; safe among processes.

    Args:
        folder: The directory; made when the first set is put.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def _path(self, test_set_id: str) -> Path:
        match = _ID.fullmatch(test_set_id)
        if match is None:
            raise UnknownTestSetError(test_set_id)
        return self._folder / f"{match[1]}.json"

    def put(self, test_set_id: str, body: bytes) -> None:
        """Keep a test set; the same one twice is kept once."""
        path = self._path(test_set_id)
        if path.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(f".{os.getpid()}.part")
        try:
            part.write_bytes(body)
            part.rename(path)
        finally:
            with contextlib.suppress(FileNotFoundError):
                part.unlink()

    def get(self, test_set_id: str) -> bytes:
        """Return a test set.

        Raises:
            UnknownTestSetError: There is none of that id.
        """
        try:
            return self._path(test_set_id).read_bytes()
        except FileNotFoundError:
            raise UnknownTestSetError(test_set_id) from None
