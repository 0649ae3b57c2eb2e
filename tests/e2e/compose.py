"""Brings up what `compose.yaml` describes, where there is no Compose 2.

No registry of ours has that, nor the base image of the Dockerfile. So each service is
started by `docker run` with what the file says of it, in an image of this machine's own
programs; whatever the file says beyond what is known here is an error.
"""

import contextlib
import io
import json
import re
import shlex
import subprocess
import sys
import tarfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
_HEALTHY_WITHIN_S = 120
_ENTRY = [sys.executable, "-c", "from verifier.cli import main; main()"]
_SHOWN = ("/usr", "/opt/verifier", "/etc/alternatives", "/etc/ld.so.cache")
_MERGED = ("bin", "sbin", "lib", "lib64")
_OWNED = ("var/cache/verifier", "var/lib/verifier", "data")
_IGNORED = {"build", "restart", "stop_grace_period", "healthcheck", "depends_on"}
_KNOWN = {
    *("image", "environment", "secrets", "networks", "read_only", "tmpfs", "user"),
    *("cap_drop", "security_opt", "ports", "volumes", "command", "entrypoint"),
}
_VARIABLE = re.compile(r"\$\{(\w+):-([^}]*)\}")


def _filled(value: Any, variables: Mapping[str, str]) -> Any:
    """Put in variables, or their defaults, as Compose does."""
    if isinstance(value, dict):
        return {key: _filled(it, variables) for key, it in value.items()}
    if isinstance(value, list):
        return [_filled(it, variables) for it in value]
    if not isinstance(value, str):
        return value
    filled = _VARIABLE.sub(lambda it: variables.get(it[1], it[2]), value)
    return filled.replace("$$", "$")


