"""The heart: one submission, from source to report.

Synchronous from here to the box. Whatever the submission does ends in a
report; so does whatever we fail at, as `internal_error` without a reward.
"""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial

import structlog

from sandboxes import Language, Limits, Sandbox, SandboxError
from verifier import signals
from verifier.assistants import Assistants
from verifier.bench import Bench, build_twice, internal_error
from verifier.boxes import BoxStarts, counting_boxes, open_box
from verifier.errors import AssistantFailedError
from verifier.graders import Case
from verifier.limits import in_language
from verifier.messages import RunRequest, Submission, VerificationRequest
from verifier.nulls import null_program
from verifier.outcome import Attribution, CaseOutcome, Verdict
from verifier.program import Build, Program, Source, unchecked
from verifier.reports import (
    BuildReport,
    CaseReport,
    LanguageName,
    RunReport,
    Timings,
    VerificationReport,
    attribution_of,
    build_report,
    case_report,
    integrity_of,
    name_signal,
    sandbox_name,
)
from verifier.side_by_side import Borrow, Grade, SideBySide, no_core
from verifier.tracing import span

log = structlog.get_logger()

WORTH_A_CORE_S = 0.03
"""The other cases are put side by side if the first takes longer than that."""
_MANY_CASES = 4
"""From how many cases on it pays to make ready for all of them at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgeContext:
    """What the judge is told beside the request.

    Attributes:
        verification_id: Id of the verification.
        versions: Version of each language's compiler or interpreter.
        on_case: Told of each case as it is done.
        is_followed: Whether anybody wants to be told now.
        is_canceled: Whether the verification was canceled meanwhile.
        queued_s: Seconds it waited before.
        borrow: Borrows an idle core for one case; False if there is none.
    """

    verification_id: str = ""
    versions: Mapping[str, str] = field(default_factory=dict)
    on_case: Callable[[CaseReport], None] = lambda _: None
    is_followed: Callable[[], bool] = lambda: True
    is_canceled: Callable[[], bool] = lambda: False
    queued_s: float = 0.0
    borrow: Borrow = no_core


class JudgingCanceledError(Exception):
    """The verification was canceled while it was judged."""


def verify(
    request: VerificationRequest,
    sandbox: Sandbox,
    context: JudgeContext | None = None,
) -> VerificationReport:
    """Judge one submission.

    Args:
        request: Submission and test cases; those of a named test set have
            been filled in.
        sandbox: Where boxes come from.
        context: What else the judge is told.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
        ValueError: The request names a test set instead of holding cases.
    """
    begin = time.monotonic()
    context = context or JudgeContext()
    cases = request.test_cases
    if cases is None:
        msg = "the cases of the test set must be filled in first"
        raise ValueError(msg)
    if request.reward.counts_work:
        cases = [case.counting_work() for case in cases]
    with counting_boxes() as boxes:
        build_done, outcomes = _judge(request, cases, sandbox, context)
    reports = [
        case_report(
            index,
            case.id,
            outcome,
            shown=_is_shown(request, outcome),
            most=request.trace_bytes,
        )
        for index, (case, outcome) in enumerate(zip(cases, outcomes, strict=True))
    ]
    attribution = attribution_of(outcomes)
    reward = None
    if attribution is Attribution.CANDIDATE:
        reward = request.reward.value(outcomes)
    return VerificationReport(
        id=context.verification_id,
        verdict=max((outcome.verdict for outcome in outcomes), key=lambda v: v.rank),
        reward=reward,
        passed=sum(outcome.accepted for outcome in outcomes),
        total=len(outcomes),
        integrity=integrity_of(outcomes),
        attribution=attribution,
        retryable=attribution is Attribution.SERVICE,
        flaky=any(outcome.flaky for outcome in outcomes),
        signals=_signals(request, outcomes),
        null_passes=_null_passes(request, cases, sandbox, context),
        build=build_done,
        cases=reports,
        language=_language_name(request.submission.language, context),
        sandbox=sandbox_name(sandbox),
        timings=_timings(begin, context, boxes),
        metadata=request.metadata,
    )


def _judge(
    request: VerificationRequest,
    cases: Sequence[Case],
    sandbox: Sandbox,
    context: JudgeContext,
) -> tuple[BuildReport, list[CaseOutcome]]:
    """Build, then grade; one outcome for each case, whatever happens."""
    language = request.submission.spoken()
    stop_if_canceled = partial(_raise_if_canceled, context)
    text = request.submission.program()
    if text is None:
        complaint = f"the completion holds no fenced code block of {language.name}"
        return build_report(None, complaint), _all(cases, _no_program(complaint))
    source = Source(text=text, files=request.submission.files)
    build_limits = request.build_limits.over(language.build_limits)
    built, report = unchecked(language, source), BuildReport()
    make = partial(_build, sandbox, language, source, build_limits, stop_if_canceled)
    is_compiled = not language.check_can_wait
    if not any(case.needs_program(language) for case in cases):
        built = Build(run=None, files={})
    elif not language.check_can_wait:
        built, report, obstacle = make()
        if obstacle:
            return report, _all(cases, obstacle)
    built = replace(built, limits=build_limits)
    grading = _Grading(
        request=request,
        cases=cases,
        limits=request.limits.over(language.limits),
        open_bench=partial(Bench, sandbox, language, source, built, stop_if_canceled),
        context=context,
    )
    with grading.lane() as grade:
        for index, case in enumerate(cases):
            begin = time.monotonic()
            outcome = grade(index)
            if case.needs_program(language) and not is_compiled:
                is_compiled = True
                if not outcome.accepted:
                    _, report, obstacle = make()
                    if obstacle:
                        return report, _all(cases, obstacle)
            grading.keep(index, outcome)
            took_s = time.monotonic() - begin if is_compiled else 0.0
            if grading.is_finished(grade, took_s):
                break
    grading.skip_the_rest()
    return report, grading.outcomes


@dataclass(frozen=True, slots=True, kw_only=True)
class _Grading:
    """The cases of one submission, and what has come of them so far."""

    request: VerificationRequest
    cases: Sequence[Case]
    limits: Limits
    open_bench: Callable[[], Bench]
    context: JudgeContext
    outcomes: list[CaseOutcome] = field(default_factory=list)

    @contextmanager
    def lane(self) -> Iterator[Grade]:
        """Open what grades cases by their number, one at a time."""
        with self.open_bench() as bench:
            may_stop = self.request.stop_at_first_failure
            bench.repeats = len(self.cases) >= _MANY_CASES and not may_stop
            yield partial(self._grade, bench)

    def _grade(self, bench: Bench, index: int) -> CaseOutcome:
        _raise_if_canceled(self.context)
        case = self.cases[index]
        with span("case", index=index) as spent:
            outcome = _grade(bench, case, self.limits, self.request)
            spent.set_attribute("verifier.verdict", outcome.verdict)
        _raise_if_canceled(self.context)
        return _of_case(case, outcome)

    def keep(self, index: int, outcome: CaseOutcome) -> None:
        """Take the next case's outcome, and tell of it."""
        self.outcomes.append(outcome)
        if self.context.is_followed():
            case_id = self.cases[index].id
            report = case_report(index, case_id, outcome, shown=False, most=0)
            self.context.on_case(report)

    def is_finished(self, grade: Grade, took_s: float) -> bool:
        """Finish the rest at once if it need not be graded, or is worth more cores.

        Args:
            grade: What this thread grades with.
            took_s: Seconds that the last case took; 0 if it must be the next, too.
        """
        stops = self.request.stop_at_first_failure
        if stops and not self.outcomes[-1].accepted:
            return True
        if took_s < WORTH_A_CORE_S:
            return False
        todo = range(len(self.outcomes), len(self.cases))
        work = SideBySide(todo, self.lane, self.context.borrow, stops=stops)
        work.grade_all(grade, self.keep)
        return True

    def skip_the_rest(self) -> None:
        """Give an outcome to each case that was not graded."""
        for index in range(len(self.outcomes), len(self.cases)):
            skipped = CaseOutcome(verdict=Verdict.SKIPPED)
            self.keep(index, _of_case(self.cases[index], skipped))


