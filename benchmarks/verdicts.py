"""Whether the verdicts of the service are those that real corpora state.

    python benchmarks/verdicts.py codeflaws packages --sample 50
    python benchmarks/verdicts.py --url http://localhost:8000

judges programs whose verdicts are known, in this process or over HTTP, prints a
table, and lists every program on which service and label disagree. It exits
with 1 if one that is right was rejected, or one that is wrong accepted.
"""

import argparse
import json
import logging
import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, override

import httpx
import structlog
from corpora import SUITES, Item, Skipped
from corpora.packages import time_limit

from sandboxes import Sandbox, SandboxOptions, known_backends
from verifier.judge import run_program, verify
from verifier.messages import RunRequest, VerificationRequest

type Report = dict[str, Any]
type Judge = Callable[[dict[str, Any]], Report]

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data"
_CACHE = Path.home() / ".cache" / "verifier"
_UNPACED_S = 30.0
_LONGEST_S = 60.0
"""The ceiling of a service, unless it is told otherwise."""
_TRACE_BYTES = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the service said of one program."""

    suite: str
    id: str
    language: str
    label: str
    is_right: bool
    allowed: tuple[str, ...]
    got: str
    feedback: str
    reward: float | None
    flaky: bool
    cpu_time_s: float
    took_s: float

    @property
    def agrees(self) -> bool:
        """Whether the verdict is one that the label allows."""
        return self.got in self.allowed

    @property
    def is_otherwise(self) -> bool:
        """Whether it was rejected, as it should be, but for another reason."""
        rejected = self.got not in {"accepted", "internal_error"}
        return not self.agrees and not self.is_right and rejected


class InProcess:
    """Judges in this process, in boxes of one backend."""

    _sandbox: Sandbox | None = None

    def __init__(self, backend: str, cache: Path, images: Path | None = None) -> None:
        self._backend, self._cache, self._images = backend, cache, images

    @override
    def __getstate__(self) -> dict[str, Any]:
        """Leave the boxes here: another process makes its own."""
        return {
            "_backend": self._backend,
            "_cache": self._cache,
            "_images": self._images,
        }

    def __call__(self, request: dict[str, Any]) -> Report:
        """Judge one request."""
        if InProcess._sandbox is None:
            _be_quiet()
            options = SandboxOptions(cache=self._cache, images=self._images)
            InProcess._sandbox = known_backends().get(self._backend)(options)
        # as JSON, as it comes over HTTP
        asked = VerificationRequest.model_validate_json(json.dumps(request))
        return verify(asked, InProcess._sandbox).model_dump(mode="json")


def _be_quiet() -> None:
    """Keep the log out of the tables; reports say what went wrong."""
    quiet = structlog.make_filtering_bound_logger(logging.CRITICAL)
    structlog.configure(wrapper_class=quiet)


class OverHttp:
    """Asks a service."""

    def __init__(self, url: str) -> None:
        self._client = httpx.Client(base_url=url, timeout=90.0)

    def __call__(self, request: dict[str, Any]) -> Report:
        """Judge one request, however long it takes.

        Raises:
            httpx.HTTPError: The service cannot be reached, or refuses it.
        """
        url, send = "/v1/verifications", "POST"
        while True:
            body = request if send == "POST" else None
            answer = self._client.request(send, url, params={"wait": 60}, json=body)
            match answer.status_code:
                case 202:
                    url, send = answer.headers["Location"], "GET"
                case 429 | 503:
                    time.sleep(float(answer.headers.get("Retry-After", 1)))
                case _:
                    answer.raise_for_status()
                    return dict(answer.json())


def judge_items(
    suite: str, items: Sequence[Item], judge: Judge, pool: Executor
) -> Iterator[tuple[Item, Judged]]:
    """Judge the programs of a suite.

    Where accepted programs set the time limit of the others, they come first.
    """
    setters = [item for item in items if item.pace and item.label == "accepted"]
    others = [item for item in items if item not in setters]
    slowest: dict[str, float] = {}
    paced = list(_judge_all(suite, _paced(setters, {}), judge, pool))
    for item, judged in paced:
        group = str(item.pace)
        slowest[group] = max(slowest.get(group, 0.0), judged.cpu_time_s)
    for item, judged in paced:
        yield _paced([item], slowest)[0], judged
    yield from _judge_all(suite, _paced(others, slowest), judge, pool)


def _paced(items: Sequence[Item], slowest: dict[str, float]) -> list[Item]:
    paced = []
    for item in items:
        if item.pace is None:
            paced.append(item)
            continue
        known = slowest.get(item.pace)
        limit = _UNPACED_S
        if known is not None:
            limit = min(_LONGEST_S, time_limit(known, item.pace_factor))
        limits = {**item.request["limits"], "cpu_time_s": limit}
        paced.append(replace(item, request={**item.request, "limits": limits}))
    return paced


def _judge_all(
    suite: str, items: Sequence[Item], judge: Judge, pool: Executor
) -> Iterator[tuple[Item, Judged]]:
    requests = ({**item.request, "trace_bytes": _TRACE_BYTES} for item in items)
    reports = pool.map(_timed, [judge] * len(items), requests)
    for item, (report, took_s) in zip(items, reports, strict=True):
        yield item, _judged(suite, item, report, took_s)


def _timed(judge: Judge, request: dict[str, Any]) -> tuple[Report, float]:
    begin = time.monotonic()
    try:
        report = judge(request)
    except Exception as error:  # noqa: BLE001 - whatever it is, the others go on
        report = no_report(repr(error))
    return report, time.monotonic() - begin


def no_report(reason: str) -> Report:
    """Return what stands for a report where none came."""
    case = {"id": None, "index": 0, "feedback": reason, "cpu_time_s": 0.0}
    case["verdict"] = "internal_error"
    return {
        "verdict": "internal_error",
        "reward": None,
        "flaky": False,
        "cases": [case],
    }


def _judged(suite: str, item: Item, report: Report, took_s: float) -> Judged:
    cases = report["cases"]
    failed = next((c for c in cases if c["verdict"] == report["verdict"]), cases[0])
    words = [f"case {failed['id'] or failed['index']}: {failed['feedback']}"]
    if report["verdict"] == "compile_error":
        words = [str(report["build"]["stderr"] or failed.get("stderr") or "")]
    elif report["verdict"] == "runtime_error":
        words.append(str(failed["stderr"])[-_TRACE_BYTES:])
    return Judged(
        suite=suite,
        id=item.id,
        language=item.language,
        label=item.label,
        is_right=item.is_right,
        allowed=tuple(sorted(item.allowed)),
        got=report["verdict"],
        feedback=" | ".join(words)[: 2 * _TRACE_BYTES],
        reward=report["reward"],
        flaky=report["flaky"],
        cpu_time_s=max(case["cpu_time_s"] for case in cases),
        took_s=took_s,
    )


def load(suite: str, options: argparse.Namespace) -> tuple[list[Item], Counter[str]]:
    """Read a suite.

    Returns:
        The programs that the options leave of it, and how many cannot be judged
        for which reason. A sample has as many right as wrong ones, if there are
        enough.
    """
    skipped: Counter[str] = Counter()
    items = []
    for found in SUITES[suite](options.data):
        if isinstance(found, Skipped):
            skipped[found.reason] += 1
        elif _is_wanted(found, options):
            items.append(_shared(found) if options.shared else found)
    if options.sample is not None:
        items = _sampled(items, options.sample, options.seed)
    return items, skipped


def _shared(item: Item) -> Item:
    """Put a program to its test code in one process."""
    cases = [
        {**case, "mode": "shared"} if case["kind"] == "unit_tests" else case
        for case in item.request["test_cases"]
    ]
    return replace(item, request={**item.request, "test_cases": cases})


def _is_wanted(item: Item, options: argparse.Namespace) -> bool:
    named = not options.only or any(part in item.id for part in options.only)
    return named and len(json.dumps(item.request)) <= options.at_most


def _sampled(items: Sequence[Item], size: int, seed: int) -> list[Item]:
    shuffled = list(items)
    random.Random(seed).shuffle(shuffled)
    right = [item for item in shuffled if item.is_right]
    wrong = [item for item in shuffled if not item.is_right]
    of_wrong = min(len(wrong), max(size // 2, size - len(right)))
    chosen = {item.id for item in right[: size - of_wrong] + wrong[:of_wrong]}
    return [item for item in items if item.id in chosen]


def print_table(results: Sequence[Judged]) -> None:
    """Print a line per suite and language."""
    columns = ("right", "accepted", "wrong", "rejected", "as labeled", "flaky", "s")
    print(f"\n{'suite':24}{'language':12}" + "".join(f"{c:>11}" for c in columns))
    groups = dict.fromkeys((result.suite, result.language) for result in results)
    for suite, language in groups:
        own = [r for r in results if (r.suite, r.language) == (suite, language)]
        right = [r for r in own if r.is_right]
        wrong = [r for r in own if not r.is_right]
        numbers = (
            len(right),
            sum(r.agrees for r in right),
            len(wrong),
            sum(r.agrees or r.is_otherwise for r in wrong),
            sum(r.agrees for r in wrong),
            sum(r.flaky for r in own),
            round(sum(r.took_s for r in own), 1),
        )
        print(f"{suite:24}{language:12}" + "".join(f"{n:>11}" for n in numbers))


def print_list(
    title: str, results: Sequence[Judged], plain: Mapping[str, str] | None = None
) -> None:
    """Print programs, what was expected of them, and what came instead.

    Args:
        title: What they have in common.
        results: The programs.
        plain: How a plain run of each ended, as far as there is one.
    """
    print(f"\n{title}: {len(results)}")
    for result in results:
        expected = " or ".join(result.allowed) if len(result.allowed) < 3 else "failure"  # noqa: PLR2004 - more is any
        print(f"- {result.id}: expected {expected}, got {result.got}")
        print(f"    {' '.join(result.feedback.split())}")
        if plain and result.id in plain:
            print(f"    as its set runs it: {plain[result.id]}")


class RunsPlainly:
    """Runs programs as their sets do, and says how they ended."""

    def __init__(self, backend: str, cache: Path) -> None:
        options = SandboxOptions(cache=cache)
        self._sandbox = known_backends().get(backend)(options)

    def __call__(self, request: dict[str, Any]) -> str:
        """Run one program."""
        done = run_program(RunRequest.model_validate(request), self._sandbox)
        if done.status == "compile_error":
            return "does not compile"
        end = done.termination
        how = f"exit code {done.exit_code}" if end == "exited" else f"{end}"
        words = "" if done.exit_code else f", {len(done.stderr)} bytes on stderr"
        return how + words


def write_requests(path: Path, items: Sequence[Item]) -> None:
    """Write programs as JSON lines, for tests that run without the corpora."""
    with path.open("w", encoding="utf-8") as file:
        for item in items:
            line = {
                "id": item.id,
                "label": item.label,
                "allowed": sorted(item.allowed),
                "source": item.source,
                "licence": item.licence,
                "request": item.request,
            }
            text = json.dumps(line, ensure_ascii=False, separators=(",", ":"))
            file.write(text + "\n")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}")
    add("--data", type=Path, default=_DATA, help="where the corpora are")
    add("--sample", type=int, help="programs of each suite; all by default")
    add("--seed", type=int, default=1, help="which sample")
    add("--url", help="ask the service there; in process by default")
    add("--sandbox", default="nsjail", help="isolation backend, in process")
    add("--images", type=Path, help="where images are, in process; none by default")
    add("--jobs", type=int, default=os.cpu_count(), help="programs at one time")
    add("--json", type=Path, help="write every result to this file")
    add("--only", action="append", help="only programs with this in their id")
    add("--at-most", type=int, default=sys.maxsize, help="bytes of a request")
    add("--shared", action="store_true", help="unit_tests in the program's process")
    add("--plain", action="store_true", help="run disagreements as their sets do")
    add("--write", type=Path, help="write the programs that agree to this file")
    options = parser.parse_args(arguments)
    unknown = set(options.suites) - set(SUITES)
    if unknown:
        parser.error(f"no suite {', '.join(sorted(unknown))}")
    if not options.data.is_dir():
        parser.error(f"no corpora in {options.data}: give --data")
    return options


def _engine(options: argparse.Namespace) -> tuple[Judge, Executor]:
    if options.url:
        return OverHttp(options.url), ThreadPoolExecutor(options.jobs)
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(options.jobs, mp_context=context)
    return InProcess(options.sandbox, _CACHE, options.images), pool


def main(arguments: Sequence[str]) -> int:
    """Run the command; return its exit code."""
    options = _options(arguments)
    results: list[Judged] = []
    agreeing: list[Item] = []
    judged_items: list[Item] = []
    judge, pool = _engine(options)
    with pool:
        for suite in options.suites or SUITES:
            items, skipped = load(suite, options)
            for reason, count in sorted(skipped.items()):
                print(f"{suite}: {count} skipped: {reason}")
            for item, judged in judge_items(suite, items, judge, pool):
                results.append(judged)
                judged_items.append(item)
                if judged.agrees:
                    agreeing.append(item)
                if sys.stderr.isatty():
                    print(f"\r{len(results)} {suite} ", end="", file=sys.stderr)
    plain = {}
    if options.plain:
        runs = RunsPlainly(options.sandbox, _CACHE)
        wanted = {r.id for r in results if not r.agrees and not r.is_otherwise}
        plain = {
            item.id: runs(item.plain)
            for item in judged_items
            if item.plain and item.id in wanted
        }
    if options.write:
        write_requests(options.write, agreeing)
    wrong = [r for r in results if not r.agrees and not r.is_otherwise]
    print_table(results)
    print_list("Disagreements", wrong, plain)
    print_list("Rejected otherwise", [r for r in results if r.is_otherwise])
    if options.json:
        text = json.dumps([asdict(result) for result in results], indent=1)
        options.json.write_text(text, encoding="utf-8")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
