"""A running service on each engine, shared by the tests of a session."""

from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.services import Service, running_service
from tests.integration.chat_server import Chat, chat_server
from tests.parts import need_redis

MODEL_KEY = "sk-only-in-one-header"
_GENERATOR = (
    "```python\nimport json, random, sys\nrandom.seed(int(sys.argv[1]))\n"
    "print(json.dumps([random.randint(0, 99)]))\n```"
)


@pytest.fixture(scope="session")
def chat() -> Iterator[Chat]:
    """A model, which the service may ask; it writes a generator program."""
    with chat_server([_GENERATOR]) as running:
        yield running


@pytest.fixture(scope="session", params=["embedded", "celery"])
def service(
    request: pytest.FixtureRequest,
    chat: Chat,
    tmp_path_factory: pytest.TempPathFactory,
    pytestconfig: pytest.Config,
) -> Iterator[Service]:
    """The service, on one engine after the other."""
    if request.param == "celery":
        need_redis(pytestconfig)
    folder = tmp_path_factory.mktemp(request.param)
    settings = {
        "VERIFIER_MODEL_URL": chat.url,
        "VERIFIER_MODEL_NAME": "tiny",
        "VERIFIER_MODEL_KEY": MODEL_KEY,
    }
    with running_service(request.param, folder, settings) as running:
        yield running


@pytest.fixture
def http(service: Service) -> Iterator[httpx.Client]:
    """A client of the service."""
    # With a limit on idle connections, httpcore closes one that another thread
    # was just given, where threads share a client.
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    with httpx.Client(base_url=service.url, timeout=120, limits=limits) as client:
        yield client