def _build(
    sandbox: Sandbox,
    language: Language,
    source: Source,
    limits: Limits,
    stop_if_canceled: Callable[[], None],
) -> tuple[Build, BuildReport, CaseOutcome | None]:
    """Build or check a program; the outcome of all cases if there is none."""
    try:
        with span("build", language=language.name):
            built = build_twice(sandbox, language, source, limits, stop_if_canceled)
    except JudgingCanceledError:
        raise
    except Exception as error:  # whatever it is, it is ours
        stop_if_canceled()
        log.exception("no build", reason=str(error))
        failure = internal_error(f"build: {type(error).__name__}: {error}")
        report = BuildReport(verdict=Verdict.INTERNAL_ERROR)
        return unchecked(language, source), report, failure
    report = build_report(built.run, built.complaint, is_cached=built.is_cached)
    return built, report, _no_program(built.complaint) if built.complaint else None


def _signals(
    request: VerificationRequest, outcomes: Sequence[CaseOutcome]
) -> list[str]:
    """List what was seen trying."""
    found = signals.in_outcomes(outcomes)
    text = request.submission.program()
    if text is not None:
        source = Source(text=text, files=request.submission.files)
        found |= signals.in_source(request.submission.spoken(), source)
    return sorted(found)


def _null_passes(
    request: VerificationRequest,
    cases: Sequence[Case],
    sandbox: Sandbox,
    context: JudgeContext,
) -> bool | None:
    """Say whether a program that does nothing passes; None if we cannot tell."""
    if not request.null_check:
        return None
    language = request.submission.spoken()
    null = Submission(language=language.name, source=null_program(language, cases))
    changes = {"submission": null, "stop_at_first_failure": True}
    silent = replace(context, is_followed=lambda: False)
    _, outcomes = _judge(request.model_copy(update=changes), cases, sandbox, silent)
    if attribution_of(outcomes) is not Attribution.CANDIDATE:
        return None
    return all(outcome.accepted for outcome in outcomes)


