"""What the tests' side says: of each test to the slot, of why it had to stop."""

import json
import os
import sys

_REPLY_FD = 3


class Slow(BaseException):
    """The candidate does not answer; no test may catch that."""


class Ended(BaseException):
    """The candidate has ended; no test may catch that."""


class Nonsense(BaseException):
    """The candidate's side spoke no protocol; no test may catch that."""


class NoSuchTests(Exception):
    """The tests that were asked for do not exist."""


class Reporter:
    """Tells of each test, once."""

    def __init__(self):
        self.count = 0

    def tell(self, **entry):
        data = json.dumps(entry).encode() + b"\n"
        while data:
            data = data[os.write(_REPLY_FD, data) :]

    def test(self, name, outcome, message="", error=None):
        self.count += 1
        entry = {"test": name, "outcome": outcome, "message": message[:2000]}
        if getattr(error, "from_candidate", False):
            entry["raised"] = type(error).__name__
        self.tell(**entry)


def describe(error):
    """Say what an error says, in one line."""
    name = type(error).__name__
    try:
        text = str(error).strip().splitlines()
    except BaseException:  # it holds something of the candidate's
        return name
    return "%s: %s" % (name, text[0]) if text else name


def is_own_fault(error):
    """Say whether the tests alone are to blame: they want what Python has not.

    All else may come from what the candidate did or left out.
    """
    return (
        isinstance(error, ImportError)
        and not hasattr(error, "from_candidate")
        and str(error.name).split(".")[0] in sys.stdlib_module_names
    )
