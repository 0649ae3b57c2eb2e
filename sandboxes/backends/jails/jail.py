"""What a backend has to supply: a closed place with our init in it."""

import contextlib
import os
import socket
from collections.abc import Mapping
from typing import Protocol

from sandboxes.backends.jails.wire import (
    Answer,
    Frame,
    put_payload,
    receive_answer,
    send_frame,
)
from sandboxes.run import StoredFile

CANDIDATE_ID = 1000
"""User and group of runs, where more than one id can be mapped."""

START_TIMEOUT_S = 20.0
_ANSWER_TIMEOUT_S = 30.0
_MOST_WORDS = 4096


class InitFailedError(OSError):
    """The init could not make its place into a jail; says at what."""


class Jail(Protocol):
    """One running jail."""

    runs: int
    """How many runs it has served."""

    @property
    def control(self) -> socket.socket:
        """Our end of the init's control socket."""

    @property
    def is_alive(self) -> bool:
        """Whether it runs; the kernel may have ended it for want of memory."""

    def interrupt(self) -> None:
        """End it from another thread: its init leaves when the socket closes."""

    def close(self) -> None:
        """End it and everything in it, and wait for that."""


def greet(control: socket.socket, programs: Mapping[str, StoredFile]) -> None:
    """Wait until the init answers, and give it the programs of ours.

    Raises:
        InitFailedError: It says that it cannot go on.
        OSError: It does not answer.
    """
    control.settimeout(START_TIMEOUT_S)
    kind, error = receive_answer(control)
    control.settimeout(_ANSWER_TIMEOUT_S)
    if kind is not Answer.READY:
        what = control.recv(_MOST_WORDS).decode(errors="replace")
        words = f"the init failed at {what!r}: {os.strerror(error)}"
        raise InitFailedError(error, words)
    send_frame(control, Frame.INSTALL, put_payload(programs))
    receive_answer(control)


def hang_up(control: socket.socket) -> None:
    """Have the init leave."""
    with contextlib.suppress(OSError):
        control.shutdown(socket.SHUT_RDWR)
