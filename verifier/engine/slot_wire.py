"""What the embedded engine and its slots say to each other, and how.

Messages go over a socket pair, each behind its length. They are tuples, which pickle in
a tenth of the time that data classes take.
"""

import pickle
import struct
from collections.abc import Mapping
from typing import NamedTuple, Self

from verifier.engine.engine import Event, Job, JobKind
from verifier.selftest import LanguageStatus

_LENGTH = struct.Struct("!I")


class Known(NamedTuple):
    """From the parent: what is known of the languages from now on.

    Attributes:
        versions: Version of each language that is available.
        unavailable: Why the others are not; a language in neither is not tried yet.
    """

    versions: Mapping[str, str]
    unavailable: Mapping[str, str]


class Do(NamedTuple):
    """From the parent: do a job; tell of its events if somebody follows it.

    Attributes:
        id: The job's id; this and what follows is as in `Job`.
        kind: What it asks for.
        body: The request, JSON.
        submitted_at: Unix time of its submission.
        request_id: Id of the request that it came with.
        traceparent: The trace of that request.
        is_followed: Whether somebody follows it.
    """

    id: str
    kind: str
    body: bytes
    submitted_at: float
    request_id: str
    traceparent: str
    is_followed: bool

    @classmethod
    def of(cls, job: Job, *, is_followed: bool) -> Self:
        """Return the order to do a job."""
        return cls(
            job.id,
            job.kind.value,
            job.body,
            job.submitted_at,
            job.request_id,
            job.traceparent,
            is_followed,
        )

    def job(self) -> Job:
        """Return the job, as far as who does it need know it."""
        return Job(
            id=self.id,
            kind=JobKind(self.kind),
            body=self.body,
            submitted_at=self.submitted_at,
            request_id=self.request_id,
            traceparent=self.traceparent,
        )


class TryLanguage(NamedTuple):
    """From the parent: put a language to its self-test."""

    name: str


class Follow(NamedTuple):
    """From the parent: tell of that job's events from now on, if it is running."""

    job_id: str


class Cancel(NamedTuple):
    """From the parent: stop that job, if it is the one that runs."""

    job_id: str


class Leave(NamedTuple):
    """From the parent: stop what runs, and end."""


class Done(NamedTuple):
    """To the parent: a job's report, JSON."""

    report: bytes


class Canceled(NamedTuple):
    """To the parent: a job was stopped."""


type FromSlot = Event | Done | Canceled | LanguageStatus
type Order = Known | Do | TryLanguage
type Word = Follow | Cancel | Leave


def packed(message: FromSlot | Order) -> bytes:
    """Return a message as it is sent."""
    data = pickle.dumps(message, pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


class Inbox:
    """Puts the pieces that arrive together again."""

    def __init__(self) -> None:
        self._data = bytearray()

    def take(self, piece: bytes) -> None:
        """Take the next piece."""
        self._data += piece

    def next(self) -> FromSlot | Order | None:
        """Return the next whole message; None: it is not there yet."""
        data, begin = self._data, _LENGTH.size
        if len(data) < begin:
            return None
        end = begin + _LENGTH.unpack_from(data)[0]
        if len(data) < end:
            return None
        with memoryview(data) as view:
            message: FromSlot | Order = pickle.loads(view[begin:end])  # noqa: S301 - a process of ours
        del data[:end]
        return message
