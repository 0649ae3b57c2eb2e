"""`/test_program` and `/test_program_stdio`, as open-instruct's `code_api` has them.

Tests are judged as any others here: assertions run in a box that the program never
enters. What we fail at is a 503, which its client tries again, not a 0.
"""

from typing import Annotated, Any

from fastapi import APIRouter, Request
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    field_validator,
)

from verifier.api.callers import Caller, WithCaller, ticket_for
from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.early import Entrance
from verifier.api.foreign import job_in_time
from verifier.api.problems import ProblemError, invalid_request, make_problem
from verifier.api.state import State, WithState
from verifier.complaints import FieldError, field_errors
from verifier.engine import Lane
from verifier.errors import EngineUnavailableError
from verifier.messages import MAX_CASES, VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

router = APIRouter(tags=["code_api"])
ROUTERS = (router,)
ENTRANCES = (Entrance(path="/test_program"), Entrance(path="/test_program_stdio"))

_CLIENTS_LEAST_S, _CLIENTS_MOST_S = 30.0, 300.0
_OUR_MARGIN_S = 1.0
_NO_TIME = -1.0
_PICKLED = (
    "must be a list; a string of base64 is a pickle, which could run code here: send "
    "the tests as JSON"
)

type _Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
type _Tests[T] = Annotated[list[T], Field(min_length=1, max_length=MAX_CASES)]


class _Program(BaseModel):
    model_config = ConfigDict(extra="ignore")

    program: str
    max_execution_time: _Seconds = 1.0

    @field_validator("tests", mode="before", check_fields=False)
    @classmethod
    def _be_json(cls, value: Any) -> Any:
        if isinstance(value, str):
            raise ValueError(_PICKLED)  # noqa: TRY004 - pydantic passes that on
        return value


class AssertedProgram(_Program):
    """A Python program, and assertions about it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"program": "def f(): return 1", "tests": ["assert f() == 1"]}]
        }
    )

    tests: _Tests[str]


class InputAndOutput(BaseModel):
    """What a program reads, and what it has to write."""

    input: str
    output: str


class StdioProgram(_Program):
    """A Python program, and what it has to write."""

    tests: _Tests[InputAndOutput]


class TestResults(BaseModel):
    """One number a test: 1 if it passed, and its seconds, or -1."""

    __test__ = False

    results: list[int]
    runtimes: list[float]


BODIES = (AssertedProgram, StdioProgram)
_ERRORS: dict[int | str, dict[str, Any]] = {
    status: BODY_ERRORS[status] for status in (413, 422, 429, 503)
}


@router.get("/health", summary="Is it alive? (code_api)")
async def health() -> dict[str, str]:
    """Return 200 as long as the service answers at all."""
    return {"status": "healthy"}


@router.post(
    "/test_program",
    summary="Try assertions (code_api)",
    responses=_ERRORS,
    openapi_extra=body_of(AssertedProgram),
)
async def test_program(
    request: Request, state: WithState, caller: WithCaller
) -> TestResults:
    """Put a program to assertions, each by itself."""
    asked = state.parse(AssertedProgram, await request.body())
    cases = [{"kind": "unit_tests", "code": test} for test in asked.tests]
    return await _judged(state, caller, asked, cases)


@router.post(
    "/test_program_stdio",
    summary="Compare outputs (code_api)",
    responses=_ERRORS,
    openapi_extra=body_of(StdioProgram),
)
async def test_program_stdio(
    request: Request, state: WithState, caller: WithCaller
) -> TestResults:
    """Put a program to inputs, and compare what it writes, token by token."""
    asked = state.parse(StdioProgram, await request.body())
    cases = [
        {"kind": "stdio", "input": test.input, "answer": test.output}
        for test in asked.tests
    ]
    return await _judged(state, caller, asked, cases)


test_program.__test__ = False  # type: ignore[attr-defined] # no test, whatever pytest thinks
test_program_stdio.__test__ = False  # type: ignore[attr-defined]


def _in_its_words(error: FieldError) -> FieldError:
    """Return an error of our request as one of the client's."""
    field = error.field.replace("test_cases", "tests", 1)
    field = field.replace("submission.source", "program", 1)
    return FieldError(field=field, message=error.message)


async def _judged(
    state: State, caller: Caller, asked: _Program, cases: list[dict[str, Any]]
) -> TestResults:
    most_s = min(asked.max_execution_time, state.ceilings.cpu_time_s)
    try:
        wanted = VerificationRequest.model_validate(
            {
                "submission": {"language": "python", "source": asked.program},
                "test_cases": cases,
                "limits": {"cpu_time_s": most_s},
                "trace": "none",
            }
        )
    except ValidationError as error:
        found = field_errors(error.errors(include_url=False, include_input=False))
        raise invalid_request([_in_its_words(each) for each in found]) from error
    patience_s = max(
        _CLIENTS_LEAST_S, min(_CLIENTS_MOST_S, 10 * asked.max_execution_time)
    )
    half_s = (patience_s - _OUR_MARGIN_S) / 2
    ticket = ticket_for(caller, Lane.INTERACTIVE, within_s=half_s)
    job = await state.admit(wanted, wanted.model_dump_json().encode(), ticket)
    try:
        body = await job_in_time(state, job, half_s, half_s)
    except TimeoutError as error:
        problem = make_problem("too-busy", 503, "Not ready in time", str(error))
        raise ProblemError(problem, {"Retry-After": "5"}) from error
    report = VerificationReport.model_validate_json(body)
    if report.reward is None:
        reasons = (case.feedback for case in report.cases if case.feedback)
        reason = next(reasons, "the tests could not be run")
        if report.attribution is Attribution.TESTS:
            raise invalid_request([FieldError(field="tests", message=reason)])
        raise EngineUnavailableError(reason)
    return TestResults(
        results=[int(case.verdict is Verdict.ACCEPTED) for case in report.cases],
        runtimes=[
            case.wall_time_s if case.verdict is Verdict.ACCEPTED else _NO_TIME
            for case in report.cases
        ],
    )
