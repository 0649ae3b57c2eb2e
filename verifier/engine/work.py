"""What a slot does with a job: the same on every engine."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import structlog
from pydantic import ValidationError
from pydantic_core import to_json

from sandboxes import Sandbox
from verifier.engine.engine import Event, Job, JobKind
from verifier.generation.dialogue import ModelOptions
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.judge import (
    JudgeContext,
    JudgingCanceledError,
    run_program,
    verify,
)
from verifier.lint import SERVICE, Finding, LintReport, LintRequest, lint
from verifier.messages import KeptTestSet, RunRequest, VerificationRequest
from verifier.outcome import Attribution, Integrity, Verdict
from verifier.reports import (
    BuildReport,
    CaseReport,
    LanguageName,
    RunReport,
    Timings,
    VerificationReport,
    sandbox_name,
)
from verifier.side_by_side import Borrow, no_core
from verifier.tracing import job_span

log = structlog.get_logger()

TOO_LATE = "it could not be started before its deadline"
"""Why a job is given up that waited for too long."""
SLOTS_DIED = "the slots that ran it died"
"""Why a job is given up that ended two slots."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a slot has at hand for its jobs.

    Attributes:
        sandbox: Where boxes come from.
        versions: Version of each language.
        load_test_set: Returns a stored test set's JSON.
        store_test_set: Keeps a test set's JSON under its id.
        tell: Told of each event but the last.
        is_followed: Whether anybody hears of them now.
        is_canceled: Whether the job was canceled meanwhile.
        model: Where a model is that may be asked; None if nowhere.
        why_unavailable: Says why a language cannot be used here; empty if it can.
        borrow: Borrows an idle core for one case; False if there is none.
    """

    sandbox: Sandbox
    versions: Mapping[str, str]
    load_test_set: Callable[[str], bytes]
    store_test_set: Callable[[str, bytes], None]
    tell: Callable[[Event], None]
    is_canceled: Callable[[], bool]
    model: ModelOptions | None = None
    why_unavailable: Callable[[str], str] = lambda _: ""
    borrow: Borrow = no_core
    is_followed: Callable[[], bool] = lambda: True


def do_job(job: Job, around: Surroundings) -> tuple[bytes, Verdict | None]:
    """Do a job.

    Returns:
        The report, JSON, and its verdict if it is a verification.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    structlog.contextvars.bind_contextvars(
        verification_id=job.id, request_id=job.request_id
    )
    with job_span(
        job.kind,
        job.traceparent,
        job.submitted_at,
        id=job.id,
        request_id=job.request_id,
    ) as spent:
        report, verdict = _do_job(job, around)
        if verdict:
            spent.set_attribute("verifier.verdict", verdict)
    return report, verdict


def _do_job(job: Job, around: Surroundings) -> tuple[bytes, Verdict | None]:
    around.tell(Event(name="status", data=b'{"status":"running"}'))

    context = JudgeContext(
        verification_id=job.id,
        versions=around.versions,
        on_case=lambda case: around.tell(_case_event(case)),
        is_followed=around.is_followed,
        is_canceled=around.is_canceled,
        queued_s=max(0.0, time.time() - job.submitted_at),
        borrow=around.borrow,
    )
    match job.kind:
        case JobKind.GENERATION:
            return _generate(job, around, None).model_dump_json().encode(), None
        case JobKind.RUN:
            asked = RunRequest.model_validate_json(job.body)
            if reason := around.why_unavailable(asked.language):
                return _not_tried(job, asked.language, reason, around), None
            done = run_program(asked, around.sandbox, context)
            log.info("ran", status=done.status, language=asked.language)
            return done.model_dump_json().encode(), None
        case JobKind.LINT:
            cases = LintRequest.model_validate_json(job.body)
            filled = [case.filled_in(around.load_test_set) for case in cases.test_cases]
            whole = cases.model_copy(update={"test_cases": filled})
            found = lint(whole, around.sandbox)
            log.info("linted", ok=found.ok, language=cases.language)
            return found.model_dump_json().encode(), None
        case JobKind.VERIFICATION:
            return _verified(job, around, context)


