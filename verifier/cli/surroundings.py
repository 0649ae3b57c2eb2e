"""What commands that work in this process need: settings, logs, a sandbox."""

from collections.abc import Iterator
from contextlib import contextmanager

from pydantic import ValidationError

from sandboxes import Sandbox, UnknownPluginError, known_backends
from verifier.cli.exits import ExitCode, fail
from verifier.logs import set_up_logs
from verifier.settings import Settings


def read_settings() -> Settings:
    """Read the settings, and log as they say: errors alone, if they say nothing.

    Raises:
        Exit: A setting is wrong.
    """
    try:
        settings = Settings()
    except ValidationError as error:
        wrong = error.errors(include_url=False)
        complaints = [_complaint(item["loc"], item["msg"]) for item in wrong]
        fail(complaints, ExitCode.BAD_REQUEST)
    set_up_logs(log_level(settings), settings.log_format)
    return settings


def _complaint(location: tuple[int | str, ...], message: str) -> str:
    name = ".".join(str(part) for part in location).upper()
    return f"VERIFIER_{name}: {message.removeprefix('Value error, ')}"


def log_level(settings: Settings) -> str:
    """Return the least level that is logged beside what a command prints."""
    is_stated = "log_level" in settings.model_fields_set
    return settings.log_level if is_stated else "error"


def backend_of(settings: Settings) -> type[Sandbox]:
    """Return the backend that the settings name.

    Raises:
        Exit: There is none of that name.
    """
    try:
        return known_backends().get(settings.sandbox)
    except UnknownPluginError as error:
        fail([f"VERIFIER_SANDBOX: {error}"], ExitCode.BAD_REQUEST)


@contextmanager
def opened_sandbox(settings: Settings) -> Iterator[Sandbox]:
    """Make the sandbox that the settings name, and close it in the end.

    Raises:
        Exit: There is none of that name.
    """
    sandbox = backend_of(settings)(settings.sandbox_options())
    try:
        yield sandbox
    finally:
        sandbox.close()
