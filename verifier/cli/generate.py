"""`verifier generate`: make test cases, here or by a service."""

import uuid
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sandboxes import Sandbox
from verifier.cli.exits import ExitCode, fail
from verifier.cli.requests import BadRequestError, read_items, validated_as
from verifier.cli.surroundings import opened_sandbox, read_settings
from verifier.cli.texts import console_for_people, safe
from verifier.client import ClientError, RequestRefusedError, VerifierClient
from verifier.generation.messages import (
    GenerationReport,
    GenerationRequest,
    GenerationStatus,
)
from verifier.settings import Settings


def generate(
    file: Annotated[
        str,
        typer.Argument(
            help="What is wanted: a JSON file; - is stdin.", metavar="REQUEST.json"
        ),
    ],
    *,
    output: Annotated[
        Path | None,
        typer.Option(
            "--output", "-o", help="Write the set to a file, as it is stored."
        ),
    ] = None,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print the report as JSON.")
    ] = False,
    url: Annotated[
        str | None, typer.Option(help="Ask the service there, which keeps the set.")
    ] = None,
) -> None:
    """Make test cases: exit code 0 made, 1 refused, 2 bad request, 3 our failure."""
    try:
        items = read_items(file)
        if len(items) != 1:
            fail(
                [f"{file}: holds {len(items)} requests, not one"], ExitCode.BAD_REQUEST
            )
        if url is None:
            settings = read_settings()
            request = validated_as(GenerationRequest, items[0], settings.ceilings())
            with opened_sandbox(settings) as sandbox:
                report = _make_here(request, sandbox, settings)
        else:
            report = _make_there(items[0].data, url)
    except BadRequestError as error:
        fail(error.complaints, ExitCode.BAD_REQUEST)
    _give(report, output, as_json=as_json)
    match report.status:
        case GenerationStatus.GENERATED:
            return
        case GenerationStatus.REFUSED:
            fail([safe(report.feedback)], ExitCode.NOT_ACCEPTED)
        case GenerationStatus.INTERNAL_ERROR:
            fail([safe(report.feedback)], ExitCode.INTERNAL_ERROR)


def _make_here(
    request: GenerationRequest, sandbox: Sandbox, settings: Settings
) -> GenerationReport:
    # Only here, and only now: Hypothesis takes a while to import.
    from verifier.generation.context import GenerationContext  # noqa: PLC0415
    from verifier.generation.dialogue import ModelOptions  # noqa: PLC0415
    from verifier.generation.endpoint import Endpoint  # noqa: PLC0415
    from verifier.generation.generate import generate  # noqa: PLC0415

    stated = settings.model_endpoint()
    model = Endpoint(ModelOptions(**stated)) if stated else None
    with Console(stderr=True).status("generating") as status:

        def tell(word: dict[str, Any]) -> None:
            told = ", ".join(f"{name} {value}" for name, value in word.items())
            status.update(f"generating: {told}")

        context = GenerationContext(
            generation_id=str(uuid.uuid4()), tell=tell, model=model
        )
        return generate(request, sandbox, context)


def _make_there(request: dict[str, Any], url: str) -> GenerationReport:
    try:
        with VerifierClient(url) as client:
            return client.generate(request)
    except RequestRefusedError as error:
        fail([str(error)], ExitCode.BAD_REQUEST)
    except ClientError as error:
        fail([str(error)], ExitCode.INTERNAL_ERROR)


def _give(report: GenerationReport, output: Path | None, *, as_json: bool) -> None:
    if output and report.test_set:
        from verifier.generation.generate import kept_form  # noqa: PLC0415

        output.write_bytes(kept_form(report))
    if as_json:
        typer.echo(report.model_dump_json())
        return
    if report.certificate:
        console_for_people().print(_table(report))


def _table(report: GenerationReport) -> Table:
    table = Table(box=None, pad_edge=False, show_header=False)
    for name, value in _rows(report):
        table.add_row(Text(name, "dim"), Text(safe(value)))
    return table


def _rows(report: GenerationReport) -> list[tuple[str, str]]:
    made = report.certificate
    if made is None:
        return []
    strength = made.strength
    rate = "unknown" if strength.kill_rate is None else f"{strength.kill_rate:.1%}"
    rows = [
        ("test set", report.test_set or ""),
        ("cases", f"{report.cases} of {made.tried} inputs tried"),
        ("mutants killed", rate),
        ("answers by", made.answers),
        ("checker", made.checker),
    ]
    if strength.coverage:
        reach = strength.coverage
        rows.append(("branches taken", f"{reach.branches:.1%}"))
    if made.confidence is not None:
        rows.append(("confidence", f"{made.confidence:.1%}"))
    rows += [("dropped", f"{reason}: {n}") for reason, n in made.dropped.items()]
    rows += [("legal", words) for words in made.preconditions]
    rows += [("passes", name) for name in strength.trivial_passes]
    rows += [("survivor", change) for change in strength.mutants.survivors[:10]]
    rows += [("note", note) for note in made.notes]
    return rows
