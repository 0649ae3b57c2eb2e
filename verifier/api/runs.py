"""`/v1/runs`: run a program without tests."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response

from verifier.api.answers import DEFAULT_WAIT_S, REPORT_OR_202, ready_or_202
from verifier.api.callers import WithTicket
from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.early import Entrance
from verifier.api.state import WithState
from verifier.api.verifications import Wait
from verifier.messages import RunRequest
from verifier.reports import RunReport

router = APIRouter(prefix="/v1/runs", tags=["runs"])
ENTRANCES = (Entrance(path=router.prefix),)

_RESPONSES: dict[int | str, dict[str, Any]] = {
    **REPORT_OR_202,
    200: {"model": RunReport, "description": "What became of it."},
    **BODY_ERRORS,
}


@router.post(
    "",
    summary="Run a program",
    responses=_RESPONSES,
    openapi_extra=body_of(RunRequest),
)
async def run(
    request: Request,
    state: WithState,
    ticket: WithTicket,
    wait: Wait = DEFAULT_WAIT_S,
    prefer: Annotated[str | None, Header()] = None,
) -> Response:
    """Build and run a program without tests."""
    body = await request.body()
    asked = state.parse(RunRequest, body)
    job = await state.admit_run(asked, body, ticket)
    await state.submit(job)
    wait_s = 0.0 if prefer and "respond-async" in prefer else wait
    return await ready_or_202(state, job.id, wait_s)
