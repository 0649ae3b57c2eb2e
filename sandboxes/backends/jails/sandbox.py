"""Makes boxes of jails and keeps warm ones for the next submission."""

import contextlib
import os
import threading
from abc import abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol, override

from sandboxes.ahead import MadeAhead
from sandboxes.artifacts import Artifacts
from sandboxes.backends.jails.box import JailBox
from sandboxes.backends.jails.cgroups import Hierarchy
from sandboxes.backends.jails.jail import Jail
from sandboxes.backends.jails.parking import Parking
from sandboxes.backends.jails.shown import can_map_ids, can_show
from sandboxes.backends.jails.trees import NoCgroupsError, find_hierarchy
from sandboxes.compile_server import CompileServers
from sandboxes.errors import (
    BoxFailedError,
    SandboxError,
    SandboxUnavailableError,
)
from sandboxes.language import Language
from sandboxes.limits import Limits
from sandboxes.run import Command, RunResult
from sandboxes.sandbox import Box, Check, Sandbox, SandboxOptions
from sandboxes.standby import Habits, Standby

_BY_CGROUP = frozenset({"cpu", "memory", "processes"})
_FOR_ALL = Path("/var/cache/verifier")
_MOST_IDLE = 4
"""Boxes kept for later; a verification uses two or three at one time."""
_ALWAYS = frozenset({"network", "seccomp", "scratch"})


class HeldImage(Protocol):
    """An image that a jail can hold."""

    @property
    def id(self) -> str:
        """Its name among all images."""


