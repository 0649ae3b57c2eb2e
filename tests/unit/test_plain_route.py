"""The route that takes verifications does as the one that documents them."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any, override

import httpx
import pytest
from fastapi import FastAPI

from verifier.api import verifications
from verifier.api.app import create_app
from verifier.engine import Backlog, Engine, Event, Health, Job, NotReady
from verifier.errors import EngineFullError
from verifier.messages import EXAMPLE
from verifier.selftest import LanguageStatus
from verifier.settings import Settings

REPORT = (
    b'{"id":"1","verdict":"accepted","reward":1.0,"build":{"cached":false},'
    b'"timings":{"queued_s":0.0,"total_s":0.5,"boxes":1,"boxes_s":0.1}}'
)


class Desk(Engine):
    """Takes jobs, and has a report for those who wait for one."""

    def __init__(self) -> None:
        self.taken: list[Job] = []
        self.is_full = False

    @override
    async def submit(self, job: Job) -> None:
        if self.is_full:
            raise EngineFullError(4096)
        self.taken.append(job)

    @override
    async def report(self, job_id: str, wait_s: float) -> bytes | NotReady:
        return REPORT if wait_s else NotReady.QUEUED

    @override
    async def backlog(self, job: Job) -> Backlog:
        return Backlog(ahead=0, slots=1)

    @override
    async def languages(self, *, of_all: bool = False) -> list[LanguageStatus]:
        return []

    @override
    async def start(self) -> None: ...
    @override
    async def close(self) -> None: ...
    @override
    async def cancel(self, job_id: str) -> None: ...
    @override
    def events(self, job_id: str) -> AsyncIterator[Event]:
        raise NotImplementedError

    @override
    async def put_test_set(self, test_set_id: str, body: bytes) -> None: ...
    @override
    async def get_test_set(self, test_set_id: str) -> bytes:
        raise NotImplementedError

    @override
    async def health(self) -> Health:
        return Health(is_ready=True, slots=1, busy=0, queued=0)


def application(desk: Desk, *, plain: bool) -> FastAPI:
    app = create_app(Settings(), desk)
    assert verifications.PLAIN in app.router.routes
    if not plain:
        app.router.routes.remove(verifications.PLAIN)
        innermost: Any = app.user_middleware.pop()
        assert innermost.cls is verifications.Straight
    return app


async def ask(app: FastAPI, method: str, **asked: Any) -> httpx.Response:
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://here") as client:
        return await client.request(method, "/v1/verifications", **asked)


def said(desk: Desk, method: str = "POST", **asked: Any) -> list[Any]:
    """Return what both routes answer, and what they gave to the engine."""
    answers = []
    for plain in (True, False):
        desk.taken.clear()
        got = asyncio.run(ask(application(desk, plain=plain), method, **asked))
        tickets = [(job.ticket, job.language, job.body) for job in desk.taken]
        kept = {"content-type", "location", "retry-after", "allow"}
        ids = [job.id for job in desk.taken]
        text = got.text.replace(ids[0], "ID") if ids else got.text
        shown = {
            name: value.replace(ids[0], "ID") if ids else value
            for name, value in got.headers.items()
            if name in kept
        }
        answers.append((got.status_code, shown, text, tickets))
    return answers


@pytest.mark.parametrize(
    ("params", "headers", "status"),
    [
        ({}, {}, 200),
        ({"wait": "5"}, {}, 200),
        ({"wait": "0"}, {}, 202),
        ({}, {"Prefer": "respond-async"}, 202),
        ({"lane": "batch", "priority": "3"}, {}, 200),
        ({"lane": ["interactive", "batch"]}, {}, 200),
        ({"unknown": "1"}, {}, 200),
        ({"wait": "601"}, {}, 422),
        ({"wait": "soon"}, {}, 422),
        ({"wait": ""}, {}, 422),
        ({"lane": "fast"}, {}, 422),
        ({"priority": "10"}, {}, 422),
        ({"priority": "1.5"}, {}, 422),
        ({"deadline_s": "nan"}, {}, 422),
        ({"deadline_s": "0", "priority": "-1", "wait": "-1"}, {}, 422),
    ],
)
def test_url_means_the_same(
    params: dict[str, Any], headers: dict[str, str], status: int
) -> None:
    plain, documented = said(Desk(), params=params, headers=headers, json=EXAMPLE)

    assert plain == documented
    assert plain[0] == status


@pytest.mark.parametrize(
    "body", [{}, [], {**EXAMPLE, "more": 1}, {**EXAMPLE, "trace": "some"}]
)
def test_wrong_body_is_named_alike(body: Any) -> None:
    plain, documented = said(Desk(), json=body)

    assert plain == documented
    assert plain[0] == 422


def test_full_queue_is_told_alike() -> None:
    desk = Desk()
    desk.is_full = True

    plain, documented = said(desk, json=EXAMPLE)

    assert plain == documented
    assert plain[0] == 429


def test_other_methods_are_refused_alike() -> None:
    plain, documented = said(Desk(), "GET")

    assert plain == documented
    assert plain[0] == 405


def test_it_takes_every_parameter_that_is_documented() -> None:
    operation = application(Desk(), plain=True).openapi()["paths"]["/v1/verifications"]
    stated = operation["post"]["parameters"]

    names = {it["name"] for it in stated if it["in"] == "query"}
    assert names == set(verifications.PlainQuery.model_fields)


def test_with_traces_the_framework_takes_them() -> None:
    settings = Settings(otlp_endpoint="http://127.0.0.1:9/")

    app = create_app(settings, Desk())

    assert verifications.PLAIN not in app.router.routes


def test_what_nobody_expected_is_told_alike() -> None:
    class Broken(Desk):
        @override
        async def submit(self, job: Job) -> None:
            reason = "a secret"
            raise RuntimeError(reason)

    plain, documented = said(Broken(), json=EXAMPLE)

    assert plain == documented
    assert plain[0] == 500
    assert "a secret" not in plain[2]


def test_every_answer_has_its_headers() -> None:
    for body in (EXAMPLE, {}):
        got = asyncio.run(ask(application(Desk(), plain=True), "POST", json=body))

        assert got.headers["x-request-id"]
        assert got.headers["cache-control"] == "no-store"
        assert got.headers["content-security-policy"].startswith("default-src 'none'")
