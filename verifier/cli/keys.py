"""`verifier keys`: make, list and revoke API keys."""

import time
from datetime import UTC, datetime
from typing import Annotated

import structlog
import typer
from pydantic import ValidationError

from verifier.cli.exits import ExitCode, fail
from verifier.cli.surroundings import read_settings
from verifier.keys import Key, KeyRing

log = structlog.get_logger()

app = typer.Typer(
    name="keys", help="API keys: make, list and revoke.", no_args_is_help=True
)

_DAY_S = 86_400


def _ring() -> KeyRing:
    path = read_settings().keys_file
    if path is None:
        fail(
            ["VERIFIER_KEYS_FILE is not set: it says where keys are kept"],
            ExitCode.BAD_REQUEST,
        )
    return KeyRing(path)


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is.")],
    *,
    expires_in_days: Annotated[
        float | None, typer.Option(min=0, help="Refused after so many days.")
    ] = None,
    weight: Annotated[
        float, typer.Option(min=0.01, help="Share of the slots, relative to others'.")
    ] = 1.0,
    most_waiting: Annotated[
        int | None, typer.Option(min=1, help="Jobs that may wait at one time.")
    ] = None,
    rate_per_s: Annotated[
        float | None, typer.Option(min=0.01, help="Requests a second.")
    ] = None,
) -> None:
    """Make a key and print it; it is not to be seen again."""
    expires_at = None
    if expires_in_days is not None:
        expires_at = time.time() + expires_in_days * _DAY_S
    try:
        token = _ring().create(
            name,
            expires_at=expires_at,
            weight=weight,
            most_waiting=most_waiting,
            rate_per_s=rate_per_s,
        )
    except ValidationError:
        words = f"{name!r} must be 1 to 64 letters, digits, '.', '_' and '-'"
        fail([words], ExitCode.BAD_REQUEST)
    except (ValueError, OSError) as error:
        fail([str(error)], ExitCode.BAD_REQUEST)
    log.info("key created", key=name)
    typer.echo(token)


@app.command("list")
def list_keys() -> None:
    """List the keys; their secrets are known to nobody."""
    try:
        keys = _ring().all()
    except (ValueError, OSError) as error:
        fail([str(error)], ExitCode.BAD_REQUEST)
    for key in keys:
        most = "" if key.most_waiting is None else f" most_waiting={key.most_waiting}"
        rate = "" if key.rate_per_s is None else f" rate_per_s={key.rate_per_s:g}"
        day = datetime.fromtimestamp(key.created_at, UTC).date()
        typer.echo(
            f"{key.name} {_state(key)} created={day} id={key.id} "
            f"weight={key.weight:g}{most}{rate}"
        )


def _state(key: Key) -> str:
    if key.is_good:
        return "good"
    return "expired" if key.revoked_at is None else "revoked"


@app.command()
def revoke(
    name: Annotated[str, typer.Argument(help="Whose keys are refused from now on.")],
) -> None:
    """Revoke the keys of a name; running services know within a second."""
    try:
        revoked = _ring().revoke(name)
    except (ValueError, OSError) as error:
        fail([str(error)], ExitCode.BAD_REQUEST)
    if not revoked:
        fail([f"there is no good key {name!r}"], ExitCode.NOT_ACCEPTED)
    log.info("key revoked", key=name)
    typer.echo(f"revoked {revoked}")
