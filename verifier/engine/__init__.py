"""Who runs the work: processes of this service, or Celery workers on Redis."""

from verifier.engine.engine import Engine, Event, Health, Job, JobKind, NotReady

__all__ = ["Engine", "Event", "Health", "Job", "JobKind", "NotReady"]
