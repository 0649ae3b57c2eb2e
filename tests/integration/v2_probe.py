"""Programs that reach for each limit, run where cgroup v2 is; prints what happened.

`test_cgroup_v2` starts it as root on a machine of its own. There it starts
itself again in each kind of cgroup that a verifier may live in:

    machine     the root group, where processes and groups may live together
    service     a group that systemd would make for a service of root
    user        the same for a service of another user, handed over to him
    stranger    the same for another user, not handed over: he can limit nothing

Each prints a line of JSON, its facts under its name.

    v2_probe.py CACHE           all of them
    v2_probe.py CACHE PLACE     one of them, in the group we are in
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from sandboxes import (
    MIB,
    Box,
    Command,
    Limits,
    SandboxOptions,
    SandboxUnavailableError,
    known_languages,
)
from sandboxes.backends.nsjail import NsjailSandbox

_PLACES = ("machine", "service", "user", "stranger")
_ROOT = Path("/sys/fs/cgroup")

_OTHER_USER = 1234
_FILES_HANDED_OVER = ("cgroup.procs", "cgroup.threads", "cgroup.subtree_control")
_AS_OTHER_USER = (
    "setpriv",
    f"--reuid={_OTHER_USER}",
    f"--regid={_OTHER_USER}",
    "--clear-groups",
    # To read this project, which may lie in a home of root; no help with cgroups.
    "--inh-caps=-all,+dac_read_search",
    "--ambient-caps=-all,+dac_read_search",
)

_PLENTY = Limits(cpu_time_s=30, wall_time_s=60, memory_bytes=64 * MIB, processes=16)
_LITTLE_CPU = Limits(cpu_time_s=0.5, wall_time_s=60)
_SPIN = "(while :; do :; done)"
_PROGRAMS = {
    "hello": (
        "i=0; while [ $i -lt 100000 ]; do i=$((i + 1)); done; echo hello",
        _PLENTY,  # CPU time is counted there in steps of 0.01 s
    ),
    "spin": (_SPIN, _LITTLE_CPU),
    "children_spin": (f"{_SPIN} & {_SPIN} & sleep 1000", _LITTLE_CPU),
    "orphans_spin": (f"({_SPIN} & {_SPIN} &); exec sleep 1000", _LITTLE_CPU),
    "sleep": ("sleep 1000", Limits(wall_time_s=0.5)),
    "eat_memory": ("exec tail /dev/zero", _PLENTY),  # waits for the end of a line
    "child_eats_memory": ("tail /dev/zero; echo $?; exit 0", _PLENTY),
    "fill_scratch": (
        "head -c 200000000 /dev/zero > file",
        Limits(
            cpu_time_s=30,
            wall_time_s=60,
            memory_bytes=32 * MIB,
            scratch_bytes=256 * MIB,
        ),
    ),
    "count_processes": (
        "for i in 1 2 3 4 5 6 7 8 9; do sleep 1000 & echo $i; done",
        Limits(cpu_time_s=30, wall_time_s=60, processes=6),
    ),
    "fork_bomb": ("bomb() { bomb | bomb & }; bomb; exec sleep 1000", _LITTLE_CPU),
    "forked": ("print(open('/proc/self/cgroup').read())", _PLENTY),
    "forked_eats": ("x = []\nwhile True: x.append(b'x' * (1 << 20))", _PLENTY),
    "still_well": ("cat /proc/self/cgroup", _PLENTY),
}


def _command(name: str, program: str) -> Command:
    if not name.startswith("forked"):
        return Command(argv=("/bin/sh", "-c", program), env={"PATH": "/usr/bin:/bin"})
    python = known_languages().get("python")
    return Command(
        argv=("/usr/bin/python3", "main.py"),
        env=python.env,
        files={"main.py": program.encode()},
        zygote=python.zygote(program),
    )


def _run(box: Box, name: str, program: str, limits: Limits) -> dict[str, object]:
    command = _command(name, program)
    begin = time.monotonic()
    result = box.run(command, limits)
    return {
        "termination": result.termination,
        "exit_code": result.exit_code,
        "stdout": result.stdout[:1000].decode(),
        "cpu_time_s": result.cpu_time_s,
        "elapsed_s": time.monotonic() - begin,
        "peak_memory_bytes": result.peak_memory_bytes,
    }


def _probe(options: SandboxOptions) -> dict[str, object]:
    """Run every program in the group that this process is in."""
    facts: dict[str, object] = {"home": _own_group()}
    if os.fork() == 0:
        NsjailSandbox(options)
        os._exit(0)  # killed, as it were: nothing is closed
    os.wait()
    facts["groups_abandoned"] = _groups()
    sandbox = NsjailSandbox(options)
    facts["checks"] = {check.name: check.found for check in sandbox.examine()}
    try:
        with sandbox.open() as box:
            for name, (program, limits) in _PROGRAMS.items():
                facts[name] = _run(box, name, program, limits)
    except SandboxUnavailableError as error:
        facts["refusal"] = str(error)
    sandbox.close()
    facts["moved_to"] = _own_group()
    facts["groups_left"] = _groups()
    return facts


def _own_group() -> str:
    return Path("/proc/self/cgroup").read_text().strip()


def _groups() -> list[str]:
    return sorted(
        str(path.relative_to(_ROOT)) for path in _ROOT.rglob("*") if path.is_dir()
    )


def _way_into(place: str) -> list[str]:
    """Do the part of systemd; return what to put before a command to run there."""
    if place == "machine":
        return []
    group = _ROOT / place
    group.mkdir()
    if place == "user":
        for path in (group, *(group / name for name in _FILES_HANDED_OVER)):
            os.chown(path, _OTHER_USER, _OTHER_USER)
    enter = f'echo $$ > {group}/cgroup.procs && exec "$@"'
    other_user = () if place == "service" else _AS_OTHER_USER
    return ["/bin/sh", "-c", enter, "enter", *other_user]


def main(cache: str, place: str = "") -> None:
    """Probe one place, or all of them."""
    if place:
        facts = _probe(SandboxOptions(cache=Path(cache)))
        sys.stdout.write(json.dumps({place: facts}) + "\n")
        return
    (_ROOT / "cgroup.subtree_control").write_text("+memory +pids +cpu")
    for each in _PLACES:
        command = [*_way_into(each), sys.executable, __file__, cache, each]
        subprocess.run(command, check=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
