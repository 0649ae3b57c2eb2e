"""`/v1/verifications/batch`: many at once, in order or as they are ready."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Header, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json, to_json

from verifier.api.answers import MAX_WAIT_S
from verifier.api.callers import WithCaller, ticket_for
from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.problems import invalid_request
from verifier.api.state import State, WithState
from verifier.complaints import FieldError
from verifier.engine import Job, Lane, NotReady, Ticket
from verifier.errors import EngineFullError, OwnerFullError
from verifier.messages import EXAMPLE, MAX_BATCH, VerificationRequest
from verifier.reports import VerificationReport, glance_at

router = APIRouter(prefix="/v1/verifications", tags=["verifications"])

NDJSON = "application/x-ndjson"
_AT_ONCE = 256
_PAUSE_S = 0.1


class BatchRequest(BaseModel):
    """Verifications to be done together."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"requests": [EXAMPLE] * 2}]}
    )

    requests: list[VerificationRequest] = Field(min_length=1, max_length=MAX_BATCH)


class BatchReport(BaseModel):
    """Their reports, in the order of the requests."""

    reports: list[VerificationReport]


@router.post(
    "/batch",
    summary="Judge many submissions",
    responses={
        200: {
            "model": BatchReport,
            "description": f"The reports in order; with `Accept: {NDJSON}` one line "
            "a report as it is ready, each with its `index`.",
        },
        **BODY_ERRORS,
    },
    openapi_extra=body_of(BatchRequest),
)
async def batch(
    request: Request,
    state: WithState,
    caller: WithCaller,
    accept: Annotated[str | None, Header()] = None,
) -> Response:
    """Judge many submissions; one that is wrong refuses the batch (422)."""
    ticket = ticket_for(caller, Lane.BATCH)
    jobs = await _jobs(state, await request.body(), ticket)
    if accept and NDJSON in accept:
        return StreamingResponse(_lines(state, jobs), media_type=NDJSON)
    reports: list[bytes] = [b""] * len(jobs)
    async for index, report in _as_ready(state, jobs):
        reports[index] = report
    body = b'{"reports":[' + b",".join(reports) + b"]}"
    return Response(body, media_type="application/json")


async def _jobs(state: State, body: bytes, ticket: Ticket) -> list[tuple[str, Job]]:
    """Validate a batch; each item's JSON becomes the body of its job."""
    try:
        tree: Any = from_json(body)
    except ValueError as error:
        message = f"not JSON: {error}"
        raise invalid_request([FieldError(field="", message=message)]) from error
    items = tree.get("requests") if isinstance(tree, dict) else None
    if not isinstance(items, list) or not items or len(items) > MAX_BATCH:
        message = f"must be a list of 1 to {MAX_BATCH} verification requests"
        raise invalid_request([FieldError(field="requests", message=message)])
    jobs = []
    for index, item in enumerate(items):
        item_body = to_json(item, inf_nan_mode="constants")
        under = f"requests.{index}"
        asked = state.parse(VerificationRequest, item_body, under)
        job = await state.admit(asked, item_body, ticket, under)
        jobs.append((asked.submission.language, job))
    return jobs


async def _lines(state: State, jobs: Sequence[tuple[str, Job]]) -> AsyncIterator[bytes]:
    async for index, report in _as_ready(state, jobs):
        yield b'{"index":%d,%s\n' % (index, report[1:])


async def _as_ready(
    state: State, jobs: Sequence[tuple[str, Job]]
) -> AsyncIterator[tuple[int, bytes]]:
    """Yield reports as they are ready; a part of a batch is under way at a time.

    Those under way when the client leaves are canceled.
    """
    pending: dict[asyncio.Task[bytes], int] = {}
    under_way: set[str] = set()
    upcoming = iter(enumerate(jobs))
    ended: asyncio.Queue[asyncio.Task[bytes]] = asyncio.Queue()
    try:
        while True:
            while len(pending) < _AT_ONCE and (entry := next(upcoming, None)):
                index, (language, job) = entry
                under_way.add(job.id)
                task = asyncio.create_task(_do(state, language, job))
                # `asyncio.wait` would look at all of them each time one ends.
                task.add_done_callback(ended.put_nowait)
                pending[task] = index
            if not pending:
                return
            task = await ended.get()
            index = pending.pop(task)
            under_way.discard(jobs[index][1].id)
            yield index, task.result()
    finally:
        for task in pending:
            task.cancel()
        for job_id in under_way:
            await state.forget(job_id)


async def _do(state: State, language: str, job: Job) -> bytes:
    """Submit one job, when there is room, and wait for its report."""
    while True:
        try:
            await state.engine.submit(job)
            break
        except (
            EngineFullError,
            OwnerFullError,
        ):  # a batch that was taken is done, however long
            await asyncio.sleep(_PAUSE_S)
    while isinstance(report := await state.engine.report(job.id, MAX_WAIT_S), NotReady):
        pass
    glance = glance_at(report)
    state.measures.count(language, report, glance)
    state.admission.learn(glance)
    return report
