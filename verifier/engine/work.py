"""What a slot does with a job: the same on every engine."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog

from sandboxes import Sandbox
from verifier.engine.engine import Event, Job, JobKind
from verifier.judge import JudgeContext, run_program, verify
from verifier.lint import SERVICE, Finding, LintReport, LintRequest, lint
from verifier.messages import RunRequest, TestSet, VerificationRequest
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

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a slot has at hand for its jobs.

    Attributes:
        sandbox: Where boxes come from.
        versions: Version of each language.
        load_test_set: Returns a stored test set's JSON.
        tell: Told of each event but the last.
        is_canceled: Whether the job was canceled meanwhile.
    """

    sandbox: Sandbox
    versions: Mapping[str, str]
    load_test_set: Callable[[str], bytes]
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
        case JobKind.RUN:
            asked = RunRequest.model_validate_json(job.body)
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


def filled_in(
    request: VerificationRequest, load_test_set: Callable[[str], bytes]
) -> VerificationRequest:
    """Return a request with what it names by id in it: test set and databases.

    Raises:
        UnknownTestSetError: There is no such test set, or no such database.
    """
    cases = request.test_cases or []
    if request.test_set is not None:
        cases = TestSet.model_validate_json(load_test_set(request.test_set)).test_cases
    filled = [case.filled_in(load_test_set) for case in cases]
    return request.model_copy(update={"test_cases": filled, "test_set": None})


def _case_event(case: CaseReport) -> Event:
    return Event(name="case", data=case.model_dump_json(exclude_none=True).encode())


def given_up(job: Job, reason: str, sandbox: Sandbox | None = None) -> bytes:
    """Return the report of a job at which the service failed altogether."""
    enforced = sandbox_name(sandbox) if sandbox else None
    name = enforced.model_dump() if enforced else {"backend": "", "enforced": []}
    timings = Timings(total_s=max(0.0, time.time() - job.submitted_at))
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
