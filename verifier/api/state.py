"""What the routes share."""

import contextlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request
from pydantic import BaseModel, ValidationError
from pydantic_core import to_json

from sandboxes import Limits
from verifier.api.admission import Admission
from verifier.api.measures import Measures
from verifier.api.problems import invalid_request
from verifier.complaints import FieldError, field_errors
from verifier.engine import Engine, Job, JobKind, Lane, NotReady, Ticket
from verifier.engine.sharing import sharing_key
from verifier.errors import UnknownTestSetError, VerifierError
from verifier.generation.messages import GenerationRequest, SqlTarget
from verifier.graders import Case
from verifier.lint import LintReport, LintRequest
from verifier.messages import KeptTestSet, RunRequest, VerificationRequest
from verifier.selftest import LanguageStatus
from verifier.tracing import traceparent

_TEST_SETS_KEPT = 64
_LINT_WAIT_S = 600.0


@dataclass(slots=True, kw_only=True)
class State:
    """What the routes share; one an application.

    Attributes:
        engine: Who runs the work.
        ceilings: The most that a request may ask for.
        measures: What is measured.
        admission: Who is taken now.
        share_reports: Whether equal verifications are done once.
        has_model: Whether there is a model for the strategy of that name.
    """

    engine: Engine
    ceilings: Limits
    measures: Measures
    admission: Admission
    share_reports: bool = True
    has_model: bool = False
    _test_sets: OrderedDict[str, KeptTestSet] = field(default_factory=OrderedDict)

    def parse[M: BaseModel](self, model: type[M], body: bytes, under: str = "") -> M:
        """Parse and validate a body, or a part of one.

        Raises:
            ProblemError: 422, with the fields that are wrong.
        """
        try:
            return model.model_validate_json(body, context={"ceilings": self.ceilings})
        except ValidationError as error:
            errors = error.errors(include_url=False, include_input=False)
            raise invalid_request(field_errors(errors, under)) from error

    async def submit(self, job: Job) -> None:
        """Give a job to the engine, if it can be served.

        Raises:
            RefusedNowError: Not now.
            EngineUnavailableError: The engine cannot be reached.
        """
        await self.admission.check(job)
        await self.engine.submit(job)

    async def admit(
        self,
        request: VerificationRequest,
        body: bytes,
        ticket: Ticket,
        under: str = "",
    ) -> Job:
        """Check what only the engine knows, and make a job of a request.

        Raises:
            ProblemError: 422: the language is not available, or the test set
                does not fit it.
            UnknownTestSetError: There is no such test set.
        """
        prefix = f"{under}." if under else ""
        language = request.submission.language
        statuses = await self.engine.languages()
        _require_available(statuses, language, f"{prefix}submission.language")
        if request.generate is not None:
            wanted = self.parse(
                GenerationRequest, to_json(request.generate), f"{prefix}generate"
            )
            await self._admit_programs(wanted, f"{prefix}generate.")
        cases: list[Case] = []
        if request.test_set:
            kept = await self._test_set(request.test_set)
            if request.shrink and not kept.recipe:
                message = (
                    "needs a test set that was generated: this one has no reference "
                    "that answers smaller inputs"
                )
                error = FieldError(field=f"{prefix}shrink", message=message)
                raise invalid_request([error])
            cases.extend(kept.test_cases)
            filled = [
                await self._filled_in(case, f"{prefix}test_set", index)
                for index, case in enumerate(kept.test_cases)
            ]
            complaint = request.complaint_about(filled)
            if complaint:
                index, field, words = complaint
                place = f"case {index}, {field}" if field else f"case {index}"
                message = f"{place}: {words}"
                error = FieldError(field=f"{prefix}test_set", message=message)
                raise invalid_request([error])
        for index, case in enumerate(request.test_cases or ()):
            if case.stored_ids():
                field = f"{prefix}test_cases.{index}"
                whole = await self._filled_in(case, field, index)
                complaint = request.complaint_about([whole])
                if complaint:
                    raise invalid_request(
                        [FieldError(field=field, message=complaint[2])]
                    )
        if request.generate is not None:
            ticket = replace(ticket, lane=Lane.GENERATION)
        key = None
        if self.share_reports and request.cache != "bypass":
            cases.extend(request.test_cases or ())
            named = request.checker.languages() | {language}
            named = named.union(*(case.languages() for case in cases))
            # Not all: one that is tried meanwhile makes no difference to this.
            versions = [(it.name, it.version) for it in statuses if it.name in named]
            key = sharing_key(body, repr(versions))
        job = _job(JobKind.VERIFICATION, body, language, ticket)
        return replace(job, key=key)

    async def admit_run(self, request: RunRequest, body: bytes, ticket: Ticket) -> Job:
        """Make a job of a run; see `admit`."""
        await self._require_language(request.language, "language")
        return _job(JobKind.RUN, body, request.language, ticket)

    async def admit_generation(
        self, request: GenerationRequest, body: bytes, ticket: Ticket
    ) -> Job:
        """Make a job of a request for test cases; see `admit`."""
        await self._admit_programs(request, "")
        programs = [*request.references, *request.candidates]
        language = programs[0].language if programs else ""
        return _job(JobKind.GENERATION, body, language, ticket)

    async def _admit_programs(self, request: GenerationRequest, prefix: str) -> None:
        target = request.target
        if isinstance(target, SqlTarget):
            path = f"{prefix}target.language"
            await self._require_language(target.language, path)
            await self._filled_in(target.case, f"{prefix}target.case", 0)
        if not self.has_model:
            for index, strategy in enumerate(request.strategies or ()):
                if strategy.asks_a_model:
                    path = f"{prefix}strategies.{index}"
                    message = (
                        "no model is stated here: the operator sets "
                        "VERIFIER_MODEL_URL; or give the answers of an earlier time"
                    )
                    raise invalid_request([FieldError(field=path, message=message)])
        programs = {"references": request.references, "candidates": request.candidates}
        for field_name, listed in programs.items():
            for index, program in enumerate(listed):
                path = f"{prefix}{field_name}.{index}.language"
                await self._require_language(program.language, path)

    async def forget(self, job_id: str) -> None:
        """Cancel a job that nobody waits for any more."""
        with contextlib.suppress(VerifierError):
            await self.engine.cancel(job_id)

    async def _require_language(self, name: str, path: str) -> None:
        _require_available(await self.engine.languages(), name, path)

    async def lint(self, language: str, cases: list[Any], ticket: Ticket) -> LintReport:
        """Have cases looked at by the engine.

        Raises:
            ProblemError: 422: the language is no SQL engine, or not here.
        """
        await self._require_language(language, "lint")
        body = to_json({"language": language, "test_cases": cases})
        self.parse(LintRequest, body)
        job = _job(JobKind.LINT, body, language, ticket)
        await self.submit(job)
        try:
            done = await self.engine.report(job.id, _LINT_WAIT_S)
        except BaseException:
            await self.forget(job.id)
            raise
        if isinstance(done, NotReady):
            await self.forget(job.id)
            message = f"took more than {_LINT_WAIT_S:.0f} s; lint fewer cases at a time"
            raise invalid_request([FieldError(field="lint", message=message)])
        return LintReport.model_validate_json(done)

    async def _filled_in(self, case: Case, field: str, index: int) -> Case:
        """Return a case with its stored databases in it.

        Raises:
            ProblemError: 422: what it names is not stored, or no database.
        """
        bodies: dict[str, bytes] = {}
        try:
            for stored in case.stored_ids():
                bodies[stored] = await self.engine.get_test_set(stored)
            return case.filled_in(bodies.__getitem__)
        except (UnknownTestSetError, ValidationError):
            names = ", ".join(case.stored_ids())
            message = f"case {index}: no stored database {names}; POST /v1/databases"
            raise invalid_request([FieldError(field=field, message=message)]) from None

    async def _test_set(self, test_set_id: str) -> KeptTestSet:
        known = self._test_sets.get(test_set_id)
        if known is None:
            body = await self.engine.get_test_set(test_set_id)
            known = KeptTestSet.model_validate_json(body)
            self._test_sets[test_set_id] = known
            if len(self._test_sets) > _TEST_SETS_KEPT:
                self._test_sets.popitem(last=False)
        return known


def _require_available(
    statuses: Sequence[LanguageStatus], name: str, path: str
) -> None:
    for status in statuses:
        if status.name == name and not status.available:
            able = ", ".join(s.name for s in statuses if s.available) or "none"
            message = (
                f"{name} is not available here: {status.reason}; available: {able}"
            )
            raise invalid_request([FieldError(field=path, message=message)])


def _job(kind: JobKind, body: bytes, language: str, ticket: Ticket) -> Job:
    return Job(
        id=secrets.token_hex(16),
        kind=kind,
        body=body,
        submitted_at=time.time(),
        language=language,
        ticket=ticket,
        request_id=structlog.contextvars.get_contextvars().get("request_id", ""),
        traceparent=traceparent(),
    )


async def get_state(request: Request) -> State:
    """Return the application's state."""  # async: else each call takes a thread
    state: State = request.app.state.verifier
    return state


type WithState = Annotated[State, Depends(get_state)]
