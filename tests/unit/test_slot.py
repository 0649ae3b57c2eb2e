"""A slot with nothing to do starts runs ahead, one after another, and then waits."""

import socket
import threading
import time
from collections.abc import Callable
from multiprocessing import Pipe
from pathlib import Path
from typing import override

from sandboxes import BoxFailedError
from sandboxes.backends.stub import StubSandbox
from verifier.engine.idle_slots import IdleSlots
from verifier.engine.slot import _Slot
from verifier.engine.stores import DirectoryStore


class Preparing(StubSandbox):
    """Has some runs to start ahead, and remembers how often it was asked."""

    def __init__(self, answers: Callable[[int], bool]) -> None:
        super().__init__()
        self.asked = 0
        self._answers = answers

    @override
    def prepare(self) -> bool:
        self.asked += 1
        return self._answers(self.asked)


def asked_while_idle(sandbox: Preparing, folder: Path) -> int:
    """Let a slot be idle for a while; returns how often it prepared."""
    ours, theirs = socket.socketpair()
    words, _ = Pipe(duplex=False)
    slot = _Slot(
        theirs, words, sandbox, DirectoryStore(folder), IdleSlots(folder, 0, 1)
    )
    serving = threading.Thread(target=slot.serve)
    serving.start()
    time.sleep(0.5)
    ours.close()
    serving.join(timeout=5)
    theirs.close()

    assert not serving.is_alive()
    return sandbox.asked


def test_idle_slot_prepares_until_there_is_nothing_more(tmp_path: Path) -> None:
    assert asked_while_idle(Preparing(lambda number: number < 3), tmp_path) == 3


def test_what_cannot_be_prepared_is_no_end_of_the_slot(tmp_path: Path) -> None:
    def fail(_: int) -> bool:
        reason = "no room"
        raise BoxFailedError(reason)

    assert asked_while_idle(Preparing(fail), tmp_path) == 1
