"""Makes a test set: inputs, legality, answers, strength, reduction.

Synchronous, like the judge. What the programs of a request do ends in a
report: they are the tests, so their failure is the tests' fault.
"""

import json
import time
from collections.abc import Sequence
from typing import Any

import structlog

from sandboxes import Sandbox
from verifier.assistants import Assistants
from verifier.errors import AssistantFailedError
from verifier.generation.context import GenerationContext, RefusedError
from verifier.generation.databases import sql_case
from verifier.generation.dialogue import (
    Dialogue,
    nobody,
)
from verifier.generation.messages import (
    Certificate,
    GenerationReport,
    GenerationRequest,
    GenerationStatus,
    SqlTarget,
)
from verifier.generation.set_maker import SetMaker
from verifier.graders import Case
from verifier.judge import JudgingCanceledError
from verifier.messages import content_id
from verifier.outcome import Attribution
from verifier.reports import Timings, sandbox_name

log = structlog.get_logger()


def generate(
    request: GenerationRequest,
    sandbox: Sandbox,
    context: GenerationContext | None = None,
) -> GenerationReport:
    """Make a test set.

    Args:
        request: What is wanted.
        sandbox: Where boxes come from.
        context: What else generation is told.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    context = context or GenerationContext()
    begin = time.monotonic()
    report: dict[str, Any] = {
        "id": context.generation_id,
        "sandbox": sandbox_name(sandbox),
        "metadata": request.metadata,
    }
    try:
        cases, certificate, recipe = _made(request, sandbox, context, begin)
        certificate = certificate.model_copy(update={"request": recipe})
        report |= {
            "status": GenerationStatus.GENERATED,
            "test_set": content_id(plain_cases(cases)),
            "cases": len(cases),
            "test_cases": plain_cases(cases),
            "certificate": certificate,
        }
    except (AssistantFailedError, RefusedError) as error:
        context.raise_if_canceled()
        report |= {
            "status": GenerationStatus.REFUSED,
            "attribution": Attribution.TESTS,
            "feedback": str(error),
        }
    except JudgingCanceledError:
        raise
    except Exception as error:  # whatever it is, it is ours
        context.raise_if_canceled()
        log.exception("generation broke")
        report |= {
            "status": GenerationStatus.INTERNAL_ERROR,
            "attribution": Attribution.SERVICE,
            "retryable": True,
            "feedback": f"{type(error).__name__}: {error}"[:300],
        }
    timings = Timings(queued_s=context.queued_s, total_s=time.monotonic() - begin)
    return GenerationReport(**report, timings=timings)


def _recipe(request: GenerationRequest, dialogue: Dialogue) -> dict[str, Any]:
    """Return what makes the same set again, plain JSON: without asking a model."""
    plain = request.model_dump(mode="json", exclude_unset=True, exclude={"metadata"})
    for place, strategy in enumerate(plain.get("strategies") or ()):
        if strategy["kind"] == "model":
            strategy["answers"] = dialogue.recorded(f"{place}")
    return plain


def _made(
    request: GenerationRequest,
    sandbox: Sandbox,
    context: GenerationContext,
    begin: float,
) -> tuple[list[Case], Certificate, dict[str, Any]]:
    """Make a set; return the request that makes it again, too."""
    if isinstance(request.target, SqlTarget):
        case, certificate = sql_case(request, request.target, sandbox, context)
        return [case], certificate, _recipe(request, nobody())
    with Assistants(sandbox) as assistants:
        maker = SetMaker(request, sandbox, context, assistants, begin)
        cases, certificate = maker.make()
        return cases, certificate, _recipe(request, maker.dialogue)


def kept_form(report: GenerationReport) -> bytes:
    """Return a generated set as it is stored: the cases and their certificate."""
    certificate = (
        report.certificate.model_dump(mode="json") if report.certificate else None
    )
    kept = {"test_cases": report.test_cases, "certificate": certificate}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def plain_cases(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return cases as they are sent and stored, plain JSON."""
    plain = []
    for case in cases:
        data = case.model_dump(mode="json", include=case.model_fields_set)
        plain.append({"kind": getattr(case, "kind", ""), **data})
    return plain
