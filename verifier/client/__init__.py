"""Talks to a verifier service; needs neither its web framework nor its queue.

`VerifierClient` blocks, `AsyncVerifierClient` awaits; what they say is the same
(`verifications`, `resources`), they only send it.
"""

from verifier.client.asynchronous import AsyncVerifierClient
from verifier.client.blocking import VerifierClient
from verifier.client.errors import (
    BusyError,
    ClientError,
    FieldProblem,
    NotReadyError,
    Problem,
    RequestRefusedError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)
from verifier.client.events import ClientEvent, ProgressEvent, StatusEvent

__all__ = [
    "AsyncVerifierClient",
    "VerifierClient",
    "BusyError",
    "ClientError",
    "ClientEvent",
    "FieldProblem",
    "NotReadyError",
    "Problem",
    "ProgressEvent",
    "RequestRefusedError",
    "ServiceUnavailableError",
    "StatusEvent",
    "UnexpectedAnswerError",
    "UnknownTestSetError",
    "UnknownVerificationError",
    "VerificationCanceledError",
]
