"""What API nodes and workers say to each other through Redis.

The broker carries ids alone; requests, reports and test sets lie in keys of
their own. All keys begin with `verifier:`.

    verifier:job:<id>        hash: kind, body, submitted_at, state, attempts;
                             gone with the report's time to live
    verifier:report:<id>     the report, JSON
    verifier:canceled:<id>   there if it was canceled
    verifier:test_set:<id>   a test set, JSON
    verifier:languages       hash: worker name -> statuses, JSON, and a time
    verifier:events:<id>     channel: events of a job, name, space, data
    verifier:cancel          channel: ids of jobs to be stopped
"""

from verifier.engine.engine import Event

QUEUE = "verifier"
TASK = "verifier.do"
CANCEL_CHANNEL = "verifier:cancel"
LANGUAGES_KEY = "verifier:languages"
LANGUAGES_WANTED_KEY = "verifier:languages:wanted"
CANCELED = b"canceled"
WORKER_TTL_S = 30.0
"""Seconds after its last word that a worker's languages count."""


def job_key(job_id: str) -> str:
    """Return the key of a job."""
    return f"verifier:job:{job_id}"


def report_key(job_id: str) -> str:
    """Return the key of a report."""
    return f"verifier:report:{job_id}"


def canceled_key(job_id: str) -> str:
    """Return the key that says a job was canceled."""
    return f"verifier:canceled:{job_id}"


def set_key(test_set_id: str) -> str:
    """Return the key of a test set."""
    return f"verifier:test_set:{test_set_id}"


def events_channel(job_id: str) -> str:
    """Return the channel on which a job's events are told."""
    return f"verifier:events:{job_id}"


def pack(event: Event) -> bytes:
    """Return an event as it is published."""
    return event.name.encode() + b" " + event.data


def unpack(message: bytes) -> Event:
    """Return the event that was published."""
    name, _, data = message.partition(b" ")
    return Event(name=name.decode(), data=data)
