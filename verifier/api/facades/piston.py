"""`/api/v2/runtimes` and `/api/v2/execute`, as Piston has them.

Times are milliseconds, memory is bytes, errors are `{"message": …}`.
"""

import binascii
from base64 import b64decode
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    StrictInt,
    StrictStr,
    ValidationError,
    field_validator,
)

from sandboxes import MIB, Limits, Termination, known_languages
from verifier.api.callers import WithCaller
from verifier.api.documents import body_of
from verifier.api.early import Entrance
from verifier.api.foreign import file_in_the_way, run_in_time, signal_number, text_of
from verifier.api.problems import ProblemError
from verifier.api.state import State, WithState
from verifier.api.versions import is_selected, version_of
from verifier.complaints import field_errors
from verifier.content import Content
from verifier.errors import EngineUnavailableError, RefusedNowError
from verifier.messages import RunRequest
from verifier.reports import RunReport
from verifier.selftest import LanguageStatus

router = APIRouter(prefix="/api/v2", tags=["Piston"])
ROUTERS = (router,)

_MS = 1000
_QUEUE_S = 30.0
"""Seconds that a request may wait for a slot."""
_OUTPUT_BYTES = 4 * MIB
_RETRY_AFTER_S = 2


class File(BaseModel):
    """A file of the program; the first one is its main file."""

    name: StrictStr | None = None
    content: StrictStr
    encoding: Literal["utf8", "base64", "hex"] = "utf8"

    def data(self) -> bytes:
        """Return its bytes.

        Raises:
            ValueError: They are not encoded so.
        """
        try:
            if self.encoding == "base64":
                return b64decode(self.content, validate=True)
            if self.encoding == "hex":
                return bytes.fromhex(self.content)
            return self.content.encode()
        except (binascii.Error, ValueError) as error:
            msg = f"not {self.encoding}: {error}"
            raise ValueError(msg) from error


class ExecuteRequest(BaseModel):
    """A program to run."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "language": "python",
                    "version": "3.x",
                    "files": [{"content": "print(input())"}],
                    "stdin": "1",
                }
            ]
        }
    )

    language: StrictStr
    version: StrictStr
    files: list[File] = Field(min_length=1)
    stdin: StrictStr = ""
    args: list[StrictStr] = []
    compile_timeout: StrictInt = Field(default=10_000, description="Milliseconds.")
    run_timeout: StrictInt = Field(default=3_000, description="Milliseconds.")
    compile_cpu_time: StrictInt = Field(default=10_000, description="Milliseconds.")
    run_cpu_time: StrictInt = Field(default=3_000, description="Milliseconds.")
    compile_memory_limit: StrictInt = Field(default=-1, description="Bytes.")
    run_memory_limit: StrictInt = Field(default=-1, description="Bytes.")

    @field_validator("compile_memory_limit", "run_memory_limit")
    @classmethod
    def _be_a_limit(cls, value: int) -> int:
        if value < 1 and value != -1:
            msg = "must be a positive number of bytes, or -1 for no limit"
            raise ValueError(msg)
        return value

    @field_validator(
        "compile_timeout", "run_timeout", "compile_cpu_time", "run_cpu_time"
    )
    @classmethod
    def _be_positive(cls, value: int) -> int:
        if value < 1:
            msg = "must be a positive number of milliseconds"
            raise ValueError(msg)
        return value


class Runtime(BaseModel):
    """A language that this service has."""

    language: str
    version: str
    aliases: list[str]


class Stage(BaseModel):
    """What became of the compiler or of the program."""

    stdout: str
    stderr: str
    output: str
    code: int | None
    signal: str | None
    message: str | None
    status: Literal["RE", "SG", "TO", "OL", "EL", "XX"] | None
    cpu_time: int
    wall_time: int
    memory: int | None


class ExecuteResponse(BaseModel):
    """What became of a program; `compile` only where something is compiled."""

    language: str
    version: str
    run: Stage
    compile: Stage | None = None


class Refusal(BaseModel):
    """Why a request was refused."""

    message: str


BODIES = (ExecuteRequest,)


@router.get("/runtimes", summary="List the languages (Piston)")
async def runtimes(state: WithState) -> list[Runtime]:
    """Return the languages that programs can be in."""
    return [_runtime(status) for status in await _statuses(state)]


@router.post(
    "/execute",
    summary="Run a program (Piston)",
    response_model=ExecuteResponse,
    response_model_exclude_none=True,
    responses={status: {"model": Refusal} for status in (400, 415, 429, 503)},
    openapi_extra=body_of(ExecuteRequest),
)
async def execute(request: Request, state: WithState, caller: WithCaller) -> Response:
    """Run a program as Piston does; see `docs/facades.md`."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        return _refuse(415, "requests must be of type application/json")
    try:
        asked = state.parse(ExecuteRequest, await request.body())
        status = await _runtime_for(state, asked)
        wanted = _translated(asked, status.name, state.ceilings)
        stages_s = (asked.compile_timeout + asked.run_timeout) / _MS
        report = await run_in_time(
            state, caller, wanted, queue_s=_QUEUE_S, work_s=stages_s
        )
    except ProblemError as error:
        code = error.problem.status
        return _refuse(400 if code == 422 else code, error.problem.detail)  # noqa: PLR2004
    except ValueError as error:
        return _refuse(400, str(error))
    except RefusedNowError as error:
        return _turned_away(error)
    except (EngineUnavailableError, TimeoutError) as error:
        return _refuse(503, str(error))
    runtime = _runtime(status)
    answer = _stages(report) | {"language": status.name, "version": runtime.version}
    return JSONResponse(answer)


