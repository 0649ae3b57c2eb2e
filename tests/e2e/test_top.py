"""`verifier top` shows what a running service does."""

import httpx
import pytest
from typer.testing import CliRunner

from tests.e2e.services import Service
from verifier.cli import app

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox]


def test_top_shows_slots_queues_and_verdicts(
    http: httpx.Client, service: Service
) -> None:
    request = {
        "submission": {"language": "python", "source": "print(3)"},
        "test_cases": [{"kind": "stdio", "answer": "3"}],
    }
    http.post("/v1/verifications", json=request).raise_for_status()

    shown = CliRunner().invoke(app, ["top", "--once", "--url", service.url])

    assert shown.exit_code == 0, shown.output
    assert "ready" in shown.stdout
    assert "of 2" in shown.stdout
    assert "interactive" in shown.stdout
    assert "accepted" in shown.stdout


def test_top_of_no_service_says_so() -> None:
    shown = CliRunner().invoke(app, ["top", "--once", "--url", "http://127.0.0.1:9"])

    assert shown.exit_code == 3
    assert "http://127.0.0.1:9" in shown.stderr
