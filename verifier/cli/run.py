"""`verifier run`: run a program as if it were at home."""

import signal
import sys
from pathlib import Path
from typing import Annotated

import typer

from sandboxes import Termination
from verifier.cli.exits import ExitCode, fail
from verifier.cli.requests import BadRequestError, Item, validated_as
from verifier.cli.surroundings import opened_sandbox, read_settings
from verifier.client import ClientError, RequestRefusedError, VerifierClient
from verifier.content import show
from verifier.judge import run_program
from verifier.messages import RunRequest
from verifier.reports import RunReport

_TIMED_OUT = 124  # as timeout(1) has it


def run(
    file: Annotated[Path, typer.Argument(help="The program's main file.")],
    args: Annotated[
        list[str] | None, typer.Argument(help="Its arguments, after a --.")
    ] = None,
    *,
    language: Annotated[
        str, typer.Option("--language", "-l", help="Name or alias of its language.")
    ],
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON.")
    ] = False,
    url: Annotated[
        str | None, typer.Option(help="Ask the service there instead of running here.")
    ] = None,
) -> None:
    """Run a program in a box: our stdin is its stdin, its exit code is ours."""
    data = {
        "language": language,
        "source": _text_of(file),
        "stdin": show(_stdin()),
        "args": args or [],
    }
    item = Item(place=str(file), data=data)
    report = _run_here(item) if url is None else _run_there(item, url)
    if as_json:
        typer.echo(report.model_dump_json())
    else:
        _pass_on(report)
    raise typer.Exit(_exit_code(report))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        fail([f"{file}: {error.strerror}"], ExitCode.BAD_REQUEST)
    except UnicodeDecodeError:
        fail([f"{file}: not UTF-8"], ExitCode.BAD_REQUEST)


def _stdin() -> bytes:
    if sys.stdin.isatty():
        typer.echo("verifier: the program's input; Ctrl-D ends it", err=True)
    return sys.stdin.buffer.read()


def _run_here(item: Item) -> RunReport:
    settings = read_settings()
    try:
        request = validated_as(RunRequest, item, settings.ceilings())
    except BadRequestError as error:
        fail(error.complaints, ExitCode.BAD_REQUEST)
    with opened_sandbox(settings) as sandbox:
        return run_program(request, sandbox)


def _run_there(item: Item, url: str) -> RunReport:
    try:
        with VerifierClient(url) as client:
            return client.run(item.data)
    except RequestRefusedError as error:
        fail([f"{item.place}: {error}"], ExitCode.BAD_REQUEST)
    except ClientError as error:
        fail([str(error)], ExitCode.INTERNAL_ERROR)


def _pass_on(report: RunReport) -> None:
    typer.echo(report.build.stdout + report.build.stderr, nl=False, err=True)
    typer.echo(report.stdout, nl=False)
    typer.echo(report.stderr, nl=False, err=True)
    if report.feedback:
        typer.echo(f"verifier: {report.feedback}", err=True)
    if report.termination not in {None, Termination.EXITED}:
        words = str(report.termination).replace("_", " ")
        typer.echo(f"verifier: the program ended by {words}", err=True)


def _exit_code(report: RunReport) -> int:
    if report.status == "internal_error":
        return ExitCode.INTERNAL_ERROR
    if report.exit_code is not None:
        return report.exit_code
    match report.termination:
        case Termination.CPU_TIME_LIMIT | Termination.WALL_TIME_LIMIT:
            return _TIMED_OUT
        case Termination.SIGNALED:
            return 128 + _signal_number(report.signal or "")
        case Termination.MEMORY_LIMIT | Termination.OUTPUT_LIMIT:
            return 128 + signal.SIGKILL
        case Termination.EXITED | None:  # it was not built
            return ExitCode.NOT_ACCEPTED


def _signal_number(name: str) -> int:
    known = signal.Signals.__members__.get(name)
    return known.value if known else int(name.removeprefix("signal "))
