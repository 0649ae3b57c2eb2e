"""Metrics count what reports say, and the dashboard asks for what there is."""

import json
import re
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from verifier.api.measures import Measures
from verifier.engine import Health, Job, JobKind, Lane
from verifier.engine.work import SLOTS_DIED, TOO_LATE, given_up
from verifier.messages import EXAMPLE
from verifier.outcome import Attribution, Verdict
from verifier.reports import (
    BuildReport,
    RunReport,
    Timings,
    VerificationReport,
    glance_at,
)

DASHBOARD = Path(__file__).parents[2] / "docs" / "grafana" / "verifier.json"
HEALTH = Health(
    is_ready=True, slots=2, busy=1, queued=3, lanes={Lane.BATCH: 3, Lane.INTERACTIVE: 0}
)


def failed(reason: str) -> bytes:
    body = json.dumps(EXAMPLE).encode()
    job = Job(id="x", kind=JobKind.VERIFICATION, body=body, submitted_at=0)
    return given_up(job, reason)


def report(**changes: object) -> bytes:
    made = VerificationReport.model_validate_json(failed("gone"))
    return made.model_copy(update=changes).model_dump_json().encode()


def run_report() -> RunReport:
    body = json.dumps({"language": "c", "source": "x"}).encode()
    job = Job(id="x", kind=JobKind.RUN, body=body, submitted_at=0)
    return RunReport.model_validate_json(given_up(job, "gone"))


def samples(measures: Measures) -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
    text = measures.text(HEALTH, 0.25).decode()
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def value(measures: Measures, name: str, **labels: str) -> float:
    return samples(measures)[name, frozenset(labels.items())]


def count(measures: Measures, language: str, body: bytes) -> None:
    measures.count(language, body, glance_at(body))


def filled() -> Measures:
    """Return measures of which each has a value."""
    measures = Measures()
    built = BuildReport(termination="exited", exit_code=0)
    count(measures, "cpp", report(verdict=Verdict.ACCEPTED, build=built))
    count(measures, "cpp", failed("gone"))
    measures.count_run(run_report())
    measures.responses.labels(200).inc()
    return measures


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        (failed(TOO_LATE), "too_late"),
        (failed(SLOTS_DIED), "slots_died"),
        (failed("a bug"), "service"),
        (report(attribution=Attribution.TESTS), "tests"),
    ],
    ids=["late", "slots", "service", "tests"],
)
def test_internal_error_has_its_cause(body: bytes, cause: str) -> None:
    measures = Measures()
    count(measures, "python", body)

    assert value(measures, "verifier_internal_errors_total", cause=cause) == 1


@pytest.mark.parametrize(("cached", "label"), [(True, "true"), (False, "false")])
def test_build_is_counted_by_whether_it_was_made_before(
    *, cached: bool, label: str
) -> None:
    measures = Measures()
    ending = None if cached else "exited"
    build = BuildReport(cached=cached, termination=ending)
    count(measures, "cpp", report(verdict=Verdict.ACCEPTED, build=build))
    count(measures, "python", report(verdict=Verdict.ACCEPTED, build=BuildReport()))

    builds = {
        k: v for k, v in samples(measures).items() if k[0] == "verifier_builds_total"
    }
    labels = frozenset({("language", "cpp"), ("cached", label)})
    assert builds == {("verifier_builds_total", labels): 1}


def test_start_of_boxes_is_counted_by_the_mean_of_a_verification() -> None:
    measures = Measures()
    timings = Timings(queued_s=1, total_s=2, boxes=4, boxes_s=0.02)
    count(measures, "python", report(verdict=Verdict.ACCEPTED, timings=timings))
    count(measures, "python", report(verdict=Verdict.ACCEPTED, timings=Timings()))
    measures.count_run(run_report().model_copy(update={"timings": timings}))

    assert value(measures, "verifier_box_start_seconds_count") == 2
    assert value(measures, "verifier_box_start_seconds_sum") == pytest.approx(0.01)
    assert value(measures, "verifier_queued_seconds_sum") == 2


def test_gauges_say_how_the_engine_is() -> None:
    measures = Measures()

    assert value(measures, "verifier_queued", lane="batch") == 3
    assert value(measures, "verifier_slots_busy") == 1
    assert value(measures, "verifier_service_seconds") == 0.25


def test_dashboard_asks_for_metrics_and_labels_that_exist() -> None:
    known: dict[str, set[str]] = {}
    for name, labels in samples(filled()):
        known.setdefault(name, set()).update(label for label, _ in labels)
    panels = json.loads(DASHBOARD.read_text())["panels"]
    asked = [target for panel in panels for target in panel["targets"]]

    assert len(asked) > 10
    for target in asked:
        names = re.findall(r"verifier_\w+", target["expr"])
        assert names, target
        assert set(names) <= set(known), target
        wanted = set(re.findall(r"{{(\w+)}}", target["legendFormat"]))
        for group in re.findall(r"by \(([\w, ]+)\)", target["expr"]):
            wanted |= {label.strip() for label in group.split(",")}
        wanted |= set(re.findall(r"[{,](\w+)=", target["expr"]))
        assert all(wanted <= known[name] for name in names), target


def test_every_metric_is_on_the_dashboard() -> None:
    text = DASHBOARD.read_text()
    families = text_string_to_metric_families(filled().text(HEALTH, 0).decode())

    names = {family.name for family in families}
    for name in {name for name in names if not name.endswith("_created")}:
        assert name in text, name
