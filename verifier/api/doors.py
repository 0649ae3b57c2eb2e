"""The door: who comes in, under which name, and what is written down of it.

Every response carries the id of its request and headers that keep browsers from
misreading it. With keys, whatever does more than say that the service lives asks for
one, and an audit line tells who asked for what; never the key, never a body.
"""

import base64
import re
import secrets
import time
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifier.api.admission import Admission
from verifier.api.callers import EVERYBODY, Caller
from verifier.api.measures import Measures
from verifier.api.problems import ProblemError, make_problem, refused_now
from verifier.errors import RateError
from verifier.keys import KeyRing

log = structlog.get_logger()

OPEN_PATHS = frozenset({"/health", "/health/live", "/health/load", "/health/ready"})
_PAGES = frozenset({"/docs", "/redoc"})
_REQUEST_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
"""As ASGI wants them: each response has them, and made anew each time they cost."""
_POLICY = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_REQUEST_ID_HEADER = b"x-request-id"


class Doors:
    """ASGI middleware: request ids, security headers, keys, rates, audit.

    Args:
        app: What it guards.
        admission: Counts requests.
        measures: Counts responses.
        keys: The keys that open; None: everybody comes in.
    """

    def __init__(
        self,
        app: ASGIApp,
        admission: Admission,
        measures: Measures,
        keys: KeyRing | None,
    ) -> None:
        self._app, self._admission, self._keys = app, admission, keys
        self._measures = measures

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        stated = headers.get("x-request-id", "")
        request_id = stated if _REQUEST_ID.fullmatch(stated) else secrets.token_hex(8)
        path, begin, status = scope["path"], time.monotonic(), 0

        async def with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._measures.responses.labels(status).inc()
                out = message["headers"] = list(message.get("headers", ()))
                stated = {name for name, _ in out}
                out += [entry for entry in _HEADERS if entry[0] not in stated]
                # Pages load their scripts from elsewhere.
                if path not in _PAGES and _POLICY[0] not in stated:
                    out.append(_POLICY)
                out.append((_REQUEST_ID_HEADER, request_id.encode()))
            await send(message)

        caller = EVERYBODY
        try:
            if self._keys and path not in OPEN_PATHS:
                caller = self._caller(headers)
                self._admission.count(caller)
            scope.setdefault("state", {})["caller"] = caller
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self._app(scope, receive, with_headers)
        except ProblemError as refusal:
            await refusal.response()(scope, receive, with_headers)
        except RateError as error:
            await refused_now(error).response()(scope, receive, with_headers)
        finally:
            if self._keys and path not in OPEN_PATHS:
                log.info(
                    "audit",
                    key=caller.name,
                    method=scope["method"],
                    path=path,
                    status=status,
                    took_s=round(time.monotonic() - begin, 4),
                    request_id=request_id,
                    address=(scope.get("client") or ("",))[0],
                )

    def _caller(self, headers: Mapping[str, str]) -> Caller:
        """Return who shows a good key.

        Raises:
            ProblemError: 401: nobody does. 503: the keys cannot be read.
        """
        token = _token(headers)
        try:
            key = self._keys.find(token) if self._keys and token else None
        except (OSError, ValueError) as error:
            log.exception("keys cannot be read")
            problem = make_problem(
                "unavailable", 503, "The keys cannot be read", type(error).__name__
            )
            raise ProblemError(problem, {"Retry-After": "5"}) from error
        if key is None:
            detail = "send a good API key as `Authorization: Bearer KEY`"
            problem = make_problem("unauthorized", 401, "No good API key", detail)
            raise ProblemError(problem, {"WWW-Authenticate": "Bearer"})
        return Caller(
            name=key.name,
            weight=key.weight,
            most_waiting=key.most_waiting,
            rate_per_s=key.rate_per_s,
        )


def _token(headers: Mapping[str, str]) -> str:
    """Return the key that a request shows; empty if it shows none.

    Clients that know nothing of keys can have one in their URL
    (`http://key:KEY@host`), which they send as a password.
    """
    if stated := headers.get("x-api-key"):
        return stated
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip()
    if scheme.lower() == "basic":
        try:
            return base64.b64decode(rest, validate=True).decode().partition(":")[2]
        except ValueError:  # no base64, no ASCII or no UTF-8
            return ""
    return ""
