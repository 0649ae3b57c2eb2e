"""API keys: one file, in which only their hashes are.

A key is `vk_NAME-OF-8-HEX_SECRET` with 256 random bits, so a plain SHA-256 of it can
neither be guessed back nor be tried out; hashes that are slow on purpose are for
passwords, which people choose.
"""

import fcntl
import hashlib
import hmac
import os
import re
import secrets
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

_TOKEN = re.compile(r"vk_([0-9a-f]{8})_[A-Za-z0-9_-]{43}")
_LOOK_AGAIN_S = 1.0

type KeyName = Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]


class Key(BaseModel):
    """What is known of a key.

    Attributes:
        id: The part of it that is no secret.
        name: Whose it is; owners share the slots by it.
        sha256: Hash of the whole key, hex.
        created_at: Unix time.
        expires_at: Unix time from which it is refused; None: never.
        revoked_at: Unix time of its revocation; None: it is good.
        weight: Share of the slots, relative to others'.
        most_waiting: Jobs that may wait at one time; None: any number.
        rate_per_s: Requests a second; None: any number.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    name: KeyName
    sha256: str
    created_at: float
    expires_at: float | None = None
    revoked_at: float | None = None
    weight: PositiveFloat = 1.0
    most_waiting: PositiveInt | None = None
    rate_per_s: PositiveFloat | None = None

    @property
    def is_good(self) -> bool:
        """Whether it opens the door now."""
        if self.revoked_at is not None:
            return False
        return self.expires_at is None or time.time() < self.expires_at


class _File(BaseModel):
    keys: list[Key] = []


class KeyRing:
    """The keys of a service.

    Args:
        path: The file; one that does not exist holds no key.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._keys: dict[str, Key] = {}
        self._looked_at = -_LOOK_AGAIN_S
        self._stamp: tuple[int, int] | None = None

    def find(self, token: str) -> Key | None:
        """Return the good key that somebody shows; None if it is not one.

        Changes of the file are seen within a second.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is damaged.
        """
        match = _TOKEN.fullmatch(token)
        if match is None:
            return None
        self._refresh()
        key = self._keys.get(match[1])
        if key is None or not key.is_good:
            return None
        return key if hmac.compare_digest(key.sha256, _hash(token)) else None

    def _refresh(self) -> None:
        now = time.monotonic()
        if now - self._looked_at < _LOOK_AGAIN_S:
            return
        try:
            found = self._path.stat()
            stamp = (found.st_mtime_ns, found.st_ino)
        except FileNotFoundError:
            stamp = (0, 0)
        if stamp != self._stamp:
            self._keys = {key.id: key for key in self.all()}
            self._stamp = stamp
        self._looked_at = now

    def all(self) -> list[Key]:
        """Return every key, revoked ones too, oldest first.

        Raises:
            OSError: The file cannot be read.
            ValueError: It is damaged.
        """
        try:
            return _File.model_validate_json(self._path.read_bytes()).keys
        except FileNotFoundError:
            return []

    def create(
        self,
        name: str,
        *,
        expires_at: float | None = None,
        weight: float = 1.0,
        most_waiting: int | None = None,
        rate_per_s: float | None = None,
    ) -> str:
        """Make a key; this is the only time that it is to be seen.

        Raises:
            ValueError: There is a good one of that name, or the name is none.
            OSError: The file cannot be written.
        """
        key_id = secrets.token_hex(4)
        token = f"vk_{key_id}_{secrets.token_urlsafe(32)}"
        key = Key(
            id=key_id,
            name=name,
            sha256=_hash(token),
            created_at=time.time(),
            expires_at=expires_at,
            weight=weight,
            most_waiting=most_waiting,
            rate_per_s=rate_per_s,
        )
        with self._locked() as keys:
            if any(other.name == name and other.is_good for other in keys):
                msg = f"there is a key {name!r}; revoke it first, or take another name"
                raise ValueError(msg)
            keys.append(key)
        return token

    def revoke(self, name: str) -> int:
        """Revoke all good keys of a name; services know within a second.

        Returns:
            How many there were.

        Raises:
            OSError: The file cannot be written.
        """
        revoked = 0
        with self._locked() as keys:
            for index, key in enumerate(keys):
                if key.name == name and key.is_good:
                    keys[index] = key.model_copy(update={"revoked_at": time.time()})
                    revoked += 1
        return revoked

    @contextmanager
    def _locked(self) -> Iterator[list[Key]]:
        """Change the list of keys while nobody else does."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        lock = os.open(f"{self._path}.lock", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            keys = self.all()
            yield keys
            part = Path(f"{self._path}.part")
            part.unlink(missing_ok=True)
            file = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            with os.fdopen(file, "wb") as output:
                output.write(_File(keys=keys).model_dump_json(indent=1).encode())
                output.flush()
                os.fsync(output.fileno())
            part.replace(self._path)
        finally:
            os.close(lock)


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
