"""Sends again what is safe to send again.

Everything is: a verification or a run has no effect but its report, test sets
are named by their content, and a canceled verification stays canceled. A call
sent twice costs work, never truth. So it is repeated where the connection broke
before a response, and where the service refused (429, 503), as late as it asked.
A service that took the call and stays silent is not asked twice.
"""

import itertools
import time
from dataclasses import replace
from random import SystemRandom

import httpx

from verifier.client.answers import busy_error, is_busy, raise_if_wrong
from verifier.client.calls import Call, Steps
from verifier.client.errors import BusyError, ServiceUnavailableError

PATIENCE_S = 120.0
"""Seconds for which one call is repeated before its failure is told."""

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 30.0
_JITTER = 0.25

_BROKEN = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.ReadError,
    httpx.WriteError,
    httpx.CloseError,
    httpx.RemoteProtocolError,
)

_random = SystemRandom()


def answered(call: Call, patience_s: float) -> Steps[httpx.Response]:
    """Send a call until it is answered.

    Args:
        call: What is sent.
        patience_s: Seconds after which it is not sent again.

    Raises:
        RequestRefusedError: The request is wrong.
        ServiceUnavailableError: There is no answer (`BusyError`: for want of
            room), and no patience left.
        UnexpectedAnswerError: What answers is no verifier service.
    """
    gives_up_at = time.monotonic() + patience_s
    delay_s = call.delay_s
    for attempt in itertools.count():
        failure: ServiceUnavailableError
        try:
            response = yield replace(call, delay_s=delay_s)
        except _BROKEN as error:
            failure = _unavailable(error)
        except httpx.RequestError as error:
            raise _unavailable(error) from error
        else:
            if not is_busy(response):
                raise_if_wrong(response)
                return response
            failure = busy_error(response)
        delay_s = _pause_s(failure, attempt)
        if time.monotonic() + delay_s > gives_up_at:
            raise failure
    raise AssertionError  # pragma: no cover


def _unavailable(error: httpx.RequestError) -> ServiceUnavailableError:
    reason = str(error) or type(error).__name__
    failure = ServiceUnavailableError(f"no answer from the service: {reason}")
    failure.__cause__ = error
    return failure


def _pause_s(failure: ServiceUnavailableError, attempt: int) -> float:
    """Say how long to wait: as asked or ever longer; never all at one time."""
    pause_s = _FIRST_PAUSE_S * 2.0 ** min(attempt, 16)
    if isinstance(failure, BusyError) and failure.retry_after_s is not None:
        pause_s = max(failure.retry_after_s, _FIRST_PAUSE_S)
    return min(pause_s, _LONGEST_PAUSE_S) * (1 + _random.uniform(0, _JITTER))
