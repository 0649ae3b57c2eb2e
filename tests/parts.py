"""Parts that tests need: one that is missing skips at home, and fails in CI."""

import shutil

import pytest


def need_redis(config: pytest.Config) -> str:
    """Return the path of Redis; skip where it is missing, under `--no-skip` fail."""
    server = shutil.which("redis-server")
    if server is not None:
        return server
    if config.getoption("--no-skip"):
        pytest.fail("redis-server is missing; on Debian: apt-get install it")
    pytest.skip("redis-server is missing")
