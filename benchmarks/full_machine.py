"""Whether a full machine changes a verdict.

    python -m benchmarks.full_machine [SUITE...] [--sample N] [--only PART]
        [--engine celery] [--slots N] [--again 5] [--json FILE]

Starts the service and has it judge programs of `benchmarks/corpora` one at a time,
and then the very same requests with eight times as many under way as it has slots.
Nothing that was built or judged before is of use to either pass. Each verdict that
differs, of a program or of a case, is listed; its program is then judged several
times more, one at a time: one whose verdicts differ there, too, differs by itself.
Exits with 1 if any verdict differs. Run it as root.
"""

import argparse
import itertools
import json
import os
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))

from corpora import SUITES
from verdicts import OverHttp, Report, judge_items, load, no_report

from tests.e2e.services import running_service

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_TIMES_SLOTS = 8


@dataclass(slots=True, kw_only=True)
class Pair:
    """What was said of one program when it was alone, and when many were under way.

    Attributes:
        suite: Its corpus.
        id: Its name there.
        request: What was asked, both times.
        quiet: The report when it was alone.
        full: The report when many were under way.
        again: Verdicts of it and of its cases when it was alone again.
    """

    suite: str
    id: str
    request: dict[str, Any]
    quiet: Report
    full: Report
    again: list[list[str]] = field(default_factory=list)

    def differences(self) -> list[str]:
        """Name each verdict that differs, and what was said of it."""
        found = []
        if self.quiet["verdict"] != self.full["verdict"]:
            found.append(f"{self.quiet['verdict']} became {self.full['verdict']}")
        pairs = itertools.zip_longest(
            self.quiet["cases"], self.full["cases"], fillvalue=_NO_CASE
        )
        for index, (before, after) in enumerate(pairs):
            if before["verdict"] != after["verdict"]:
                found.append(f"case {index}: {_said(before)} became {_said(after)}")
        return found

    @property
    def differs_by_itself(self) -> bool:
        """Whether its verdicts differ while it is alone."""
        alone = [verdicts(self.quiet), *self.again]
        return any(one != alone[0] for one in alone)


_NO_CASE: dict[str, Any] = {"verdict": "none"}


def _said(case: dict[str, Any]) -> str:
    times = [f"{case.get(name, 0):.3f} s" for name in ("cpu_time_s", "wall_time_s")]
    words = " ".join(str(case.get("feedback") or "").split())[:120]
    return f"{case['verdict']} ({' CPU, '.join(times)} on the clock; {words})"


def _reason(report: Report) -> str:
    """Say why there is no verdict; empty if there is one."""
    if report["verdict"] != "internal_error":
        return ""
    return next(it["feedback"] for it in report["cases"] if it["feedback"])[:120]


def verdicts(report: Report) -> list[str]:
    """Return the verdict of a program, and those of its cases."""
    return [report["verdict"], *(case["verdict"] for case in report["cases"])]


class _Remembers:
    """Asks the service, and keeps what was asked and said in its order."""

    def __init__(self, judge: OverHttp) -> None:
        self._judge = judge
        self.kept: list[tuple[dict[str, Any], Report]] = []

    def __call__(self, request: dict[str, Any]) -> Report:
        asked = {**request, "cache": "bypass"}
        report = _judged(self._judge, asked)
        self.kept.append((asked, report))
        return report


def _judged(judge: OverHttp, request: dict[str, Any]) -> Report:
    try:
        return judge(request)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        return no_report(repr(error))


def judge_both_ways(
    suite: str, options: argparse.Namespace, judge: OverHttp
) -> tuple[list[Pair], float, float]:
    """Judge the programs of a suite one at a time, and then many at a time.

    Returns:
        What was said of each, and how many seconds either took.
    """
    items, _ = load(suite, options)
    alone, begin = _Remembers(judge), time.monotonic()
    with ThreadPoolExecutor(1) as one:
        done = [item for item, _ in judge_items(suite, items, alone, one)]
    quiet_s, begin = time.monotonic() - begin, time.monotonic()
    with ThreadPoolExecutor(_TIMES_SLOTS * options.slots) as many:
        reports = list(many.map(lambda it: _judged(judge, it[0]), alone.kept))
    full_s = time.monotonic() - begin
    pairs = [
        Pair(suite=suite, id=item.id, request=request, quiet=quiet, full=full)
        for item, (request, quiet), full in zip(done, alone.kept, reports, strict=True)
    ]
    for pair in pairs:
        if pair.differences():
            for _ in range(options.again):
                pair.again.append(verdicts(_judged(judge, pair.request)))
    return pairs, quiet_s, full_s