class Compose:
    """The services of the file, as containers.

    Args:
        host: The engine.
        folder: Holds `secrets/`.
        variables: Values of the file's variables.
    """

    def __init__(self, host: str, folder: Path, variables: Mapping[str, str]) -> None:
        text = (ROOT / "compose.yaml").read_text()
        self._file: dict[str, Any] = _filled(yaml.safe_load(text), variables)
        self._host, self._folder = host, folder
        self._name = f"compose-{uuid.uuid4().hex[:8]}"
        self._containers: dict[str, str] = {}

    def docker(self, *arguments: str, stdin: bytes = b"") -> str:
        """Run a docker command; return what it says.

        Raises:
            RuntimeError: It fails.
        """
        command = ["docker", "--host", self._host, *arguments]
        done = subprocess.run(command, input=stdin, capture_output=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="replace").strip()

    @contextlib.contextmanager
    def up(self) -> Iterator[None]:
        """Make networks, and start every service after those that it waits for."""
        try:
            changes = [f"--change=ENV {it}" for it in _environment()]
            self.docker("import", *changes, "-", self._name, stdin=_image())
            for name, network in self._file["networks"].items():
                kind = ["--internal"] if (network or {}).get("internal") else []
                self.docker("network", "create", *kind, f"{self._name}-{name}")
            for name in ("redis", "worker", "api"):
                self._start(name, self._file["services"][name])
                if name == "redis":
                    self._await_health(name)
            yield
        finally:
            self._down()

    def inspect(self, service: str) -> dict[str, Any]:
        """Return what the engine knows of a service's container."""
        found = json.loads(self.docker("inspect", self._containers[service]))
        answer: dict[str, Any] = found[0]
        return answer

    def logs(self, service: str) -> str:
        """Return what a service has said."""
        return self.docker("logs", self._containers[service])

    def run(self, service: str, *command: str) -> str:
        """Run a command in the container of a service."""
        return self.docker("exec", self._containers[service], *command)

    def _start(self, name: str, service: dict[str, Any]) -> None:
        options, command = self._options(name, service)
        self._containers[name] = self.docker("create", *options, self._name, *command)
        for network in service["networks"][1:]:
            self.docker(
                "network", "connect", f"{self._name}-{network}", self._containers[name]
            )
        self.docker("start", self._containers[name])

    def _options(
        self, name: str, service: dict[str, Any]
    ) -> tuple[list[str], Sequence[str]]:
        unknown = service.keys() - _KNOWN - _IGNORED
        assert not unknown, f"compose.yaml says {unknown} of {name}: teach it to this"
        entry = service.get("entrypoint", _ENTRY)
        options = [
            f"--network-alias={name}",
            f"--network={self._name}-{service['networks'][0]}",
            f"--entrypoint={entry[0]}",
            f"--user={service['user']}",
            *(
                f"--env={it}={text}"
                for it, text in service.get("environment", {}).items()
            ),
        ]
        options += ["--read-only"] if service["read_only"] else []
        lists = {
            "volume": [*map(self._secret, service["secrets"])]
            + [*map(self._volume, service["volumes"])]
            + [f"{it}:{it}:ro" for it in (*_SHOWN, str(ROOT), sys.base_prefix)],
            "security-opt": [*map(_absolute, service["security_opt"])],
            "cap-drop": service["cap_drop"],
            "tmpfs": service.get("tmpfs", []),
            "publish": service.get("ports", []),
        }
        options += [f"--{key}={it}" for key, values in lists.items() for it in values]
        return options, [*entry[1:], *service.get("command", [])]

    def _secret(self, name: str) -> str:
        file = self._file["secrets"][name]["file"].removeprefix("./")
        return f"{self._folder / file}:/run/secrets/{name}:ro"

    def _volume(self, volume: str) -> str:
        source, colon, rest = volume.partition(":")
        if source.startswith("./"):
            return f"{ROOT / source}:{rest}"
        return f"{self._name}-{source}:{rest}" if colon else volume

    def _await_health(self, name: str) -> None:
        test = self._file["services"][name]["healthcheck"]["test"]
        assert test[0] == "CMD-SHELL"
        deadline = time.monotonic() + _HEALTHY_WITHIN_S
        while time.monotonic() < deadline:
            with contextlib.suppress(RuntimeError):
                self.run(name, "/bin/sh", "-c", test[1])
                return
            time.sleep(0.2)
        raise TimeoutError(self.logs(name))

    def _down(self) -> None:
        for container in self._containers.values():
            self.docker("rm", "--force", "--volumes", container)
        for name in self._file["networks"]:
            with contextlib.suppress(RuntimeError):
                self.docker("network", "rm", f"{self._name}-{name}")
        for name in self._file["volumes"]:
            with contextlib.suppress(RuntimeError):
                self.docker("volume", "rm", f"{self._name}-{name}")
        self.docker("rmi", "--force", self._name)


def _absolute(option: str) -> str:
    """Compose reads a profile beside its file; docker run from where it is started."""
    name, colon, path = option.partition(":")
    if name == "seccomp" and colon:
        return f"seccomp={ROOT / path}"
    return option


def _environment() -> list[str]:
    """Return what the Dockerfile sets."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    (line,) = (it for it in text.splitlines() if it.startswith("ENV "))
    return shlex.split(line.removeprefix("ENV "))


def _image() -> bytes:
    """Return a root in which the machine's programs can be shown, as a tar archive."""
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as tar:
        for name in ("tmp", "etc", "run", "var", "var/cache", "var/lib", *_OWNED):
            folder = tarfile.TarInfo(name)
            folder.type, folder.mode = tarfile.DIRTYPE, 0o755
            if name == "tmp":  # what is mounted there takes its mode
                folder.mode = 0o1777
            if name in _OWNED:
                folder.uid = folder.gid = 999 if name == "data" else 1000
            tar.addfile(folder)
        for name in _MERGED:
            link = tarfile.TarInfo(name)
            link.type, link.linkname = tarfile.SYMTYPE, f"usr/{name}"
            tar.addfile(link)
        users = b"root:x:0:0::/:/bin/sh\nredis:x:999:999::/data:/bin/sh\n"
        users += b"verifier:x:1000:1000::/var/lib/verifier:/bin/sh\n"
        file = tarfile.TarInfo("etc/passwd")
        file.size = len(users)
        tar.addfile(file, io.BytesIO(users))
    return made.getvalue()
