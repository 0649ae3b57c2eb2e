"""Traces, from the request to the run, by OpenTelemetry.

Without a collector's address nothing is recorded, and the SDK (the extra `otel`) need
not be there. Spans hold ids, names, verdicts and times; never a program, an input, an
answer, an output or a key, nor the words of an exception, which may hold one.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from opentelemetry import trace
from opentelemetry.context import Context
from opentelemetry.trace import INVALID_SPAN, Span, SpanKind, StatusCode
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator

from verifier.errors import MissingPartError

type Value = str | int | float | bool

_NAME = "verifier"
_HEADER = "traceparent"
_PROPAGATOR = TraceContextTextMapPropagator()
_NS = 1_000_000_000


def set_up_tracing(endpoint: str, part: str) -> Callable[[], None]:
    """Send this process's spans to a collector; called by entry points only.

    Args:
        endpoint: URL of an OTLP collector over HTTP, like
            `http://collector:4318/v1/traces`; empty: nothing is sent.
        part: What this process is: `api` or `slot`.

    Returns:
        What sends the last spans, before the process ends.

    Raises:
        MissingPartError: OpenTelemetry's SDK is not installed.
    """
    if not endpoint:
        return lambda: None
    try:
        # Imported here: they are an extra, and take a while.
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import (  # noqa: PLC0415
            OTLPSpanExporter,
        )
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415
    except ImportError as error:
        msg = "OpenTelemetry's SDK"
        raise MissingPartError(msg, "otel") from error
    resource = Resource.create({"service.name": _NAME, "verifier.part": part})
    provider = TracerProvider(resource=resource)
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint)))
    trace.set_tracer_provider(provider)
    return provider.shutdown


def traceparent() -> str:
    """Return what carries the current trace to another process; empty if none."""
    carrier: dict[str, str] = {}
    _PROPAGATOR.inject(carrier)
    return carrier.get(_HEADER, "")


@contextmanager
def span(name: str, **attributes: Value) -> Iterator[Span]:
    """Record what is done here as a part of the current trace."""
    if _is_off():
        yield INVALID_SPAN
        return
    with _current(name, None, SpanKind.INTERNAL, attributes) as made:
        yield made


@contextmanager
def job_span(
    kind: str, parent: str, submitted_at: float, **attributes: Value
) -> Iterator[Span]:
    """Record a job, in the trace of the request that it came with.

    Args:
        kind: What it asks for.
        parent: What `traceparent` returned then.
        submitted_at: Unix time from which it waited.
        **attributes: What is known of it.
    """
    if _is_off():
        yield INVALID_SPAN
        return
    context = _PROPAGATOR.extract({_HEADER: parent})
    tracer = trace.get_tracer(_NAME)
    now = time.time_ns()
    begin = min(now, int(submitted_at * _NS))
    tracer.start_span("queued", context, start_time=begin).end(now)
    with _current(kind, context, SpanKind.CONSUMER, attributes) as made:
        yield made


def _is_off() -> bool:
    """Whether nothing is recorded: then all that would be noted costs for nothing."""
    return isinstance(trace.get_tracer_provider(), trace.ProxyTracerProvider)


@contextmanager
def _current(
    name: str,
    context: Context | None,
    kind: SpanKind,
    attributes: Mapping[str, Value],
) -> Iterator[Span]:
    tracer = trace.get_tracer(_NAME)
    with tracer.start_as_current_span(
        name,
        context,
        kind=kind,
        attributes=_named(attributes),
        record_exception=False,
        set_status_on_exception=False,
    ) as made:
        try:
            yield made
        except BaseException as error:
            made.set_status(StatusCode.ERROR, type(error).__name__)
            raise


def _named(attributes: Mapping[str, Value]) -> dict[str, Value]:
    return {f"{_NAME}.{name}": value for name, value in attributes.items()}
