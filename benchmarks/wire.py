"""HTTP/1.1 for load generators: prepared bytes, connections kept, answers hardly read.

A client that costs as much as the service it drives cannot offer it ten times what it
can do, on a machine that both share.
"""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, override
from urllib.parse import urlsplit

_END = b"\r\n\r\n"
_LENGTH = b"\r\ncontent-length:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came back.

    Attributes:
        status: Status code.
        head: Status line and headers, in lower case.
        body: The body.
    """

    status: int
    head: bytes
    body: bytes

    def json(self) -> Any:
        """Return the body, parsed."""
        return json.loads(self.body)


def prepare(path: str, body: bytes, headers: Mapping[str, str]) -> bytes:
    """Return a POST as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", "Host: verifier", f"Content-Length: {len(body)}"]
    lines += ["Content-Type: application/json"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _END + body


class _Connection(asyncio.Protocol):
    """One connection, one request at a time; the service states lengths."""

    def __init__(self) -> None:
        self._transport: asyncio.Transport | None = None
        self._got = bytearray()
        self._answer: asyncio.Future[Answer] | None = None
        self.is_open = True

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        self.is_open = False
        if self._answer and not self._answer.done():
            self._answer.set_exception(exc or ConnectionError("closed"))

    @override
    def data_received(self, data: bytes) -> None:
        self._got += data
        end = self._got.find(_END)
        if end < 0 or self._answer is None:
            return
        head = bytes(self._got[:end]).lower()
        begin = head.index(_LENGTH) + len(_LENGTH)
        length = int(head[begin:].split(b"\r\n", 1)[0])
        whole = end + len(_END) + length
        if len(self._got) < whole:
            return
        body = bytes(self._got[end + len(_END) : whole])
        del self._got[:whole]
        if not self._answer.done():
            status = int(head[9:12])
            self._answer.set_result(Answer(status=status, head=head, body=body))

    async def ask(self, request: bytes) -> Answer:
        self._answer = asyncio.get_running_loop().create_future()
        assert self._transport is not None  # noqa: S101 - it is connected
        self._transport.write(request)
        return await self._answer

    def close(self) -> None:
        if self._transport:
            self._transport.close()


class Wire:
    """Connections to one service, as many as there are requests at one time.

    Args:
        url: Where it answers.
    """

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host, self._port = parts.hostname or "", parts.port or 80
        self._idle: list[_Connection] = []
        self._all: list[_Connection] = []

    async def ask(self, request: bytes) -> Answer:
        """Send a prepared request, and return its answer.

        Raises:
            OSError: There is none.
        """
        while self._idle and not self._idle[-1].is_open:
            self._idle.pop()
        if self._idle:
            connection = self._idle.pop()
        else:
            loop = asyncio.get_running_loop()
            _, connection = await loop.create_connection(
                _Connection, self._host, self._port
            )
            self._all.append(connection)
        answer = await connection.ask(request)
        self._idle.append(connection)
        return answer

    def close(self) -> None:
        """Close all connections."""
        for connection in self._all:
            connection.close()