def _grade(
    bench: Bench, case: Case, limits: Limits, request: VerificationRequest
) -> CaseOutcome:
    if case.limits:
        limits = case.limits.over(limits)
    language = request.submission.spoken()
    limits = in_language(limits, language, request.limits, case.limits)
    try:
        return bench.grade(case, limits, request.checker)
    except JudgingCanceledError:
        raise
    except AssistantFailedError as error:
        return CaseOutcome(
            verdict=Verdict.INTERNAL_ERROR,
            attribution=Attribution.TESTS,
            feedback=str(error),
        )
    except SandboxError as error:
        log.exception("no box", reason=str(error))
        return internal_error(str(error))
    except Exception as error:  # a checker's or grader's bug is ours
        log.exception("grader broke", kind=type(case).__name__)
        return internal_error(f"{type(error).__name__} while grading")


def _raise_if_canceled(context: JudgeContext) -> None:
    if context.is_canceled():
        raise JudgingCanceledError(context.verification_id)


def _all(cases: Sequence[Case], outcome: CaseOutcome) -> list[CaseOutcome]:
    return [_of_case(case, outcome) for case in cases]


def _of_case(case: Case, outcome: CaseOutcome) -> CaseOutcome:
    """Add to an outcome what the case alone decides."""
    decided = (case.weight, case.group, case.integrity)
    if decided == (outcome.weight, outcome.group, outcome.integrity):
        return outcome
    weight, group, integrity = decided
    return replace(outcome, weight=weight, group=group, integrity=integrity)


def _no_program(complaint: str) -> CaseOutcome:
    return CaseOutcome(verdict=Verdict.COMPILE_ERROR, feedback=complaint)


def _is_shown(request: VerificationRequest, outcome: CaseOutcome) -> bool:
    if request.trace == "failures":
        return not outcome.accepted
    return request.trace == "all"


def _language_name(name: str, context: JudgeContext) -> LanguageName:
    return LanguageName(name=name, version=context.versions.get(name))


def _timings(begin: float, context: JudgeContext, boxes: BoxStarts) -> Timings:
    took = time.monotonic() - begin
    return Timings(
        queued_s=context.queued_s,
        total_s=context.queued_s + took,
        boxes=boxes.count,
        boxes_s=boxes.took_s,
    )


def run_program(
    request: RunRequest, sandbox: Sandbox, context: JudgeContext | None = None
) -> RunReport:
    """Build and run a program without tests.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    begin = time.monotonic()
    context = context or JudgeContext()
    report = RunReport(
        id=context.verification_id,
        status="finished",
        build=BuildReport(),
        language=_language_name(request.language, context),
        sandbox=sandbox_name(sandbox),
        timings=Timings(),
    )
    boxes = BoxStarts()
    try:
        with counting_boxes() as boxes:
            changes = _run(request, sandbox, partial(_raise_if_canceled, context))
    except SandboxError as error:
        _raise_if_canceled(context)
        log.exception("no run", reason=str(error))
        changes = {"status": "internal_error", "feedback": str(error)}
    changes["timings"] = _timings(begin, context, boxes)
    return report.model_copy(update=changes)


def _run(
    request: RunRequest, sandbox: Sandbox, before_retry: Callable[[], None]
) -> dict[str, object]:
    language = request.spoken()
    source = Source(text=request.source, files=request.files)
    build_limits = request.build_limits.over(language.build_limits)
    make = partial(build_twice, sandbox, language, source, build_limits, before_retry)
    built = unchecked(language, source) if language.check_can_wait else make()
    if built.complaint:
        return {"status": "compile_error", "build": _report_of(built)}
    limits = request.limits.over(language.limits)
    limits = in_language(limits, language, request.limits)
    with open_box(sandbox, language) as box:
        program = Program(Assistants(sandbox), box, language, source, built)
        run = program.run(
            request.stdin,
            limits,
            args=request.args,
            collect=request.collect,
        )
    if language.check_can_wait and run.exit_code:
        built = make()
    return {
        "status": "compile_error" if built.complaint else "finished",
        "build": _report_of(built),
        "termination": run.termination,
        "exit_code": run.exit_code,
        "signal": name_signal(run),
        "stdout": run.stdout,
        "stderr": run.stderr,
        "cpu_time_s": run.cpu_time_s,
        "wall_time_s": run.wall_time_s,
        "peak_memory_bytes": run.peak_memory_bytes,
        "files": {path: file.data for path, file in run.collected.items()},
    }


def _report_of(built: Build) -> BuildReport:
    return build_report(built.run, built.complaint, is_cached=built.is_cached)
