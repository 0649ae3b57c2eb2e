"""What several of these tests start."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis
from redis.backoff import ConstantBackoff
from redis.retry import Retry

from tests.e2e.services import free_port, process
from tests.parts import need_redis


@pytest.fixture(scope="module")
def redis_url(
    tmp_path_factory: pytest.TempPathFactory, pytestconfig: pytest.Config
) -> Iterator[str]:
    """A Redis of the module's own."""
    server = need_redis(pytestconfig)
    folder, port = tmp_path_factory.mktemp("redis"), str(free_port())
    command = [server, "--port", port, "--save", "", "--dir", str(folder)]
    with process(command, {}, Path(folder / "log")):
        url = f"redis://127.0.0.1:{port}/0"
        with Redis.from_url(url, retry=Retry(ConstantBackoff(0.1), 100)) as redis:
            redis.ping()
        yield url
