"""`verifier verify`: judge submissions, here or by a service."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

from verifier.cli.exits import ExitCode, fail
from verifier.cli.judging import judge
from verifier.cli.many_reports import (
    MAX_COMPLAINTS,
    OrderedLines,
    Result,
    complaints,
    show_summary,
)
from verifier.cli.one_report import show_report
from verifier.cli.requests import BadRequestError, Item, read_items, validated
from verifier.cli.surroundings import (
    backend_of,
    log_level,
    opened_sandbox,
    read_settings,
)
from verifier.cli.texts import console_for_people
from verifier.cli.workers import WorkerOptions, judge_many
from verifier.client import ClientError, RequestRefusedError, VerifierClient
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

type Take = Callable[[int, Result], None]

_IN_FLIGHT = 32


def verify(
    file: Annotated[
        str,
        typer.Argument(
            help="Requests: a JSON file, or one with a request a line; - is stdin.",
            metavar="REQUEST.json",
        ),
    ],
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print reports as JSON, one a line.")
    ] = False,
    url: Annotated[
        str | None, typer.Option(help="Ask the service there instead of judging here.")
    ] = None,
    jobs: Annotated[
        int | None,
        typer.Option(min=1, help="Judged at one time; default: one a core."),
    ] = None,
) -> None:
    """Judge submissions: exit code 0 accepted, 1 not, 2 bad request, 3 our failure."""
    results: dict[int, Result] = {}
    lines = OrderedLines()
    try:
        items = read_items(file)
        with _progress(len(items)) as advance:

            def take(index: int, result: Result) -> None:
                results[index] = result
                if as_json:
                    lines.take(index, result)
                advance()

            if url is None:
                _judge_here(items, jobs, take)
            else:
                _judge_there(items, url, jobs or _IN_FLIGHT, take)
    except BadRequestError as error:
        fail(_shortened(error.complaints), ExitCode.BAD_REQUEST)
    if not as_json:
        _show(items, results)
    code = exit_code(results.values())
    messages = _shortened(complaints(items, results))
    if code:
        fail(messages, code)


def _judge_here(items: Sequence[Item], jobs: int | None, take: Take) -> None:
    settings = read_settings()
    requests = validated(items, settings.ceilings())
    jobs = min(jobs or settings.slot_count(), len(requests))
    if len(requests) > 1:
        options = WorkerOptions(
            backend=settings.sandbox,
            sandbox=settings.sandbox_options(),
            log_level=log_level(settings),
            log_format=settings.log_format,
        )
        backend_of(settings)  # so that a wrong name is told at once
        judge_many(requests, jobs, options, take)
        return
    with opened_sandbox(settings) as sandbox:
        for index, request in enumerate(requests):
            take(index, judge(request, sandbox))


def _judge_there(items: Sequence[Item], url: str, jobs: int, take: Take) -> None:
    with VerifierClient(url) as client:
        client.verify_many(
            (item.data for item in items), concurrency=jobs, on_report=take
        )


@contextmanager
def _progress(total: int) -> Iterator[Callable[[], None]]:
    """Show a bar on a terminal, where there is more than one thing to do."""
    console = Console(stderr=True)
    columns = (
        *Progress.get_default_columns()[:2],
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    hidden = total <= 1 or not console.is_terminal
    with Progress(*columns, console=console, transient=True, disable=hidden) as bar:
        task = bar.add_task("judging", total=total)
        yield lambda: bar.advance(task)


def _show(items: Sequence[Item], results: dict[int, Result]) -> None:
    console = console_for_people()
    if len(items) > 1:
        show_summary(items, results, console)
        return
    for result in results.values():
        if isinstance(result, VerificationReport):
            show_report(result, console)


def _shortened(messages: Sequence[str]) -> list[str]:
    left_out = len(messages) - MAX_COMPLAINTS
    more = [f"… and {left_out} more"] if left_out > 0 else []
    return [*messages[:MAX_COMPLAINTS], *more]


def exit_code(results: Iterable[Result]) -> ExitCode:
    """Return what the results, all together, tell the shell."""
    code = ExitCode.OK
    for result in results:
        code = max(code, _exit_code(result))
    return code


def _exit_code(result: Result) -> ExitCode:
    if isinstance(result, RequestRefusedError):
        return ExitCode.BAD_REQUEST
    if isinstance(result, ClientError) or result.verdict is Verdict.INTERNAL_ERROR:
        return ExitCode.INTERNAL_ERROR
    if result.verdict is Verdict.ACCEPTED:
        return ExitCode.OK
    return ExitCode.NOT_ACCEPTED
