"""What the service answers to odd bodies, and what would be wrong with that."""

import json
import logging
import traceback
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

import httpx
import structlog
from fastapi import FastAPI

from tests.fuzz.instant import InstantEngine
from verifier.api import create_app
from verifier.settings import Settings

_PROBLEM = "application/problem+json"
_FACADE_REFUSALS = frozenset({"/api/v2/execute"})
"""Its refusals are its protocol's, no problem documents."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One body and its answer.

    Attributes:
        path: Where it was sent.
        body: What was sent.
        status: Of the answer; 0 if there was none.
        kind: Content type.
        text: The answer; what went wrong, if there was none.
    """

    path: str
    body: bytes
    status: int
    kind: str
    text: str

    def fault(self) -> str:
        """Say what is wrong with the answer; empty if nothing is."""
        if self.status == 0 or self.status >= 500:
            return f"{self.status}: {self.text[-3000:]}"
        try:
            told = json.loads(self.text)
        except ValueError:
            return f"{self.status}, and not JSON: {self.text[:300]}"
        if self.status in {200, 201, 202}:
            return _own_fault(told)
        if self.path in _FACADE_REFUSALS:
            return "" if isinstance(told.get("message"), str) else "no message"
        if not self.kind.startswith(_PROBLEM):
            return f"{self.status} as {self.kind}"
        if self.status == 422 and not told.get("errors"):
            return "422 that names no field"
        return ""


def _own_fault(told: Any) -> str:
    """Say whether a report blames the service, which a played box never does."""
    words = json.dumps(told)
    return f"200, and {words[:3000]}" if " in the service" in words else ""


async def _post(app: FastAPI, path: str, body: bytes) -> Answer:
    """Send a body through the whole application, without a network."""
    headers = [(b"content-type", b"application/json"), (b"host", b"fuzz")]
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }
    status, kind, parts = 0, "", []

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message["headers"]).get(b"content-type", b"").decode()
        else:
            parts.append(message.get("body", b""))

    try:
        await app(scope, receive, send)
    except Exception:  # noqa: BLE001 - that is what is looked for
        status, parts = 0, [traceback.format_exc().encode()]
    text = b"".join(parts).decode()
    return Answer(path=path, body=body, status=status, kind=kind, text=text)


async def from_application(
    bodies: Iterable[tuple[str, bytes]], seed: int, look: Callable[[Answer], None]
) -> None:
    """Put bodies, each with its path, to an application of this process."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)
    settings = Settings(engine="embedded", share_reports=True, keys_file=None)
    app = create_app(settings, InstantEngine(seed))
    for path, body in bodies:
        look(await _post(app, path, body))


def from_service(
    url: str, bodies: Iterable[tuple[str, bytes]], look: Callable[[Answer], None]
) -> None:
    """Put bodies, each with its path, to a running service."""
    with httpx.Client(base_url=url, timeout=120) as client:
        headers = {"Content-Type": "application/json"}
        for path, body in bodies:
            response = client.post(path, content=body, headers=headers)
            look(
                Answer(
                    path=path,
                    body=body,
                    status=response.status_code,
                    kind=response.headers.get("content-type", ""),
                    text=response.text,
                )
            )
