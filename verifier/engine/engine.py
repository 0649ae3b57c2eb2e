"""The contract of an engine: takes jobs, gives reports."""

import time
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from verifier.selftest import LanguageStatus


class JobKind(StrEnum):
    """What a job asks for."""

    VERIFICATION = "verification"
    RUN = "run"
    GENERATION = "generation"
    LINT = "lint"


class Lane(StrEnum):
    """Where a job waits; lanes share the slots by weight (`engine.lanes`)."""

    INTERACTIVE = "interactive"
    """Somebody waits for the answer."""
    BATCH = "batch"
    """Much at a time."""
    GENERATION = "generation"
    """Making test cases, which takes minutes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticket:
    """When a job's turn comes.

    Attributes:
        lane: Where it waits.
        owner: Whose job it is; owners share a lane by weight.
        weight: The owner's share, relative to others'.
        priority: Higher ones of one owner come first.
        most_waiting: Jobs that the owner may have waiting; None: any number.
        start_by: Unix time after which it need not be started any more; None:
            it has all the time.
    """

    lane: Lane = Lane.INTERACTIVE
    owner: str = ""
    weight: float = 1.0
    priority: int = 0
    most_waiting: int | None = None
    start_by: float | None = None


class NotReady(StrEnum):
    """Where a job is that has no report yet."""

    QUEUED = "queued"
    RUNNING = "running"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of work.

    Attributes:
        id: Its id, unguessable.
        kind: What it asks for.
        body: The request, JSON, validated.
        submitted_at: Unix time of its submission.
        language: What whoever does it must have; empty: nothing in particular.
        ticket: When its turn comes.
        key: The same for jobs that one report answers; None: there are none.
        request_id: Id of the request that it came with.
        traceparent: The trace of that request, as W3C has it; empty: none.
    """

    id: str
    kind: JobKind
    body: bytes
    submitted_at: float
    key: str | None = None
    language: str = ""
    ticket: Ticket = Ticket()
    request_id: str = ""
    traceparent: str = ""

    @property
    def is_too_late(self) -> bool:
        """Whether it need not be started any more."""
        start_by = self.ticket.start_by
        return start_by is not None and time.time() > start_by


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """What is before a job that is not there yet.

    Attributes:
        ahead: Jobs that will be started before it, as far as can be told.
        slots: Slots that take such jobs.
    """

    ahead: int
    slots: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened to a job.

    Attributes:
        name: `status`, `case`, `progress`, or `report`, which is the last one.
        data: What happened, JSON.
    """

    name: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """How an engine is.

    Attributes:
        is_ready: Whether it can take work and knows its languages.
        slots: Jobs it runs at one time; None if it cannot tell.
        busy: Jobs that run now; None if it cannot tell.
        queued: Jobs that wait.
        reason: Why it is not ready.
        lanes: Jobs that wait, by lane.
    """

    is_ready: bool
    slots: int | None
    busy: int | None
    queued: int
    reason: str = ""
    lanes: Mapping[Lane, int] = field(default_factory=dict)


class Engine(Protocol):
    """Runs jobs; used from one event loop."""

    async def start(self) -> None:
        """Start what it needs; it is ready some time later."""

    async def close(self) -> None:
        """Stop; jobs that run are given up."""

    async def submit(self, job: Job) -> None:
        """Take a job.

        Raises:
            EngineFullError: As many wait in its lane as may.
            OwnerFullError: As many of its owner wait as may.
            EngineUnavailableError: The engine cannot be reached.
        """

    async def backlog(self, job: Job) -> Backlog:
        """Return what is before a job, were it submitted now.

        Raises:
            EngineFullError: It would not be taken.
            OwnerFullError: The same, for its owner has too many.
            EngineUnavailableError: The engine cannot be reached.
        """

    def foresee(
        self, ticket: Ticket, language: Callable[[], str | None]
    ) -> Backlog | None:
        """Return what is before a job that is not there yet, if that is known already.

        Nobody is asked, so it may be a moment old: it is good to refuse by, and
        what is not refused is asked for by `backlog` and `submit`.

        Args:
            ticket: The job's.
            language: Says what whoever does it must have; None: that cannot be told.

        Returns:
            None without a deadline, and where it is not known.

        Raises:
            EngineFullError: It would not be taken.
            OwnerFullError: The same, for its owner has too many.
        """
        del ticket, language
        return None

    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        """Return a job's report, JSON, or where it is after waiting so long.

        Raises:
            UnknownVerificationError: There is no such job, or no longer.
            VerificationCanceledError: It was canceled.
        """

    async def cancel(self, job_id: str) -> None:
        """Stop a job; one that is done stays done.

        Raises:
            UnknownVerificationError: There is no such job, or no longer.
        """

    def events(self, job_id: str) -> AsyncIterator[Event]:
        """Follow a job to its report; cases done before are not told again.

        Raises:
            UnknownVerificationError: There is no such job, or no longer.
            VerificationCanceledError: It was canceled.
        """

    async def put_test_set(self, test_set_id: str, body: bytes) -> None:
        """Keep a test set, JSON."""

    async def get_test_set(self, test_set_id: str) -> bytes:
        """Return a test set, JSON.

        Raises:
            UnknownTestSetError: There is none of that id.
        """

    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        """Return what is known of the languages now.

        Args:
            of_all: Whether to have those tried that have not been, and to wait a
                while for that. What is still not tried then is taken to be
                available, of unknown version, if it is there; without this it is
                left out.
        """

    async def health(self) -> Health:
        """Return how it is."""