def _verified(
    job: Job, around: Surroundings, context: JudgeContext
) -> tuple[bytes, Verdict | None]:
    """Judge a submission; its test cases are made first where that is asked."""
    request = VerificationRequest.model_validate_json(job.body)
    made = recipe = None
    if request.shrink and request.test_set:
        kept = around.load_test_set(request.test_set)
        recipe = KeptTestSet.model_validate_json(kept).recipe
    if request.generate is not None:
        made = _generate(job, around, request.generate)
        if not made.test_set:
            return _ungraded(job, made).model_dump_json().encode(), None
        recipe = request.generate
        named = {"generate": None, "test_set": made.test_set}
        request = request.model_copy(update=named)
    request = filled_in(request, around.load_test_set)
    language = request.submission.language
    if reason := around.why_unavailable(language):
        plain = request.model_copy(update={"shrink": None})
        job = replace(job, body=plain.model_dump_json().encode())
        report_json = _not_tried(job, language, reason, around)
        return report_json, Verdict.INTERNAL_ERROR
    report = verify(request, around.sandbox, context)
    if request.shrink and recipe:
        report = _shrunk(job, report, request, recipe, around)
    if made:
        report = report.model_copy(update={"test_set": made.test_set})
    log.info(
        "verified",
        verdict=report.verdict,
        language=report.language.name,
        total_s=round(report.timings.total_s, 4),
    )
    return report.model_dump_json().encode(), report.verdict


def _not_tried(job: Job, language: str, reason: str, around: Surroundings) -> bytes:
    """Return the report of a program in a language that this machine has not."""
    log.warning("language unavailable", language=language, reason=reason)
    words = f"{language} is unavailable here: {reason}"
    return given_up(job, words, around.sandbox)


def _generate(
    job: Job, around: Surroundings, wanted: dict[str, Any] | None
) -> GenerationReport:
    """Make a test set, and keep it with its certificate.

    Args:
        job: The job.
        around: What is at hand.
        wanted: The request inside a verification; None if it is the job's body.
    """
    # Imported here: Hypothesis takes a while, and most slots never need it.
    from verifier.generation.context import GenerationContext  # noqa: PLC0415
    from verifier.generation.endpoint import Endpoint  # noqa: PLC0415
    from verifier.generation.generate import generate, kept_form  # noqa: PLC0415

    context = GenerationContext(
        generation_id=job.id,
        versions=around.versions,
        tell=_teller(around),
        is_canceled=around.is_canceled,
        queued_s=max(0.0, time.time() - job.submitted_at),
        load=around.load_test_set,
        model=Endpoint(around.model) if around.model else None,
    )
    if wanted is None:
        asked = GenerationRequest.model_validate_json(job.body)
    else:
        asked = GenerationRequest.model_validate_json(to_json(wanted))
    done = generate(asked, around.sandbox, context)
    if done.test_set:
        around.store_test_set(done.test_set, kept_form(done))
    log.info(
        "generated",
        status=done.status,
        cases=done.cases,
        total_s=round(done.timings.total_s, 4),
    )
    return done


def _shrunk(
    job: Job,
    report: VerificationReport,
    request: VerificationRequest,
    recipe: dict[str, Any],
    around: Surroundings,
) -> VerificationReport:
    """Add shrunk cases to a report; see `generation.shrinking`."""
    # Imported here for the same reason as `generate`.
    from verifier.generation.shrinking import (  # noqa: PLC0415
        ShrinkContext,
        shrink,
    )

    def check() -> None:
        if around.is_canceled():
            raise JudgingCanceledError(job.id)

    context = ShrinkContext(check=check, tell=_teller(around))
    try:
        asked = GenerationRequest.model_validate_json(to_json(recipe))
    except ValidationError:
        note = "the set was made by another version, whose request is not understood"
        return report.model_copy(update={"shrink_note": note})
    return shrink(report, request, asked, around.sandbox, context)


