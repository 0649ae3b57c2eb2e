"""What the clients do with verifications, call by call; pure, no connection."""

import time
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from verifier.client.answers import parsed
from verifier.client.calls import POLL_S, Call, Json, Steps, as_data, as_json
from verifier.client.errors import (
    NotReadyError,
    RequestRefusedError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)
from verifier.client.retries import answered
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport

type VerificationLike = VerificationRequest | Json

_VERIFICATIONS = "/v1/verifications"
_SUBMISSIONS = 3
_PAUSE_S = 0.5
_EVENTS_WAIT_S = 600.0
_GONE = frozenset({HTTPStatus.CONFLICT, HTTPStatus.GONE})


class _Accepted(BaseModel):
    id: str


def verifying(
    request: VerificationLike, wait_s: float | None, patience_s: float
) -> Steps[VerificationReport]:
    """Submit, and wait for the report; submit again if the service forgot it.

    Raises:
        ClientError: See `VerifierClient.verify`.
    """
    ends_at = None if wait_s is None else time.monotonic() + wait_s
    for attempt in range(1, _SUBMISSIONS + 1):
        response = yield from _posting(request, _next_wait_s(ends_at), patience_s)
        if response.status_code != HTTPStatus.ACCEPTED:
            return parsed(VerificationReport, response.content)
        verification_id = parsed(_Accepted, response.content).id
        try:
            report = yield from _waiting(verification_id, ends_at, patience_s)
        except UnknownVerificationError:  # the service was started anew
            if attempt == _SUBMISSIONS:
                raise
            continue
        if report is None:
            raise NotReadyError(verification_id)
        return report
    raise AssertionError  # pragma: no cover


def submitting(request: VerificationLike, patience_s: float) -> Steps[str]:
    """Submit, and return the id.

    Raises:
        ClientError: See `VerifierClient.submit`.
    """
    response = yield from _posting(request, None, patience_s)
    return parsed(_Accepted, response.content).id


def _posting(
    request: VerificationLike, wait_s: float | None, patience_s: float
) -> Steps[httpx.Response]:
    call = Call(
        method="POST",
        path=_VERIFICATIONS,
        params={} if wait_s is None else {"wait": f"{wait_s:g}"},
        body=as_json(request),
        headers={"Prefer": "respond-async"} if wait_s is None else {},
        wait_s=wait_s or 0.0,
    )
    try:
        return (yield from answered(call, patience_s))
    except RequestRefusedError as error:
        missing = error.problem.status == HTTPStatus.NOT_FOUND
        if missing and as_data(request).get("test_set"):
            raise UnknownTestSetError(error.problem) from error
        raise


def reporting(
    verification_id: str, wait_s: float, patience_s: float
) -> Steps[VerificationReport | None]:
    """Wait for a report, and return it if it is there.

    Raises:
        ClientError: See `VerifierClient.report`.
    """
    return (yield from _waiting(verification_id, time.monotonic() + wait_s, patience_s))


def _waiting(
    verification_id: str, ends_at: float | None, patience_s: float
) -> Steps[VerificationReport | None]:
    pause_s = 0.0
    while True:
        wait_s = _next_wait_s(ends_at)
        call = Call(
            method="GET",
            path=_path_of(verification_id),
            params={"wait": f"{wait_s:g}"},
            wait_s=wait_s,
            delay_s=pause_s,
        )
        asked_at = time.monotonic()
        response = yield from _asking(call, patience_s)
        if response.status_code != HTTPStatus.ACCEPTED:
            return parsed(VerificationReport, response.content)
        now = time.monotonic()
        if ends_at is not None and now >= ends_at:
            return None
        hurried = now - asked_at < wait_s / 2  # it waits less than it was asked to
        pause_s = _PAUSE_S if hurried else 0.0


def _path_of(verification_id: str) -> str:
    return f"{_VERIFICATIONS}/{quote(verification_id, safe='')}"


def _next_wait_s(ends_at: float | None) -> float:
    if ends_at is None:
        return POLL_S
    return min(POLL_S, max(0.0, ends_at - time.monotonic()))


def _asking(call: Call, patience_s: float) -> Steps[httpx.Response]:
    """Send a call about one verification."""
    try:
        return (yield from answered(call, patience_s))
    except RequestRefusedError as error:
        if error.problem.status == HTTPStatus.NOT_FOUND:
            raise UnknownVerificationError(error.problem) from error
        if error.problem.status in _GONE:
            raise VerificationCanceledError(error.problem) from error
        raise


def canceling(verification_id: str, patience_s: float) -> Steps[None]:
    """Cancel a verification.

    Raises:
        ClientError: See `VerifierClient.cancel`.
    """
    call = Call(method="DELETE", path=_path_of(verification_id))
    yield from _asking(call, patience_s)


def following(verification_id: str, patience_s: float) -> Steps[httpx.Response]:
    """Open a verification's stream of events.

    Raises:
        ClientError: See `VerifierClient.events`.
    """
    call = Call(
        method="GET",
        path=f"{_path_of(verification_id)}/events",
        headers={"Accept": "text/event-stream"},
        wait_s=_EVENTS_WAIT_S,
        is_stream=True,
    )
    return (yield from _asking(call, patience_s))
