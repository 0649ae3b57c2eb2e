"""What is asked of a Docker engine."""

import contextlib
import io
import socket
import tarfile
import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import docker
from docker.errors import APIError, DockerException
from requests.exceptions import RequestException

from sandboxes.backends.jails.trees import is_dead, owner
from sandboxes.errors import BoxFailedError, SandboxUnavailableError
from sandboxes.images import DOCKER_LABEL

BACKEND = "docker"
OWNER_LABEL = "verifier.owner"
"""Label of a container that holds the name of the process that wants it."""
_EMPTY = "verifier-empty"
_TIMEOUT_S = 60
_GONE_WITHIN_S = 10.0
_MOST_ENDING = 64


class Engine:
    """A Docker engine of this machine.

    Args:
        host: Where it listens, as in `DOCKER_HOST`.

    Raises:
        SandboxUnavailableError: It does not answer.
    """

    def __init__(self, host: str) -> None:
        try:
            _knock(host)
            self._api = docker.APIClient(
                base_url=host, version="auto", timeout=_TIMEOUT_S
            )
            # It would keep a connection for each URL, and every container has its own.
            self._api.headers["Connection"] = "close"
            self.about: Mapping[str, Any] = self._api.info()
        except (DockerException, RequestException, OSError) as error:
            reason = f"no Docker engine answers at {host}: {error}"
            msg = f"{reason}; start dockerd, or set VERIFIER_DOCKER_HOST"
            raise SandboxUnavailableError(BACKEND, msg) from error
        self._started: set[str] = set()
        self._ending: deque[str] = deque(maxlen=_MOST_ENDING)

    def require_runtime(self, name: str) -> None:
        """See that it has a runtime.

        Raises:
            SandboxUnavailableError: It has none of that name.
        """
        known = sorted(self.about.get("Runtimes") or {})
        if name not in known:
            msg = (
                f"the engine has no runtime {name!r}; it has {', '.join(known)}: "
                "install it and name it under `runtimes` in the engine's daemon.json, "
                "or set VERIFIER_DOCKER_RUNTIME"
            )
            raise SandboxUnavailableError(BACKEND, msg)

    def start(
        self,
        image: str,
        command: Sequence[str],
        settings: Mapping[str, Any],
        mounts: Mapping[str, str],
    ) -> str:
        """Create a container and start it; it is removed when it ends.

        Args:
            image: Id or name of what it holds.
            command: Its command.
            settings: `HostConfig` of Docker's API, without its mounts.
            mounts: What is shown read-only, by its path in the container.

        Returns:
            Its id.

        Raises:
            BoxFailedError: The engine refuses.
        """
        binds = [
            {"Type": "bind", "Source": source, "Target": target, "ReadOnly": True}
            for target, source in mounts.items()
        ]
        with _failures():
            made = self._api.create_container_from_config(
                {
                    "Image": image,
                    "Entrypoint": [command[0]],
                    "Cmd": list(command[1:]),
                    "Env": [],
                    "User": "0:0",
                    "Hostname": "box",
                    "WorkingDir": "/",
                    "NetworkDisabled": True,
                    "Labels": {OWNER_LABEL: owner()},
                    "HostConfig": {**settings, "Mounts": binds, "AutoRemove": True},
                }
            )
            container: str = made["Id"]
            self._started.add(container)
            try:
                self._api.start(container)
            except BaseException:
                self.remove(container)
                raise
        return container

    def is_running(self, container: str) -> bool:
        """Whether a container has been started, and has not ended."""
        return bool(self._listed(container, all=False))

    def _listed(self, container: str, *, all: bool) -> list[Any]:  # noqa: A002 - its name there
        with contextlib.suppress(DockerException, RequestException):
            found: list[Any] = self._api.containers(all=all, filters={"id": container})
            return found
        return []

    def remove(self, container: str) -> None:
        """End a container and remove it; one that is gone is no error."""
        self._started.discard(container)
        with contextlib.suppress(DockerException, RequestException):
            self._api.remove_container(container, force=True, v=True)

    def leave(self, container: str) -> None:
        """Leave a container that has ended to the engine, which removes it."""
        self._started.discard(container)
        self._ending.append(container)

    def sweep(self) -> int:
        """Remove the containers of verifiers that are dead; return how many."""
        count = 0
        with _failures():
            found = self._api.containers(all=True, filters={"label": OWNER_LABEL})
        for container in found:
            if is_dead(container["Labels"][OWNER_LABEL]):
                self.remove(container["Id"])
                count += 1
        return count

    def images(self) -> list[dict[str, Any]]:
        """Return the images that were made of ours, as Docker lists them.

        Raises:
            BoxFailedError: The engine fails.
        """
        with _failures():
            found: list[dict[str, Any]] = self._api.images(
                filters={"label": DOCKER_LABEL}
            )
        return found

    def empty_image(self) -> str:
        """Return an image with nothing in it.

        Raises:
            BoxFailedError: The engine fails.
        """
        with _failures():
            if not self._api.images(name=_EMPTY):
                nothing = io.BytesIO()
                tarfile.open(fileobj=nothing, mode="w").close()
                self._api.import_image_from_data(
                    nothing.getvalue(), repository=_EMPTY, tag="latest"
                )
        return f"{_EMPTY}:latest"

    def close(self) -> None:
        """Remove what is left of its containers, and close the connection."""
        for container in tuple(self._started):
            self.remove(container)
            self._ending.append(container)
        deadline = time.monotonic() + _GONE_WITHIN_S
        for container in self._ending:
            while self._listed(container, all=True) and time.monotonic() < deadline:
                time.sleep(0.01)
        self._api.close()


def _knock(host: str) -> None:
    """See that somebody listens on a socket: the SDK says less of why nobody does."""
    scheme, _, path = host.partition("://")
    if scheme == "unix":
        with socket.socket(socket.AF_UNIX) as probe:
            probe.connect(path)


@contextlib.contextmanager
def _failures() -> Iterator[None]:
    """What the engine refuses is our failure."""
    try:
        yield
    except APIError as error:
        msg = f"docker: {error.explanation or error}"
        raise BoxFailedError(msg) from error
    except (DockerException, RequestException) as error:
        msg = f"docker: {error}"
        raise BoxFailedError(msg) from error
