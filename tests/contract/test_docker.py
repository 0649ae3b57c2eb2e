"""What the docker backend promises beside what all do: its walls, its refusals."""

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import docker
import pytest
from typer.testing import CliRunner

from sandboxes import (
    Command,
    Limits,
    Sandbox,
    SandboxOptions,
    SandboxUnavailableError,
    known_backends,
)
from sandboxes.backends.docker.engine import OWNER_LABEL, Engine
from sandboxes.backends.jails.trees import owner
from verifier.cli import app

pytestmark = pytest.mark.sandbox

BACKEND = known_backends().get("docker")
DIES = """
import os, sys
from pathlib import Path
from sandboxes import Command, Limits, SandboxOptions, known_backends
options = SandboxOptions(cache=Path(sys.argv[1]), docker_host=sys.argv[2])
sandbox = known_backends().get("docker")(options)
with sandbox.open() as box:
    print(box.run(Command(argv=("/bin/echo", "well")), Limits()).stdout, flush=True)
    os.kill(os.getpid(), 9)
"""


@pytest.fixture
def options(docker_host: str, tmp_path: Path) -> SandboxOptions:
    return SandboxOptions(cache=tmp_path, docker_host=docker_host)


@pytest.fixture
def in_docker(options: SandboxOptions) -> Iterator[Sandbox]:
    made = BACKEND(options)
    yield made
    made.close()


