"""Where cgroups are made, on trees of plain files.

Plain files have no kernel behind them: a directory made here stays empty, and
what is written to `cgroup.procs` moves nobody.
"""

import os
from collections.abc import Mapping
from pathlib import Path

import pytest

from sandboxes.backends.jails.trees import NoCgroupsError, find_hierarchy

_V1_MOUNTS = ("memory", "pids", "cpuacct")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The place where cgroups are mounted."""
    root = tmp_path / "cgroup"
    root.mkdir()
    return root


def make_proc(tmp_path: Path, *lines: str) -> Path:
    """Make what the kernel tells of a process in these cgroups."""
    proc = tmp_path / "proc"
    proc.mkdir()
    (proc / "cgroup").write_text("".join(f"{line}\n" for line in lines))
    return proc


def make_v1(root: Path, group: str) -> None:
    """Make the trees of v1, with a group of that path in each."""
    for controller in _V1_MOUNTS:
        (root / controller / group).mkdir(parents=True)


def make_v2(
    group: Path, *, is_root: bool = False, changes: Mapping[str, str] | None = None
) -> None:
    """Make a group of v2 with the files that a kernel would show in it."""
    files = {
        "cgroup.controllers": "cpu io memory pids\n",
        "cgroup.procs": "",
        "cgroup.subtree_control": "",
    }
    if not is_root:
        files["cgroup.type"] = "domain\n"
    group.mkdir(exist_ok=True)
    for name, text in (files | dict(changes or {})).items():
        (group / name).write_text(text)


def group_names(base: Path) -> list[str]:
    """Return the names of the groups that verifiers made below `base`."""
    return sorted(path.name for path in base.glob("verifier-[0-9]*"))


def start_time(pid: int) -> str:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]


def pid_namespace() -> int:
    return Path("/proc/self/ns/pid").stat().st_ino


def test_v1_groups_are_made_in_our_own(root: Path, tmp_path: Path) -> None:
    make_v1(root, "service/a")
    proc = make_proc(
        tmp_path, "3:cpu,cpuacct:/service/a", "2:pids:/service/a", "1:memory:/service/a"
    )

    hierarchy = find_hierarchy(root, proc)

    assert hierarchy.version == 1
    for controller in _V1_MOUNTS:
        assert len(group_names(root / controller / "service" / "a")) == 1
        assert group_names(root / controller) == []


def test_v1_container_that_cannot_see_its_own_group_uses_the_mount(
    root: Path, tmp_path: Path
) -> None:
    make_v1(root, "")
    proc = make_proc(tmp_path, *(f"1:{name}:/docker/abc" for name in _V1_MOUNTS))

    find_hierarchy(root, proc)

    for controller in _V1_MOUNTS:
        assert len(group_names(root / controller)) == 1


def test_v1_without_a_controller_is_refused_by_name(root: Path, tmp_path: Path) -> None:
    (root / "memory").mkdir()
    (root / "cpuacct").mkdir()

    with pytest.raises(NoCgroupsError, match="pids controller of cgroup v1 is not"):
        find_hierarchy(root, make_proc(tmp_path, "1:memory:/"))


def test_v2_root_group_keeps_its_processes(root: Path, tmp_path: Path) -> None:
    make_v2(root, is_root=True, changes={"cgroup.procs": "41\n"})

    hierarchy = find_hierarchy(root, make_proc(tmp_path, "0::/"))

    assert hierarchy.version == 2
    assert len(group_names(root)) == 1
    assert not (root / "verifier-main").exists()


def test_v2_processes_of_our_group_are_moved_into_a_leaf(
    root: Path, tmp_path: Path
) -> None:
    make_v2(root, is_root=True)
    make_v2(root / "service", changes={"cgroup.procs": "41\n"})

    find_hierarchy(root, make_proc(tmp_path, "0::/service"))

    assert (root / "service/verifier-main/cgroup.procs").read_text() == "41"
    assert "cpu" in (root / "service/cgroup.subtree_control").read_text()
    assert len(group_names(root / "service")) == 1


def test_v2_leaf_is_known_again(root: Path, tmp_path: Path) -> None:
    make_v2(root, is_root=True)
    make_v2(root / "service")
    make_v2(root / "service/verifier-main", changes={"cgroup.procs": "41\n"})

    find_hierarchy(root, make_proc(tmp_path, "0::/service/verifier-main"))

    assert len(group_names(root / "service")) == 1
    assert not (root / "service/verifier-main/verifier-main").exists()


@pytest.mark.parametrize("own", ["/docker/abc", "/../abc"], ids=["host", "outside"])
def test_v2_container_that_cannot_see_its_own_group_uses_the_mount(
    root: Path, tmp_path: Path, own: str
) -> None:
    make_v2(root, changes={"cgroup.procs": "1\n"})

    find_hierarchy(root, make_proc(tmp_path, f"0::{own}"))

    assert (root / "verifier-main/cgroup.procs").read_text() == "1"
    assert len(group_names(root)) == 1


def test_v2_group_that_gets_no_controllers_is_refused_by_name(
    root: Path, tmp_path: Path
) -> None:
    make_v2(root, is_root=True)
    make_v2(
        root / "service",
        changes={"cgroup.controllers": "pids\n", "cgroup.procs": "41\n"},
    )

    with pytest.raises(NoCgroupsError, match=r"lacks memory: .*Delegate=yes"):
        find_hierarchy(root, make_proc(tmp_path, "0::/service"))

    assert not (root / "service/verifier-main").exists()


@pytest.mark.parametrize("changes", [{}, {"cgroup.controllers": ""}])
def test_nothing_usable_is_told_with_a_way_out(
    root: Path, tmp_path: Path, changes: Mapping[str, str]
) -> None:
    for name, text in changes.items():
        (root / name).write_text(text)

    with pytest.raises(NoCgroupsError) as caught:
        find_hierarchy(root, make_proc(tmp_path, "0::/"))

    assert str(root) in str(caught.value)


def test_system_error_is_told_with_a_way_out(root: Path, tmp_path: Path) -> None:
    make_v2(root)
    (root / "verifier-main").write_text("in the way")

    with pytest.raises(NoCgroupsError, match=r"File exists.*in a container, mount"):
        find_hierarchy(root, make_proc(tmp_path, "0::/"))


def test_sandboxes_of_one_process_have_groups_of_their_own(
    root: Path, tmp_path: Path
) -> None:
    make_v2(root, is_root=True)
    proc = make_proc(tmp_path, "0::/")

    find_hierarchy(root, proc)
    find_hierarchy(root, proc)

    assert len(group_names(root)) == 2


def test_groups_of_dead_verifiers_are_swept(root: Path, tmp_path: Path) -> None:
    make_v2(root, is_root=True)
    pid = os.getpid()
    dead = f"verifier-{pid_namespace()}-{pid}-{int(start_time(pid)) + 1}-0"
    (root / dead / "run-7").mkdir(parents=True)

    find_hierarchy(root, make_proc(tmp_path, "0::/"))

    assert dead not in group_names(root)


def test_groups_of_the_living_and_of_others_are_left_alone(
    root: Path, tmp_path: Path
) -> None:
    make_v2(root, is_root=True)
    pid = os.getpid()
    kept = [
        f"verifier-{pid_namespace()}-{pid}-{start_time(pid)}-999",
        f"verifier-{pid_namespace() + 1}-{pid}-1-0",  # we cannot see that process
        "verifier-1-2-3-somebody-else",
    ]
    for name in kept:
        (root / name / "run-7").mkdir(parents=True)

    find_hierarchy(root, make_proc(tmp_path, "0::/"))

    assert set(kept) < set(group_names(root))
