"""How connections to Redis find out that the other side is gone, and write commands.

A link that fails in silence would else leave its reader waiting for ever: a worker in a
blocking pop, an API node for its news.
"""

import socket
from typing import Any, override

from redis.asyncio.connection import Connection
from redis.connection import HiredisRespSerializer

_IDLE_S, _AGAIN_S, _TRIES = 15, 5, 3

KEEP_ALIVE: dict[str, Any] = {
    "socket_keepalive": True,
    "socket_keepalive_options": {
        socket.TCP_KEEPIDLE: _IDLE_S,
        socket.TCP_KEEPINTVL: _AGAIN_S,
        socket.TCP_KEEPCNT: _TRIES,
    },
}
"""Arguments of a client of Redis: half a minute of silence ends a connection."""


class QuickConnection(Connection):
    """Writes commands by hiredis, as the client without asyncio does.

    In Python that takes half of the CPU that sending a job costs.
    """

    @override
    def pack_command(self, *args: Any) -> list[bytes]:
        packed: list[bytes] = HiredisRespSerializer().pack(*args)
        return packed


def pool_options(url: str) -> dict[str, Any]:
    """Return what a pool of asyncio's connections is told beside the URL."""
    plain = url.startswith("redis://")  # others have a class of their own
    return {**KEEP_ALIVE, **({"connection_class": QuickConnection} if plain else {})}
