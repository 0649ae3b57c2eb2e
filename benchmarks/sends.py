"""What it costs an API node to send a token to Celery's workers, in CPU time.

    python -m benchmarks.sends [--count 2000]

Sends as many tokens by Celery's `send_task`, in a thread each, and by our outbox, one
after another, into a Redis of its own; in turns, three times.
"""

import argparse
import asyncio
import os
import shutil
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

import uvloop
from redis.asyncio import Redis

from benchmarks.cpu_group import cpu_of
from tests.e2e.services import free_port, process
from verifier.engine.celery import make_celery
from verifier.engine.mailbox import TASK
from verifier.engine.outbox import Outbox

_ROUNDS = 3
_QUEUE = "verifier.interactive.python"


async def _measure(
    name: str, redis_pid: int, count: int, send: Callable[[str], Awaitable[None]]
) -> None:
    for number in range(50):  # connections
        await send(f"first{number}")
    begin, own_s, redis_s = time.monotonic(), time.process_time(), cpu_of(redis_pid)
    for number in range(count):
        await send(f"{number:032}")
    took_s = time.monotonic() - begin
    own_s, redis_s = time.process_time() - own_s, cpu_of(redis_pid) - redis_s
    own_ms, redis_ms, took_ms = (s / count * 1000 for s in (own_s, redis_s, took_s))
    print(
        f"{name:10} {own_ms:6.3f} ms CPU, Redis {redis_ms:6.3f}, "
        f"{took_ms:6.2f} on the clock",
        flush=True,
    )


async def _compare(url: str, redis_pid: int, count: int) -> None:
    celery = make_celery(url, 60)
    async with Redis.from_url(url) as redis:
        outbox = Outbox(celery, redis)
        outbox.start()

        def by_celery(token: str) -> None:
            celery.send_task(TASK, args=[_QUEUE, [token]], queue=_QUEUE, retry=False)

        async def in_thread(token: str) -> None:
            await asyncio.to_thread(by_celery, token)

        async def by_outbox(token: str) -> None:
            await outbox.send(_QUEUE, token)

        for _ in range(_ROUNDS):
            await _measure("send_task", redis_pid, count, in_thread)
            await _measure("outbox", redis_pid, count, by_outbox)
        await outbox.close()
    celery.close()


def main() -> None:
    """Measure, and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=2000)
    options = parser.parse_args()
    folder, port = Path(tempfile.mkdtemp(prefix="verifier-sends-")), str(free_port())
    server = shutil.which("redis-server") or "redis-server"
    command = [server, "--port", port, "--save", "", "--dir", str(folder)]
    print(f"load {os.getloadavg()[0]:.1f}")
    try:
        with process(command, {}, folder / "log") as redis:
            time.sleep(1)
            url = f"redis://127.0.0.1:{port}/0"
            uvloop.run(_compare(url, redis.pid, options.count))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
