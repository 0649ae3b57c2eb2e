"""A trace leads from the request to the run, and holds nothing of what was judged."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, override

import httpx
import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import (
    ExportTraceServiceRequest,
)

from tests.e2e.services import running_service

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(240)]

_TRACE = "0af7651916cd43dd8448eb211c80319c"
_PARENT = f"00-{_TRACE}-b7ad6b7169203331-01"
_WANTED = {"queued", "verification", "open box", "case"}


class Collector(ThreadingHTTPServer):
    """Keeps what is sent to it."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.bodies: list[bytes] = []

    def spans(self) -> list[tuple[str, Any]]:
        """Return parts of the service, and their spans."""
        found = []
        for body in list(self.bodies):
            for group in ExportTraceServiceRequest.FromString(body).resource_spans:
                named = {a.key: a.value.string_value for a in group.resource.attributes}
                for scope in group.scope_spans:
                    found += [(named["verifier.part"], span) for span in scope.spans]
        return found


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        assert isinstance(self.server, Collector)
        self.server.bodies.append(self.rfile.read(length))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    @override
    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def collector() -> Iterator[Collector]:
    with Collector() as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("engine", ["embedded", "celery"])
def test_trace_leads_from_the_request_to_the_run(
    engine: str, collector: Collector, tmp_path: Path
) -> None:
    settings = {
        "VERIFIER_OTLP_ENDPOINT": f"http://127.0.0.1:{collector.server_port}/v1/traces",
        "VERIFIER_SLOTS": "1",
    }
    request = {
        "submission": {"language": "python", "source": "print('hush-output')"},
        "test_cases": [{"kind": "stdio", "input": "hush-in", "answer": "hush-answer"}],
    }
    headers = {"traceparent": _PARENT, "X-Request-ID": "asked-for-this"}
    with running_service(engine, tmp_path, settings) as service:
        url = f"{service.url}/v1/verifications"
        response = httpx.post(url, json=request, headers=headers, timeout=120)
        deadline = time.monotonic() + 60
        spans: list[tuple[str, Any]] = []
        while time.monotonic() < deadline:
            spans = [s for s in collector.spans() if s[1].trace_id.hex() == _TRACE]
            names = {span.name for _, span in spans}
            if names >= _WANTED and {part for part, _ in spans} == {"api", "slot"}:
                break
            time.sleep(0.5)

    assert response.json()["verdict"] == "wrong_answer"
    assert response.headers["X-Request-ID"] == "asked-for-this"
    parts = {part: {s.name for p, s in spans if p == part} for part in ("api", "slot")}
    assert parts["slot"] >= _WANTED
    assert any("/v1/verifications" in name for name in parts["api"])
    job = next(span for _, span in spans if span.name == "verification")
    values = {a.key: a.value.string_value for a in job.attributes}
    assert values["verifier.request_id"] == "asked-for-this"
    assert values["verifier.verdict"] == "wrong_answer"
    assert not any(b"hush" in body for body in collector.bodies)
    log = (tmp_path / "log").read_text()
    done = [line for line in log.splitlines() if '"event": "verified"' in line]
    assert len(done) == 1
    assert '"request_id": "asked-for-this"' in done[0]
