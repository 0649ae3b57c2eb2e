"""Spans hold what they should, and nothing is sent unless it is asked for."""

import sys

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from opentelemetry.trace import StatusCode

from verifier import tracing
from verifier.errors import MissingPartError


@pytest.fixture
def kept(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """What keeps the spans of a test."""
    kept, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(kept))
    monkeypatch.setattr(trace, "get_tracer", provider.get_tracer)
    monkeypatch.setattr(trace, "get_tracer_provider", lambda: provider)
    return kept


def test_job_is_a_part_of_its_requests_trace(kept: InMemorySpanExporter) -> None:
    with tracing.span("request"):
        parent = tracing.traceparent()
    with tracing.job_span("verification", parent, 5.0, id="x"), tracing.span("case"):
        pass

    spans = {span.name: span for span in kept.get_finished_spans()}
    request, job = spans["request"], spans["verification"]
    assert request.context
    assert {span.context.trace_id for span in spans.values() if span.context} == {
        request.context.trace_id
    }
    for name, above in (("verification", request), ("queued", request), ("case", job)):
        found = spans[name].parent
        assert above.context
        assert found
        assert found.span_id == above.context.span_id
    assert spans["queued"].start_time == 5 * 10**9
    assert job.attributes == {"verifier.id": "x"}


def test_without_a_collector_no_span_is_made(monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    monkeypatch.setattr(trace, "get_tracer", made.append)

    with tracing.job_span("verification", "", 5.0) as job, tracing.span("case") as case:
        job.set_attribute("verifier.verdict", "accepted")

    assert not job.is_recording()
    assert not case.is_recording()
    assert made == []


def test_words_of_an_exception_stay_out(kept: InMemorySpanExporter) -> None:
    @tracing.span("case")
    def fail() -> None:
        msg = "the secret answer"
        raise ValueError(msg)

    with pytest.raises(ValueError, match="secret"):
        fail()

    [span] = kept.get_finished_spans()
    assert span.status.status_code is StatusCode.ERROR
    assert "secret" not in span.to_json()
    assert "ValueError" in span.to_json()


def test_without_a_trace_nothing_is_carried() -> None:
    assert tracing.traceparent() == ""
    with tracing.job_span("run", "", 0.0):
        pass


def test_without_a_collector_nothing_is_set_up() -> None:
    before = trace.get_tracer_provider()
    tracing.set_up_tracing("", "api")()

    assert trace.get_tracer_provider() is before


def test_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.sdk.resources", None)

    with pytest.raises(MissingPartError, match=r"verifier\[otel\]"):
        tracing.set_up_tracing("http://127.0.0.1:1", "api")
