"""A model behind an endpoint, asked by slots of both engines."""

import shutil
from pathlib import Path

import httpx
import pytest

from tests.e2e.services import running_service
from tests.integration.chat_server import chat_server
from verifier.client import VerifierClient

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.slow]

KEY = "sk-only-in-one-header"
GENERATOR = (
    "```python\nimport json, random, sys\nrandom.seed(int(sys.argv[1]))\n"
    "print(json.dumps([random.randint(0, 99)]))\n```"
)
REQUEST = {
    "target": {"kind": "function", "function": "twice"},
    "references": [
        {"language": "python", "source": "def twice(x: int):\n    return 2 * x\n"}
    ],
    "strategies": [{"kind": "model", "requests": 1}],
    "budget": {"inputs": 20, "cases": 20},
}


@pytest.mark.timeout(400)  # it starts services of its own, perhaps on a busy machine
@pytest.mark.parametrize("engine", ["embedded", "celery"])
def test_a_service_asks_the_model_of_its_operator(
    engine: str, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    if engine == "celery" and shutil.which("redis-server") is None:
        if pytestconfig.getoption("--no-skip"):
            pytest.fail("redis-server is missing; on Debian: apt-get install it")
        pytest.skip("redis-server is missing")
    with chat_server([GENERATOR]) as chat:
        settings = {
            "VERIFIER_MODEL_URL": chat.url,
            "VERIFIER_MODEL_NAME": "tiny",
            "VERIFIER_MODEL_KEY": KEY,
        }
        with (
            running_service(engine, tmp_path, settings) as service,
            VerifierClient(service.url) as client,
        ):
            made = client.generate(REQUEST)
            assert made.certificate is not None, made.feedback
            again = client.generate(made.certificate.request)

    assert made.certificate.model is not None
    assert made.certificate.model.answered == 1
    assert "model" in made.certificate.strategies
    assert again.test_set == made.test_set
    assert [headers["Authorization"] for headers in chat.headers] == [f"Bearer {KEY}"]
    assert KEY not in (tmp_path / "log").read_text()
    assert KEY not in made.model_dump_json()


def test_a_service_without_a_model_says_so(http: httpx.Client) -> None:
    answer = http.post("/v1/test_sets/generate", json=REQUEST)
    [error] = answer.json()["errors"]

    assert answer.status_code == 422
    assert error["field"] == "strategies.0"
    assert "VERIFIER_MODEL_URL" in error["message"]
