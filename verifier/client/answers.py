"""What comes back, and what it means; pure, no connection."""

import json
from email.utils import parsedate_to_datetime
from http import HTTPStatus

import httpx
from pydantic import BaseModel, ValidationError

from verifier.client.errors import (
    BusyError,
    Problem,
    RequestRefusedError,
    ServiceUnavailableError,
    UnexpectedAnswerError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)

_EXCERPT = 300
_REFUSALS: dict[str, type[RequestRefusedError]] = {
    "urn:verifier:problem:unknown-verification": UnknownVerificationError,
    "urn:verifier:problem:canceled": VerificationCanceledError,
}
_BUSY = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})


def is_busy(response: httpx.Response) -> bool:
    """Say whether the service refuses work for the time being."""
    return response.status_code in _BUSY


def busy_error(response: httpx.Response) -> BusyError:
    """Return the error for a service that refuses work."""
    return BusyError(problem_of(response), _retry_after_s(response))


def _retry_after_s(response: httpx.Response) -> float | None:
    stated = response.headers.get("Retry-After", "")
    if stated.isdecimal():
        return float(stated)
    try:
        when = parsedate_to_datetime(stated)
        now = parsedate_to_datetime(response.headers["Date"])
        return max(0.0, (when - now).total_seconds())
    except (KeyError, TypeError, ValueError):
        return None


def problem_of(response: httpx.Response) -> Problem:
    """Return what a response says is wrong; of a foreign one, its beginning."""
    try:
        return Problem.model_validate_json(response.content)
    except ValidationError:
        return Problem(
            title=response.reason_phrase,
            status=response.status_code,
            detail=f"HTTP {response.status_code} {response.text[:_EXCERPT]}".strip(),
        )


def raise_if_wrong(response: httpx.Response) -> None:
    """Tell refusals and failures from answers.

    Raises:
        RequestRefusedError: The request is wrong.
        ServiceUnavailableError: The service failed.
        UnexpectedAnswerError: It is a redirection, or no service at all.
    """
    if response.is_success:
        return
    problem = problem_of(response)
    if response.is_server_error:
        raise ServiceUnavailableError(str(problem))
    if response.is_client_error:
        raise _refusal(problem)
    raise UnexpectedAnswerError(str(problem))


def _refusal(problem: Problem) -> RequestRefusedError:
    if any(error.field == "test_set" for error in problem.errors):
        return UnknownTestSetError(problem)
    return _REFUSALS.get(problem.type, RequestRefusedError)(problem)


def parsed[T: BaseModel](model: type[T], data: bytes | str) -> T:
    """Read an answer.

    Raises:
        UnexpectedAnswerError: It is not what the service says.
    """
    try:
        return model.model_validate_json(data)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        msg = f"not a {model.__name__}: {json.dumps(first['loc'])} {first['msg']}"
        raise UnexpectedAnswerError(msg) from error
