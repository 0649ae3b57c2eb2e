"""A model behind an OpenAI-compatible endpoint: `POST URL/chat/completions`.

What it says is text of a stranger: nothing here runs it. The key goes into one
header, and nowhere else.
"""

import asyncio
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx

from verifier.generation.dialogue import ModelFailedError, ModelOptions

_LARGEST_BYTES = 1_000_000
_MOST_TOKENS = 4096
_LOOK_S = 0.1
"""How often a call that waits looks whether it was canceled."""
_BUSY = frozenset({429, 502, 503, 529})
_LONGEST_PAUSE_S = 5.0

# Reasons are counted, so each is written once.
_TIMED_OUT = "timed out"
_TOO_MUCH = "answered too much"
_REFUSED = "refused"
_NOTHING = "said nothing"


class Endpoint:
    """Asks a model; one question at a time.

    Args:
        options: Where it is.
    """

    def __init__(self, options: ModelOptions) -> None:
        self._options = options

    @property
    def name(self) -> str:
        """Name of the model."""
        return self._options.name

    def ask(
        self, prompt: str, seed: int, check: Callable[[], None] = lambda: None
    ) -> str:
        """Ask once; again after a pause, if the endpoint says that it is busy.

        Args:
            prompt: What is asked.
            seed: Told to endpoints that know the parameter.
            check: Called while the answer is waited for; may raise.

        Raises:
            ModelFailedError: It gives no answer.
        """
        # In a thread of its own: whoever calls may be in an event loop already.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, self._ask(prompt, seed, check)).result()

    async def _ask(self, prompt: str, seed: int, check: Callable[[], None]) -> str:
        asked = asyncio.create_task(self._in_time(prompt, seed))
        try:
            while not asked.done():
                await asyncio.wait({asked}, timeout=_LOOK_S)
                check()
            return asked.result()
        finally:
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)

    async def _in_time(self, prompt: str, seed: int) -> str:
        try:
            async with asyncio.timeout(self._options.timeout_s), self._client() as it:
                return self._blotted(await self._post(it, prompt, seed))
        except (TimeoutError, httpx.TimeoutException) as error:
            raise ModelFailedError(_TIMED_OUT, is_lost=True) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            reason = f"cannot be reached: {type(error).__name__}"
            raise ModelFailedError(reason, is_lost=True) from error

    def _client(self) -> httpx.AsyncClient:
        headers = {"Content-Type": "application/json"}
        if self._options.key:
            headers["Authorization"] = f"Bearer {self._options.key}"
        timeout_s = self._options.timeout_s
        return httpx.AsyncClient(headers=headers, timeout=timeout_s, trust_env=False)

    async def _post(self, client: httpx.AsyncClient, prompt: str, seed: int) -> str:
        body = {
            "model": self._options.name,
            "messages": [{"role": "user", "content": prompt}],
            "max_tokens": _MOST_TOKENS,
            "seed": seed % 2**31,
        }
        url = f"{self._options.url.rstrip('/')}/chat/completions"
        for is_last in (False, True):
            async with client.stream("POST", url, json=body) as response:
                status = response.status_code
                if status not in _BUSY or is_last:
                    return _text_of(await _read(response), status)
                pause_s = _pause_s(response)
            await asyncio.sleep(pause_s)
        raise ModelFailedError(_NOTHING, is_lost=True)

    def _blotted(self, text: str) -> str:
        """Take out our key, in case an endpoint echoes what it was sent."""
        return text.replace(self._options.key, "…") if self._options.key else text


def _pause_s(response: httpx.Response) -> float:
    stated = response.headers.get("Retry-After", "")
    pause_s = float(stated) if stated.isdigit() else 0.5
    return min(pause_s, _LONGEST_PAUSE_S)


async def _read(response: httpx.Response) -> bytes:
    data = b""
    async for part in response.aiter_bytes():
        data += part
        if len(data) > _LARGEST_BYTES:
            raise ModelFailedError(_TOO_MUCH, is_lost=True)
    return data


def _text_of(data: bytes, status: int) -> str:
    """Return what the model said.

    Raises:
        ModelFailedError: It said nothing, or refused to.
    """
    if status != httpx.codes.OK:
        reason = f"answered with HTTP {status}"
        raise ModelFailedError(reason, is_lost=True)
    try:
        tree: Any = json.loads(data)
        choice = tree["choices"][0]
        message = choice["message"]
        text, refusal = message.get("content"), message.get("refusal")
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        reason = "answered no chat completion"
        raise ModelFailedError(reason, is_lost=True) from None
    if refusal or choice.get("finish_reason") == "content_filter":
        raise ModelFailedError(_REFUSED)
    if not isinstance(text, str) or not text.strip():
        raise ModelFailedError(_NOTHING)
    return text