def _refuse(status: int, message: str) -> Response:
    headers = {"Retry-After": str(_RETRY_AFTER_S)} if status in {429, 503} else None
    return JSONResponse({"message": message}, status_code=status, headers=headers)


async def _statuses(state: State) -> list[LanguageStatus]:
    programs = known_languages().names
    return [
        status
        for status in await state.engine.languages()
        if status.available and status.name in programs
    ]


def _runtime(status: LanguageStatus) -> Runtime:
    version = ".".join(map(str, version_of(status.version or "")))
    return Runtime(language=status.name, version=version, aliases=status.aliases)


async def _runtime_for(state: State, asked: ExecuteRequest) -> LanguageStatus:
    for status in await _statuses(state):
        version = version_of(status.version or "")
        if asked.language in {status.name, *status.aliases} and is_selected(
            version, asked.version
        ):
            return status
    msg = f"{asked.language[:100]}-{asked.version[:100]} runtime is unknown"
    raise ValueError(msg)


def _translated(asked: ExecuteRequest, language: str, ceilings: Limits) -> RunRequest:
    """Return the request in our words.

    Raises:
        ValueError: A limit is above the service's, or a file is wrong.
    """
    main, *others = asked.files
    files: dict[str, Content] = {}
    for number, file in enumerate(others, 1):
        files[file.name or f"file{number}.code"] = file.data()
    try:
        source = main.data().decode()
    except UnicodeDecodeError as error:
        msg = "files must include at least one utf8 encoded file, and it comes first"
        raise ValueError(msg) from error
    stdin = asked.stdin if asked.stdin.endswith("\n") else f"{asked.stdin}\n"
    wanted = {
        "language": language,
        "source": source,
        "stdin": stdin.encode(),
        "args": asked.args,
        "files": files,
        "limits": _limits("run", asked, ceilings),
        "build_limits": _limits("compile", asked, ceilings),
    }
    try:
        made = RunRequest.model_validate(wanted)
    except ValidationError as error:
        first = field_errors(error.errors(include_url=False, include_input=False))[0]
        msg = f"{first.field}: {first.message}"
        raise ValueError(msg) from error
    path = file_in_the_way(made)
    if path:
        msg = f"files: {path!r} has the place of the program itself"
        raise ValueError(msg)
    return made


