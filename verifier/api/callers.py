"""Who asks, and when the turn of what they ask for comes."""

import time
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Query, Request

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


async def get_ticket(
    request: Request,
    lane: Annotated[Lane, Query(description="Where it waits.")] = Lane.INTERACTIVE,
    priority: Annotated[
        int,
        Query(
            ge=0,
            le=HIGHEST_PRIORITY,
            description="Higher ones of one key come first.",
        ),
    ] = 0,
    deadline_s: Annotated[
        float | None,
        Query(
            gt=0,
            allow_inf_nan=False,
            description="Seconds within which it must be started: if that cannot be, "
            "it is refused (503), or given up as `internal_error`.",
        ),
    ] = None,
) -> Ticket:
    """Return the ticket that a request asks for."""
    caller = await get_caller(request)
    return ticket_for(caller, lane, priority=priority, within_s=deadline_s)


type WithCaller = Annotated[Caller, Depends(get_caller)]
type WithTicket = Annotated[Ticket, Depends(get_ticket)]