class JailSandbox[ImageT: HeldImage](Sandbox):
    """What a backend is but for making jails: see the package's docstring.

    Safe for use by several threads, each with boxes of its own.
    """

    def __init__(self, options: SandboxOptions) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._idle: list[JailBox] = []
        self._open: set[JailBox] = set()
        self._habits = Habits()
        self._parking = Parking(lambda: self._take(None, fresh=False, is_open=False))
        self._hierarchy: Hierarchy | None = None
        self._no_cgroups = ""
        self._compile_servers = CompileServers()
        self._made_ahead = self._find_made_ahead()
        try:
            self._hierarchy = find_hierarchy()
        except NoCgroupsError as error:
            self._no_cgroups = str(error)

    @property
    @override
    def artifacts(self) -> Artifacts | None:
        return self._options.artifacts if self._options.artifact_bytes else None

    @property
    @override
    def made_ahead(self) -> MadeAhead | None:
        return self._made_ahead

    def _find_made_ahead(self) -> MadeAhead | None:
        """Keep it with the rest if boxes reach that, else where all can."""
        for folder in (self._options.cache, _FOR_ALL):
            with contextlib.suppress(OSError):
                place = folder / "ahead"
                place.mkdir(parents=True, exist_ok=True, mode=0o755)
                if can_show(place) and os.access(place, os.W_OK):
                    return MadeAhead(place)
        return None

    @property
    @override
    def compile_servers(self) -> CompileServers:
        return self._compile_servers

    @property
    @override
    def cache(self) -> Path:
        return self._options.cache

    @property
    @override
    def enforced(self) -> frozenset[str]:
        return _ALWAYS | _BY_CGROUP if self._hierarchy else _ALWAYS

    @override
    @contextmanager
    def open(
        self, language: Language | None = None, *, fresh: bool = False
    ) -> Iterator[Box]:
        box = self._take(self._image(language), fresh=fresh)
        try:
            yield box
        finally:
            self._give_back(box)

    @override
    def run_standby(self, standby: Standby, stdin: bytes) -> RunResult:
        with self._lock:
            self._habits.note(standby)
        parked = self._parking.take(standby.key)
        if parked is not None:
            with self._lock:
                self._open.add(parked.box)
            try:
                if parked.is_up():
                    return parked.finish(stdin)
                parked.abandon()  # it died while it waited: nobody's doing
            finally:
                self._give_back(parked.box)
        with self.open() as box:
            box.put(standby.files)
            return box.run(replace(standby.command, stdin=stdin), standby.limits)

    @override
    def prepare(self) -> bool:
        if self._options.recycle_after == 1:  # every box is cold
            return False
        with self._lock:
            wanted = self._habits.likely(self._options.standby)
        self._parking.keep_only({standby.key for standby in wanted})
        for standby in wanted:
            if not self._parking.has(standby.key):
                self._parking.park(standby)
                return True
        return False

    @override
    def image_of(self, language: Language | None) -> str | None:
        image = self._image(language)
        return image.id if image else None

    def _image(self, language: Language | None) -> ImageT | None:
        return None if language is None else self._image_for(language)

    @abstractmethod
    def _image_for(self, language: Language) -> ImageT | None:
        """Return the newest image that is for a language, if there is one."""

    @abstractmethod
    def _start_jail(self, image: ImageT | None) -> Jail:
        """Start a jail that holds an image, or the machine's own programs.

        Raises:
            SandboxUnavailableError: This machine cannot make any.
            BoxFailedError: It can, but this one failed to start.
        """

    def _take(
        self, image: ImageT | None, *, fresh: bool, is_open: bool = True
    ) -> JailBox:
        missing = self._options.require - self.enforced
        if missing:
            reason = f"cannot enforce {', '.join(sorted(missing))}: {self._no_cgroups}"
            raise SandboxUnavailableError(self.name, reason)
        held = image.id if image else None
        box = None if fresh else self._take_idle(held)
        if box is None:
            box = JailBox(
                self._start_jail(image),
                self._hierarchy,
                keeps_zygotes=self._options.recycle_after > 1,
                image=held,
            )
        if is_open:
            with self._lock:
                self._open.add(box)
        return box

    def _take_idle(self, image: str | None) -> JailBox | None:
        """Take the box with that image used last; put away those that died."""
        while True:
            with self._lock:
                box = next((it for it in self._idle[::-1] if it.image == image), None)
                if box is None:
                    return None
                self._idle.remove(box)
            with contextlib.suppress(BoxFailedError):
                box.settle()
            if box.jail.is_alive and not box.broken:
                return box
            box.close()

    def _give_back(self, box: JailBox) -> None:
        with self._lock:
            self._open.discard(box)
        recycle = self._options.recycle_after
        box.clear()
        if box.broken or box.jail.runs >= recycle:
            box.close()
            return
        with self._lock:
            self._idle.append(box)
            too_many = self._idle[:-_MOST_IDLE]
            del self._idle[:-_MOST_IDLE]
        for old in too_many:
            old.close()

    @override
    def interrupt(self) -> None:
        with self._lock:
            for box in self._open:
                box.jail.interrupt()

    @override
    def close(self) -> None:
        self._compile_servers.close()
        with self._lock:
            boxes, self._idle = self._idle, []
        for box in boxes:
            box.close()
        self._parking.keep_only(())
        if self._hierarchy:
            self._hierarchy.remove()

    @override
    def examine(self) -> list[Check]:
        return [self._examine_box(), self._examine_cgroups(), _examine_ids()]

    def _examine_box(self) -> Check:
        try:
            with self.open() as box:
                run = box.run(Command(argv=("/bin/true",)), Limits())
        except SandboxError as error:
            return Check(
                name=self.name,
                ok=False,
                found=str(error),
                remedy="run as root, or allow unprivileged user namespaces",
            )
        found = f"a box runs /bin/true: {run.termination} {run.exit_code}"
        return Check(name=self.name, ok=run.succeeded, found=found)

    def _examine_cgroups(self) -> Check:
        if self._hierarchy:
            found = f"cgroup v{self._hierarchy.version}: cpu, memory, processes"
            return Check(name="cgroups", ok=True, found=found)
        return Check(
            name="cgroups",
            ok=False,
            found=self._no_cgroups,
            remedy="run as root or delegate a cgroup; to do without, leave cpu, "
            "memory and processes out of VERIFIER_REQUIRE",
        )


def _examine_ids() -> Check:
    if can_map_ids():
        return Check(name="user ids", ok=True, found="runs have an id of their own")
    return Check(
        name="user ids",
        ok=True,
        found=f"runs share the service's id {os.geteuid()}, without capabilities",
        remedy="run as root to give them one of their own",
    )
