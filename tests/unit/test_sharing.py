"""Equal verifications are done once, and only where that is sound."""

import asyncio
import json
import time
from typing import Any

import pytest

from verifier.engine.engine import Job, JobKind, NotReady
from verifier.engine.records import Records
from verifier.engine.sharing import as_own, may_be_shared, sharing_key

_SOURCE = "print(sum(map(int, input().split())))"


def _body(source: str = _SOURCE, **changes: Any) -> bytes:
    case = {"kind": "stdio", "input": "1 2\n", "answer": "3\n"}
    request = {
        "submission": {"language": "python", "source": source},
        "test_cases": [case],
    }
    return json.dumps(request | changes).encode()


def _report(**changes: Any) -> bytes:
    report = {
        "id": "first",
        "verdict": "accepted",
        "reward": 1.0,
        "attribution": "candidate",
        "flaky": False,
        "cached": False,
        "cases": [{"index": 0, "verdict": "accepted", "flaky": False}],
        "timings": {"queued_s": 0.0, "total_s": 0.5},
        "metadata": {"rollout": 1},
    }
    return json.dumps(report | changes, separators=(",", ":")).encode()


def test_metadata_do_not_make_a_request_another() -> None:
    one = sharing_key(_body(metadata={"rollout": 1}), "3.11")
    assert one is not None
    assert one == sharing_key(_body(metadata={"rollout": 2}), "3.11")


@pytest.mark.parametrize(
    "change",
    [
        {"source": "print(3)"},
        {"limits": {"cpu_time_s": 1}},
        {"trace": "all"},
        {"reward": {"kind": "fraction"}},
        {"test_cases": [{"kind": "stdio", "input": "1 2\n", "answer": "4\n"}]},
    ],
)
def test_all_else_does(change: dict[str, Any]) -> None:
    assert sharing_key(_body(**change), "3.11") != sharing_key(_body(), "3.11")


def test_another_compiler_makes_it_another() -> None:
    assert sharing_key(_body(), "3.11") != sharing_key(_body(), "3.12")


def test_a_request_may_ask_to_be_judged_in_any_case() -> None:
    assert sharing_key(_body(cache="bypass"), "") is None
    assert sharing_key(_body(cache="use"), "") == sharing_key(_body(), "")


def test_made_test_cases_are_made() -> None:
    assert sharing_key(_body(generate={"seed": 1}), "") is None


@pytest.mark.parametrize(
    "source",
    [
        "import random\nprint(random.random())",
        "import time\nprint(time.time())",
        "int main() { srand(1); return rand(); }",
        "#include <chrono>\nint main() {}",
        "class Main { long t = System.nanoTime(); }",
        "console.log(Date.now())",
        "use std::time::Instant;",
        "import threading",
        "print(id(object()))",
    ],
)
def test_a_program_that_may_differ_is_run_each_time(source: str) -> None:
    assert sharing_key(_body(source), "") is None


@pytest.mark.parametrize(
    "source",
    [
        "# runs in linear time\nprint(1)",
        "operand = 1\nbrand = 2",
        "class Instantiation: pass",
        "valid(1); grid = 2",
    ],
)
def test_words_like_those_do_no_harm(source: str) -> None:
    assert sharing_key(_body(source), "") is not None


def test_a_settled_report_may_be_shared() -> None:
    assert may_be_shared(_report())
    assert may_be_shared(_report(verdict="compile_error"))


@pytest.mark.parametrize(
    "change",
    [
        {"verdict": "time_limit_exceeded"},
        {"verdict": "memory_limit_exceeded"},
        {"verdict": "internal_error", "attribution": "service"},
        {"verdict": "wrong_answer", "attribution": "tests"},
        {"flaky": True},
        {"verdict": "runtime_error", "cases": [{"verdict": "time_limit_exceeded"}]},
    ],
)
def test_what_a_limit_or_fault_decided_is_not_shared(change: dict[str, Any]) -> None:
    assert not may_be_shared(_report(**change))


def test_a_shared_report_is_the_clients_own() -> None:
    body = _body(metadata={"rollout": 2})
    own = json.loads(as_own(_report(), "second", body, time.time()))
    assert own["id"] == "second"
    assert own["cached"] is True
    assert own["metadata"] == {"rollout": 2}
    assert own["timings"]["total_s"] < 0.5
    assert own["reward"] == 1.0


def _job(job_id: str, key: str | None = "k") -> Job:
    body = _body(metadata={"of": job_id})
    return Job(
        id=job_id,
        kind=JobKind.VERIFICATION,
        body=body,
        submitted_at=time.time(),
        key=key,
    )


def _records() -> Records:
    return Records(ttl_s=60.0, most_bytes=1_000_000)


def test_equal_jobs_under_way_get_one_report() -> None:
    records = _records()
    assert records.add(_job("first"))
    assert not records.add(_job("second"))
    assert records.doer_of("second") == "first"
    assert records.finish("first", _report()) == []
    report = asyncio.run(records.wait("second", 0))
    assert isinstance(report, bytes)
    assert json.loads(report)["metadata"] == {"of": "second"}
    assert json.loads(report)["cached"] is True


def test_so_does_one_that_comes_later() -> None:
    records = _records()
    records.add(_job("first"))
    records.finish("first", _report())
    assert not records.add(_job("second"))
    assert isinstance(asyncio.run(records.wait("second", 0)), bytes)


def test_jobs_without_a_key_are_all_done() -> None:
    records = _records()
    assert records.add(_job("first", None))
    assert records.add(_job("second", None))
    assert records.finish("first", _report()) == []
    assert asyncio.run(records.wait("second", 0)) is NotReady.QUEUED


def test_a_report_that_may_not_be_shared_lets_the_next_be_done() -> None:
    records = _records()
    records.add(_job("first"))
    records.add(_job("second"))
    records.add(_job("third"))
    failed = _report(verdict="internal_error", attribution="service")
    assert records.finish("first", failed) == ["second"]
    assert records.doer_of("third") == "second"
    assert records.finish("second", _report()) == []
    assert isinstance(asyncio.run(records.wait("third", 0)), bytes)


def test_cancelling_one_cancels_no_other() -> None:
    records = _records()
    records.add(_job("first"))
    records.add(_job("second"))
    records.add(_job("third"))
    assert records.cancel("third") == []
    assert records.cancel("first") == ["second"]
    assert records.finish("second", _report()) == []
    assert isinstance(asyncio.run(records.wait("second", 0)), bytes)


def test_a_forgotten_report_is_no_longer_shared() -> None:
    records = Records(ttl_s=0.0, most_bytes=1_000_000)
    records.add(_job("first"))
    records.finish("first", _report())
    records.add(_job("other", "o"))
    records.finish("other", _report())
    assert records.add(_job("second"))
