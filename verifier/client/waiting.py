"""Waits for what was submitted, call by call; pure, no connection."""

import time
from http import HTTPStatus
from urllib.parse import quote

import httpx
from pydantic import BaseModel

from verifier.client.answers import parsed
from verifier.client.calls import POLL_S, Call, Steps, as_json
from verifier.client.errors import NotReadyError, UnknownVerificationError
from verifier.client.retries import answered

_SUBMISSIONS = 3
_PAUSE_S = 0.5


class _Accepted(BaseModel):
    id: str


def path_of(job_id: str) -> str:
    """Return the path of a verification, or of a run."""
    return f"/v1/verifications/{quote(job_id, safe='')}"


def doing[T: BaseModel](
    path: str,
    request: BaseModel | dict[str, object],
    report: type[T],
    wait_s: float | None,
    patience_s: float,
) -> Steps[T]:
    """Submit, and wait for the report; submit again if the service forgot it.

    Args:
        path: Where requests of that kind go.
        request: The request.
        report: What its report is.
        wait_s: Seconds to wait for the report; None waits until it is there.
        patience_s: Seconds for which a call that fails is sent again.

    Raises:
        NotReadyError: There is no report within that time.
        ClientError: A call failed for good.
    """
