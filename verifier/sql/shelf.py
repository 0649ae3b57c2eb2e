"""Keeps what was made once, by the hash of what it was made of."""

import contextlib
import hashlib
import os
from collections import OrderedDict
from collections.abc import Callable
from pathlib import Path

from sandboxes import MIB

_MEMORY_BYTES = 192 * MIB
_DISK_BYTES = 4096 * MIB


def key_of(*parts: bytes | str) -> str:
    """Return the hash of some parts; where one ends and the next begins counts."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode(errors="surrogatepass") if isinstance(part, str) else part
        digest.update(len(data).to_bytes(8, "little"))
        digest.update(data)
    return digest.hexdigest()


class Shelf:
    """Files of one directory, the last used in memory too; safe among processes.

    What is not used for longest goes first when it is full.

    Args:
        folder: The directory; made when the first thing is put.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._held: OrderedDict[str, bytes] = OrderedDict()
        self._held_bytes = 0

    def get_or_make(self, key: str, make: Callable[[], bytes]) -> bytes:
        """Return what is kept under a key; make and keep it if there is nothing.

        What `make` raises is passed on, and nothing is kept.
        """
        if key in self._held:
            self._held.move_to_end(key)
            return self._held[key]
        data = self._read(key)
        if data is None:
            data = make()
            self._write(key, data)
        self._hold(key, data)
        return data

    def _hold(self, key: str, data: bytes) -> None:
        self._held[key] = data
        self._held_bytes += len(data)
        while self._held_bytes > _MEMORY_BYTES and len(self._held) > 1:
            self._held_bytes -= len(self._held.popitem(last=False)[1])

    def _read(self, key: str) -> bytes | None:
        path = self._folder / key
        try:
            data = path.read_bytes()
        except OSError:
            return None
        with contextlib.suppress(OSError):
            os.utime(path)
        return data

    def _write(self, key: str, data: bytes) -> None:
        part = self._folder / f"{key}.{os.getpid()}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            part.write_bytes(data)
            part.rename(self._folder / key)
        except OSError:  # a full disk costs time, not verdicts
            with contextlib.suppress(OSError):
                part.unlink()
            return
        self._make_room()

    def _make_room(self) -> None:
        found = []
        for path in self._folder.iterdir():
            with contextlib.suppress(FileNotFoundError):
                info = path.stat()
                found.append((info.st_mtime, info.st_size, path))
        total = sum(size for _, size, _ in found)
        for _, size, path in sorted(found):
            if total <= _DISK_BYTES:
                return
            with contextlib.suppress(OSError):
                path.unlink()
                total -= size
