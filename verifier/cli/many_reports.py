"""Shows many reports: one line each for machines, a summary for people."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifier.cli.requests import Item
from verifier.cli.texts import safe, verdict_style
from verifier.client import ClientError, RequestRefusedError
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

type Result = VerificationReport | ClientError

SLOWEST = 5
MAX_COMPLAINTS = 10


class OrderedLines:
    """Prints a line a result, in the order of the requests, as soon as it can."""

    def __init__(self) -> None:
        self._waiting: dict[int, Result] = {}
        self._next = 0

    def take(self, index: int, result: Result) -> None:
        """Print it, and what waited for it; or keep it until its turn comes."""
        self._waiting[index] = result
        while self._next in self._waiting:
            typer.echo(json_of(self._waiting.pop(self._next)))
            self._next += 1


def json_of(result: Result) -> str:
    """Return a result as one line; what is no report has only an `error`."""
    if isinstance(result, VerificationReport):
        return result.model_dump_json()
    error: dict[str, object] = {"kind": type(result).__name__, "detail": str(result)}
    if isinstance(result, RequestRefusedError):
        error["errors"] = [field.model_dump() for field in result.problem.errors]
    return json.dumps({"error": error}, ensure_ascii=False)


def complaints(items: Sequence[Item], results: Mapping[int, Result]) -> list[str]:
    """Say what failed without a report, and where the request came from."""
    return [
        f"{items[index].place}: {result}"
        for index, result in sorted(results.items())
        if isinstance(result, ClientError)
    ]


def show_summary(
    items: Sequence[Item], results: Mapping[int, Result], console: Console
) -> None:
    """Print how many had which verdict, the mean reward, and the slowest."""
    reports = {
        index: result
        for index, result in results.items()
        if isinstance(result, VerificationReport)
    }
    console.print(_counts(list(reports.values()), len(results) - len(reports)))
    rewards = [
        report.reward for report in reports.values() if report.reward is not None
    ]
    if rewards:
        mean = sum(rewards) / len(rewards)
        console.print(f"mean reward {mean:.4f} of {len(rewards)} rewards")
    console.print(_slowest(items, reports))


def _counts(reports: Sequence[VerificationReport], failures: int) -> Table:
    counted = Counter(report.verdict for report in reports)
    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("verdict")
    table.add_column("submissions", justify="right")
    table.add_column("share", justify="right")
    total = len(reports) + failures
    for verdict in Verdict:
        if counted[verdict]:
            label = Text(verdict.value, verdict_style(verdict))
            count = counted[verdict]
            table.add_row(label, str(count), f"{count / total:.1%}")
    if failures:
        share = f"{failures / total:.1%}"
        table.add_row(Text("no report", "magenta"), str(failures), share)
    return table


def _slowest(items: Sequence[Item], reports: Mapping[int, VerificationReport]) -> Table:
    def cpu_time_s(index: int) -> float:
        return max((case.cpu_time_s for case in reports[index].cases), default=0.0)

    table = Table(box=None, pad_edge=False, header_style="dim")
    table.add_column("slowest")
    table.add_column("cpu of one case", justify="right")
    table.add_column("verdict")
    for index in sorted(reports, key=cpu_time_s, reverse=True)[:SLOWEST]:
        verdict = reports[index].verdict
        table.add_row(
            Text(safe(items[index].place)),
            f"{cpu_time_s(index):.3f} s",
            Text(verdict.value, verdict_style(verdict)),
        )
    return table
