"""Starts one jail with our init in it."""

import contextlib
import os
import socket
import stat
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from nsjail import Exe, IdMap, MountPt, NsJailConfig, RLimitType
from nsjail.serializers.textproto import to_textproto

from sandboxes.ahead import PLACE
from sandboxes.backends.nsjail.wire import (
    Answer,
    Frame,
    put_payload,
    receive_answer,
    send_frame,
)
from sandboxes.databases import known_databases
from sandboxes.errors import BoxFailedError
from sandboxes.language import TOOLS
from sandboxes.languages import known_languages
from sandboxes.run import StoredFile

CANDIDATE_ID = 1000
"""User and group of runs, where more than one id can be mapped."""

_FIRST_OUTSIDE_ID = 0x60000000  # far from the ids of people and services
_START_TIMEOUT_S = 20.0
_ANSWER_TIMEOUT_S = 30.0

_USR = ("bin", "sbin", "lib", "lib32", "lib64", "libexec", "include", "share")
_ETC = (
    "alternatives",
    "ld.so.cache",
    "java-17-openjdk",
    "java-21-openjdk",
)
_IMAGE = ("usr", "bin", "sbin", "lib", "lib32", "lib64", "etc", "opt", "var/lib")
_DEVICES = ("null", "zero", "full", "random", "urandom")
_DEVICE_LINKS = (
    ("fd", "/proc/self/fd"),
    ("stdin", "/proc/self/fd/0"),
    ("stdout", "/proc/self/fd/1"),
    ("stderr", "/proc/self/fd/2"),
)
_PLACES = ("/box", "/tmp", "/var/tmp", "/dev/shm", "/scratch", "/store", "/verifier")  # noqa: S108 - in the box
_PASSWD = b"root:x:0:0::/:/bin/false\ncandidate:x:1000:1000::/box:/bin/sh\n"
_GROUP = b"root:x:0:\ncandidate:x:1000:\n"
_HOSTS = b"127.0.0.1 localhost\n"


def can_map_ids() -> bool:
    """Whether this process may give runs an id of their own."""
    return os.geteuid() == 0


