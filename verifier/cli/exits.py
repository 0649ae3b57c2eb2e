"""How commands end: their exit codes, and their last words."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NoReturn

import typer


class ExitCode(IntEnum):
    """What a command tells the shell."""

    OK = 0
    """All is well; every submission was accepted."""
    NOT_ACCEPTED = 1
    """A submission was not accepted, or something is missing."""
    BAD_REQUEST = 2
    """What was asked for is wrong."""
    INTERNAL_ERROR = 3
    """The verifier failed, not the submission."""


def fail(messages: Sequence[str], code: ExitCode) -> NoReturn:
    """Say what went wrong on standard error, and end the command.

    Raises:
        Exit: Always.
    """
    for message in messages:
        typer.echo(f"verifier: {message}", err=True)
    raise typer.Exit(code)
