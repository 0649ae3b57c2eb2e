"""Keeps what builds made, so that the same source is not built twice.

One file an artifact, named by the hash of all that went into the build, in a
directory that several processes share. A file says its own digest, so one that
was cut or changed is no artifact; builds of one key wait for each other.
"""

import contextlib
import fcntl
import hashlib
import json
import os
import struct
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import structlog

from sandboxes.run import Command, StoredFile

log = structlog.get_logger()

_HEAD = struct.Struct("<32sQ")
_SUFFIX = ".artifact"
_LEAST_SHARE = 0.8
"""When there is too much, the oldest go until this share of the limit is left."""


@cache
def identity(program: str) -> str:
    """Tell one version of a compiler from another, without running it."""
    try:
        real = Path(program).resolve()
        info = real.stat()
    except OSError:
        return program
    return f"{real} {info.st_size} {info.st_mtime_ns}"


def artifact_key(
    command: Command, files: Mapping[str, StoredFile], image: str | None = None
) -> str:
    """Return the hash of all that a build's outcome depends on.

    Args:
        command: What builds.
        files: What is built, by path.
        image: Id of the image that it is built in; None: the machine's programs.
    """
    digest = hashlib.sha256()
    made_with = [
        image or identity(command.argv[0]),
        command.argv,
        sorted(command.env.items()),
    ]
    digest.update(json.dumps([*made_with, command.folders, command.collect]).encode())
    for path, file in sorted(files.items()):
        head = json.dumps([path, file.executable, len(file.data)])
        digest.update(head.encode(errors="surrogatepass"))
        digest.update(file.data)
    return digest.hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """Artifacts in a directory.

    Attributes:
        folder: Where they are; made on first use. Nobody but this service may
            write there.
        most_bytes: How much is kept; 0 keeps nothing.
    """

    folder: Path
    most_bytes: int

    @contextmanager
    def locked(self, key: str) -> Iterator[None]:
        """Hold the lock of a key; other processes and threads wait for it."""
        if not self.most_bytes:
            yield
            return
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self.folder / f"{key[:2]}.lock"  # shared by some keys: few files
        fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(fd, fcntl.LOCK_EX)
            yield
        finally:
            os.close(fd)

    def get(self, key: str) -> Mapping[str, StoredFile] | None:
        """Return the files of an artifact; None if there is none, or it is damaged."""
        path = self.folder / f"{key}{_SUFFIX}"
        try:
            data = path.read_bytes()
            os.utime(path)  # it was of use: the oldest go first
        except OSError:
            return None
        files = _unpacked(data)
        if files is None:
            log.warning("damaged artifact", key=key)
            path.unlink(missing_ok=True)
        return files

    def put(self, key: str, files: Mapping[str, StoredFile]) -> None:
        """Keep an artifact, if there is room for it on the disk."""
        data = _packed(files)
        if len(data) > self.most_bytes:
            return
        try:
            with tempfile.NamedTemporaryFile(dir=self.folder, delete=False) as file:
                file.write(data)
            Path(file.name).rename(self.folder / f"{key}{_SUFFIX}")
            self._tidy_up()
        except OSError as error:
            log.warning("artifact not kept", reason=str(error))

    def _tidy_up(self) -> None:
        found = []
        for entry in os.scandir(self.folder):
            if entry.name.endswith(_SUFFIX):
                with contextlib.suppress(FileNotFoundError):
                    info = entry.stat()
                    found.append((info.st_mtime_ns, info.st_size, entry.path))
        total = sum(size for _, size, _ in found)
        if total <= self.most_bytes:
            return
        for _, size, path in sorted(found):
            Path(path).unlink(missing_ok=True)
            total -= size
            if total <= _LEAST_SHARE * self.most_bytes:
                return


def _packed(files: Mapping[str, StoredFile]) -> bytes:
    table = [[path, file.executable, len(file.data)] for path, file in files.items()]
    names = json.dumps(table).encode()
    body = b"".join([names, *(file.data for file in files.values())])
    return _HEAD.pack(hashlib.sha256(body).digest(), len(names)) + body


def _unpacked(data: bytes) -> Mapping[str, StoredFile] | None:
    if len(data) < _HEAD.size:
        return None
    digest, names_size = _HEAD.unpack_from(data)
    body = memoryview(data)[_HEAD.size :]
    if hashlib.sha256(body).digest() != digest:
        return None
    files, at = {}, names_size
    for path, executable, size in json.loads(bytes(body[:names_size])):
        part = bytes(body[at : at + size])
        files[path] = StoredFile(data=part, executable=executable)
        at += size
    return files
