"""Messages between the embedded engine and its slots arrive whole and in order."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from verifier.engine.engine import Event, Job, JobKind
from verifier.engine.slot_wire import (
    Canceled,
    Do,
    Done,
    FromSlot,
    Inbox,
    Known,
    Order,
    TryLanguage,
    packed,
)

JOB = Job(
    id="one",
    kind=JobKind.RUN,
    body=b"{}" * 1000,
    submitted_at=1.5,
    request_id="two",
    traceparent="three",
)
MESSAGES: list[FromSlot | Order] = [
    Known({"python": "3.11"}, {"ada": "no compiler"}),
    Do.of(JOB, is_followed=True),
    TryLanguage("python"),
    Event(name="case", data=b"{}"),
    Done(b"x" * 100_000),
    Canceled(),
]


@settings(deadline=None)
@given(st.lists(st.integers(min_value=100, max_value=40_000), min_size=1, max_size=9))
def test_messages_are_put_together_however_they_were_cut(sizes: list[int]) -> None:
    sent, inbox, found = b"".join(map(packed, MESSAGES)), Inbox(), []
    while sent:
        for size in sizes:
            inbox.take(sent[:size])
            sent = sent[size:]
            while (message := inbox.next()) is not None:
                found.append(message)

    assert found == MESSAGES
    assert [type(it) for it in found] == [type(it) for it in MESSAGES]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda it: type(it).__name__)
def test_half_a_message_is_none(message: FromSlot | Order) -> None:
    inbox = Inbox()
    inbox.take(packed(message)[:-1])

    assert inbox.next() is None


def test_order_holds_what_the_slot_needs_of_the_job() -> None:
    assert Do.of(JOB, is_followed=False).job() == JOB
