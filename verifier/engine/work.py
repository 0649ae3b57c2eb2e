"""What a slot does with a job: the same on every engine."""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from sandboxes import Sandbox
from verifier.engine.engine import Event, Job, JobKind
from verifier.generation.messages import GenerationReport, GenerationRequest
from verifier.judge import JudgeContext, run_program, verify
from verifier.messages import KeptTestSet, RunRequest, VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import (
    BuildReport,
    CaseReport,
    LanguageName,
    RunReport,
    Timings,
    VerificationReport,
    sandbox_name,
)

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a slot has at hand for its jobs.

    Attributes:
        sandbox: Where boxes come from.
        versions: Version of each language.
        load_test_set: Returns a stored test set's JSON.
        store_test_set: Keeps a test set's JSON under its id.
        tell: Told of each event but the last.
        is_canceled: Whether the job was canceled meanwhile.
    """

    sandbox: Sandbox
    versions: Mapping[str, str]
    load_test_set: Callable[[str], bytes]
    store_test_set: Callable[[str, bytes], None]
    tell: Callable[[Event], None]
    is_canceled: Callable[[], bool]


def do_job(job: Job, around: Surroundings) -> tuple[bytes, Verdict | None]:
    """Do a job.

    Returns:
        The report, JSON, and its verdict if it is a verification.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    structlog.contextvars.bind_contextvars(verification_id=job.id)
    around.tell(Event(name="status", data=b'{"status":"running"}'))
    context = JudgeContext(
        verification_id=job.id,
        versions=around.versions,
        on_case=lambda case: around.tell(_case_event(case)),
        is_canceled=around.is_canceled,
        queued_s=max(0.0, time.time() - job.submitted_at),
    )
    match job.kind:
        case JobKind.GENERATION:
            return _generate(job, around).model_dump_json().encode(), None
        case JobKind.RUN:
            asked = RunRequest.model_validate_json(job.body)
            done = run_program(asked, around.sandbox, context)
            log.info("ran", status=done.status, language=asked.language)
            return done.model_dump_json().encode(), None
        case JobKind.VERIFICATION:
            request = filled_in(
                VerificationRequest.model_validate_json(job.body), around.load_test_set
            )
            report = verify(request, around.sandbox, context)
            log.info(
                "verified",
                verdict=report.verdict,
                language=report.language.name,
                total_s=round(report.timings.total_s, 4),
            )
            return report.model_dump_json().encode(), report.verdict


def _generate(job: Job, around: Surroundings) -> GenerationReport:
    """Make a test set, and keep it with its certificate."""
    # Imported here: Hypothesis takes a while, and most slots never need it.
    from verifier.generation.generate import (  # noqa: PLC0415
        GenerationContext,
        generate,
        kept_form,
    )

    context = GenerationContext(
        generation_id=job.id,
        versions=around.versions,
        tell=lambda word: around.tell(
            Event(name="progress", data=json.dumps(word).encode())
        ),
        is_canceled=around.is_canceled,
        queued_s=max(0.0, time.time() - job.submitted_at),
    )
    asked = GenerationRequest.model_validate_json(job.body)
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


def filled_in(
    request: VerificationRequest, load_test_set: Callable[[str], bytes]
) -> VerificationRequest:
    """Return a request with the cases of its test set in it.

    Raises:
        UnknownTestSetError: There is no such test set.
    """
    if request.test_set is None:
        return request
    stored = load_test_set(request.test_set)
    cases = KeptTestSet.model_validate_json(stored).test_cases
    return request.model_copy(update={"test_cases": cases, "test_set": None})


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
    request = VerificationRequest.model_validate_json(job.body)
    cases = [
        CaseReport(
            index=index,
            id=case.id,
            verdict=Verdict.INTERNAL_ERROR,
            feedback=reason,
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