class Containers:
    """The engine's containers of boxes, but for those of tests that still run."""

    def __init__(self, host: str) -> None:
        self.api = docker.APIClient(base_url=host)
        self._of_others = {it["Id"] for it in self._listed(OWNER_LABEL)}

    def _listed(self, label: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.api.containers(
            all=True, filters={"label": label}
        )
        return found

    def of(self, label: str) -> list[dict[str, Any]]:
        """Return those with a label, ended ones, too."""
        ids = {it["Id"] for it in self._listed(label)} - self._of_others
        return [self.api.inspect_container(it) for it in ids]

    def own(self) -> list[dict[str, Any]]:
        """Return those of this process."""
        return self.of(f"{OWNER_LABEL}={owner()}")


@pytest.fixture
def containers(docker_host: str) -> Iterator[Containers]:
    found = Containers(docker_host)
    yield found
    found.api.close()


def refusal(options: SandboxOptions) -> str:
    """Return why no box opens."""
    made = BACKEND(options)
    with pytest.raises(SandboxUnavailableError) as caught, made.open():
        pass
    (engine, *_) = made.examine()
    made.close()
    assert not engine.ok
    assert engine.found == str(caught.value)
    return str(caught.value)


def test_container_has_no_rights_that_its_init_does_not_need(
    in_docker: Sandbox, containers: Containers
) -> None:
    with in_docker.open():
        (container,) = containers.own()

    settings = container["HostConfig"]
    assert settings["NetworkMode"] == "none"
    assert settings["ReadonlyRootfs"]
    assert not settings["Privileged"]
    assert settings["CapDrop"] == ["ALL"]
    assert set(settings["CapAdd"]) == {"SETUID", "SETGID"}
    assert "no-new-privileges:true" in settings["SecurityOpt"]
    assert settings["Runtime"] == "runc"
    assert settings["AutoRemove"]
    assert not [it for it in container["Mounts"] if it["RW"]]
    assert container["Config"]["Env"] in ([], None) or not [
        it for it in container["Config"]["Env"] if not it.startswith("PATH=")
    ]


def test_init_is_nobody_on_this_machine(
    in_docker: Sandbox, containers: Containers
) -> None:
    with in_docker.open():
        (container,) = containers.own()
        status = Path(f"/proc/{container['State']['Pid']}/status").read_text()
        spaces = [
            Path(f"/proc/{pid}/ns/user").readlink()
            for pid in (container["State"]["Pid"], "self")
        ]

    (ids,) = (line.split()[1:] for line in status.splitlines() if line[:4] == "Uid:")
    assert len(set(ids)) == 1
    assert int(ids[0]) >= 0x60000000
    assert spaces[0] != spaces[1]


def test_box_shows_nothing_of_the_container_or_its_socket(in_docker: Sandbox) -> None:
    look = (
        "ls /.verifier /sys /etc/resolv.conf /etc/hostname /.dockerenv /dev/pts "
        "2>/dev/null; ls /; cut -d' ' -f 5 /proc/self/mountinfo"
    )
    with in_docker.open() as box:
        run = box.run(
            Command(argv=("/bin/sh", "-c", look), env={"PATH": "/usr/bin:/bin"}),
            Limits(),
        )

    shown = run.stdout.decode().split()
    assert "box" in shown
    assert not {".verifier", "sys", ".dockerenv"} & set(shown)
    assert not [it for it in shown if it.startswith(("/.verifier", "/sys", "/etc/re"))]


def test_engine_that_is_not_there_is_told(options: SandboxOptions) -> None:
    nowhere = replace(options, docker_host="unix:///nowhere/docker.sock")

    assert "no Docker engine answers at unix:///nowhere" in refusal(nowhere)


def test_doctor_tells_of_an_engine_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VERIFIER_SANDBOX", "docker")
    monkeypatch.setenv("VERIFIER_DOCKER_HOST", "unix:///nowhere/docker.sock")
    monkeypatch.setenv("VERIFIER_CACHE_DIR", str(tmp_path))

    result = CliRunner().invoke(app, ["doctor", "--json"])

    assert result.exit_code == 1, result.output
    checks = {it["name"]: it for it in json.loads(result.stdout)["checks"]}
    assert not checks["docker engine"]["ok"]
    for name in ("docker engine", "docker", "python", "sqlite"):
        assert "no Docker engine answers at unix:///nowhere" in checks[name]["found"]


def test_runtime_that_is_not_there_is_refused_and_none_taken_in_its_place(
    options: SandboxOptions, containers: Containers
) -> None:
    words = refusal(replace(options, docker_runtime="hard-shell"))

    assert "no runtime 'hard-shell'; it has " in words
    assert "runc" in words
    assert "VERIFIER_DOCKER_RUNTIME" in words
    assert not containers.own()


def test_runtime_is_the_one_that_was_asked_for(
    options: SandboxOptions, containers: Containers
) -> None:
    second = BACKEND(replace(options, docker_runtime="second"))
    with second.open() as box:
        (container,) = containers.own()
        assert box.run(Command(argv=("/bin/true",)), Limits()).succeeded
    second.close()

    assert container["HostConfig"]["Runtime"] == "second"


def test_runtime_in_which_no_box_can_be_made_is_refused(
    options: SandboxOptions, containers: Containers
) -> None:
    if not Path("/usr/bin/runsc").exists():
        pytest.skip("there is no gVisor; on Debian: apt-get install runsc")
    made = BACKEND(replace(options, docker_runtime="runsc"))
    with pytest.raises(SandboxUnavailableError, match="with runtime 'runsc'"):
        made.open().__enter__()
    assert not all(check.ok for check in made.examine())
    made.close()

    assert not containers.own()


def test_container_of_a_slot_that_was_killed_is_removed(
    options: SandboxOptions, containers: Containers
) -> None:
    slot = subprocess.run(
        [sys.executable, "-c", DIES, str(options.cache), options.docker_host],
        capture_output=True,
        check=False,
    )

    assert slot.returncode == -9, slot.stderr
    assert slot.stdout == b"b'well\\n'\n"
    for _ in range(200):
        if not containers.of(OWNER_LABEL):
            return
        time.sleep(0.1)
    pytest.fail("its container is still there")


def test_next_slot_removes_what_a_dead_one_left(
    options: SandboxOptions, in_docker: Sandbox, containers: Containers
) -> None:
    namespace, pid, start = owner().split("-")
    owners = {
        "dead": f"{namespace}-{pid}-{int(start) - 1}",
        "elsewhere": f"{int(namespace) + 1}-{pid}-{start}",
        "odd": "whoever",
    }
    engine = Engine(options.docker_host)
    image = engine.empty_image()
    made = {
        name: containers.api.create_container(image, "/x", labels={OWNER_LABEL: label})[
            "Id"
        ]
        for name, label in owners.items()
    }

    with in_docker.open():
        found = {it["Id"] for it in containers.api.containers(all=True)}
        own = containers.own()

    assert made["dead"] not in found
    assert {made["elsewhere"], made["odd"]} <= found
    assert len(own) == 1
    for name in ("elsewhere", "odd"):
        engine.remove(made[name])
    engine.close()
