"""Brings databases up in boxes: images of instances, runs of SQL."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from sandboxes import (
    GIB,
    MIB,
    BoxFailedError,
    Command,
    Database,
    Limits,
    RunResult,
    Sandbox,
    Standby,
    StoredFile,
)
from verifier.errors import AssistantFailedError
from verifier.outcome import ending
from verifier.sql.driver import ENV, NAME, Driver
from verifier.sql.shelf import Shelf, key_of
from verifier.sql.wire import (
    Pins,
    Reply,
    Role,
    Step,
    StepFlag,
    Terms,
    decode_reply,
    encode_job,
    encode_opening,
)

TRUSTED_LIMITS = Limits(
    cpu_time_s=60.0,
    wall_time_s=180.0,
    memory_bytes=2 * GIB,
    output_bytes=64 * MIB,
    processes=128,
    scratch_bytes=GIB,
    scratch_files=65_536,
)
"""What setting up a database, and gold, may use, whatever the candidate may."""

SETUP = "setup"
"""What the tests' SQL that makes a database is to people."""

_USUAL_TERMS = Terms()
_LIMITS = "limits"
_IMAGE = "image.in"
_SAVED = "image"
_FORMAT = "4"
"""Counted up when what drivers make of the same input changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Instance:
    """Contents of a database.

    Attributes:
        setup: SQL that makes them.
        image: A database file of the engine's own format to begin with.
    """

    setup: tuple[str, ...] = ()
    image: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Image:
    """An instance, ready to be put into a box.

    Attributes:
        key: Hash of all that it was made of.
        data: The file that the driver comes up on; empty for an empty database.
    """

    key: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """What a driver is to do, and what it may use."""

    steps: Sequence[Step]
    pins: Pins
    limits: Limits
    terms: Terms

    def opening(self) -> bytes:
        memory_bytes = self.limits.memory_bytes
        counts = self.terms.counts
        return encode_opening(self.steps, self.pins, memory_bytes, counts=counts)


def _saved(run: RunResult) -> bytes | None:
    file = run.collected.get(_SAVED)
    return file.data if run.succeeded and file else None


@cache
def _shelf(folder: Path) -> Shelf:
    return Shelf(folder)


@cache
def _versions() -> dict[tuple[str, str], str]:
    return {}


class Stage:
    """One engine on one sandbox.

    Raises of all methods:
        SandboxUnavailableError: The engine is not there, or cannot start here.
        BoxFailedError: A box broke.
    """

    def __init__(self, sandbox: Sandbox, database: Database) -> None:
        self.database = database
        self._sandbox = sandbox
        self.shelf = _shelf(sandbox.cache / "sql")
        self._driver = Driver(sandbox, database, self.shelf)

    def version(self) -> str:
        """Return the engine's version, by asking it once a process."""
        key = (self.database.name, str(self._sandbox.cache))
        if key not in _versions():
            steps = [Step(sql=self.database.null_query, role=Role.READER)]
            _, reply = self.run_trusted(self._base(), steps, Pins())
            complaint = reply.failure or "".join(step.error for step in reply.steps)
            if complaint or not reply.version:
                raise self._driver.unavailable(complaint or "it does not start")
            _versions()[key] = reply.version
        return _versions()[key]

    def origin(self) -> str:
        """Return what results depend on beside their input, for keys."""
        return f"{_FORMAT} {self.database.name} {self.version()} {self._driver.key}"

    def image(self, instance: Instance, pins: Pins) -> Image:
        """Make the image of an instance, or find it made.

        Raises:
            AssistantFailedError: The setup fails.
        """
        base = (
            Image(key=key_of("given", instance.image), data=instance.image)
            if (instance.image is not None)
            else self._base()
        )
        if not instance.setup:
            return base
        parts = (base.key, str(pins), *instance.setup)
        key = key_of("image", self.origin(), *parts)
        data = self.shelf.get_or_make(key, lambda: self._set_up(base, instance, pins))
        return Image(key=key, data=data)

    def run(
        self,
        image: Image,
        steps: Sequence[Step],
        pins: Pins,
        limits: Limits,
        terms: Terms = _USUAL_TERMS,
    ) -> tuple[RunResult, Reply]:
        """Run a candidate's steps on a fresh copy of an image, in a run of its own."""
        job = _Job(steps=steps, pins=pins, limits=limits, terms=terms)
        return self._drive("run", image, job)

    def run_trusted(
        self,
        image: Image,
        steps: Sequence[Step],
        pins: Pins,
        terms: Terms = _USUAL_TERMS,
    ) -> tuple[RunResult, Reply]:
        """The same for SQL of the tests; a box that breaks is not the candidate's."""
        return self._drive_trusted("run", image, steps, pins, terms)

    def transform(
        self,
        image: Image,
        steps: Sequence[Step],
        pins: Pins,
        limits: Limits,
        terms: Terms = _USUAL_TERMS,
    ) -> tuple[RunResult, Reply, bytes | None]:
        """Run a candidate's steps and take the database as they left it.

        Returns:
            The run, what the driver said, and the image; None if there is none.
        """
        job = _Job(steps=steps, pins=pins, limits=limits, terms=terms)
        run, reply = self._drive("build", image, job)
        return run, reply, _saved(run)

    def transform_trusted(
        self,
        image: Image,
        steps: Sequence[Step],
        pins: Pins,
        terms: Terms = _USUAL_TERMS,
    ) -> tuple[RunResult, Reply, bytes | None]:
        """The same for SQL of the tests."""
        run, reply = self._drive_trusted("build", image, steps, pins, terms)
        return run, reply, _saved(run)

    def _drive_trusted(
        self,
        action: str,
        image: Image,
        steps: Sequence[Step],
        pins: Pins,
        terms: Terms = _USUAL_TERMS,
    ) -> tuple[RunResult, Reply]:
        job = _Job(steps=steps, pins=pins, limits=TRUSTED_LIMITS, terms=terms)
        try:
            return self._drive(action, image, job)
        except BoxFailedError as error:
            raise BoxFailedError(str(error)) from error

    def _pinned_env(self, pins: Pins) -> dict[str, str]:
        preload = self.database.preload
        if preload is None:
            return {}
        now = datetime.fromtimestamp(pins.clock_s, UTC)
        return {
            "LD_PRELOAD": preload,
            "FAKETIME": now.strftime("%Y-%m-%d %H:%M:%S"),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "FAKETIME_DISABLE_SHM": "1",
            "NO_FAKE_STAT": "1",
        }

    def _drive(self, action: str, image: Image, job: "_Job") -> tuple[RunResult, Reply]:
        standby = self._standby(action, image, job)
        run = self._sandbox.run_standby(standby, encode_job(job.steps, job.terms))
        reply = decode_reply(run.reply)
        if reply.failure:
            msg = f"{self.database.name}: {reply.failure}"
            raise BoxFailedError(msg, started=bool(reply.steps))
        if not reply.steps and not run.succeeded:
            # It was not given the time or the room to come up: no candidate's doing.
            raise AssistantFailedError(_LIMITS, f"are too low: {ending(run)} at start")
        return run, reply

    def _standby(self, action: str, image: Image, job: "_Job") -> Standby:
        """Return what can be started before anybody knows the steps."""
        files = {NAME: StoredFile(data=self._driver.program(), executable=True)}
        if image.data:
            files[_IMAGE] = StoredFile(data=image.data)
        opening = job.opening()
        command = Command(
            argv=(f"./{NAME}", action),
            env=ENV | self._pinned_env(job.pins),
            opening=opening,
            collect=() if action == "run" else (_SAVED,),
            reply=True,
        )
        parts = (self._driver.key, image.key, action, opening, str(job.limits))
        return Standby(
            key=key_of("standby", *parts),
            files=files,
            command=command,
            limits=job.limits,
        )

    def _set_up(self, base: Image, instance: Instance, pins: Pins) -> bytes:
        steps = [
            Step(sql=sql, role=Role.SETUP, flags=StepFlag.NONE)
            for sql in instance.setup
        ]
        run, reply = self._drive_trusted("build", base, steps, pins)
        for step in reply.steps:
            if step.error_code is not None:
                raise AssistantFailedError(SETUP, f"fails: {step.error}")
        if not run.succeeded or _SAVED not in run.collected:
            words = run.collect_error or ending(run)
            raise AssistantFailedError(SETUP, f"fails: {words}")
        return run.collected[_SAVED].data

    def _base(self) -> Image:
        if not self.database.has_base:
            return Image(key="empty", data=b"")
        key = key_of("base", self.database.name, _FORMAT, self._driver.key)
        return Image(key=key, data=self.shelf.get_or_make(key, self._make_base))

    def _make_base(self) -> bytes:
        files = {NAME: StoredFile(data=self._driver.program(), executable=True)}
        command = Command(
            argv=(f"./{NAME}", "base"), env=ENV, collect=(_SAVED,), reply=True
        )
        with self._sandbox.open() as box:
            box.put(files)
            run = box.run(command, TRUSTED_LIMITS)
        if not run.succeeded or _SAVED not in run.collected:
            raise self._driver.unavailable(
                decode_reply(run.reply).failure or ending(run)
            )
        return run.collected[_SAVED].data
