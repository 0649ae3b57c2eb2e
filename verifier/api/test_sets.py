"""`/v1/test_sets`: store cases once, by content, and name them often."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.problems import invalid_request
from verifier.api.state import State, WithState
from verifier.complaints import FieldError
from verifier.messages import TestSet, content_id

router = APIRouter(prefix="/v1/test_sets", tags=["test sets"])


class StoredTestSet(BaseModel):
    """A test set that is stored."""

    id: str
    cases: int


@router.post(
    "",
    status_code=201,
    summary="Store test cases",
    responses=BODY_ERRORS,
    openapi_extra=body_of(TestSet),
)
async def post(request: Request, state: WithState) -> StoredTestSet:
    """Store test cases; the same cases have the same id, however often."""
    return await _store(state, await request.body(), None)


@router.put(
    "/{test_set}",
    summary="Store test cases under their id",
    responses=BODY_ERRORS,
    openapi_extra=body_of(TestSet),
)
async def put(test_set: str, request: Request, state: WithState) -> StoredTestSet:
    """Store test cases whose id the client has computed.

    The id is `sha256:` and the hash of the canonical JSON of the list of
    cases: keys sorted, no white space, UTF-8. Under any other name the cases
    are stored all the same, and the answer has their id.
    """
    expected = test_set if test_set.startswith("sha256:") else None
    return await _store(state, await request.body(), expected)


async def _store(state: State, body: bytes, expected: str | None) -> StoredTestSet:
    checked = state.parse(TestSet, body)
    tree: Any = from_json(body)
    cases = tree["test_cases"] if "test_cases" in tree else tree["cases"]
    made = content_id(cases)
    if expected not in {None, made}:
        message = f"the id of these cases is {made}"
        raise invalid_request([FieldError(field="id", message=message)])
    canonical = to_json({"test_cases": cases}, inf_nan_mode="constants")
    await state.engine.put_test_set(made, canonical)
    return StoredTestSet(id=made, cases=len(checked.test_cases))
