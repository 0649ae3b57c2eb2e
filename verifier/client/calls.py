"""What is sent and how it is written; pure, no connection.

The client's operations are generators (`Steps`): they yield a `Call`, are sent
the response, or thrown the `httpx.RequestError`, and return their result. Who
drives them may block or await.
"""

import json
from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import httpx
from pydantic import BaseModel

from verifier.client.errors import Problem, RequestRefusedError

type Json = Mapping[str, Any]
type Steps[T] = Generator[Call, httpx.Response, T]

POLL_S = 30.0
"""Seconds that one request waits for a report; proxies cut longer ones."""

GRACE_S = 30.0
"""Seconds beyond the wait after which a silent service counts as gone."""

_CONNECT_S = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One HTTP request.

    Attributes:
        method: Its method.
        path: Its path below the service's address.
        params: Its query.
        body: Its JSON, if it has one.
        headers: Headers beside the usual ones.
        wait_s: Seconds for which the service may be silent by agreement.
        is_stream: Whether a good response is left unread.
        delay_s: Seconds to wait before it is sent.
    """

    method: str
    path: str
    params: Mapping[str, str] = field(default_factory=dict)
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    wait_s: float = 0.0
    is_stream: bool = False
    delay_s: float = 0.0

    def made_with(self, http: httpx.Client | httpx.AsyncClient) -> httpx.Request:
        """Return it as a request of an HTTP client."""
        headers = dict(self.headers)
        if self.body is not None:
            headers["Content-Type"] = "application/json"
        return http.build_request(
            self.method,
            self.path,
            params=self.params,
            content=self.body,
            headers=headers,
            timeout=httpx.Timeout(
                GRACE_S, connect=_CONNECT_S, read=self.wait_s + GRACE_S, pool=None
            ),
        )


def as_json(thing: BaseModel | Json) -> bytes:
    """Write a request, as given if it is plain data.

    Raises:
        RequestRefusedError: It holds what JSON in UTF-8 does not have: NaN, for one.
    """
    try:
        data = as_data(thing)
        return json.dumps(data, allow_nan=False, ensure_ascii=False).encode()
    except (TypeError, ValueError, RecursionError) as error:
        problem = Problem(title="Not JSON", detail=f"not JSON: {error}")
        raise RequestRefusedError(problem) from error


def as_data(thing: BaseModel | Json) -> dict[str, Any]:
    """Return plain data that validates to the same model.

    What a model was not told is left out, for a model may tell a null from a
    silence; but its `kind` always stays, by which it is recognized.
    """
    if not isinstance(thing, BaseModel):
        return dict(thing)
    data = thing.model_dump(mode="json", exclude_unset=True)
    for name in type(thing).model_fields:
        value = getattr(thing, name)
        if name == "kind":
            data[name] = value
        elif name not in data:
            continue
        elif isinstance(value, BaseModel):
            data[name] = as_data(value)
        elif _holds_models(value):
            data[name] = [as_data(item) for item in value]
    return data


def _holds_models(value: object) -> bool:
    return (
        isinstance(value, Sequence) and bool(value) and isinstance(value[0], BaseModel)
    )
