"""A fleet for each test, or a skip where there is no Redis."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.fleet import Fleet
from tests.parts import need_redis


@pytest.fixture
def stack(pytestconfig: pytest.Config) -> Iterator[ExitStack]:
    """What ends all that a test starts, if Redis is there at all."""
    need_redis(pytestconfig)
    with ExitStack() as stack:
        yield stack


@pytest.fixture
def fleet(stack: ExitStack, tmp_path: Path) -> Fleet:
    """Redis and an API node, without a worker."""
    return Fleet(stack, tmp_path)
