"""A real HTTP server that speaks the protocol of chat completions, for tests."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, override

SILENCE = object()
"""In the place of an answer: the server never gives one."""

type Script = list[Any]


@dataclass(slots=True)
class Chat:
    """A running server.

    Attributes:
        url: Base of its API.
        asked: Bodies of the requests so far.
        headers: Their headers.
        closing: Set when the server stops.
    """

    url: str = ""
    asked: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)


def said(text: str | None, **more: Any) -> bytes:
    """Write a completion as the protocol has it."""
    message = {"role": "assistant", "content": text, **more.pop("message", {})}
    choice = {"index": 0, "message": message, "finish_reason": "stop", **more}
    return json.dumps({"object": "chat.completion", "choices": [choice]}).encode()


@contextmanager
def chat_server(script: Script) -> Iterator[Chat]:
    """Serve the answers of a script in turn, the last one for ever.

    Args:
        script: Bytes are a body with status 200, a number is a status, a pair
            is both, a text is what the model says, and `SILENCE` no answer.
    """
    chat = Chat()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            chat.asked.append(json.loads(self.rfile.read(length)))
            chat.headers.append(dict(self.headers))
            answer = script[min(len(chat.asked), len(script)) - 1]
            if answer is SILENCE:
                chat.closing.wait(30)
                return
            if isinstance(answer, str):
                answer = said(answer)
            if isinstance(answer, bytes):
                answer = (200, answer)
            if isinstance(answer, int):
                answer = (answer, b"{}")
            status, body = answer
            if self.path != "/v1/chat/completions":
                status, body = 404, b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Retry-After", "0")
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    chat.url = f"http://127.0.0.1:{server.server_address[1]}/v1"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield chat
    finally:
        chat.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
