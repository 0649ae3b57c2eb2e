"""`POST /run_code`, as SandboxFusion has it: for verl, ROLL, tinker-cookbook, ….

Clients tell three things apart: what the program did (`Success`, `Failed`), what we
failed at (`SandboxError`), and 504, the only answer that verl tries again. So a
request that cannot be served in time is a 504, and soon enough for that.
"""

import base64
from collections.abc import Mapping
from posixpath import normpath
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    WithJsonSchema,
    field_validator,
)

from sandboxes import MIB, Limits, Termination, UnknownPluginError, known_languages
from verifier.api.callers import WithCaller
from verifier.api.documents import BODY_ERRORS, body_of
from verifier.api.early import Entrance
from verifier.api.foreign import (
    LATE,
    ceiling_fault,
    exit_status,
    file_in_the_way,
    run_in_time,
    text_of,
)
from verifier.api.problems import ProblemError, invalid_request, make_problem
from verifier.api.state import WithState
from verifier.complaints import FieldError, field_errors
from verifier.errors import EngineUnavailableError, RefusedNowError
from verifier.messages import RunRequest
from verifier.reports import RunReport

router = APIRouter(tags=["SandboxFusion"])
ROUTERS = (router,)

_CLIENTS_MARGIN_S = 10.0
"""verl gives up after both time limits and ten seconds more."""
_QUEUE_S = _CLIENTS_MARGIN_S - 1.0
_LONGEST_WORK_S = 3600.0
_CPU_PER_WALL = 8
"""Only the clock counts in this protocol; threads may use more CPU time than that."""
_OUTPUT_BYTES = 16 * MIB
_SKIPPED = "IGNORE_THIS_FILE"
_PYTEST = """import sys
import pytest
sys.exit(pytest.main(["-p", "no:cacheprovider", "test_solution.py"]))
"""

_SECONDS_OR_NULL = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0}, {"type": "null"}]
}
type _Seconds = Annotated[
    float, Field(gt=0, allow_inf_nan=False), WithJsonSchema(_SECONDS_OR_NULL)
]


class RunCodeRequest(BaseModel):
    """A program, what it reads, and how long it may take."""

    model_config = ConfigDict(
        extra="ignore",
        json_schema_extra={
            "examples": [{"code": "print(input())", "language": "python", "stdin": "1"}]
        },
    )

    code: str
    language: str = Field(
        description="Name or alias of a language, or `pytest`: the code is a test file."
    )
    stdin: str | None = None
    compile_timeout: _Seconds = 10
    run_timeout: _Seconds = 10
    memory_limit_MB: int | None = Field(  # noqa: N815 - the protocol's
        default=-1,
        description="Of all its processes; null and -1: the service's ceiling.",
    )
    files: dict[str, str | None] = Field(
        default={}, description="Base64, by relative path."
    )
    fetch_files: list[str] = []

    @field_validator("memory_limit_MB")
    @classmethod
    def _be_positive(cls, value: int | None) -> int | None:
        if value is not None and value != -1 and value < 1:
            msg = "must be a positive number of megabytes, or -1 or null for no limit"
            raise ValueError(msg)
        return value

    @field_validator("compile_timeout", "run_timeout", mode="before")
    @classmethod
    def _have_default(cls, value: Any) -> Any:
        return 10 if value is None else value


class CommandResult(BaseModel):
    """What became of the compiler or of the program."""

    status: Literal["Finished", "TimeLimitExceeded"]
    execution_time: float
    return_code: int | None
    stdout: str
    stderr: str
    cpu_time: float
    memory_bytes: int | None


class RunCodeResponse(BaseModel):
    """The answer; always 200."""

    status: Literal["Success", "Failed", "SandboxError"]
    message: str = ""
    compile_result: CommandResult | None = None
    run_result: CommandResult | None = None
    executor_pod_name: str | None = None
    files: dict[str, str] = {}


BODIES = (RunCodeRequest,)


@router.post(
    "/run_code",
    summary="Run a program (SandboxFusion)",
    response_model=RunCodeResponse,
    responses={
        413: BODY_ERRORS[413],
        422: BODY_ERRORS[422],
        504: {"description": "It cannot be served in time; try again."},
    },
    openapi_extra=body_of(RunCodeRequest),
)
async def run_code(request: Request, state: WithState, caller: WithCaller) -> Response:
    """Run a program as SandboxFusion does; see `docs/facades.md`."""
    asked = state.parse(RunCodeRequest, await request.body())
    wanted = _translated(asked, state.ceilings)
    try:
        report = await run_in_time(
            state,
            caller,
            wanted,
            queue_s=_QUEUE_S,
            work_s=min(asked.compile_timeout + asked.run_timeout, _LONGEST_WORK_S),
        )
    except (RefusedNowError, TimeoutError) as error:
        raise _too_busy(str(error)) from error
    except EngineUnavailableError as error:
        answer = RunCodeResponse(status="SandboxError", message=str(error))
    else:
        answer = _answer(report, asked, state.ceilings)
    return JSONResponse(answer.model_dump())


def _too_busy(detail: str) -> ProblemError:
    title = "The service is too busy to answer in time"
    return ProblemError(make_problem("too-busy", 504, title, detail))


def _turned_away(error: RefusedNowError) -> Response:
    return _too_busy(str(error)).response()


ENTRANCES = (Entrance(path="/run_code", within_s=_QUEUE_S, refusal=_turned_away),)


