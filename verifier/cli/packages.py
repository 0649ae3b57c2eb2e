"""`verifier verify-package`: the submissions of a package against their labels."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifier.cli.exits import ExitCode, fail
from verifier.cli.requests import BadRequestError, Item, validated_as
from verifier.cli.surroundings import backend_of, log_level, read_settings
from verifier.cli.texts import console_for_people, lines_of, safe, verdict_style
from verifier.cli.workers import WorkerOptions, judge_many
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.packages import (
    BadPackageError,
    LabeledRequest,
    LeftOut,
    read_packages,
    requests_of,
    time_limit,
    with_time_limit,
)
from verifier.reports import VerificationReport
from verifier.settings import Settings

_UNTIMED_S = 30.0
"""CPU seconds of an accepted submission that sets the time limit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of a submission."""

    labeled: LabeledRequest
    report: VerificationReport
    limit_s: float

    @property
    def agrees(self) -> bool:
        """Whether the verdict is one that the label allows."""
        return self.report.verdict in self.labeled.allowed

    @property
    def cpu_time_s(self) -> float:
        """CPU seconds of the slowest case."""
        return max(case.cpu_time_s for case in self.report.cases)

    @property
    def feedback(self) -> str:
        """Why it got its verdict."""
        report = self.report
        if report.verdict is Verdict.COMPILE_ERROR:
            return " ".join(lines_of(report.build.stderr)[:1])
        for case in report.cases:
            if case.verdict is report.verdict and case.feedback:
                return safe(f"case {case.id or case.index}: {case.feedback}")
        return ""

    def as_json(self) -> dict[str, Any]:
        """Return it for machines."""
        return {
            "id": self.labeled.id,
            "language": self.labeled.language,
            "label": self.labeled.label,
            "allowed": sorted(self.labeled.allowed),
            "verdict": self.report.verdict,
            "agrees": self.agrees,
            "cpu_time_s": self.cpu_time_s,
            "time_limit_s": self.limit_s,
            "feedback": self.feedback,
        }


def verify_package(
    places: Annotated[
        list[Path],
        typer.Argument(help="Directories or tar archives.", metavar="DIR|TAR…"),
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document.")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Judged at one time; default: one a core."),
    ] = None,
) -> None:
    """Judge a problem package's submissions: exit code 0 if all get their label."""
    settings = read_settings()
    backend_of(settings)  # so that a wrong name is told at once
    try:
        found = [
            entry
            for place in places
            for package in read_packages(place)
            for entry in requests_of(package)
        ]
        labeled = [entry for entry in found if isinstance(entry, LabeledRequest)]
        left_out = [entry for entry in found if isinstance(entry, LeftOut)]
        results = _judge(labeled, settings, jobs or settings.slot_count())
    except BadPackageError as error:
        fail([str(error)], ExitCode.BAD_REQUEST)
    except BadRequestError as error:
        fail(error.complaints[:10], ExitCode.BAD_REQUEST)
    if as_json:
        typer.echo(_as_json(results, left_out))
    else:
        _show(results, left_out, console_for_people())
    raise typer.Exit(_exit_code(results))


def _judge(
    labeled: Sequence[LabeledRequest], settings: Settings, jobs: int
) -> list[Result]:
    """Judge all; where accepted ones set the time limit, they come first.

    Raises:
        BadRequestError: A package asks for what no request may.
    """
    judge = partial(_judge_some, settings=settings, jobs=jobs)
    setters = [
        entry for entry in labeled if not entry.is_timed and entry.label == "accepted"
    ]
    results = judge([(entry, _UNTIMED_S) for entry in setters])
    limits: dict[str, float] = {}
    for result in results.values():
        name, factor = result.labeled.package, result.labeled.time_factor
        limit_s = time_limit(result.cpu_time_s, factor)
        limits[name] = max(limits.get(name, 0.0), limit_s)
    others = [entry for entry in labeled if entry.id not in results]
    results |= judge([(entry, limits.get(entry.package)) for entry in others])
    return [
        replace(
            results[entry.id],
            limit_s=limits.get(entry.package, results[entry.id].limit_s),
        )
        for entry in labeled
    ]


def _judge_some(
    timed: Sequence[tuple[LabeledRequest, float | None]],
    *,
    settings: Settings,
    jobs: int,
) -> dict[str, Result]:
    """Judge submissions; their limits count where the package states none."""
    if not timed:
        return {}
    ceilings = settings.ceilings()
    requests: list[VerificationRequest] = []
    limits: list[float] = []
    for entry, limit_s in timed:
        stated = entry.request["limits"].get("cpu_time_s") or limit_s or _UNTIMED_S
        limits.append(min(stated, ceilings.cpu_time_s))
        data = with_time_limit(entry.request, limits[-1])
        item = Item(place=entry.id, data=data)
        requests.append(validated_as(VerificationRequest, item, ceilings))
    reports: dict[int, VerificationReport] = {}
    options = WorkerOptions(
        backend=settings.sandbox,
        sandbox=settings.sandbox_options(),
        log_level=log_level(settings),
        log_format=settings.log_format,
    )
    judge_many(requests, min(jobs, len(requests)), options, reports.__setitem__)
    return {
        entry.id: Result(labeled=entry, report=reports[index], limit_s=limits[index])
        for index, (entry, _) in enumerate(timed)
    }


def _as_json(results: Sequence[Result], left_out: Sequence[LeftOut]) -> str:
    document = {
        "agree": sum(result.agrees for result in results),
        "submissions": [result.as_json() for result in results],
        "left_out": [asdict(entry) for entry in left_out],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)


def _show(
    results: Sequence[Result], left_out: Sequence[LeftOut], console: Console
) -> None:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("submission", "language", "verdict"):
        table.add_column(name)
    for name in ("cpu of one case", "limit"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("")
    for result in results:
        table.add_row(
            Text(safe(result.labeled.id)),
            result.labeled.language,
            Text(result.report.verdict.value, verdict_style(result.report.verdict)),
            f"{result.cpu_time_s:.3f} s",
            f"{result.limit_s:g} s",
            Text("" if result.agrees else f"✗ {result.feedback}", "red"),
        )
    console.print(table)
    for entry in left_out:
        console.print(Text(safe(f"left out: {entry.id}: {entry.reason}"), "dim"))
    agree = sum(result.agrees for result in results)
    console.print(f"{agree} of {len(results)} get the verdict of their label")


def _exit_code(results: Sequence[Result]) -> ExitCode:
    if all(result.agrees for result in results):
        return ExitCode.OK
    if any(result.report.verdict is Verdict.INTERNAL_ERROR for result in results):
        return ExitCode.INTERNAL_ERROR
    return ExitCode.NOT_ACCEPTED
