"""What the embedded engine keeps of its reports, and what it forgets first."""

import asyncio

import pytest

from verifier.engine.engine import Job, JobKind, NotReady
from verifier.engine.records import Records
from verifier.errors import UnknownVerificationError

SIZE = 10_000
REPORT = b"x" * SIZE


def job(name: str) -> Job:
    return Job(id=name, kind=JobKind.VERIFICATION, body=b"{}", submitted_at=0.0)


def keep(records: Records, *names: str) -> None:
    for name in names:
        records.add(job(name))
        records.finish(name, REPORT)


def fetch(records: Records, name: str) -> bytes | NotReady:
    return asyncio.run(records.wait(name, 0))


def is_known(records: Records, name: str) -> bool:
    try:
        records.get(name)
    except UnknownVerificationError:
        return False
    return True


def test_reports_nobody_has_fetched_have_all_the_room() -> None:
    records = Records(ttl_s=60.0, most_bytes=10 * SIZE)
    keep(records, *"abcdefgh")

    assert all(is_known(records, name) for name in "abcdefgh")

    keep(records, *"ijklm")

    assert [name for name in "abcdefghijklm" if not is_known(records, name)] == [
        *"abcd"
    ]


def test_reports_that_were_fetched_have_a_quarter() -> None:
    records = Records(ttl_s=60.0, most_bytes=10 * SIZE)
    keep(records, *"abcdefgh")
    for name in "hgfe":
        assert fetch(records, name) == REPORT

    assert [name for name in "abcdefgh" if is_known(records, name)] == [*"abcdef"]


def test_report_may_be_fetched_twice() -> None:
    records = Records(ttl_s=60.0, most_bytes=10 * SIZE)
    keep(records, "a")

    assert [fetch(records, "a") for _ in range(3)] == [REPORT] * 3


def test_report_greater_than_all_room_is_delivered_once() -> None:
    records = Records(ttl_s=60.0, most_bytes=2 * SIZE)
    keep(records, "a")

    assert fetch(records, "a") == REPORT
    with pytest.raises(UnknownVerificationError):
        fetch(records, "a")


def test_one_that_waits_gets_what_is_forgotten_at_once() -> None:
    async def wait() -> bytes | NotReady:
        records = Records(ttl_s=0.0, most_bytes=10 * SIZE)
        records.add(job("a"))
        waiting = asyncio.create_task(records.wait("a", 60.0))
        await asyncio.sleep(0)
        records.finish("a", REPORT)
        keep(records, "b")
        assert not is_known(records, "a")
        return await waiting

    assert asyncio.run(wait()) == REPORT


def test_room_of_what_was_forgotten_is_there_again() -> None:
    records = Records(ttl_s=60.0, most_bytes=4 * SIZE)
    for number in range(100):
        keep(records, str(number))
        fetch(records, str(number))
    keep(records, *"abc")

    assert all(is_known(records, name) for name in "abc")
