"""What Prometheus may ask for."""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram
from prometheus_client.exposition import generate_latest

from verifier.engine import Health
from verifier.engine.work import SLOTS_DIED, TOO_LATE
from verifier.outcome import Verdict
from verifier.reports import Glance, RunReport

_SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 180)
_BOX_SECONDS = (0.0001, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5)
_CAUSES = ((TOO_LATE.encode(), "too_late"), (SLOTS_DIED.encode(), "slots_died"))


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
        self.runs = Counter(
            "verifier_runs",
            "Runs without tests that facades have answered.",
            ["language", "status"],
            registry=registry,
        )
        self.internal_errors = Counter(
            "verifier_internal_errors",
            "Verifications without a reward, by cause.",
            ["cause"],
            registry=registry,
        )
        self.builds = Counter(
            "verifier_builds",
            "Builds, by whether they had been made before.",
            ["language", "cached"],
            registry=registry,
        )
        self.responses = Counter(
            "verifier_responses", "Responses over HTTP.", ["status"], registry=registry
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
        self.box_start_seconds = Histogram(
            "verifier_box_start_seconds",
            "Until a box is open: the mean of a verification's boxes.",
            buckets=_BOX_SECONDS,
            registry=registry,
        )
        self._slots = Gauge("verifier_slots", "Slots.", registry=registry)
        self._busy = Gauge("verifier_slots_busy", "Slots at work.", registry=registry)
        self._queued = Gauge(
            "verifier_queued", "Jobs that wait.", ["lane"], registry=registry
        )
        self._service = Gauge(
            "verifier_service_seconds",
            "What a job took lately, by which deadlines are judged.",
            registry=registry,
        )
        self._ready = Gauge("verifier_ready", "1 if it can work.", registry=registry)

    def count(self, language: str, report: bytes, glance: Glance) -> None:
        """Count a report that is handed out, by what was seen at a glance."""
        self.verifications.labels(language, glance.verdict).inc()
        if glance.verdict == Verdict.INTERNAL_ERROR:
            self.internal_errors.labels(_cause_of(report)).inc()
        if glance.is_built is not None:
            self.builds.labels(language, str(glance.is_built).lower()).inc()
        self.total_seconds.observe(glance.total_s)
        self.queued_seconds.observe(glance.queued_s)
        if glance.boxes:
            self.box_start_seconds.observe(glance.boxes_s / glance.boxes)

    def count_run(self, report: RunReport) -> None:
        """Count the report of a run that a facade hands out."""
        self.runs.labels(report.language.name, report.status).inc()
        if report.build.cached or report.build.termination is not None:
            cached = str(report.build.cached).lower()
            self.builds.labels(report.language.name, cached).inc()
        self.total_seconds.observe(report.timings.total_s)
        self.queued_seconds.observe(report.timings.queued_s)
        if report.timings.boxes:
            mean_s = report.timings.boxes_s / report.timings.boxes
            self.box_start_seconds.observe(mean_s)

    def text(self, health: Health, service_s: float) -> bytes:
        """Return all of it in Prometheus' text format.

        Args:
            health: How the engine is.
            service_s: Seconds that a job took lately.
        """
        self._slots.set(health.slots or 0)
        self._busy.set(health.busy or 0)
        for lane, waiting in health.lanes.items():
            self._queued.labels(lane).set(waiting)
        self._service.set(service_s)
        self._ready.set(health.is_ready)
        return generate_latest(self._registry)


def _cause_of(report: bytes) -> str:
    """Return why a report has no reward, in one word."""
    for words, cause in _CAUSES:
        if words in report:
            return cause
    return "tests" if b'"attribution":"tests"' in report else "service"
