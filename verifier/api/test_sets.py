"""`/v1/test_sets`: store cases once, by content, and name them often."""

from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from sandboxes import known_databases
from verifier.api.answers import DEFAULT_WAIT_S, REPORT_OR_202, ready_or_202
from verifier.api.callers import Caller, WithCaller, ticket_for
from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.problems import invalid_request
from verifier.api.state import State, WithState
from verifier.api.verifications import Wait
from verifier.complaints import FieldError
from verifier.engine import Lane
from verifier.errors import EngineUnavailableError
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.lint import SERVICE, LintReport
from verifier.messages import KeptTestSet, TestSet, content_id

router = APIRouter(prefix="/v1/test_sets", tags=["test sets"])


class StoredTestSet(BaseModel):
    """A test set that is stored, and what was found if it was looked at."""

    id: str
    cases: int
    lint: LintReport | None = None


type LintLanguage = Annotated[
    str | None,
    Query(
        description="An SQL engine: SQL cases are tried on it first, and stored only "
        "if they are worth something.",
    ),
]


@router.post(
    "",
    status_code=201,
    response_model_exclude_none=True,
    summary="Store test cases",
    responses=BODY_ERRORS,
    openapi_extra=body_of(TestSet),
)
async def post(
    request: Request,
    state: WithState,
    caller: WithCaller,
    lint: LintLanguage = None,
) -> StoredTestSet:
    """Store test cases; the same cases have the same id, however often."""
    return await _store(state, caller, await request.body(), None, lint)


@router.post(
    "/generate",
    summary="Make test cases",
    responses={
        **REPORT_OR_202,
        200: {"model": GenerationReport, "description": "The set, and its worth."},
        **BODY_ERRORS,
    },
    openapi_extra=body_of(GenerationRequest),
)
async def generate(
    request: Request,
    state: WithState,
    caller: WithCaller,
    wait: Wait = DEFAULT_WAIT_S,
    prefer: Annotated[str | None, Header()] = None,
) -> Response:
    """Make test cases, store them, and say what they are worth.

    Progress and cancel are those of a verification of the same id.
    """
    body = await request.body()
    asked = state.parse(GenerationRequest, body)
    ticket = ticket_for(caller, Lane.GENERATION)
    job = await state.admit_generation(asked, body, ticket)
    await state.submit(job)
    wait_s = 0.0 if prefer and "respond-async" in prefer else wait
    return await ready_or_202(state, job.id, wait_s)


@router.get(
    "/{test_set}",
    summary="Read a stored test set",
    responses={200: {"model": KeptTestSet}, **BODY_ERRORS},
)
async def get(test_set: str, state: WithState) -> Response:
    """Return the cases of a stored set, and the certificate of a generated one."""
    body = await state.engine.get_test_set(test_set)
    return Response(body, media_type="application/json")


@router.put(
    "/{test_set}",
    response_model_exclude_none=True,
    summary="Store test cases under their id",
    responses=BODY_ERRORS,
    openapi_extra=body_of(TestSet),
)
async def put(
    test_set: str,
    request: Request,
    state: WithState,
    caller: WithCaller,
    lint: LintLanguage = None,
) -> StoredTestSet:
    """Store test cases whose id the client has computed.

    The id is `sha256:` and the hash of the canonical JSON of the list of
    cases: keys sorted, no white space, UTF-8. Under any other name the cases
    are stored all the same, and the answer has their id.
    """
    expected = test_set if test_set.startswith("sha256:") else None
    return await _store(state, caller, await request.body(), expected, lint)


async def _store(
    state: State,
    caller: Caller,
    body: bytes,
    expected: str | None,
    engine: str | None,
) -> StoredTestSet:
    checked = state.parse(TestSet, body)
    tree: Any = from_json(body)
    cases = tree["test_cases"] if "test_cases" in tree else tree["cases"]
    made = content_id(cases)
    if expected not in {None, made}:
        message = f"the id of these cases is {made}"
        raise invalid_request([FieldError(field="id", message=message)])
    found = await _linted(state, caller, engine, cases) if engine else None
    canonical = to_json({"test_cases": cases}, inf_nan_mode="constants")
    await state.engine.put_test_set(made, canonical)
    return StoredTestSet(id=made, cases=len(checked.test_cases), lint=found)


async def _linted(
    state: State, caller: Caller, engine: str, cases: list[Any]
) -> LintReport:
    """Look at cases before they are stored.

    Raises:
        ProblemError: 422: they are worth nothing, with what was found of each.
    """
    if engine not in known_databases().by_any_name:
        message = f"must be an SQL engine: {', '.join(known_databases().names)}"
        raise invalid_request([FieldError(field="lint", message=message)])
    ticket = ticket_for(caller, Lane.BATCH)
    found = await state.lint(known_databases().get(engine).name, cases, ticket)
    lost = [finding.words for finding in found.findings if finding.check == SERVICE]
    if lost:
        raise EngineUnavailableError(lost[0])
    errors = [
        FieldError(
            field=f"test_cases.{finding.case}",
            message=f"{finding.check}: {finding.words}".rstrip(": "),
        )
        for finding in found.findings
        if not finding.ok
    ]
    if errors:
        raise invalid_request(errors)
    return found
