"""What the runs of a program of the tests came to: a reply for each input.

Lines of a run are data of a stranger: what is none of ours does not count.
"""

import base64
from dataclasses import replace
from itertools import takewhile
from typing import Any

from sandboxes import RunResult
from verifier.generation.replies import Reply, ReplyKind, read_line, read_reply
from verifier.outcome import Verdict, ending
from verifier.values import Value


def bytes_value(data: bytes) -> Value:
    """Return the typed form of bytes."""
    return {"$bytes": base64.b64encode(data).decode()}


def reply_of(run: RunResult, document: dict[str, Any]) -> Reply:
    """Return what one call or run came to."""
    verdict = Verdict.of_run(run)
    if verdict is not None:
        died = verdict is not Verdict.RUNTIME_ERROR
        kind = ReplyKind.DIED if died else ReplyKind.RAISED
        return Reply(kind=kind, words=ending(run), cpu_time_s=run.cpu_time_s)
    return replace(read_reply(document), cpu_time_s=run.cpu_time_s)


def read_replies(run: RunResult, programs: int, inputs: int) -> list[dict[int, Reply]]:
    """Sort the lines of a batch by program and call; strange ones do not count.

    Returns:
        One mapping a program; fewer, if a limit ended the run before all had
        their turn. The last one is then the one at which it ended.
    """
    found, last = _sorted(run, programs, inputs)
    if run.succeeded:
        return found
    words = f"all calls together: {ending(run)}"
    stopped = Reply(kind=ReplyKind.DIED, words=words)
    for call in range(inputs):
        found[last].setdefault(call, stopped)
    return found[: last + 1]


def read_first(run: RunResult, inputs: int) -> list[Reply]:
    """Return the replies to the first calls of a run, up to one that has none."""
    [found], _ = _sorted(run, 1, inputs)
    return [found[call] for call in takewhile(found.__contains__, range(inputs))]


def _sorted(
    run: RunResult, programs: int, inputs: int
) -> tuple[list[dict[int, Reply]], int]:
    """Return what each program replied to each call, and the last program that did."""
    found: list[dict[int, Reply]] = [{} for _ in range(programs)]
    last = 0
    for line in run.reply.split(b"\n"):
        document = read_line(line) if line else None
        if document is None:
            continue
        number, call = document.get("program"), document.get("call")
        if not isinstance(number, int) or not 0 <= number < programs:
            continue
        last = max(last, number)
        reply = read_reply(document)
        if call is None:
            failed = replace(reply, kind=ReplyKind.MISSING)
            found[number] = dict.fromkeys(range(inputs), failed)
        elif isinstance(call, int) and 0 <= call < inputs:
            found[number][call] = reply
    return found, last
