"""Puts the commands together."""

import sys

import structlog
import typer

from verifier.cli.doctor import doctor
from verifier.cli.exits import ExitCode
from verifier.cli.generate import generate
from verifier.cli.images import images
from verifier.cli.keys import app as keys_app
from verifier.cli.languages import languages
from verifier.cli.packages import verify_package
from verifier.cli.run import run
from verifier.cli.service import serve, worker
from verifier.cli.top import top
from verifier.cli.verify import verify

log = structlog.get_logger()

app = typer.Typer(
    name="verifier",
    help="Judge programs: in this process, or as a service.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
for _command in (
    serve,
    worker,
    verify,
    verify_package,
    generate,
    run,
    languages,
    doctor,
    top,
):
    app.command()(_command)
app.add_typer(keys_app)
app.add_typer(images)


def main() -> None:
    """Run the command that the arguments name; a bug of ours ends with code 3."""
    try:
        app()
    except Exception:  # the shell is to know our failure from a verdict
        log.exception("bug")
        sys.exit(ExitCode.INTERNAL_ERROR)
