"""Scripts that Redis runs, sent by their digest.

Redis keeps the text of a script that it has run until it is started again; then, and
the first time, the text is sent once more.
"""

import hashlib
from typing import Any

from redis import Redis
from redis.asyncio import Redis as AsyncRedis
from redis.exceptions import NoScriptError


class Script:
    """A script; all that it needs are arguments, because it names keys as it goes.

    Args:
        text: In Lua.

    Attributes:
        digest: What Redis calls it.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        digest = hashlib.sha1(text.encode(), usedforsecurity=False)  # Redis's choice
        self.digest = digest.hexdigest()

    def run(self, redis: Redis, *arguments: Any) -> Any:
        """Run it.

        Raises:
            RedisError: Redis cannot be reached, or refuses.
        """
        try:
            return redis.evalsha(self.digest, 0, *arguments)
        except NoScriptError:  # so it has not been begun
            return redis.eval(self._text, 0, *arguments)

    async def run_async(self, redis: AsyncRedis, *arguments: Any) -> Any:
        """Run it; see `run`."""
        try:
            return await redis.evalsha(self.digest, 0, *arguments)
        except NoScriptError:
            return await redis.eval(self._text, 0, *arguments)
