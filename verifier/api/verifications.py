"""`/v1/verifications`: submit, wait, follow, cancel."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from verifier.api.answers import (
    DEFAULT_WAIT_S,
    MAX_WAIT_S,
    REPORT_OR_202,
    ready_or_202,
)
from verifier.api.callers import Wishes, WithTicket, get_caller, ticket_for
from verifier.api.documents import BODY_ERRORS, NOT_FOUND, body_of
from verifier.api.early import Entrance
from verifier.api.state import WithState, get_state
from verifier.engine import Event
from verifier.errors import VerificationCanceledError
from verifier.messages import VerificationRequest

router = APIRouter(prefix="/v1/verifications", tags=["verifications"])
ENTRANCES = (Entrance(path=router.prefix, language=("submission", "language")),)

type Wait = Annotated[
    float, Query(ge=0, le=MAX_WAIT_S, description="Seconds to wait for the report.")
]


@router.post(
    "",
    summary="Judge a submission",
    responses={**REPORT_OR_202, **BODY_ERRORS},
    openapi_extra=body_of(VerificationRequest),
)
async def verify(
    request: Request,
    state: WithState,
    ticket: WithTicket,
    wait: Wait = DEFAULT_WAIT_S,
    prefer: Annotated[str | None, Header()] = None,
) -> Response:
    """Judge a submission; waits for the report unless told otherwise.

    Every verdict is 200. `Prefer: respond-async` answers 202 at once.
    """
    body = await request.body()
    asked = state.parse(VerificationRequest, body)
    job = await state.admit(asked, body, ticket)
    await state.submit(job)
    wait_s = 0.0 if prefer and "respond-async" in prefer else wait
    return await ready_or_202(state, job.id, wait_s, asked.submission.language)


class PlainQuery(Wishes):
    """What the URL of a verification may say; the same as `verify` takes."""

    wait: Wait = DEFAULT_WAIT_S


_NO_QUERY = PlainQuery()
_FAILURE = "verifier.failure"


async def verify_plainly(request: Request) -> Response:
    """Do as `verify` without the framework's search for parameters.

    That takes a fifth of the CPU time that this process has for a verification.

    Raises:
        RequestValidationError: The URL is wrong.
        Exception: What `Straight` has met before.
    """
    if _FAILURE in request.scope:
        raise request.scope[_FAILURE]
    stated = request.query_params if request.scope["query_string"] else None
    try:
        query = PlainQuery.model_validate(dict(stated)) if stated else _NO_QUERY
    except ValidationError as error:
        found = error.errors(include_url=False)
        places = [{**it, "loc": ("query", *it["loc"])} for it in found]
        raise RequestValidationError(places) from error
    ticket = ticket_for(
        await get_caller(request),
        query.lane,
        priority=query.priority,
        within_s=query.deadline_s,
    )
    state, prefer = await get_state(request), request.headers.get("prefer")
    return await verify(request, state, ticket, query.wait, prefer)


class Straight:
    """ASGI middleware: has verifications done without the way through the routes.

    What goes wrong with one is raised again where the framework answers for it.

    Args:
        app: The application, in which `PLAIN` is the first route.
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if (
            scope["type"] != "http"
            or scope["method"] != "POST"
            or scope["path"] != router.prefix
        ):
            await self._app(scope, receive, send)
            return
        try:
            response = await verify_plainly(Request(scope, receive, send))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised again
            await self._app({**scope, _FAILURE: error}, receive, send)
        else:
            await response(scope, receive, send)


PLAIN = Route(router.prefix, verify_plainly, methods=["POST"])
"""Takes what `verify` is documented to take, ahead of it."""


@router.get(
    "/{verification_id}",
    summary="Ask for a report",
    responses={**REPORT_OR_202, **NOT_FOUND},
)
async def report(verification_id: str, state: WithState, wait: Wait = 0.0) -> Response:
    """Return the report of a verification or a run, or 202 while there is none."""
    return await ready_or_202(state, verification_id, wait)


@router.delete(
    "/{verification_id}", status_code=204, summary="Cancel", responses=NOT_FOUND
)
async def cancel(verification_id: str, state: WithState) -> None:
    """Stop a verification; one that is done stays done."""
    await state.engine.cancel(verification_id)


@router.get(
    "/{verification_id}/events",
    summary="Follow the progress",
    response_class=StreamingResponse,
    responses={
        200: {
            "description": "Events `status`, `case` (a case's report) and at last "
            "`report` or `canceled`.",
            "content": {"text/event-stream": {"schema": {"type": "string"}}},
        },
        **NOT_FOUND,
    },
)
async def events(verification_id: str, state: WithState) -> StreamingResponse:
    """Stream what happens to a verification as server-sent events."""
    stream = state.engine.events(verification_id)
    first = await anext(stream)  # an unknown id is a 404, not an empty stream

    async def lines() -> AsyncIterator[bytes]:
        yield _event(first)
        try:
            async for event in stream:
                yield _event(event)
        except VerificationCanceledError:
            yield _event(Event(name="canceled", data=b"{}"))

    headers = {"Cache-Control": "no-cache", "X-Accel-Buffering": "no"}
    return StreamingResponse(lines(), media_type="text/event-stream", headers=headers)


def _event(event: Event) -> bytes:
    return b"event: %s\ndata: %s\n\n" % (event.name.encode(), event.data)
