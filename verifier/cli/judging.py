"""Judges one request in this process."""

import time
import uuid
from collections.abc import Callable

import structlog

from sandboxes import Sandbox
from verifier.client.calls import as_json
from verifier.engine.engine import Job, JobKind
from verifier.engine.work import given_up
from verifier.judge import JudgeContext, JudgingCanceledError, verify
from verifier.messages import VerificationRequest
from verifier.reports import VerificationReport

log = structlog.get_logger()


def judge(
    request: VerificationRequest,
    sandbox: Sandbox,
    is_canceled: Callable[[], bool] = lambda: False,
) -> VerificationReport:
    """Judge a request; what breaks on the way is an internal error."""
    context = JudgeContext(verification_id=_new_id(), is_canceled=is_canceled)
    try:
        return verify(request, sandbox, context)
    except JudgingCanceledError:
        return broken_report(request, "it was interrupted")
    except Exception as error:  # whatever it is, the request gets its report
        log.exception("judge broke")
        return broken_report(request, f"{type(error).__name__} in the verifier")


def broken_report(request: VerificationRequest, reason: str) -> VerificationReport:
    """Return the report of a request at which the verifier itself failed."""
    job = Job(
        id=_new_id(),
        kind=JobKind.VERIFICATION,
        body=as_json(request),
        submitted_at=time.time(),
    )
    return VerificationReport.model_validate_json(given_up(job, reason))


def _new_id() -> str:
    return str(uuid.uuid4())
