"""A model behind an endpoint, asked by slots of both engines."""

import pytest

from tests.e2e.conftest import MODEL_KEY
from tests.e2e.services import Service
from tests.integration.chat_server import Chat
from verifier.client import VerifierClient

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.slow]

REQUEST = {
    "target": {"kind": "function", "function": "twice"},
    "references": [
        {"language": "python", "source": "def twice(x: int):\n    return 2 * x\n"}
    ],
    "strategies": [{"kind": "model", "requests": 1}],
    "budget": {"inputs": 20, "cases": 20},
}


def test_a_service_asks_the_model_of_its_operator(service: Service, chat: Chat) -> None:
    before = len(chat.asked)
    with VerifierClient(service.url) as client:
        made = client.generate(REQUEST)
        assert made.certificate is not None, made.feedback
        again = client.generate(made.certificate.request)

    assert made.certificate.model is not None
    assert made.certificate.model.answered == 1
    assert "model" in made.certificate.strategies
    assert again.test_set == made.test_set
    assert len(chat.asked) == before + 1
    assert chat.headers[-1]["Authorization"] == f"Bearer {MODEL_KEY}"
    assert MODEL_KEY not in service.log.read_text()
    assert MODEL_KEY not in made.model_dump_json()
