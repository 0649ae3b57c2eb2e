"""Who runs the work: processes of this service, or Celery workers on Redis."""

from verifier.engine.engine import (
    Backlog,
    Engine,
    Event,
    Health,
    Job,
    JobKind,
    Lane,
    NotReady,
    Ticket,
)

__all__ = [
    "Backlog",
    "Engine",
    "Event",
    "Health",
    "Job",
    "JobKind",
    "Lane",
    "NotReady",
    "Ticket",
]