def outside_id() -> int:
    """Pick an id of this machine for the init; the one above is the runs'.

    Boxes of one process share them, other processes have others.
    """
    if not can_map_ids():
        return os.geteuid()
    ranges = [
        (int(first), int(count))
        for first, _, count in (
            line.split() for line in Path("/proc/self/uid_map").read_text().splitlines()
        )
    ]
    top = max(first + count for first, count in ranges)
    first = _FIRST_OUTSIDE_ID if top > _FIRST_OUTSIDE_ID * 1.5 else top // 2
    return first + 2 * (os.getpid() % ((top - first) // 2 - 1))


def _shown(paths: Iterable[Path]) -> Iterator[MountPt]:
    """Show the machine's own programs read-only; what it lacks is left out."""
    for path in paths:
        if path.is_symlink():  # merged /usr, as Debian has it
            target = str(path.readlink())
            yield MountPt(src=target, dst=str(path), is_symlink=True)
        elif path.exists():
            yield MountPt(src=str(path), dst=str(path), is_bind=True, nosuid=True)


def _shown_for_databases() -> Iterator[MountPt]:
    for database in known_databases().by_any_name.values():
        for path, shown in database.shown().items():
            if can_show(shown):
                yield MountPt(src=str(shown), dst=path, is_bind=True, nosuid=True)


def _shown_for_languages() -> set[Path]:
    """Return what languages need beside `/usr`, each once."""
    languages = known_languages().by_any_name.values()
    return {Path(TOOLS), *(Path(path) for it in languages for path in it.shows)}


def can_show(path: Path) -> bool:
    """Whether nsjail reaches a file: inside its box it is nobody on this machine."""
    if not can_map_ids():
        return path.exists()
    return path.exists() and all(
        folder.stat().st_mode & stat.S_IXOTH for folder in path.parents
    )


def _of_machine() -> Iterator[MountPt]:
    """Show the machine's own programs, and little else of it."""
    yield from _shown(Path("/usr") / name for name in _USR)
    yield from _shown(Path("/") / name for name in ("bin", "lib", "lib32", "lib64"))
    yield from _shown(Path("/etc") / name for name in _ETC)
    yield from _shown(sorted(_shown_for_languages()))
    yield from _shown_for_databases()
    for name, content in (("passwd", _PASSWD), ("group", _GROUP), ("hosts", _HOSTS)):
        yield MountPt(src_content=content, dst=f"/etc/{name}")


def _of_image(root: Path) -> Iterator[MountPt]:
    """Show an image, and nothing of the machine."""
    for name in _IMAGE:
        path = root / name
        if path.is_symlink():
            target = str(path.readlink())
            yield MountPt(src=target, dst=f"/{name}", is_symlink=True)
        elif path.exists():
            yield MountPt(src=str(path), dst=f"/{name}", is_bind=True, nosuid=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What boxes show read-only.

    Attributes:
        root: The image that it holds; None: the machine's own programs.
        made_ahead: Directory of what was made ahead for builds.
    """

    root: Path | None = None
    made_ahead: Path | None = None


_MACHINE = Shown()


def _mounts(shown: Shown) -> Iterator[MountPt]:
    yield from _of_image(shown.root) if shown.root else _of_machine()
    if shown.made_ahead:
        made = str(shown.made_ahead)
        yield MountPt(src=made, dst=PLACE, is_bind=True, nosuid=True)
    for name in _DEVICES:
        yield MountPt(src=f"/dev/{name}", dst=f"/dev/{name}", is_bind=True, rw=True)
    for name, target in _DEVICE_LINKS:
        yield MountPt(src=target, dst=f"/dev/{name}", is_symlink=True)
    for place in _PLACES:  # the init mounts over them; until then nothing fits in
        yield MountPt(dst=place, fstype="tmpfs", options="size=4096,mode=0755")


def _config(init: Path, control_fd: int, log_fd: int, shown: Shown) -> NsJailConfig:
    outside = outside_id()
    maps = [IdMap(inside_id="0", outside_id=str(outside))]
    candidate = 0
    if can_map_ids():
        maps.append(IdMap(inside_id=str(CANDIDATE_ID), outside_id=str(outside + 1)))
        candidate = CANDIDATE_ID
    return NsJailConfig(
        hostname="box",
        time_limit=0,
        nice_level=0,
        log_fd=log_fd,
        keep_caps=True,
        pass_fd=[control_fd],
        disable_rl=True,
        rlimit_core=0,
        rlimit_core_type=RLimitType.VALUE,
        uidmap=maps,
        gidmap=maps,
        mount_proc=True,
        mount=list(_mounts(shown)),
        iface_no_lo=True,
        exec_bin=Exe(
            path=str(init),
            arg=[str(control_fd), str(candidate)],
            arg0="init",
            exec_fd=True,
        ),
    )


class Jail:
    """One running jail.

    Attributes:
        control: Our end of the init's control socket.
        runs: How many runs it has served.
    """

    def __init__(
        self,
        nsjail: Path,
        init: Path,
        programs: Mapping[str, StoredFile],
        shown: Shown = _MACHINE,
    ) -> None:
        """Start it and wait until its init answers.

        Args:
            nsjail: The program.
            init: The program that is pid 1.
            programs: What of ours it shows below `/verifier`.
            shown: What else it shows.

        Raises:
            BoxFailedError: It does not start.
        """
        self.runs = 0
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        log_fd = os.memfd_create("nsjail-log")
        config_fd = os.memfd_create("nsjail-config", 0)
        try:
            config = to_textproto(_config(init, theirs.fileno(), log_fd, shown))
            os.write(config_fd, config.encode())
            self._process = subprocess.Popen(
                [nsjail, "--config", f"/proc/self/fd/{config_fd}"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=log_fd,
                pass_fds=(theirs.fileno(), log_fd, config_fd),
                env={},
                cwd="/",
            )
            theirs.close()
            self._prefer_for_oom()
            self.control.settimeout(_START_TIMEOUT_S)
            kind, _ = receive_answer(self.control)
            self.control.settimeout(_ANSWER_TIMEOUT_S)
            if kind is not Answer.READY:
                self._fail(log_fd, f"init said {kind.name}")
            send_frame(self.control, Frame.INSTALL, put_payload(programs))
            receive_answer(self.control)
        except OSError as error:
            self._fail(log_fd, str(error))
        finally:
            os.close(log_fd)
            os.close(config_fd)
            theirs.close()

    def _prefer_for_oom(self) -> None:
        """When the whole machine runs out of memory, boxes go before services."""
        with contextlib.suppress(OSError):
            Path(f"/proc/{self._process.pid}/oom_score_adj").write_text("800")

    def _fail(self, log_fd: int, reason: str) -> None:
        self.close()
        log = os.pread(log_fd, 16384, 0).decode(errors="replace")
        lines = [
            line for line in log.splitlines() if "no version information" not in line
        ]
        last = " | ".join(lines[-4:])
        msg = f"the box did not start: {reason}; nsjail: {last}"
        raise BoxFailedError(msg)

    @property
    def is_alive(self) -> bool:
        """Whether it runs; the kernel may have ended it for want of memory."""
        return self._process.poll() is None

    def interrupt(self) -> None:
        """End it from another thread: its init leaves when the socket closes."""
        with contextlib.suppress(OSError):
            self.control.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """End it and everything in it, and wait for that."""
        self.interrupt()
        self.control.close()
        process = getattr(self, "_process", None)
        if process is None:
            return
        try:
            process.wait(timeout=1.0)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
