"""How connections to Redis find out that the other side is gone.

A link that fails in silence would else leave its reader waiting for ever: a worker in a
blocking pop, an API node for its news.
"""

import socket
from typing import Any

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
