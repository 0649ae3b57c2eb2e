"""`verifier languages`: what can be judged, here or by a service."""

import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from verifier.cli.exits import ExitCode, fail
from verifier.cli.surroundings import opened_sandbox, read_settings
from verifier.cli.texts import console_for_people, mebibytes, safe
from verifier.client import ClientError, VerifierClient
from verifier.selftest import LanguageStatus, check_languages


def languages(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON, as GET /v1/languages does.")
    ] = False,
    url: Annotated[
        str | None, typer.Option(help="Ask the service there instead of trying here.")
    ] = None,
) -> None:
    """List the languages, each tried with a program of its own."""
    statuses = _tried_here() if url is None else _asked_there(url)
    if as_json:
        found = [status.model_dump(mode="json") for status in statuses]
        typer.echo(json.dumps({"languages": found}))
        return
    console_for_people().print(language_table(statuses))


def _tried_here() -> list[LanguageStatus]:
    with (
        opened_sandbox(read_settings()) as sandbox,
        Console(stderr=True).status("trying every language"),
    ):
        return check_languages(sandbox)


def _asked_there(url: str) -> list[LanguageStatus]:
    try:
        with VerifierClient(url) as client:
            return client.languages()
    except ClientError as error:
        fail([str(error)], ExitCode.INTERNAL_ERROR)


def language_table(statuses: Sequence[LanguageStatus]) -> Table:
    """Return a table of languages for people."""
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("language", "version", "also", "limits"):
        table.add_column(name)
    for status in statuses:
        limits = status.default_limits
        room = mebibytes(limits.memory_bytes)
        row = f"{limits.cpu_time_s:g} s, {room}, {limits.processes} processes"
        table.add_row(
            Text(status.name, "green" if status.available else "red"),
            status.version or "",
            ", ".join(status.aliases),
            row if status.available else Text(safe(status.reason), "red"),
        )
    return table
