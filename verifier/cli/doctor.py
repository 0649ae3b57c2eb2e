"""`verifier doctor`: what this machine can do, what is missing, and what helps."""

import dataclasses
import json
from collections.abc import Sequence
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from sandboxes import Check, Sandbox, SandboxError
from verifier.cli.exits import ExitCode
from verifier.cli.surroundings import opened_sandbox, read_settings
from verifier.cli.texts import console_for_people, safe
from verifier.languages import FIRST_LANGUAGES, language_of
from verifier.selftest import LanguageStatus, check_languages


def doctor(
    *,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print JSON in place of a table.")
    ] = False,
) -> None:
    """Examine this machine: exit code 0 if all is well, 1 if something is missing."""
    with (
        opened_sandbox(read_settings()) as sandbox,
        Console(stderr=True).status("examining"),
    ):
        checks = [*_examine(sandbox), *map(_check, check_languages(sandbox))]
    is_well = all(check.ok for check in checks)
    if as_json:
        found = [dataclasses.asdict(check) for check in checks]
        typer.echo(json.dumps({"ok": is_well, "checks": found}))
    else:
        console_for_people().print(_table(checks))
    raise typer.Exit(ExitCode.OK if is_well else ExitCode.NOT_ACCEPTED)


def _examine(sandbox: Sandbox) -> list[Check]:
    try:
        return sandbox.examine()
    except SandboxError as error:
        return [Check(name=sandbox.name, ok=False, found=str(error))]


def _check(status: LanguageStatus) -> Check:
    if status.available:
        found = f"version {status.version}" if status.version else "works"
        return Check(name=status.name, ok=True, found=found)
    if status.name not in FIRST_LANGUAGES:
        return Check(name=status.name, ok=True, found=f"not here: {status.reason}")
    packages = " ".join(language_of(status.name).packages)
    return Check(
        name=status.name,
        ok=False,
        found=status.reason,
        remedy=f"apt-get install {packages}" if packages else "",
    )


def _table(checks: Sequence[Check]) -> Table:
    table = Table(box=None, pad_edge=False, header_style="dim")
    for name in ("", "what", "found", "remedy"):
        table.add_column(name)
    for check in checks:
        table.add_row(
            Text("ok", "green") if check.ok else Text("missing", "red"),
            check.name,
            Text(safe(check.found)),
            Text(safe(check.remedy), "yellow"),
        )
    return table
