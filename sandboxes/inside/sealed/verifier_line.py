"""The tests' end of the line to the candidate: it waits only so long.

Whatever is wrong there is told by exceptions that no test may catch.
"""

import os
import select
import signal
import time

import verifier_peer as wire
from verifier_codec import Decoder, ProtocolError
from verifier_told import Ended, Nonsense, Slow

_DECODING_S = 3.0


class PatientLine(wire.Line):
    """A line that waits for the candidate only so long, all waiting together.

    Attributes:
        ended: Why there is nothing more to be had from the candidate. Whoever
            catches the exception that said so does not change that.
    """

    def __init__(self, read_fd, write_fd, most_bytes, patience_s):
        super().__init__(read_fd, write_fd, most_bytes)
        self._poll, self._poll_out = select.poll(), select.poll()
        self._poll.register(read_fd, select.POLLIN)
        self._poll_out.register(write_fd, select.POLLOUT)
        os.set_blocking(write_fd, False)
        self._left_s = patience_s
        self.ended = None

    def end(self, why, words=""):
        """Return the exception for the end of the candidate."""
        self.ended = self.ended or why
        return {"slow": Slow, "ended": Ended, "nonsense": Nonsense}[why](words)

    def nonsense(self, error):
        return self.end("nonsense", "the program: %s" % type(error).__name__)

    def _wait(self, poll):
        begin = time.monotonic()
        ready = poll.poll(max(0.0, self._left_s) * 1000)
        self._left_s -= time.monotonic() - begin
        if not ready:
            raise self.end("slow")

    def _take(self, size):
        while len(self._buffer) < size:
            self._wait(self._poll)
            part = os.read(self._read_fd, 1 << 20)
            if not part:
                raise self.end("ended")
            self._buffer += part
        data = bytes(self._buffer[:size])
        del self._buffer[:size]
        return data

    def _give(self, data):
        try:
            return os.write(self._write_fd, data)
        except BlockingIOError:
            self._wait(self._poll_out)
            return 0

    def send(self, document):
        try:
            super().send(document)
        except wire.Gone:
            raise self.end("ended") from None

    def receive(self):
        if self.ended:
            raise self.end(self.ended)
        try:
            return super().receive()
        except ProtocolError as error:
            raise self.nonsense(error) from None


class HurriedDecoder(Decoder):
    """A decoder that may not use the tests' time up: the kernel ends it."""

    def decode(self, form, depth=0):
        if depth or type(form) not in (list, dict):
            return super().decode(form, depth)
        signal.setitimer(signal.ITIMER_VIRTUAL, _DECODING_S)
        try:
            return super().decode(form)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)
