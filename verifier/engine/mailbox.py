"""What API nodes and workers say to each other through Redis.

The broker carries tokens alone (`fair_redis`), and who lives is told in `roster`;
requests, reports and test sets lie in keys of their own. All keys begin with
`verifier:`.

    verifier:job:<id>        hash: kind, body, submitted_at, state, attempts, queue,
                             owner, start_by, slot, reply_to (an API node), followed,
                             request_id, traceparent, key (of those that are equal),
                             same_as (the job whose report is also this one's); gone
                             with the report's time to live
    verifier:report:<id>     the report, JSON
    verifier:canceled:<id>   there if it was canceled
    verifier:leader:<key>    id of the first of equal jobs
    verifier:test_set:<id>   a test set, JSON
    verifier:parked          list: ids of jobs that ended slots, the latest first
    verifier:parked:<id>     hash: kind and body of such a job, for a week
    verifier:replies:<node>  channel: reports for those who wait at that node
    verifier:events:<id>     channel: events of a job, name, space, data; told
                             while somebody follows, but for the last
    verifier:control         channel: `cancel` or `follow`, space, id
"""

from verifier.engine.engine import Event

TASK = "verifier.do"
CONTROL_CHANNEL = "verifier:control"
PARKED_KEY = "verifier:parked"
LANGUAGES_WANTED_KEY = "verifier:languages:wanted"
CANCELED = b"canceled"


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


def parked_key(job_id: str) -> str:
    """Return the key of a job that ended slots."""
    return f"verifier:parked:{job_id}"


def leader_key(key: str) -> str:
    """Return the key that names the first of equal jobs."""
    return f"verifier:leader:{key}"


def replies_channel(node: str) -> str:
    """Return the channel on which an API node hears of its jobs' reports."""
    return f"verifier:replies:{node}"


def events_channel(job_id: str) -> str:
    """Return the channel on which a job's events are told."""
    return f"verifier:events:{job_id}"


def pack_order(word: str, job_id: str) -> bytes:
    """Return an order to whoever runs a job: `cancel` or `follow`."""
    return f"{word} {job_id}".encode()


def pack(event: Event) -> bytes:
    """Return an event as it is published."""
    return event.name.encode() + b" " + event.data


def unpack(message: bytes) -> Event:
    """Return the event that was published."""
    name, _, data = message.partition(b" ")
    return Event(name=name.decode(), data=data)