def _limits(
    stage: str, asked: ExecuteRequest, ceilings: Limits
) -> dict[str, float | int]:
    """Return the limits of a stage.

    Raises:
        ValueError: One is above the service's; Piston refuses that, too.
    """
    memory = getattr(asked, f"{stage}_memory_limit")
    memory = ceilings.memory_bytes if memory == -1 else memory
    most = {
        f"{stage}_timeout": ceilings.wall_time_s * _MS,
        f"{stage}_cpu_time": ceilings.cpu_time_s * _MS,
        f"{stage}_memory_limit": ceilings.memory_bytes,
    }
    for name, ceiling in most.items():
        if getattr(asked, name) > ceiling:
            msg = f"{name} cannot exceed the configured limit of {ceiling:.0f}"
            raise ValueError(msg)
    return {
        "wall_time_s": getattr(asked, f"{stage}_timeout") / _MS,
        "cpu_time_s": getattr(asked, f"{stage}_cpu_time") / _MS,
        "memory_bytes": memory,
        "output_bytes": min(_OUTPUT_BYTES, ceilings.output_bytes),
    }


def _stages(report: RunReport) -> dict[str, Any]:
    language = known_languages().get(report.language.name)
    if report.status == "internal_error":
        return {"run": _failed(report.feedback).model_dump()}
    answer = {}
    if language.build is not None and not language.is_check_only:
        answer["compile"] = _built(report, 0)
    if report.termination is None:  # then there is nothing that could be run
        return dict.fromkeys((*answer, "run"), _built(report, 1))
    answer["run"] = _stage(
        report.termination,
        report.exit_code,
        report.signal,
        (report.stdout, report.stderr),
        (report.cpu_time_s, report.wall_time_s, report.peak_memory_bytes),
    )
    return answer


def _built(report: RunReport, exit_code: int) -> dict[str, Any]:
    """Return the compiler's stage; the exit code is for one that ended well."""
    build = report.build
    return _stage(
        build.termination or Termination.EXITED,
        build.exit_code or exit_code,
        build.signal,
        (build.stdout, build.stderr),
        (build.cpu_time_s, build.wall_time_s, build.peak_memory_bytes),
    )


def _stage(
    termination: Termination,
    exit_code: int | None,
    signal: str | None,
    outputs: tuple[bytes, bytes],
    used: tuple[float, float, int | None],
) -> dict[str, Any]:
    stdout, stderr = (text_of(output) for output in outputs)
    status, message = _ending(termination, exit_code, signal)
    is_killed = termination not in {Termination.EXITED, Termination.SIGNALED}
    return Stage(
        stdout=stdout,
        stderr=stderr,
        output=stdout + stderr,
        code=exit_code if termination is Termination.EXITED else None,
        signal="SIGKILL" if is_killed else signal,
        message=message,
        status=status,
        cpu_time=round(used[0] * _MS),
        wall_time=round(used[1] * _MS),
        memory=used[2],
    ).model_dump()


def _ending(
    termination: Termination, exit_code: int | None, signal: str | None
) -> tuple[Literal["RE", "SG", "TO", "OL"] | None, str | None]:
    match termination:
        case Termination.EXITED:
            if exit_code == 0:
                return None, None
            return "RE", f"Exited with error status {exit_code}"
        case Termination.SIGNALED:
            number = signal_number(signal) if signal else 0
            return "SG", f"Caught fatal signal {number}"
        case Termination.MEMORY_LIMIT:
            return "SG", "Memory limit exceeded"
        case Termination.OUTPUT_LIMIT:
            return "OL", "Output limit exceeded"
        case Termination.CPU_TIME_LIMIT:
            return "TO", "Time limit exceeded"
        case Termination.WALL_TIME_LIMIT:
            return "TO", "Time limit exceeded (wall clock)"


def _failed(why: str) -> Stage:
    return Stage(
        stdout="",
        stderr="",
        output="",
        code=None,
        signal=None,
        message=why,
        status="XX",
        cpu_time=0,
        wall_time=0,
        memory=None,
    )


def _turned_away(error: RefusedNowError) -> Response:
    return _refuse(429, str(error))


ENTRANCES = (
    Entrance(path=f"{router.prefix}/execute", within_s=_QUEUE_S, refusal=_turned_away),
)