def _translated(asked: RunCodeRequest, ceilings: Limits) -> RunRequest:
    """Return the request in our words.

    Raises:
        ProblemError: 422, with the fields that are wrong.
    """
    files = _decoded(asked.files)
    language, source = asked.language, asked.code
    if language == "pytest":
        language, source = "python", _PYTEST
        files["test_solution.py"] = asked.code.encode()
    wanted = {
        "language": _our_name(language),
        "source": source,
        "stdin": (asked.stdin or "").encode(),
        "files": files,
        "collect": [normpath(path) for path in asked.fetch_files],
        "limits": _limits(asked.run_timeout, asked.memory_limit_MB, ceilings),
        "build_limits": _limits(asked.compile_timeout, None, ceilings),
    }
    try:
        made = RunRequest.model_validate(wanted, context={"ceilings": ceilings})
    except ValidationError as error:
        errors = field_errors(error.errors(include_url=False, include_input=False))
        ours = {"source": "code", "collect": "fetch_files"}
        raise invalid_request(
            [
                FieldError(field=ours.get(e.field, e.field), message=e.message)
                for e in errors
            ]
        ) from error
    path = file_in_the_way(made)
    if path:
        message = f"{path!r} has the place of the program itself"
        raise invalid_request([FieldError(field="files", message=message)])
    return made


def _our_name(name: str) -> str:
    """Return the name of a language as we have it; some of theirs are capitals."""
    known = known_languages().by_any_name
    found = next((n for n in (name, name.lower()) if n in known), None)
    if found is None:
        error = UnknownPluginError("language", name, [*known_languages().names])
        raise invalid_request([FieldError(field="language", message=str(error))])
    return found


def _limits(
    seconds: float, megabytes: int | None, ceilings: Limits
) -> dict[str, float | int]:
    """Return limits, as far as the service's ceilings allow."""
    memory = ceilings.memory_bytes
    if megabytes not in {None, -1}:
        memory = min((megabytes or 0) * MIB, memory)
    return {
        "wall_time_s": min(seconds, ceilings.wall_time_s),
        "cpu_time_s": min(seconds * _CPU_PER_WALL, ceilings.cpu_time_s),
        "memory_bytes": memory,
        "output_bytes": min(_OUTPUT_BYTES, ceilings.output_bytes),
    }


def _decoded(files: Mapping[str, str | None]) -> dict[str, bytes]:
    found = {}
    for path, data in files.items():
        if data is None or _SKIPPED in path:
            continue
        try:
            found[normpath(path)] = base64.b64decode(data, validate=True)
        except ValueError as error:  # binascii's, or that it is not ASCII
            message = f"{path[:100]!r} is not base64: {error}"
            errors = [FieldError(field="files", message=message)]
            raise invalid_request(errors) from error
    return found


def _answer(
    report: RunReport, asked: RunCodeRequest, ceilings: Limits
) -> RunCodeResponse:
    if report.status == "internal_error":
        return RunCodeResponse(status="SandboxError", message=report.feedback)
    fault = ceiling_fault(report, asked.compile_timeout, asked.run_timeout, ceilings)
    if fault:
        return RunCodeResponse(status="SandboxError", message=fault)
    compiled, ran = _compiled(report), _ran(report)
    is_good = report.status == "finished" and ran is not None and ran.return_code == 0
    return RunCodeResponse(
        status="Success" if is_good else "Failed",
        message=_words(report),
        compile_result=compiled,
        run_result=ran,
        files={
            path: base64.b64encode(data).decode() for path, data in report.files.items()
        },
    )


def _words(report: RunReport) -> str:
    """Say what this protocol has no status for."""
    match report.termination:
        case Termination.MEMORY_LIMIT:
            return "the program ran out of memory"
        case Termination.OUTPUT_LIMIT:
            return "the program wrote more than may be kept"
        case _:
            return ""


def _compiled(report: RunReport) -> CommandResult | None:
    """Return what became of the compiler; None where nothing is compiled."""
    language = known_languages().get(report.language.name)
    if language.build is None or language.is_check_only:
        return None
    build = report.build
    failed = report.status == "compile_error"
    is_late = build.termination in LATE
    code = exit_status(build.termination, build.exit_code, build.signal)
    if failed and not code:  # the compiler ended well, and left nothing
        code = 1
    return CommandResult(
        status="TimeLimitExceeded" if is_late else "Finished",
        execution_time=build.wall_time_s,
        return_code=None if is_late else code or 0,
        stdout=text_of(build.stdout),
        stderr=text_of(build.stderr),
        cpu_time=build.cpu_time_s,
        memory_bytes=build.peak_memory_bytes,
    )


def _ran(report: RunReport) -> CommandResult | None:
    """Return what became of the program; None if it was not run."""
    if report.termination is None:
        if not _compiled(report):  # a check refused it, before it could run
            return _refused(report)
        return None
    is_late = report.termination in LATE
    code = exit_status(report.termination, report.exit_code, report.signal)
    return CommandResult(
        status="TimeLimitExceeded" if is_late else "Finished",
        execution_time=report.wall_time_s,
        return_code=None if is_late else code,
        stdout=text_of(report.stdout),
        stderr=text_of(report.stderr),
        cpu_time=report.cpu_time_s,
        memory_bytes=report.peak_memory_bytes,
    )


def _refused(report: RunReport) -> CommandResult:
    return CommandResult(
        status="Finished",
        execution_time=report.build.wall_time_s,
        return_code=report.build.exit_code or 1,
        stdout="",
        stderr=text_of(report.build.stderr),
        cpu_time=report.build.cpu_time_s,
        memory_bytes=report.build.peak_memory_bytes,
    )
