"""What the clients do beside verifications, call by call; pure, no connection."""

from collections.abc import Sequence
from typing import Any

from pydantic import BaseModel

from verifier.client.answers import parsed
from verifier.client.calls import Call, Json, Steps, as_data, as_json
from verifier.client.errors import UnexpectedAnswerError
from verifier.client.retries import answered
from verifier.client.waiting import Accepted, doing
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.graders import Case
from verifier.graders.sql_case import DatabaseContents
from verifier.messages import RunRequest, content_id
from verifier.reports import RunReport
from verifier.selftest import LanguageStatus

type RunLike = RunRequest | Json
type GenerationLike = GenerationRequest | Json


class _Languages(BaseModel):
    languages: list[LanguageStatus]


def running(request: RunLike, patience_s: float) -> Steps[RunReport]:
    """Run a program without tests.

    Raises:
        ClientError: See `VerifierClient.run`.
    """
    return (yield from doing("/v1/runs", request, RunReport, None, patience_s))


def generating(
    request: GenerationLike, wait_s: float | None, patience_s: float
) -> Steps[GenerationReport]:
    """Have test cases made, and wait for the report.

    Raises:
        ClientError: See `VerifierClient.generate`.
    """
    path = "/v1/test_sets/generate"
    return (yield from doing(path, request, GenerationReport, wait_s, patience_s))


def storing(cases: Sequence[Case | Json], patience_s: float) -> Steps[str]:
    """Store test cases, and return their id.

    Raises:
        ClientError: See `VerifierClient.put_test_set`.
    """
    plain: list[Any] = [as_data(case) for case in cases]
    body = as_json({"test_cases": plain})
    return (yield from _putting("test_sets", content_id(plain), body, patience_s))


def storing_database(
    contents: DatabaseContents | Json, patience_s: float
) -> Steps[str]:
    """Store the contents of an SQL database, and return their id.

    Raises:
        ClientError: See `VerifierClient.put_database`.
    """
    plain = as_data(contents)
    path_id = content_id([plain])
    return (yield from _putting("databases", path_id, as_json(plain), patience_s))


def _putting(folder: str, own_id: str, body: bytes, patience_s: float) -> Steps[str]:
    call = Call(method="PUT", path=f"/v1/{folder}/{own_id}", body=body)
    response = yield from answered(call, patience_s)
    stored_id = parsed(Accepted, response.content).id
    if stored_id != own_id:
        msg = f"the service stored {stored_id} where {own_id} was put"
        raise UnexpectedAnswerError(msg)
    return own_id


def listing_languages(patience_s: float) -> Steps[list[LanguageStatus]]:
    """List the languages.

    Raises:
        ClientError: See `VerifierClient.languages`.
    """
    call = Call(method="GET", path="/v1/languages")
    response = yield from answered(call, patience_s)
    return parsed(_Languages, response.content).languages
