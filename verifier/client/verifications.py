"""What the clients do with verifications, call by call; pure, no connection."""

import time

import httpx

from verifier.client.answers import parsed
from verifier.client.calls import Call, Json, Steps
from verifier.client.retries import answered
from verifier.client.waiting import Accepted, doing, path_of, posting, waiting
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport

type VerificationLike = VerificationRequest | Json

_PATH = "/v1/verifications"
_EVENTS_WAIT_S = 600.0


def verifying(
    request: VerificationLike, wait_s: float | None, patience_s: float
) -> Steps[VerificationReport]:
    """Submit a verification, and wait for the report.

    Raises:
        ClientError: See `VerifierClient.verify`.
    """
    return (yield from doing(_PATH, request, VerificationReport, wait_s, patience_s))


def submitting(request: VerificationLike, patience_s: float) -> Steps[str]:
    """Submit a verification, and return its id.

    Raises:
        ClientError: See `VerifierClient.submit`.
    """
    response = yield from answered(posting(_PATH, request, None), patience_s)
    return parsed(Accepted, response.content).id


def reporting(
    verification_id: str, wait_s: float, patience_s: float
) -> Steps[VerificationReport | None]:
    """Wait for a report, and return it if it is there.

    Raises:
        ClientError: See `VerifierClient.report`.
    """
    ends_at = time.monotonic() + wait_s
    return (
        yield from waiting(verification_id, VerificationReport, ends_at, patience_s)
    )


def canceling(verification_id: str, patience_s: float) -> Steps[None]:
    """Cancel a verification.

    Raises:
        ClientError: See `VerifierClient.cancel`.
    """
    call = Call(method="DELETE", path=path_of(verification_id))
    yield from answered(call, patience_s)


def following(verification_id: str, patience_s: float) -> Steps[httpx.Response]:
    """Open a verification's stream of events.

    Raises:
        ClientError: See `VerifierClient.events`.
    """
    call = Call(
        method="GET",
        path=f"{path_of(verification_id)}/events",
        headers={"Accept": "text/event-stream"},
        wait_s=_EVENTS_WAIT_S,
        is_stream=True,
    )
    return (yield from answered(call, patience_s))
