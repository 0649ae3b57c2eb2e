"""The parent's side of a slot: starts its process and talks with it."""

import asyncio
import contextlib
import multiprocessing
import socket
from collections.abc import Callable
from typing import cast, override

from verifier.engine.records import Record
from verifier.engine.slot import SlotOptions, slot_main
from verifier.engine.slot_wire import FromSlot, Inbox, Leave, Order, Word, packed

_RESTART_PAUSE_S = 0.5


class SlotDiedError(Exception):
    """The process of a slot ended without being told to."""


class SlotProcess(asyncio.Protocol):
    """A slot, as seen by its parent.

    What it says is heard by a call from the event loop: a task that waits for each
    word would cost as much as the word's own work.

    Args:
        options: What its process is started with.
        hear: Told of each word of the slot.
        mourn: Told when its process has ended without being told to.

    Attributes:
        job_id: The job that it is doing.
        record: What is remembered of that job.
        language: The language that it is putting to its self-test.
    """

    def __init__(
        self,
        options: SlotOptions,
        hear: Callable[["SlotProcess", FromSlot], None],
        mourn: Callable[["SlotProcess"], None],
    ) -> None:
        self._options, self._hear, self._mourn = options, hear, mourn
        self.job_id: str | None = None
        self.record: Record | None = None
        self.language: str | None = None
        self._start()

    def _start(self) -> None:
        # Spawned, not forked: this process has threads and an event loop.
        context = multiprocessing.get_context("spawn")
        self._socket, far = socket.socketpair()
        words, self._words = context.Pipe(duplex=False)
        self._process = context.Process(
            target=slot_main, args=(far, words, self._options), daemon=True
        )
        self._process.start()
        far.close()
        words.close()
        self._inbox = Inbox()
        self._transport: asyncio.Transport | None = None

    async def open(self) -> None:
        """Begin to listen to it."""
        loop = asyncio.get_running_loop()
        await loop.create_connection(lambda: self, sock=self._socket)

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    @override
    def data_received(self, data: bytes) -> None:
        self._inbox.take(data)
        while (word := self._inbox.next()) is not None:
            self._hear(self, cast(FromSlot, word))

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._transport:  # else we have closed it
            self._transport = None
            self._mourn(self)

    async def restart(self) -> None:
        """Replace a dead process."""
        await self.close()
        await asyncio.sleep(_RESTART_PAUSE_S)
        self._start()
        await self.open()

    def send(self, order: Order) -> None:
        """Send an order; if nobody is there, that is told to who mourns."""
        if self._transport:
            self._transport.write(packed(order))

    def say(self, word: Word) -> None:
        """Say what cannot wait.

        Raises:
            SlotDiedError: Nobody is there.
        """
        try:
            self._words.send(word)
        except OSError as error:
            raise SlotDiedError from error

    async def close(self) -> None:
        """End the process, and wait for that."""
        with contextlib.suppress(SlotDiedError):
            self.say(Leave())
        transport, self._transport = self._transport, None
        if transport:
            transport.close()
        else:
            self._socket.close()
        await asyncio.to_thread(self._process.join, 8.0)
        if self._process.is_alive():
            self._process.kill()
            await asyncio.to_thread(self._process.join)
        self._process.close()
        self._words.close()
