"""Refuses what is known to be refused, before anything is made of the body.

Under ten times the load that a service can carry nine requests in ten end here, so this
costs as little as it can: no routing, no validation, no question to Redis. What is let
through is looked at again by `Admission.check` and by the engine, which decide.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qs

from pydantic import ValidationError
from pydantic_core import from_json
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from sandboxes import UnknownPluginError
from verifier.api.admission import Admission
from verifier.api.callers import Caller, Wishes, ticket_for
from verifier.api.problems import refused_now
from verifier.engine import Lane, Ticket
from verifier.errors import RefusedNowError
from verifier.languages import language_of

_GOES_ELSEWHERE = b'"generate"'
"""Such a verification waits in another lane than its URL says."""


def _problem(error: RefusedNowError) -> Response:
    return refused_now(error).response()


@dataclass(frozen=True, slots=True, kw_only=True)
class Entrance:
    """What is known of requests to a path before they are read.

    Attributes:
        path: The path.
        language: Where in the body the language is.
        within_s: Seconds within which each must be started; None: the URL says it.
        refusal: The answer to one that is refused.
    """

    path: str
    language: tuple[str, ...] = ("language",)
    within_s: float | None = None
    refusal: Callable[[RefusedNowError], Response] = _problem

    def ticket(self, caller: Caller, query: bytes) -> Ticket | None:
        """Return a request's ticket; None if its URL is wrong.

        Args:
            caller: Who asks.
            query: The URL's query.
        """
        if self.within_s is not None or not query:
            return ticket_for(caller, Lane.INTERACTIVE, within_s=self.within_s)
        try:
            stated = parse_qs(query.decode(), keep_blank_values=True)
            last = {name: values[-1] for name, values in stated.items()}
            wishes = Wishes.model_validate(last)
        except (ValidationError, ValueError):
            return None
        return ticket_for(
            caller,
            wishes.lane,
            priority=wishes.priority,
            within_s=wishes.deadline_s,
        )


class EarlyRefusal:
    """ASGI middleware: answers at once what cannot be taken now.

    Args:
        app: What it guards.
        admission: Who knows.
        entrances: What to look at; other paths are let through.
    """

    def __init__(
        self, app: ASGIApp, admission: Admission, entrances: Iterable[Entrance]
    ) -> None:
        self._app, self._admission = app, admission
        self._entrances = {entrance.path: entrance for entrance in entrances}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        entrance = None
        if scope["type"] == "http" and scope["method"] == "POST":
            entrance = self._entrances.get(scope["path"])
        ticket = None
        if entrance:
            caller: Caller = scope["state"]["caller"]
            ticket = entrance.ticket(caller, scope["query_string"])
        if not entrance or not ticket:
            await self._app(scope, receive, send)
            return
        messages = await _whole(receive)
        refusal = self._refusal(entrance, ticket, messages)
        if refusal:
            await refusal(scope, receive, send)
            return
        upcoming = iter(messages)

        async def again() -> Message:
            return next(upcoming, None) or await receive()

        await self._app(scope, again, send)

    def _refusal(
        self, entrance: Entrance, ticket: Ticket, messages: list[Message]
    ) -> Response | None:
        body = b""

        def language() -> str | None:
            nonlocal body
            body = _body(messages)
            return _language_in(body, entrance.language)

        try:
            self._admission.foresee(ticket, language)
        except RefusedNowError as error:
            if _GOES_ELSEWHERE in (body or _body(messages)):
                return None
            return entrance.refusal(error)
        return None


async def _whole(receive: Receive) -> list[Message]:
    """Return all messages of a request's body."""
    messages = [await receive()]
    while messages[-1].get("more_body"):
        messages.append(await receive())
    return messages


def _body(messages: list[Message]) -> bytes:
    return b"".join(message.get("body", b"") for message in messages)


def _language_in(body: bytes, path: tuple[str, ...]) -> str | None:
    """Return the first name of the language that a body states; None: it does not."""
    try:
        found: Any = from_json(body)
        for name in path:
            found = found[name]
        return language_of(found).name
    except (KeyError, TypeError, ValueError, UnknownPluginError):
        return None
