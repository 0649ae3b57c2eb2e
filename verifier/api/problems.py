"""Errors over HTTP: RFC 9457 problem documents with stable types."""

import math
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException

from verifier.complaints import FieldError, field_errors
from verifier.errors import (
    EngineUnavailableError,
    OwnerFullError,
    RateError,
    RefusedNowError,
    TooLateError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
)

log = structlog.get_logger()

MEDIA_TYPE = "application/problem+json"
_PREFIX = "urn:verifier:problem:"
_MAX_ERRORS = 50


class Problem(BaseModel):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[FieldError] | None = None


class ProblemError(Exception):
    """Ends a request with a problem document."""

    def __init__(
        self, problem: Problem, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(problem.detail)
        self.problem = problem
        self.headers = dict(headers or {})

    def response(self) -> Response:
        """Return the document."""
        return Response(
            self.problem.model_dump_json(exclude_none=True),
            status_code=self.problem.status,
            headers=self.headers,
            media_type=MEDIA_TYPE,
        )


def make_problem(name: str, status: int, title: str, detail: str) -> Problem:
    """Make the document of an error; its type is stable."""
    return Problem(type=_PREFIX + name, title=title, status=status, detail=detail)


def invalid_request(errors: Sequence[FieldError]) -> ProblemError:
    """Return the problem of a request that is wrong, field by field."""
    first = errors[0]
    detail = f"{first.field}: {first.message}" if first.field else first.message
    problem = make_problem("invalid-request", 422, "The request is wrong", detail)
    return ProblemError(
        problem.model_copy(update={"errors": list(errors[:_MAX_ERRORS])})
    )


def refused_now(error: RefusedNowError) -> ProblemError:
    """Return the problem of a request that is not taken now."""
    match error:
        case TooLateError():
            problem = make_problem("too-late", 503, "Too late", str(error))
        case RateError():
            problem = make_problem("rate", 429, "Too many requests", str(error))
        case OwnerFullError():
            title = "Too many of yours are waiting"
            problem = make_problem("quota", 429, title, str(error))
        case _:
            problem = make_problem("busy", 429, "The queue is full", str(error))
    return ProblemError(problem, {"Retry-After": str(math.ceil(error.retry_after_s))})


def _of_engine(error: Exception) -> ProblemError:
    detail = str(error)
    match error:
        case RefusedNowError():
            return refused_now(error)
        case EngineUnavailableError():
            title = "The engine is not available"
            problem = make_problem("unavailable", 503, title, detail)
            return ProblemError(problem, {"Retry-After": "5"})
        case UnknownVerificationError():
            title = "No such verification"
            return ProblemError(
                make_problem("unknown-verification", 404, title, detail)
            )
        case VerificationCanceledError():
            title = "The verification was canceled"
            return ProblemError(make_problem("canceled", 404, title, detail))
        case UnknownTestSetError():
            return invalid_request([FieldError(field="test_set", message=detail)])
        case _:
            detail = "an unexpected error; the service's log has it"
            return ProblemError(
                make_problem("internal", 500, "The service failed", detail)
            )


_ENGINE_ERRORS = (
    RefusedNowError,
    EngineUnavailableError,
    UnknownVerificationError,
    VerificationCanceledError,
    UnknownTestSetError,
)


def _of_http(error: HTTPException, request: Request) -> ProblemError:
    title = str(error.detail)
    problem = make_problem("http", error.status_code, title, title)
    headers = dict(error.headers or {})
    if error.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = ", ".join(sorted(_methods_of(request)))
    return ProblemError(problem, headers)


def _methods_of(request: Request) -> set[str]:
    """Return what a path may be asked for; the framework names one route's alone."""
    operations = request.app.openapi()["paths"]
    path = request.url.path
    if path in operations:
        return {method.upper() for method in operations[path]}
    found: set[str] = set()
    for template, methods in operations.items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(template))
        if re.fullmatch(pattern, path):
            found |= {method.upper() for method in methods}
    return found


def add_problem_handlers(app: FastAPI) -> None:
    """Make every error of an application a problem document."""

    @app.exception_handler(ProblemError)
    async def _problem(_: Request, error: ProblemError) -> Response:
        return error.response()

    @app.exception_handler(RequestValidationError)
    async def _parameters(_: Request, error: RequestValidationError) -> Response:
        return invalid_request(field_errors(error.errors())).response()

    @app.exception_handler(ValidationError)
    async def _body(_: Request, error: ValidationError) -> Response:
        errors = field_errors(error.errors(include_url=False, include_input=False))
        return invalid_request(errors).response()

    @app.exception_handler(HTTPException)
    async def _http(request: Request, error: HTTPException) -> Response:
        return _of_http(error, request).response()

    @app.exception_handler(Exception)
    async def _unexpected(_: Request, error: Exception) -> Response:
        log.error("request failed", exc_info=error)
        return _of_engine(error).response()

    for kind in _ENGINE_ERRORS:

        @app.exception_handler(kind)
        async def _engine(_: Request, error: Exception) -> Response:
            return _of_engine(error).response()
