"""Finds where this process may make cgroups, and removes what dead ones left."""

import contextlib
import itertools
import os
import re
from collections.abc import Mapping
from pathlib import Path

from sandboxes.backends.jails.cgroups import (
    Hierarchy,
    HierarchyV1,
    HierarchyV2,
    pass_on_controllers,
)

_LEAF = "verifier-main"
_OWNER = re.compile(r"(\d+)-(\d+)-(\d+)")
_OWN_NAME = re.compile(r"verifier-(\d+-\d+-\d+)-\d+")
_OWN_NUMBERS = itertools.count()  # a process may have several sandboxes
_CONTROLLERS_V1 = ("memory", "pids", "cpuacct")
_CONTROLLERS_V2 = ("memory", "pids")  # CPU time is counted without one
_MOVE_TRIES = 5


class NoCgroupsError(Exception):
    """No cgroup can be made here; says why, and how to change that."""


def find_hierarchy(
    root: Path = Path("/sys/fs/cgroup"), proc: Path = Path("/proc/self")
) -> Hierarchy:
    """Find the hierarchy that counts and limits runs on this machine.

    Args:
        root: Where cgroups are mounted.
        proc: This process, as the kernel describes it.

    Raises:
        NoCgroupsError: There is none that we may use.
    """
    own = _own_groups(proc)
    try:
        if (root / "cgroup.controllers").exists():
            return HierarchyV2(_base_v2(root, own.get("", "/")) / _own_name())
        bases = {name: _base_v1(root, own, name) for name in _CONTROLLERS_V1}
        group = _own_name()
        return HierarchyV1({name: base / group for name, base in bases.items()})
    except OSError as error:
        msg = (
            f"cannot make cgroups below {root}: {error}; run as root, or delegate "
            "a cgroup to this user (systemd: Delegate=yes); in a container, mount "
            f"{root} writable"
        )
        raise NoCgroupsError(msg) from error


def _own_groups(proc: Path) -> Mapping[str, str]:
    """Path of this process's cgroup by controller; `""` stands for v2."""
    own: dict[str, str] = {}
    for line in (proc / "cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        for controller in controllers.split(","):
            own[controller] = path
    return own


def _base_v1(root: Path, own: Mapping[str, str], controller: str) -> Path:
    mount = root / controller
    if not mount.is_dir():
        msg = f"the {controller} controller of cgroup v1 is not mounted at {mount}"
        raise NoCgroupsError(msg)
    base = mount / own.get(controller, "/").lstrip("/")
    if not base.is_dir():  # a container sees its own group as the mount's root
        base = mount
    _sweep(base)
    return base


def _base_v2(root: Path, own: str) -> Path:
    base = root / own.lstrip("/")
    if not base.is_dir():  # a container sees its own group as the mount's root
        base = root
    if base.name == _LEAF:
        base = base.parent
    missing = set(_CONTROLLERS_V2).difference(
        (base / "cgroup.controllers").read_text().split()
    )
    if missing:
        msg = (
            f"cgroup {base} lacks {', '.join(sorted(missing))}: its parent must "
            "pass them on (systemd: Delegate=yes)"
        )
        raise NoCgroupsError(msg)
    if (base / "cgroup.type").exists():  # only the machine's root has none
        _empty(base)
    _sweep(base)
    pass_on_controllers(base)
    return base


def _empty(base: Path) -> None:
    """Move a group's processes into a leaf: else it passes no controllers on."""
    leaf = base / _LEAF
    leaf.mkdir(exist_ok=True)
    for _ in range(_MOVE_TRIES):  # they may fork meanwhile
        pids = (base / "cgroup.procs").read_text().split()
        for pid in pids:
            with contextlib.suppress(ProcessLookupError):
                (leaf / "cgroup.procs").write_text(pid)
        if not pids:
            break


def owner() -> str:
    """Name this process, so that what it leaves behind can be told when it is dead."""
    pid = os.getpid()
    return f"{_pid_namespace()}-{pid}-{_start_time(pid)}"


def is_dead(name: str) -> bool:
    """Whether the process of that name is known to be dead."""
    match = _OWNER.fullmatch(name)
    if not match or int(match[1]) != _pid_namespace():
        return False  # it may live where we cannot see it
    return _start_time(int(match[2])) != int(match[3])


def _own_name() -> str:
    return f"verifier-{owner()}-{next(_OWN_NUMBERS)}"


def _pid_namespace() -> int:
    return Path("/proc/self/ns/pid").stat().st_ino


def _start_time(pid: int) -> int:
    """Clock ticks from boot to the start of a process; 0 if there is none."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return int(stat.rpartition(")")[2].split()[19])


def _sweep(base: Path) -> None:
    """Remove the groups of verifiers that were killed."""
    for folder in base.glob("verifier-*-*-*-*"):
        match = _OWN_NAME.fullmatch(folder.name)
        if not match or not is_dead(match[1]):
            continue
        for group in (*folder.glob("run-*"), folder):
            with contextlib.suppress(OSError):
                group.rmdir()
