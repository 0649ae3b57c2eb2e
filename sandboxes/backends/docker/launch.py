"""Starts one container with our init in it."""

import contextlib
import errno
import json
import os
import secrets
import select
import socket
import struct
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

from sandboxes.backends.docker.engine import BACKEND, Engine
from sandboxes.backends.jails.jail import (
    CANDIDATE_ID,
    START_TIMEOUT_S,
    InitFailedError,
    greet,
    hang_up,
)
from sandboxes.backends.jails.shown import Item, Kind
from sandboxes.backends.jails.wire import Frame, layout_payload, send_frame
from sandboxes.errors import BoxFailedError, SandboxUnavailableError
from sandboxes.run import StoredFile

_OURS = "/.verifier"
_FIRST_ID = 0x60000000  # far from the ids of people and services
_IDS = 1 << 22
_NEVER = (errno.EPERM, errno.EINVAL, errno.ENOSYS)
"""What a kernel says that will not do it the next time either."""
_LOOK_EVERY_S = 0.5
_ENDS_WITHIN_S = 1.0
_PEER = struct.Struct("3i")
_MOST_OF_OURS = 256
"""Processes of the init and of warm interpreters; runs have a count of their own."""


def settings_for(runtime: str) -> Mapping[str, Any]:
    """Return what the engine is told about every container.

    The init needs no capability but to give itself two ids; what else it does, it
    does in a user namespace of its own, which our profile lets it make. `/proc` is
    whole because the kernel lets a new one be mounted only where one is seen whole.
    """
    profile = resources.files(__package__).joinpath("seccomp.json").read_text()
    return {
        "Runtime": runtime,
        "NetworkMode": "none",
        "ReadonlyRootfs": True,
        "CapDrop": ["ALL"],
        "CapAdd": ["SETUID", "SETGID"],
        "SecurityOpt": [
            "no-new-privileges:true",
            "apparmor=unconfined",
            f"seccomp={json.dumps(json.loads(profile))}",
        ],
        "MaskedPaths": [],
        "ReadonlyPaths": [],
        "IpcMode": "none",
        "PidsLimit": _MOST_OF_OURS,
        "OomScoreAdj": 800,  # before services
        "Tmpfs": {f"{_OURS}/root": "size=4096,mode=0755"},
        "LogConfig": {"Type": "none", "Config": {}},
        "Init": False,
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a container holds.

    Attributes:
        image: Id or name of its Docker image.
        init: The program that is pid 1.
        programs: What of ours it shows below `/verifier`.
        items: What else it shows.
    """

    image: str
    init: Path
    programs: Mapping[str, StoredFile]
    items: Iterable[Item]


class DockerJail:
    """One running container; see `Jail`.

    Attributes:
        control: Our end of the init's control socket.
        runs: How many runs it has served.
    """

    def __init__(
        self, engine: Engine, settings: Mapping[str, Any], contents: Contents
    ) -> None:
        """Start it and wait until its init answers.

        Args:
            engine: Who starts it.
            settings: `settings_for` the runtime.
            contents: What it holds.

        Raises:
            BoxFailedError: It does not start.
            SandboxUnavailableError: None would, with this runtime on this machine.
        """
        self.runs = 0
        self._engine = engine
        self._process = -1
        mounts = {f"{_OURS}/init": str(contents.init)}
        laid_out = list(_bound(contents.items, mounts))
        with _listening() as (listener, path):
            mounts[f"{_OURS}/host"] = str(path.parent)
            called = f"{_OURS}/host/{path.name}"
            command = [f"{_OURS}/init", called, str(CANDIDATE_ID)]
            self._container = engine.start(contents.image, command, settings, mounts)
            try:
                self.control = self._accept(listener)
            except OSError as error:
                engine.remove(self._container)
                msg = f"the box did not start: {error}"
                raise BoxFailedError(msg) from error
            try:
                self._process = _pidfd(self.control)
                layout = layout_payload(_own_id(), laid_out)
                send_frame(self.control, Frame.LAYOUT, layout)
                greet(self.control, contents.programs)
            except InitFailedError as error:
                self.close()
                if error.errno not in _NEVER:
                    raise BoxFailedError(str(error.strerror)) from error
                msg = (
                    f"{error.strerror}, with runtime {settings['Runtime']!r}: boxes "
                    "want user namespaces, and mounts of the machine's kernel in them"
                )
                raise SandboxUnavailableError(BACKEND, msg) from error
            except OSError as error:
                self.close()
                msg = f"the box did not start: {error}"
                raise BoxFailedError(msg) from error
            except BaseException:
                self.close()
                raise

    def _accept(self, listener: socket.socket) -> socket.socket:
        listener.settimeout(_LOOK_EVERY_S)
        for _ in range(int(START_TIMEOUT_S / _LOOK_EVERY_S)):
            with contextlib.suppress(TimeoutError):
                return listener.accept()[0]
            if not self._engine.is_running(self._container):
                msg = "its init ended before it had called; is the engine elsewhere?"
                raise OSError(msg)
        msg = f"its init did not call within {START_TIMEOUT_S:g} s"
        raise OSError(msg)

    @property
    def is_alive(self) -> bool:
        """See `Jail.is_alive`."""
        try:  # its socket says something unasked only when it closes
            return not _becomes_readable(self.control.fileno(), 0)
        except (OSError, ValueError):  # closed on our side
            return False

    def interrupt(self) -> None:
        """See `Jail.interrupt`."""
        hang_up(self.control)

    def close(self) -> None:
        """See `Jail.close`."""
        self.interrupt()
        self.control.close()
        container, self._container = self._container, ""
        process, self._process = self._process, -1
        has_ended = False
        if process >= 0:
            has_ended = _becomes_readable(process, _ENDS_WITHIN_S)
            os.close(process)
        if container and has_ended:
            self._engine.leave(container)
        elif container:
            self._engine.remove(container)


def _becomes_readable(fd: int, within_s: float) -> bool:
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    return bool(poll.poll(1000 * within_s))


def _own_id() -> int:
    """Pick an id of this machine for the init; the one above is the runs'."""
    return _FIRST_ID + 2 * (os.getpid() % _IDS)


def _bound(items: Iterable[Item], mounts: dict[str, str]) -> Iterator[Item]:
    """Have what is of this machine mounted, and say where it is then."""
    for item in items:
        if item.kind is not Kind.BIND or not item.of_machine:
            yield item
            continue
        place = f"{_OURS}/shown/{len(mounts)}"
        mounts[place] = item.source
        yield Item(kind=Kind.BIND, source=place, path=item.path)


@contextlib.contextmanager
def _listening() -> Iterator[tuple[socket.socket, Path]]:
    """Listen where only who knows the name can call; the name is then gone."""
    with tempfile.TemporaryDirectory(prefix="verifier-") as folder:
        Path(folder).chmod(0o711)
        path = Path(folder) / secrets.token_hex(8)
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
            listener.bind(str(path))
            path.chmod(0o666)
            listener.listen(1)
            yield listener, path


def _pidfd(control: socket.socket) -> int:
    """Open the process that called; -1 if it cannot be seen from here."""
    peer = control.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    pid = _PEER.unpack(peer)[0]
    try:
        return os.pidfd_open(pid) if pid else -1
    except OSError:
        return -1