def _row(name: str, pairs: Sequence[Pair], seconds: tuple[float, float]) -> str:
    different = [pair for pair in pairs if pair.differences()]
    counts = (
        len(pairs),
        sum(len(pair.quiet["cases"]) for pair in pairs),
        sum(pair.quiet["verdict"] != pair.full["verdict"] for pair in pairs),
        len(different),
        sum(pair.differs_by_itself for pair in different),
        sum(pair.full["verdict"] == "internal_error" for pair in pairs),
    )
    numbers = "".join(f"{count:>10}" for count in counts)
    return f"{name:24}{numbers}{seconds[0]:>10.1f}{seconds[1]:>10.1f}"


_COLUMNS = ("programs", "cases", "verdicts", "any", "itself", "internal", "s", "s full")


def _listed(pair: Pair) -> Iterator[str]:
    itself = ", and differs by itself" if pair.differs_by_itself else ""
    yield f"- {pair.suite} {pair.id}{itself}"
    for difference in pair.differences():
        yield f"    {difference}"
    alone = Counter(verdicts(pair.quiet)[:1] + [one[0] for one in pair.again])
    counts = ", ".join(f"{verdict} {count}" for verdict, count in alone.items())
    yield f"    alone: {counts}"


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    add("--data", type=Path, default=_DATA, help="where the corpora are")
    add("--sample", type=int, help="programs of each suite; all by default")
    add("--seed", type=int, default=1, help="which sample")
    add("--only", action="append", help="only programs with this in their id")
    add("--at-most", type=int, default=2**22, help="bytes of a request")
    add("--engine", choices=("embedded", "celery"), default="embedded")
    add("--slots", type=int, default=os.cpu_count(), help="of the service")
    add("--again", type=int, default=5, help="times for each that differs")
    add("--json", type=Path, help="write what differs to this file")
    parser.set_defaults(shared=False)
    options = parser.parse_args()
    if unknown := set(options.suites) - set(SUITES):
        parser.error(f"no suite {', '.join(sorted(unknown))}")
    if not options.data.is_dir():
        parser.error(f"no corpora in {options.data}: give --data")
    return options


def main() -> int:
    """Judge all, print a line a suite and what differs; return the exit code."""
    options = _options()
    every: list[Pair] = []
    took = [0.0, 0.0]
    settings = {
        "VERIFIER_SLOTS": str(options.slots),
        "VERIFIER_ARTIFACT_BYTES": "0",
        "VERIFIER_MAX_WALL_TIME_S": "300",  # what exercism asks for
    }
    print(f"{'suite':24}" + "".join(f"{name:>10}" for name in _COLUMNS), flush=True)
    with tempfile.TemporaryDirectory(prefix="verifier-full-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # boxes show what lies in it
        with running_service(options.engine, folder, settings) as service:
            for suite in options.suites or SUITES:
                judge = OverHttp(service.url)
                pairs, quiet_s, full_s = judge_both_ways(suite, options, judge)
                every += pairs
                took = [took[0] + quiet_s, took[1] + full_s]
                print(_row(suite, pairs, (quiet_s, full_s)), flush=True)
                for pair in pairs:
                    if pair.differences():
                        print("\n".join(_listed(pair)), flush=True)
    print(_row("all", every, (took[0], took[1])))
    reasons = [_reason(report) for pair in every for report in (pair.quiet, pair.full)]
    for reason, count in Counter(filter(None, reasons)).most_common():
        print(f"{count} internal errors: {reason}")
    different = [pair for pair in every if pair.differences()]
    if options.json:
        text = json.dumps([asdict(pair) for pair in different], indent=1)
        options.json.write_text(text, encoding="utf-8")
    return 1 if different else 0


if __name__ == "__main__":
    sys.exit(main())
