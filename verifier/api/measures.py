"""What Prometheus may ask for."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from verifier.engine import Health
from verifier.outcome import Verdict
from verifier.reports import glance_at

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180)


class Measures:
    """Counters of one application, in a registry of its own."""

    def __init__(self) -> None:
        registry = CollectorRegistry()
        self._registry = registry
        self.verifications = Counter(
            "verifier_verifications",
            "Verifications answered over HTTP.",
            ["language", "verdict"],
            registry=registry,
        )
        self.internal_errors = Counter(
            "verifier_internal_errors",
            "Verifications without a reward.",
            registry=registry,
        )
        self.total_seconds = Histogram(
            "verifier_verification_seconds",
            "From submission to report.",
            buckets=_SECONDS,
            registry=registry,
        )
        self.queued_seconds = Histogram(
            "verifier_queued_seconds",
            "From submission to the start of the work.",
            buckets=_SECONDS,
            registry=registry,
        )
        self._slots = Gauge("verifier_slots", "Slots.", registry=registry)
        self._busy = Gauge("verifier_slots_busy", "Slots at work.", registry=registry)
        self._queued = Gauge("verifier_queued", "Jobs that wait.", registry=registry)
        self._ready = Gauge("verifier_ready", "1 if it can work.", registry=registry)

    def count(self, language: str, report: bytes) -> None:
        """Count a report that is handed out."""
        glance = glance_at(report)
        self.verifications.labels(language, glance.verdict).inc()
        if glance.verdict == Verdict.INTERNAL_ERROR:
            self.internal_errors.inc()
        self.total_seconds.observe(glance.total_s)
        self.queued_seconds.observe(glance.queued_s)

    def text(self, health: Health) -> bytes:
        """Return all of it in Prometheus' text format."""
        self._slots.set(health.slots or 0)
        self._busy.set(health.busy or 0)
        self._queued.set(health.queued)
        self._ready.set(health.is_ready)
        return generate_latest(self._registry)
