"""The client, blocking and awaiting, against a service that is played."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from verifier import messages
from verifier.client import (
    AsyncVerifierClient,
    BusyError,
    NotReadyError,
    RequestRefusedError,
    ServiceUnavailableError,
    StatusEvent,
    UnexpectedAnswerError,
    UnknownTestSetError,
    UnknownVerificationError,
    VerificationCanceledError,
    VerifierClient,
)
from verifier.client.calls import Call, as_data
from verifier.client.retries import answered
from verifier.graders.function_call import FunctionCallCase
from verifier.graders.sql_case import DatabaseContents
from verifier.graders.stdio import StdioCase
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import CaseReport, VerificationReport

type Play = Callable[[httpx.Request], httpx.Response]
type Ask = Callable[..., Any]

REQUEST = {
    "submission": {"language": "python", "source": "print(3)"},
    "test_cases": [{"kind": "stdio", "answer": "3"}],
}


def report(report_id: str = "a") -> dict[str, Any]:
    return {
        "id": report_id,
        "verdict": "accepted",
        "reward": 1.0,
        "passed": 1,
        "total": 1,
        "build": {},
        "cases": [{"index": 0, "verdict": "accepted"}],
        "language": {"name": "python"},
        "sandbox": {"backend": "stub", "enforced": []},
        "timings": {},
    }


def problem(name: str, status: int, **more: Any) -> httpx.Response:
    body = {"type": f"urn:verifier:problem:{name}", "title": name, "status": status}
    return httpx.Response(status, json=body | {"detail": f"it is {name}"} | more)


def busy(retry_after: str = "0") -> httpx.Response:
    response = problem("busy", 429)
    response.headers["Retry-After"] = retry_after
    return response


def one_after_another(*answers: httpx.Response | Exception) -> Play:
    left = iter(answers)

    def play(request: httpx.Request) -> httpx.Response:
        answer = next(left)
        if isinstance(answer, Exception):
            raise answer
        return httpx.Response(  # a response can be read by one client only
            answer.status_code, headers=answer.headers, content=answer.content
        )

    return play


async def _collected(client: AsyncVerifierClient, *args: Any) -> list[Any]:
    return [event async for event in client.events(*args)]


@pytest.fixture(params=["blocking", "awaiting"])
def ask(request: pytest.FixtureRequest) -> Ask:
    """Call a method of a client, either kind, whose service is a play."""

    def blocking(play: Play, method: str, *args: Any, **more: Any) -> Any:
        transport = httpx.MockTransport(play)
        with VerifierClient(transport=transport, patience_s=3.0) as client:
            result = getattr(client, method)(*args, **more)
            return list(result) if method == "events" else result

    async def awaiting(play: Play, method: str, *args: Any, **more: Any) -> Any:
        transport = httpx.MockTransport(play)
        async with AsyncVerifierClient(transport=transport, patience_s=3.0) as client:
            if method == "events":
                return await _collected(client, *args)
            return await getattr(client, method)(*args, **more)

    def run(*args: Any, **more: Any) -> Any:
        return asyncio.run(awaiting(*args, **more))

    return blocking if request.param == "blocking" else run


def test_verify_returns_the_report(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        assert request.method == "POST"
        assert request.url.path == "/v1/verifications"
        assert json.loads(request.content) == REQUEST
        return httpx.Response(200, json=report())

    answer = ask(play, "verify", REQUEST)

    assert isinstance(answer, VerificationReport)
    assert answer.verdict is Verdict.ACCEPTED


def test_verify_polls_until_the_report_is_there(ask: Ask) -> None:
    seen: list[str] = []
    accepted = httpx.Response(202, json={"id": "x/1", "status": "queued"})
    answers = one_after_another(
        accepted, accepted, httpx.Response(200, json=report("x/1"))
    )

    def play(request: httpx.Request) -> httpx.Response:
        seen.append(f"{request.method} {request.url.raw_path.decode()}")
        return answers(request)

    answer = ask(play, "verify", REQUEST)

    assert answer.id == "x/1"
    assert seen == [
        "POST /v1/verifications?wait=30",
        "GET /v1/verifications/x%2F1?wait=30",
        "GET /v1/verifications/x%2F1?wait=30",
    ]


def test_verify_gives_up_after_the_time_given(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        return httpx.Response(202, json={"id": "slow", "status": "running"})

    with pytest.raises(NotReadyError) as caught:
        ask(play, "verify", REQUEST, wait_s=0.05)

    assert caught.value.verification_id == "slow"


def test_verify_submits_again_what_the_service_forgot(ask: Ask) -> None:
    play = one_after_another(
        httpx.Response(202, json={"id": "old", "status": "queued"}),
        problem("unknown-verification", 404),
        httpx.Response(200, json=report("new")),
    )

    assert ask(play, "verify", REQUEST).id == "new"


@pytest.mark.parametrize(
    "failure",
    [
        httpx.ConnectError("refused"),
        httpx.ReadError("reset"),
        httpx.RemoteProtocolError("closed without a response"),
        busy(),
        problem("unavailable", 503),
    ],
    ids=["refused", "reset", "closed", "busy", "unavailable"],
)
def test_verify_is_sent_again(ask: Ask, failure: httpx.Response | Exception) -> None:
    play = one_after_another(failure, httpx.Response(200, json=report()))

    assert ask(play, "verify", REQUEST).id == "a"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem("http", 413), RequestRefusedError),
        (problem("canceled", 404), VerificationCanceledError),
        (problem("internal", 500), ServiceUnavailableError),
        (httpx.ReadTimeout("silence"), ServiceUnavailableError),
        (httpx.Response(200, text="<html>"), UnexpectedAnswerError),
        (httpx.Response(301), UnexpectedAnswerError),
    ],
    ids=["refused", "canceled", "failed", "silent", "foreign", "moved"],
)
def test_what_would_not_help_is_not_sent_again(
    ask: Ask, answer: httpx.Response | Exception, error: type[Exception]
) -> None:
    with pytest.raises(error):
        ask(one_after_another(answer), "verify", REQUEST)


def test_refusal_tells_what_is_wrong_field_by_field(ask: Ask) -> None:
    wrong = [{"field": "submission.language", "message": "no language 'x'; known: c"}]
    answer = problem("invalid-request", 422, errors=wrong)

    with pytest.raises(RequestRefusedError) as caught:
        ask(one_after_another(answer), "verify", REQUEST)

    assert caught.value.problem.status == 422
    assert [error.model_dump() for error in caught.value.problem.errors] == wrong
    assert str(caught.value) == "submission.language: no language 'x'; known: c"


def test_unknown_test_set_is_an_error_of_its_own(ask: Ask) -> None:
    wrong = [{"field": "test_set", "message": "no test set 'sha256:0'"}]
    answer = problem("invalid-request", 422, errors=wrong)

    with pytest.raises(UnknownTestSetError):
        ask(one_after_another(answer), "verify", REQUEST)


def test_what_json_does_not_have_is_refused_before_it_is_sent(ask: Ask) -> None:
    with pytest.raises(RequestRefusedError, match="not JSON"):
        ask(one_after_another(), "verify", REQUEST | {"metadata": {"x": float("nan")}})


def test_busy_service_is_an_error_when_patience_ends(ask: Ask) -> None:
    with pytest.raises(BusyError) as caught:
        ask(one_after_another(busy("20")), "verify", REQUEST)

    assert caught.value.retry_after_s == 20.0


def delays(answers: list[httpx.Response | Exception], patience_s: float) -> list[float]:
    """Return the delays of each call, without waiting."""
    steps = answered(Call(method="GET", path="/"), patience_s)
    calls = [next(steps)]
    for answer in answers:
        if isinstance(answer, Exception):
            calls.append(steps.throw(answer))
        else:
            calls.append(steps.send(answer))
    return [call.delay_s for call in calls]


def test_retry_after_is_honored_with_jitter() -> None:
    first, second = delays([busy("7")], patience_s=60.0)

    assert first == 0.0
    assert 7.0 <= second <= 7.0 * 1.25


def test_retry_after_may_be_a_date() -> None:
    answer = busy("Wed, 21 Oct 2026 07:28:10 GMT")
    answer.headers["Date"] = "Wed, 21 Oct 2026 07:28:00 GMT"

    assert 10.0 <= delays([answer], patience_s=60.0)[1] <= 12.5


def test_retry_after_is_capped() -> None:
    assert delays([busy("86400")], patience_s=60.0)[1] <= 37.5


def test_pauses_grow_while_nobody_says_how_long() -> None:
    found = delays([httpx.ConnectError("refused")] * 5, patience_s=60.0)

    assert found == sorted(found)
    assert found[-1] >= 3.2


def test_submit_does_not_wait(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        assert request.headers["Prefer"] == "respond-async"
        return httpx.Response(202, json={"id": "b", "status": "queued"})

    assert ask(play, "submit", REQUEST) == "b"


def test_report_that_is_not_there_is_none(ask: Ask) -> None:
    answer = httpx.Response(202, json={"id": "b", "status": "queued"})

    assert ask(one_after_another(answer), "report", "b") is None


@pytest.mark.parametrize("method", ["report", "cancel", "events"])
def test_unknown_verification_is_an_error_of_its_own(ask: Ask, method: str) -> None:
    answer = problem("unknown-verification", 404)

    with pytest.raises(UnknownVerificationError):
        ask(one_after_another(answer), method, "b")


def test_cancel_deletes(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        assert (request.method, request.url.path) == ("DELETE", "/v1/verifications/b")
        return httpx.Response(204)

    assert ask(play, "cancel", "b") is None


def stream(*events: tuple[str, Any]) -> httpx.Response:
    lines = [f"event: {name}\ndata: {json.dumps(data)}\n\n" for name, data in events]
    return httpx.Response(200, text=": hello\n\n" + "".join(lines))


def test_events_are_told_until_the_report(ask: Ask) -> None:
    play = one_after_another(
        stream(
            ("status", {"status": "running"}),
            ("weather", {"sun": True}),
            ("case", {"index": 0, "verdict": "accepted"}),
            ("report", report()),
        )
    )

    status, case, last = ask(play, "events", "a")

    assert status == StatusEvent(status="running")
    assert case == CaseReport(index=0, verdict=Verdict.ACCEPTED)
    assert isinstance(last, VerificationReport)


def test_events_end_with_an_error_if_it_is_canceled(ask: Ask) -> None:
    with pytest.raises(VerificationCanceledError):
        ask(one_after_another(stream(("canceled", {}))), "events", "a")


def test_verify_many_keeps_the_order_and_what_failed(ask: Ask) -> None:
    told: dict[int, Any] = {}

    def play(request: httpx.Request) -> httpx.Response:
        number = json.loads(request.content)["metadata"]["n"]
        if number == 2:
            return problem("invalid-request", 422)
        return httpx.Response(200, json=report(f"r{number}"))

    requests = (REQUEST | {"metadata": {"n": number}} for number in range(20))
    results = ask(
        play, "verify_many", requests, concurrency=4, on_report=told.__setitem__
    )

    assert isinstance(results[2], RequestRefusedError)
    others = [result.id for result in results if result is not results[2]]
    assert others == [f"r{number}" for number in range(20) if number != 2]
    assert told == dict(enumerate(results))


def test_run_returns_its_report(ask: Ask) -> None:
    answer = report() | {"status": "finished", "stdout": "3\n", "exit_code": 0}
    play = one_after_another(
        httpx.Response(202, json={"id": "a", "status": "queued"}),
        httpx.Response(200, json=answer),
    )

    found = ask(play, "run", {"language": "python", "source": "print(3)"})

    assert found.stdout == b"3\n"


def test_put_test_set_computes_the_id(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        cases = json.loads(request.content)["test_cases"]
        assert request.url.path == f"/v1/test_sets/{messages.content_id(cases)}"
        return httpx.Response(200, json={"id": messages.content_id(cases), "cases": 2})

    cases = [StdioCase(input=b"\xff", answer=b"3"), {"kind": "stdio", "answer": "é"}]

    assert ask(play, "put_test_set", cases).startswith("sha256:")


def test_put_test_set_trusts_no_other_id(ask: Ask) -> None:
    answer = httpx.Response(200, json={"id": "sha256:0", "cases": 1})

    with pytest.raises(UnexpectedAnswerError):
        ask(one_after_another(answer), "put_test_set", [{"kind": "stdio"}])


def test_put_database_computes_the_id(ask: Ask) -> None:
    def play(request: httpx.Request) -> httpx.Response:
        contents = json.loads(request.content)
        own_id = messages.content_id([contents])
        assert request.url.path == f"/v1/databases/{own_id}"
        return httpx.Response(200, json={"id": own_id})

    stored = ask(play, "put_database", {"setup": "create table é (a int)"})

    assert stored.startswith("sha256:")
    model = DatabaseContents(setup="create table é (a int)")
    assert ask(play, "put_database", model) == stored


def test_languages_are_listed(ask: Ask) -> None:
    limits = {
        "cpu_time_s": 2.0,
        "wall_time_s": 6.0,
        "memory_bytes": 1,
        "output_bytes": 1,
        "processes": 1,
        "scratch_bytes": 1,
        "scratch_files": 1,
    }
    language = {"name": "c", "available": True, "default_limits": limits}
    answer = httpx.Response(200, json={"languages": [language]})

    assert [found.name for found in ask(one_after_another(answer), "languages")] == [
        "c"
    ]


def test_models_survive_the_wire() -> None:
    request = VerificationRequest.model_validate(
        {
            "submission": {"language": "py", "source": "def f(): return None"},
            "test_cases": [
                FunctionCallCase(function="f", answer=None),
                StdioCase(input=b"\xff", answer=b"3"),
            ],
        }
    )

    again = VerificationRequest.model_validate(as_data(request))

    assert again == request
