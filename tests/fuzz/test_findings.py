"""What odd requests once made of the service, and does no longer."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fuzz.instant import InstantEngine
from verifier.api import create_app
from verifier.keys import KeyRing
from verifier.settings import Settings


def ask(
    method: str, path: str, keys: Path | None = None, **more: Any
) -> httpx.Response:
    settings = Settings(engine="embedded", keys_file=keys)
    transport = httpx.ASGITransport(create_app(settings, InstantEngine(1)))

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=transport, base_url="http://x") as http:
            return await http.request(method, path, **more)

    return asyncio.run(asked())


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        (
            "/run_code",
            {"code": "", "language": "python", "files": {"a": "\u00e9"}},
            "files",
        ),
        (
            "/v1/verifications",
            {
                "submission": {"language": "sqlite", "source": "SELECT 1"},
                "test_cases": [
                    {
                        "kind": "sql_query",
                        "setup": "",
                        "gold": "SELECT 1",
                        "compare": {"profile": [1]},
                    }
                ],
            },
            "test_cases.0.compare.profile",
        ),
        ("/test_program", {"program": "", "tests": ["a", ""]}, "tests.1"),
    ],
)
def test_odd_body_is_refused_with_its_field(path: str, body: Any, field: str) -> None:
    response = ask("POST", path, json=body)

    assert response.status_code == 422, response.text
    assert response.json()["errors"][0]["field"] == field


def test_key_that_is_not_ascii_opens_nothing(tmp_path: Path) -> None:
    keys = tmp_path / "keys.json"
    KeyRing(keys).create("alice")
    headers = {"Authorization": "Basic \u00e9".encode("latin-1")}

    assert ask("GET", "/v1/languages", keys, headers=headers).status_code == 401


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/v1/test_sets/abc", "GET, PUT"),
        ("/v1/verifications/abc", "DELETE, GET"),
        ("/v1/verifications/batch", "POST"),
        ("/metrics", "GET"),
    ],
)
def test_wrong_method_is_told_the_right_ones(path: str, allowed: str) -> None:
    response = ask("PATCH", path)

    assert response.status_code == 405
    assert response.headers["Allow"] == allowed
    assert response.headers["Content-Type"] == "application/problem+json"
