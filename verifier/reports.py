"""Reports: what a client is told, and how it is made of outcomes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from sandboxes import RunResult, Sandbox, Termination
from verifier.content import Content
from verifier.graders import ending, signal_name
from verifier.outcome import Attribution, CaseOutcome, Integrity, Verdict

BUILD_OUTPUT_BYTES = 16_384

_VERDICT = re.compile(rb'\{"id":"[^"]*","verdict":"([a-z_]+)"')
_BUILD = re.compile(
    rb'"build":\{"verdict":"[a-z_]+","cached":(true|false),"termination":(null|"[a-z_]+")'
)
_TIMINGS = re.compile(
    rb'"timings":\{"queued_s":([-+.e\d]+),"total_s":([-+.e\d]+)'
    rb'(?:,"boxes":(\d+),"boxes_s":([-+.e\d]+))?\}'
)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True)


class BuildReport(_Model):
    """What became of the build."""

    verdict: Verdict = Verdict.ACCEPTED
    cached: bool = False
    termination: Termination | None = Field(
        default=None, description="How the compiler ended; null if it did not run."
    )
    exit_code: int | None = None
    signal: str | None = None
    cpu_time_s: float = 0.0
    wall_time_s: float = 0.0
    peak_memory_bytes: int | None = None
    stdout: Content = b""
    stderr: Content = b""


class ShrunkCase(_Model):
    """The smallest input found on which the program fails in the same way."""

    input: Content = Field(description="The input, or the JSON of the call.")
    output: Content
    answer: Content
    stderr: Content = b""
    truncated: bool = False
    feedback: str = ""
    bytes_before: int = Field(description="Size of the case's own input.")
    bytes_after: int
    runs: int = Field(description="Runs of the program that it took.")
    is_minimal: bool = Field(
        description="Whether no smaller input that was thought of fails; false if the "
        "budget was spent before."
    )


class CaseReport(_Model):
    """What became of one test case; texts are null where the trace leaves them out."""

    index: int
    id: str | None = None
    verdict: Verdict
    cpu_time_s: float = 0.0
    wall_time_s: float = 0.0
    peak_memory_bytes: int | None = None
    exit_code: int | None = None
    signal: str | None = None
    feedback: str = ""
    integrity: Integrity = Integrity.SEALED
    flaky: bool = False
    points: float | None = Field(
        default=None,
        description="Share of the full points, where a checker gives some.",
    )
    details: dict[str, Any] | None = Field(
        default=None, description="What was found on the way, for SQL cases."
    )
    input: Content | None = None
    output: Content | None = None
    answer: Content | None = None
    stderr: Content | None = None
    truncated: bool = False
    shrunk: ShrunkCase | None = Field(
        default=None, description="What `shrink` made of it; null for other cases."
    )


class LanguageName(_Model):
    """The language of a submission."""

    name: str
    version: str | None = None


class SandboxName(_Model):
    """The isolation that held, and what it enforced."""

    backend: str
    enforced: list[str]


class Timings(_Model):
    """Where the time went, on the clock."""

    queued_s: float = 0.0
    total_s: float = 0.0
    boxes: int = Field(default=0, description="Boxes that were opened for it.")
    boxes_s: float = Field(default=0.0, description="Seconds that opening them took.")


class VerificationReport(_Model):
    """The answer to a verification."""

    id: str
    verdict: Verdict
    reward: float | None = Field(
        description="0.0 to 1.0; null where the verdict is not the candidate's doing."
    )
    passed: int
    total: int
    integrity: Integrity = Field(
        default=Integrity.SEALED,
        description="`shared` if any case ran in one process with its tests.",
    )
    attribution: Attribution = Attribution.CANDIDATE
    retryable: bool = False
    flaky: bool = False
    cached: bool = Field(
        default=False,
        description="Whether the report is that of an equal verification before.",
    )
    signals: list[str] = []
    test_set: str | None = Field(
        default=None, description="Id of the set that `generate` has made."
    )
    null_passes: bool | None = Field(
        default=None,
        description="Whether a program that does nothing passes; null if not asked.",
    )
    shrink_note: str = Field(
        default="", description="Why `shrink` has shrunk less than was asked, if so."
    )
    build: BuildReport
    cases: list[CaseReport]
    language: LanguageName
    sandbox: SandboxName
    timings: Timings
    metadata: dict[str, Any] = {}


class RunReport(_Model):
    """The answer to a run without tests.

    A language whose programs are only checked, not compiled (Python), tells of a run
    beside a `compile_error`, too: the interpreter's own words are there.
    """

    id: str
    status: Literal["finished", "compile_error", "internal_error"]
    termination: Termination | None = None
    exit_code: int | None = None
    signal: str | None = None
    stdout: Content = b""
    stderr: Content = b""
    cpu_time_s: float = 0.0
    wall_time_s: float = 0.0
    peak_memory_bytes: int | None = None
    files: dict[str, Content] = Field(
        default={}, description="What `collect` named and the program has left."
    )
    build: BuildReport
    language: LanguageName
    sandbox: SandboxName
    timings: Timings
    feedback: str = ""


def name_signal(run: RunResult) -> str | None:
    """Return the name of the signal that ended a run, if one did."""
    return None if run.signal is None else signal_name(run.signal)


def case_report(
    index: int, case_id: str | None, outcome: CaseOutcome, *, shown: bool, most: int
) -> CaseReport:
    """Make the report of one case.

    Args:
        index: Place of the case in the request.
        case_id: The client's name for it.
        outcome: What became of it.
        shown: Whether the trace shows its texts.
        most: Bytes shown of each text.
    """
    run = outcome.run
    texts: dict[str, Any] = {}
    if shown and run:
        whole = {
            "input": outcome.shown_input,
            "output": outcome.shown_output,
            "answer": outcome.shown_answer,
            "stderr": run.stderr,
        }
        texts = {name: text[:most] for name, text in whole.items()}
        texts["truncated"] = any(len(text) > most for text in whole.values())
    if run:
        texts |= {
            "cpu_time_s": run.cpu_time_s,
            "wall_time_s": run.wall_time_s,
            "peak_memory_bytes": run.peak_memory_bytes,
            "exit_code": run.exit_code,
            "signal": name_signal(run),
        }
    return CaseReport(
        index=index,
        id=case_id,
        verdict=outcome.verdict,
        feedback=outcome.feedback,
        integrity=outcome.integrity,
        flaky=outcome.flaky,
        points=outcome.points,
        details=dict(outcome.details) or None,
        **texts,
    )


def build_report(
    run: RunResult | None, complaint: str | None, *, is_cached: bool = False
) -> BuildReport:
    """Make the report of a build."""
    if is_cached:  # only builds that ended well are kept
        return BuildReport(cached=True, termination=Termination.EXITED, exit_code=0)
    if run is None:
        stderr = (complaint or "").encode()
        verdict = Verdict.COMPILE_ERROR if complaint else Verdict.ACCEPTED
        return BuildReport(verdict=verdict, stderr=stderr)
    stderr = run.stderr[:BUILD_OUTPUT_BYTES]
    if complaint and not (run.termination is Termination.EXITED and run.exit_code):
        stderr += f"\n{complaint if run.succeeded else ending(run)}\n".encode()
    return BuildReport(
        verdict=Verdict.COMPILE_ERROR if complaint else Verdict.ACCEPTED,
        termination=run.termination,
        exit_code=run.exit_code,
        signal=name_signal(run),
        cpu_time_s=run.cpu_time_s,
        wall_time_s=run.wall_time_s,
        peak_memory_bytes=run.peak_memory_bytes,
        stdout=run.stdout[:BUILD_OUTPUT_BYTES],
        stderr=stderr,
    )


def sandbox_name(sandbox: Sandbox) -> SandboxName:
    """Say which isolation holds."""
    return SandboxName(backend=sandbox.name, enforced=sorted(sandbox.enforced))


def attribution_of(outcomes: Sequence[CaseOutcome]) -> Attribution:
    """Say whose doing the verdict is: the service's before the tests'."""
    found = {outcome.attribution for outcome in outcomes}
    for attribution in (Attribution.SERVICE, Attribution.TESTS):
        if attribution in found:
            return attribution
    return Attribution.CANDIDATE


def integrity_of(outcomes: Sequence[CaseOutcome]) -> Integrity:
    """Say how far the candidate was kept from the tests: the least of the cases."""
    found = {outcome.integrity for outcome in outcomes}
    return Integrity.SHARED if Integrity.SHARED in found else Integrity.SEALED


@dataclass(frozen=True, slots=True, kw_only=True)
class Glance:
    """What can be told of a report without parsing it whole.

    Attributes:
        verdict: The verdict.
        queued_s: Seconds before the work began.
        total_s: Seconds from submission to report.
        is_built: Whether the program was taken from what had been built before;
            None if nothing was built.
        boxes: Boxes that were opened.
        boxes_s: Seconds that opening them took, in all.
    """

    verdict: str
    queued_s: float
    total_s: float
    is_built: bool | None
    boxes: int = 0
    boxes_s: float = 0.0


def glance_at(report: bytes) -> Glance:
    """Look at the ends of a report's JSON.

    Reports are our own writing: the verdict is the second field, and timings
    come last but for the metadata.
    """
    verdict = _VERDICT.match(report)
    at = report.rfind(b'"timings":{')
    timings = _TIMINGS.match(report, at) if at >= 0 else None
    build = _BUILD.search(report)
    is_built = None
    if build and (build[1] == b"true" or build[2] != b"null"):
        is_built = build[1] == b"true"
    return Glance(
        verdict=verdict[1].decode() if verdict else "unknown",
        queued_s=float(timings[1]) if timings else 0.0,
        total_s=float(timings[2]) if timings else 0.0,
        is_built=is_built,
        boxes=int(timings[3] or 0) if timings else 0,
        boxes_s=float(timings[4] or 0) if timings else 0.0,
    )
