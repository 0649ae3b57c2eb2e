"""When a token is delivered again is by Redis's clock, whatever the workers' say."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.faults.chaos import clock_settings, set_clock
from verifier.engine.celery import make_celery
from verifier.engine.mailbox import TASK

QUEUE = "verifier.interactive.python"
DAY_S = 86_400
_WORKER = """
import os, sys
from verifier.engine.celery import make_celery
url, visibility_s, action = sys.argv[1:]
channel = make_celery(url, float(visibility_s)).connection().channel()
if action == "take":
    assert channel.basic_get(%r)
else:
    channel.qos.restore_visible(interval=1)
os._exit(0)  # as one that crashes: it gives nothing back
"""

type Act = Callable[[str, int, float], None]


@pytest.fixture
def store(redis_url: str) -> Iterator[Redis]:
    with Redis.from_url(redis_url) as redis:
        redis.flushall()
        celery = make_celery(redis_url, 60)
        celery.send_task(TASK, args=[QUEUE, ["token"]], queue=QUEUE, retry=False)
        celery.close()
        yield redis


@pytest.fixture
def act(redis_url: str, tmp_path: Path) -> Act:
    """Return what has a worker act whose clock is off by so many seconds."""

    def with_clock(action: str, off_s: int, visibility_s: float) -> None:
        set_clock(tmp_path, off_s)
        code = _WORKER % QUEUE
        subprocess.run(
            [sys.executable, "-c", code, redis_url, str(visibility_s), action],
            env={"PATH": os.defpath} | clock_settings(tmp_path),
            check=True,
            timeout=60,
        )

    return with_clock


@pytest.mark.parametrize(
    ("of_taker_s", "of_other_s"), [(0, DAY_S), (-DAY_S, 0), (-DAY_S, DAY_S)]
)
def test_token_under_way_is_left_alone(
    store: Redis, act: Act, of_taker_s: int, of_other_s: int
) -> None:
    act("take", of_taker_s, 1800)
    act("restore", of_other_s, 1800)

    assert store.llen(QUEUE) == 0
    assert store.zcard("unacked_index") == store.hlen("unacked") == 1


@pytest.mark.parametrize(
    ("of_taker_s", "of_other_s"), [(0, 0), (DAY_S, 0), (DAY_S, -DAY_S)]
)
def test_token_of_a_worker_that_died_comes_back(
    store: Redis, act: Act, of_taker_s: int, of_other_s: int
) -> None:
    act("take", of_taker_s, 0.01)
    act("restore", of_other_s, 0.01)

    assert store.llen(QUEUE) == 1
    assert store.zcard("unacked_index") == store.hlen("unacked") == 0
