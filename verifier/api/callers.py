"""Who asks, and when the turn of what they ask for comes."""

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request
from pydantic import BaseModel

from verifier.engine import Lane, Ticket

HIGHEST_PRIORITY = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Somebody with an API key, or everybody where keys are not asked for.

    Attributes:
        name: The key's name; empty without keys.
        weight: Share of the slots, relative to others'.
        most_waiting: Jobs that may wait at one time; None: any number.
        rate_per_s: Requests a second; None: any number.
    """

    name: str = ""
    weight: float = 1.0
    most_waiting: int | None = None
    rate_per_s: float | None = None


EVERYBODY = Caller()


async def get_caller(request: Request) -> Caller:
    """Return who asks."""
    caller: Caller = getattr(request.state, "caller", EVERYBODY)
    return caller


def ticket_for(
    caller: Caller, lane: Lane, *, priority: int = 0, within_s: float | None = None
) -> Ticket:
    """Return the ticket of a caller's job.

    Args:
        caller: Who asks.
        lane: Where it waits.
        priority: Higher ones of one caller come first.
        within_s: Seconds within which it must be started; None: whenever.
    """
    return Ticket(
        lane=lane,
        owner=caller.name,
        weight=caller.weight,
        priority=priority,
        most_waiting=caller.most_waiting,
        start_by=None if within_s is None else time.time() + within_s,
    )


type _Lane = Annotated[Lane, Query(description="Where it waits.")]
type _Priority = Annotated[
    int,
    Query(ge=0, le=HIGHEST_PRIORITY, description="Higher ones of one key come first."),
]
type _Deadline = Annotated[
    float | None,
    Query(
        gt=0,
        allow_inf_nan=False,
        description="Seconds within which it must be started: if that cannot be, "
        "it is refused (503), or given up as `internal_error`.",
    ),
]


class Wishes(BaseModel):
    """What a URL may say of a job's turn; the same as `get_ticket` takes."""

    lane: _Lane = Lane.INTERACTIVE
    priority: _Priority = 0
    deadline_s: _Deadline = None


async def get_ticket(
    request: Request,
    lane: _Lane = Lane.INTERACTIVE,
    priority: _Priority = 0,
    deadline_s: _Deadline = None,
) -> Ticket:
    """Return the ticket that a request asks for."""
    caller = await get_caller(request)
    return ticket_for(caller, lane, priority=priority, within_s=deadline_s)


type WithCaller = Annotated[Caller, Depends(get_caller)]
type WithTicket = Annotated[Ticket, Depends(get_ticket)]
