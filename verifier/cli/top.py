"""`verifier top`: what a running service is doing, live."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

import httpx
import typer
from prometheus_client.parser import text_string_to_metric_families
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table

from verifier.cli.exits import ExitCode, fail
from verifier.client.blocking import URL

_TIMEOUT_S = 5.0

type Labels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Look:
    """The metrics at one moment.

    Attributes:
        at: When (monotonic).
        samples: Values by name and labels.
    """

    at: float
    samples: Mapping[tuple[str, Labels], float] = field(default_factory=dict)

    def value(self, name: str, **labels: str) -> float:
        """Return a value, 0 if there is none."""
        return self.samples.get((name, tuple(sorted(labels.items()))), 0.0)

    def all(self, name: str) -> dict[Labels, float]:
        """Return all values of a name, by their labels."""
        return {key[1]: value for key, value in self.samples.items() if key[0] == name}

    def per_s(self, before: "Look | None", name: str, labels: Labels) -> float:
        """Return how fast a counter grows; 0 if it is not known yet."""
        if before is None or self.at <= before.at:
            return 0.0
        key = (name, labels)
        grown = self.samples.get(key, 0.0) - before.samples.get(key, 0.0)
        return max(0.0, grown) / (self.at - before.at)


def top(
    *,
    url: Annotated[str, typer.Option(help="Address of the service.")] = URL,
    key: Annotated[str | None, typer.Option(help="API key.")] = None,
    every_s: Annotated[
        float, typer.Option(min=0.2, help="Seconds from look to look.")
    ] = 2.0,
    once: Annotated[bool, typer.Option("--once", help="Look once, and end.")] = False,
) -> None:
    """Show slots, queues and verdicts of a running service."""
    headers = {"X-API-Key": key} if key else {}
    console = Console()
    with httpx.Client(base_url=url, headers=headers, timeout=_TIMEOUT_S) as http:
        look = _look(http)
        if once:
            console.print(_shown(url, look, None))
            return
        with Live(_shown(url, look, None), console=console, screen=True) as live:
            while True:
                time.sleep(every_s)
                before, look = look, _look(http)
                live.update(_shown(url, look, before))


def _look(http: httpx.Client) -> Look:
    """Ask for the metrics.

    Raises:
        Exit: They are not to be had.
    """
    try:
        response = http.get("/metrics")
        response.raise_for_status()
        families = list(text_string_to_metric_families(response.text))
    except (httpx.HTTPError, ValueError) as error:
        fail([f"{http.base_url}: {error}"], ExitCode.INTERNAL_ERROR)
    samples = {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in families
        for sample in family.samples
    }
    return Look(time.monotonic(), samples)


def _shown(url: str, look: Look, before: Look | None) -> Group:
    state = "ready" if look.value("verifier_ready") else "not ready"
    busy, slots = look.value("verifier_slots_busy"), look.value("verifier_slots")
    overview = Table(title=f"{url}: {state}", title_justify="left", box=None)
    for heading in ("slots busy", "a job takes", *_lanes(look)):
        overview.add_column(heading, justify="right")
    overview.add_row(
        f"{busy:.0f} of {slots:.0f}",
        f"{look.value('verifier_service_seconds'):.3f} s",
        *(f"{waiting:.0f}" for waiting in look.all("verifier_queued").values()),
    )
    return Group(
        overview,
        _counters(look, before, "verifier_verifications_total", "verifications"),
        _counters(look, before, "verifier_runs_total", "runs"),
        _counters(look, before, "verifier_internal_errors_total", "without a reward"),
        _counters(look, before, "verifier_responses_total", "responses"),
    )


def _lanes(look: Look) -> list[str]:
    return [f"{dict(labels)['lane']} waiting" for labels in look.all("verifier_queued")]


def _counters(look: Look, before: Look | None, name: str, title: str) -> Table:
    table = Table(title=title, title_justify="left", box=None)
    values = look.all(name)
    for heading in (*(key for key, _ in next(iter(values), ())), "all", "a second"):
        table.add_column(heading, justify="left" if heading.isalpha() else "right")
    for labels, value in sorted(values.items()):
        per_s = f"{look.per_s(before, name, labels):.1f}"
        table.add_row(*(text for _, text in labels), f"{value:.0f}", per_s)
    return table
