"""A fleet for each test, or a skip where there is no Redis."""

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet


@pytest.fixture
def stack(pytestconfig: pytest.Config) -> Iterator[ExitStack]:
    """What ends all that a test starts, if Redis is there at all."""
    if shutil.which("redis-server") is None:
        if pytestconfig.getoption("--no-skip"):
            pytest.fail("redis-server is missing; on Debian: apt-get install it")
        pytest.skip("redis-server is missing")
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def fleet(stack: ExitStack, tmp_path: Path) -> Fleet:
    """Redis and an API node, without a worker."""
    return Fleet(stack, tmp_path)
