"""`verifier serve` and `verifier worker`: the parts of the service.

Each imports what it starts only when it starts it: the web framework and the
queue are much, and the other commands need neither.
"""

from typing import Annotated

import typer


def serve(
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Port to listen on.")
    ] = 8000,
) -> None:
    """Start the HTTP service."""
    from verifier import api  # noqa: PLC0415

    api.serve(host, port)


def worker() -> None:
    """Start a worker of the celery engine."""
    from verifier import worker as celery_worker  # noqa: PLC0415

    celery_worker.main()
