"""Refuses bodies that are too large before they fill the memory."""

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from verifier.api.problems import ProblemError, make_problem


class BodyLimit:
    """ASGI middleware: 413 for a body above a size, declared or not.

    Args:
        app: What it guards.
        most_bytes: The largest body.
    """

    def __init__(self, app: ASGIApp, most_bytes: int) -> None:
        self._app, self._most_bytes = app, most_bytes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        for name, value in scope["headers"]:
            if name == b"content-length" and int(value) > self._most_bytes:
                await self._refusal().response()(scope, receive, send)
                return
        got = 0

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self._most_bytes:
                raise self._refusal()
            return message

        await self._app(scope, counted, send)

    def _refusal(self) -> ProblemError:
        detail = f"the body must have at most {self._most_bytes} bytes"
        problem = make_problem("too-large", 413, "The body is too large", detail)
        return ProblemError(problem)