def _teller(around: Surroundings) -> Callable[[dict[str, Any]], None]:
    """Return what tells of progress, plain data."""
    return lambda word: around.tell(
        Event(name="progress", data=json.dumps(word).encode())
    )


def _ungraded(job: Job, made: GenerationReport) -> VerificationReport:
    """Return the report of a verification whose test cases could not be made."""
    report = VerificationReport.model_validate_json(given_up(job, made.feedback))
    attribution = made.attribution or Attribution.SERVICE
    return report.model_copy(
        update={
            "attribution": attribution,
            "retryable": made.retryable,
            "build": report.build.model_copy(
                update={"stderr": f"no test cases: {made.feedback}\n".encode()}
            ),
            "sandbox": made.sandbox,
        }
    )


def filled_in(
    request: VerificationRequest, load_test_set: Callable[[str], bytes]
) -> VerificationRequest:
    """Return a request with what it names by id in it: test set and databases.

    Raises:
        UnknownTestSetError: There is no such test set, or no such database.
    """
    cases = request.test_cases or []
    if request.test_set is None and not any(case.stored_ids() for case in cases):
        return request  # a copy would take as long as its JSON took to read
    if request.test_set is not None:
        cases = KeptTestSet.model_validate_json(
            load_test_set(request.test_set)
        ).test_cases
    filled = [case.filled_in(load_test_set) for case in cases]
    return request.model_copy(update={"test_cases": filled, "test_set": None})


def _case_event(case: CaseReport) -> Event:
    return Event(name="case", data=case.model_dump_json(exclude_none=True).encode())


def given_up(job: Job, reason: str, sandbox: Sandbox | None = None) -> bytes:
    """Return the report of a job at which the service failed altogether."""
    enforced = sandbox_name(sandbox) if sandbox else None
    name = enforced.model_dump() if enforced else {"backend": "", "enforced": []}
    timings = Timings(total_s=max(0.0, time.time() - job.submitted_at))
    if job.kind is JobKind.GENERATION:
        wanted = GenerationRequest.model_validate_json(job.body)
        return (
            GenerationReport.model_validate(
                {
                    "id": job.id,
                    "status": "internal_error",
                    "attribution": Attribution.SERVICE,
                    "retryable": True,
                    "feedback": reason,
                    "sandbox": name,
                    "timings": timings,
                    "metadata": wanted.metadata,
                }
            )
            .model_dump_json()
            .encode()
        )
    if job.kind is JobKind.RUN:
        asked = RunRequest.model_validate_json(job.body)
        return (
            RunReport.model_validate(
                {
                    "id": job.id,
                    "status": "internal_error",
                    "feedback": reason,
                    "build": BuildReport(),
                    "language": LanguageName(name=asked.language),
                    "sandbox": name,
                    "timings": timings,
                }
            )
            .model_dump_json()
            .encode()
        )
    if job.kind is JobKind.LINT:
        finding = Finding(case=0, check=SERVICE, ok=False, words=reason)
        lost = LintReport(ok=False, findings=[finding], mutants=0, killed=0)
        return lost.model_dump_json().encode()
    request = VerificationRequest.model_validate_json(job.body)
    cases = [
        CaseReport(
            index=index,
            id=case.id,
            verdict=Verdict.INTERNAL_ERROR,
            feedback=reason,
            integrity=case.integrity,
        )
        for index, case in enumerate(request.test_cases or ())
    ]
    report = VerificationReport.model_validate(
        {
            "id": job.id,
            "verdict": Verdict.INTERNAL_ERROR,
            "reward": None,
            "passed": 0,
            "total": len(cases),
            "integrity": Integrity.SHARED
            if any(case.integrity is Integrity.SHARED for case in cases)
            else Integrity.SEALED,
            "attribution": Attribution.SERVICE,
            "retryable": True,
            "build": BuildReport(),
            "cases": cases,
            "language": LanguageName(name=request.submission.language),
            "sandbox": name,
            "timings": timings,
            "metadata": request.metadata,
        }
    )
    return report.model_dump_json().encode()
