"""How reports are given back."""

from typing import Any

from fastapi import Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from verifier.api.state import State
from verifier.engine import NotReady
from verifier.reports import VerificationReport, glance_at

DEFAULT_WAIT_S = 60.0
MAX_WAIT_S = 600.0


class Accepted(BaseModel):
    """A verification that is not done yet."""

    id: str
    status: NotReady


REPORT_OR_202: dict[int | str, dict[str, Any]] = {
    200: {"model": VerificationReport, "description": "The report."},
    202: {
        "model": Accepted,
        "description": "Not ready; ask again at `Location`.",
        "headers": {"Location": {"schema": {"type": "string"}}},
    },
}


async def ready_or_202(
    state: State, job_id: str, wait_s: float, language: str = ""
) -> Response:
    """Wait for a report; 200 with it, or 202 and where to ask again.

    Args:
        state: The application's.
        job_id: Whose report.
        wait_s: How long to wait.
        language: The submission's language, if it is to be counted.

    Raises:
        UnknownVerificationError: There is no such job, or no longer.
        VerificationCanceledError: It was canceled.
    """
    report = await state.engine.report(job_id, wait_s)
    if isinstance(report, NotReady):
        accepted = Accepted(id=job_id, status=report)
        return JSONResponse(
            accepted.model_dump(mode="json"),
            status_code=202,
            headers={"Location": f"/v1/verifications/{job_id}"},
        )
    if wait_s > 0 or language:
        glance = glance_at(report)
        if wait_s > 0:  # who asks again later is told what is known already
            state.admission.learn(glance)
        if language:
            state.measures.count(language, report, glance)
    return Response(report, media_type="application/json")
