"""Submits work and waits for its report, call by call; pure, no connection."""

import time
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from verifier.client.answers import parsed
from verifier.client.calls import POLL_S, Call, Json, Steps, as_json
from verifier.client.errors import NotReadyError, UnknownVerificationError
from verifier.client.retries import answered

_SUBMISSIONS = 3
_PAUSE_S = 0.5


class Accepted(BaseModel):
    """What is said of work that has no report yet."""

    id: str


def path_of(job_id: str) -> str:
    """Return the path of a verification or a run."""
    return f"/v1/verifications/{quote(job_id, safe='')}"


def doing[T: BaseModel](
    path: str,
    request: BaseModel | Json,
    report_model: type[T],
    wait_s: float | None,
    patience_s: float,
) -> Steps[T]:
    """Submit, and wait for the report; submit again if the service forgot it.

    Args:
        path: Where requests of that kind go.
        request: The request.
        report_model: What its report is.
        wait_s: Seconds to wait for the report; None waits until it is there.
        patience_s: Seconds for which a call that fails is sent again.

    Raises:
        NotReadyError: There is no report within that time.
        ClientError: A call failed for good.
    """
    ends_at = None if wait_s is None else time.monotonic() + wait_s
    job_id = ""
    for _ in range(_SUBMISSIONS):
        call = posting(path, request, _next_wait_s(ends_at))
        response = yield from answered(call, patience_s)
        if response.status_code != HTTPStatus.ACCEPTED:
            return parsed(report_model, response.content)
        job_id = parsed(Accepted, response.content).id
        try:
            report = yield from waiting(job_id, report_model, ends_at, patience_s)
        except UnknownVerificationError:  # the service was started anew
            continue
        if report is None:
            raise NotReadyError(job_id)
        return report
    raise NotReadyError(job_id)


def posting(path: str, request: BaseModel | Json, wait_s: float | None) -> Call:
    """Return the call that submits; with None it does not wait.

    Raises:
        RequestRefusedError: The request holds what JSON does not have.
    """
    return Call(
        method="POST",
        path=path,
        params={} if wait_s is None else {"wait": f"{wait_s:g}"},
        body=as_json(request),
        headers={"Prefer": "respond-async"} if wait_s is None else {},
        wait_s=wait_s or 0.0,
    )


def waiting[T: BaseModel](
    job_id: str, report_model: type[T], ends_at: float | None, patience_s: float
) -> Steps[T | None]:
    """Wait for a report; None if it is not there in time.

    Args:
        job_id: Whose report.
        report_model: What the report is.
        ends_at: Until when (monotonic); None waits until it is there.
        patience_s: Seconds for which a call that fails is sent again.

    Raises:
        ClientError: A call failed for good.
    """
    pause_s = 0.0
    while True:
        wait_s = _next_wait_s(ends_at)
        call = Call(
            method="GET",
            path=path_of(job_id),
            params={"wait": f"{wait_s:g}"},
            wait_s=wait_s,
            delay_s=pause_s,
        )
        asked_at = time.monotonic()
        response: httpx.Response = yield from answered(call, patience_s)
        if response.status_code != HTTPStatus.ACCEPTED:
            return parsed(report_model, response.content)
        now = time.monotonic()
        if ends_at is not None and now >= ends_at:
            return None
        is_hasty = now - asked_at < wait_s / 2  # the service waits less than asked
        pause_s = _PAUSE_S if is_hasty else 0.0


def _next_wait_s(ends_at: float | None) -> float:
    if ends_at is None:
        return POLL_S
    return min(POLL_S, max(0.0, ends_at - time.monotonic()))
