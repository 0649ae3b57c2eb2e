"""The parent's side of a slot: starts its process and talks with it."""

import asyncio
import contextlib
import multiprocessing
import pickle
import socket
import struct
from multiprocessing.connection import Connection

from verifier.engine.slot import FromSlot, Leave, Order, SlotOptions, Word, slot_main

_RESTART_PAUSE_S = 0.5
_LENGTH = struct.Struct("!i")
"""What stands before each message, as `multiprocessing.connection` has it."""


class SlotDiedError(Exception):
    """The process of a slot ended without being told to."""


class SlotProcess:
    """A slot, as seen by its parent.

    Args:
        options: What its process is started with.

    Attributes:
        job_id: What it is doing.
    """

    def __init__(self, options: SlotOptions) -> None:
        self._options = options
        self.job_id: str | None = None
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: this process has threads and an event loop.
        context = multiprocessing.get_context("spawn")
        self._socket, far = socket.socketpair()
        orders = Connection(far.detach())
        words, self._words = context.Pipe(duplex=False)
        self._process = context.Process(
            target=slot_main, args=(orders, words, self._options), daemon=True
        )
        self._process.start()
        orders.close()
        words.close()
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def restart(self) -> None:
        """Replace a dead process."""
        await self.close()
        await asyncio.sleep(_RESTART_PAUSE_S)
        self._start()

    async def send(self, order: Order) -> None:
        """Send an order.

        Raises:
            SlotDiedError: Nobody is there.
        """
        if self._streams is None:
            self._streams = await asyncio.open_connection(sock=self._socket)
        data = pickle.dumps(order, pickle.HIGHEST_PROTOCOL)
        try:
            self._streams[1].write(_LENGTH.pack(len(data)) + data)
            await self._streams[1].drain()
        except OSError as error:
            raise SlotDiedError from error

    def say(self, word: Word) -> None:
        """Say what cannot wait.

        Raises:
            SlotDiedError: Nobody is there.
        """
        try:
            self._words.send(word)
        except OSError as error:
            raise SlotDiedError from error

    async def receive(self) -> FromSlot:
        """Wait for what the slot answers to an order.

        Raises:
            SlotDiedError: There will be no answer.
        """
        if self._streams is None:
            raise SlotDiedError
        reader = self._streams[0]
        try:
            length = _LENGTH.unpack(await reader.readexactly(_LENGTH.size))[0]
            data = await reader.readexactly(length)
        except (asyncio.IncompleteReadError, OSError) as error:
            raise SlotDiedError from error
        answer: FromSlot = pickle.loads(data)  # noqa: S301 - a process of ours
        return answer

    async def close(self) -> None:
        """End the process, and wait for that."""
        with contextlib.suppress(SlotDiedError):
            self.say(Leave())
        if self._streams:
            self._streams[1].close()
        self._socket.close()
        await asyncio.to_thread(self._process.join, 8.0)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join)
        self._process.close()
        self._words.close()
