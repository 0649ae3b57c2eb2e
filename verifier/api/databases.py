"""`/v1/databases`: store contents of SQL databases once, and name them often."""

from typing import Any

from fastapi import APIRouter, Request
from pydantic import BaseModel
from pydantic_core import from_json, to_json

from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.problems import invalid_request
from verifier.api.state import State, WithState
from verifier.complaints import FieldError
from verifier.graders.sql_case import DatabaseContents
from verifier.messages import content_id

router = APIRouter(prefix="/v1/databases", tags=["databases"])


class StoredDatabaseId(BaseModel):
    """A database that is stored."""

    id: str


@router.post(
    "",
    status_code=201,
    summary="Store a database's contents",
    responses=BODY_ERRORS,
    openapi_extra=body_of(DatabaseContents),
)
async def post(request: Request, state: WithState) -> StoredDatabaseId:
    """Store contents; the same ones have the same id, however often.

    They are tried when a case names them, on its own engine.
    """
    return await _store(state, await request.body(), None)


@router.put(
    "/{database}",
    summary="Store a database's contents under their id",
    responses=BODY_ERRORS,
    openapi_extra=body_of(DatabaseContents),
)
async def put(database: str, request: Request, state: WithState) -> StoredDatabaseId:
    """Store contents whose id the client has computed.

    The id is `sha256:` and the hash of the canonical JSON of a list with the
    contents alone in it: keys sorted, no white space, UTF-8.
    """
    expected = database if database.startswith("sha256:") else None
    return await _store(state, await request.body(), expected)


async def _store(state: State, body: bytes, expected: str | None) -> StoredDatabaseId:
    state.parse(DatabaseContents, body)
    tree: Any = from_json(body)
    made = content_id([tree])
    if expected not in {None, made}:
        message = f"the id of these contents is {made}"
        raise invalid_request([FieldError(field="id", message=message)])
    await state.engine.put_test_set(made, to_json({"database": tree}))
    return StoredDatabaseId(id=made)
