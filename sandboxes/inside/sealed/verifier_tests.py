"""The tests' side of a sealed test: runs them and tells of each.

Descriptor 4 is read and 5 written (the candidate), 3 takes a JSON line for
each test and a last one, `done`. Standard input has what is to be run. No code
of the candidate is ever here: its names are proxies.
"""

import ast
import builtins
import contextlib
import importlib
import importlib.abc
import importlib.machinery
import json
import os
import select
import signal
import sys
import time
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verifier_peer as wire
from verifier_codec import Decoder, ProtocolError
from verifier_guard import Guard
from verifier_proxy import named
from verifier_runners import Statements, TestCases, TestFiles, parsed
from verifier_told import (
    Ended,
    Nonsense,
    NoSuchTests,
    Reporter,
    Slow,
    describe,
    is_own_fault,
)

sys.path.pop(0)

_READ_FD, _WRITE_FD = 4, 5
_MOST_BYTES = 64 << 20
_DECODING_S = 3.0
_LIBRARY = frozenset(
    """abc bisect calendar cmath collections copy dataclasses datetime decimal enum
    fractions functools heapq itertools json math numbers operator random re
    statistics string time typing""".split()
)
"""What the candidate imports for the tests, too. Nothing in it leads into frames."""


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


class CandidateModule(types.ModuleType):
    """A module of the candidate, as the tests see it."""


def imported(trees):
    """Return the packages that test code imports by name."""
    found = set()
    for tree in trees:
        for node in ast.walk(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found


def library_used(tree):
    """Return the modules of the library that test code uses, but does not import.

    It relies on the candidate to have imported them: it gets the real ones, so
    that `math.fabs` is not the candidate's.
    """
    return _LIBRARY & {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds what the tests import and only the candidate has; asked last."""

    def __init__(self, peer, packages):
        self._peer, self._packages = peer, packages

    def find_spec(self, name, path=None, target=None):
        package, _, _ = name.rpartition(".")
        if name.split(".")[0] not in self._packages or (
            package and not isinstance(sys.modules.get(package), CandidateModule)
        ):
            return None
        return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return CandidateModule(spec.name)

    def exec_module(self, module):
        known = self._peer.ask("method", 0, [module.__name__], name="find")
        names = fetch(self._peer, known)
        vars(module).update(names)
        module.__all__ = [name for name in names if not name.startswith("_")]


def fetch(peer, module=None):
    """Return what the candidate's names stand for here.

    A name from the library must be that of the thing itself: else a candidate
    could put, say, `typing.get_type_hints` in the place of what is tested.
    """
    found = {}
    places = peer.ask("method", 0, [module], name="fetch_all")
    for name, (kind, *place) in places.items():
        if name.startswith("__"):
            continue
        if kind == "value":
            found[name] = named(place[0], name)
        elif kind == "library" and place[0] in _LIBRARY and place[1] == name:
            found[name] = getattr(importlib.import_module(place[0]), name)
        elif kind == "module" and place[0] in (*_LIBRARY, "numpy"):
            try:
                found[name] = importlib.import_module(place[0])
            except ImportError:
                pass
    return found


def trees_here():
    """Yield the syntax trees of the sources beside the tests."""
    for folder, _, names in os.walk("."):
        for name in names:
            if name.endswith(".py"):
                with open(os.path.join(folder, name), "rb") as file:
                    source = file.read()
                with contextlib.suppress(SyntaxError, ValueError):
                    yield ast.parse(source)


def load(peer, reporter):
    """Load the candidate; return its names, or None if it has none to give."""
    try:
        peer.ask("method", 0, name="load")
        names = fetch(peer)
        for name, value in names.items():
            if not hasattr(builtins, name):
                setattr(builtins, name, value)
        return names
    except (Slow, Ended, Nonsense):
        raise
    except BaseException as error:
        reporter.test("the program", "failed", describe(error), error)
        return None


def prepared(asked, code, tree, reporter):
    """Return what runs the tests: whatever is wrong with these shows here."""
    if asked["framework"] == "unittest":
        return TestCases(tree, reporter, asked["select"])
    if asked["framework"] == "pytest":
        return TestFiles(asked["paths"], reporter, asked["select"])
    return Statements(code, tree, reporter)


def run(asked, tree, tests, peer, reporter):
    """Run the tests; what they want of the candidate is asked for."""
    names = load(peer, reporter)
    if names is None:
        return
    entry = asked["entry_point"]
    is_known = entry in names or hasattr(builtins, entry or "")
    own = {entry: names.get(entry)} if is_known else {}
    for name in library_used(tree) - {entry}:
        its = names.get(name)
        is_real = type(its) is types.ModuleType or (
            type.__getattribute__(type(its), "__module__") == "builtins"
            and getattr(its, "__module__", None) in _LIBRARY
        )
        if not is_real:
            setattr(builtins, name, importlib.import_module(name))
    sys.meta_path.append(Finder(peer, imported([tree, *trees_here()])))
    sys.path.insert(0, os.getcwd())
    try:
        tests.run(own, asked["framework"], entry)
    except (Slow, Ended, Nonsense, NoSuchTests):
        raise
    except BaseException as error:
        if is_own_fault(error):
            raise
        reporter.test("the tests", "failed", describe(error), error)


def main():
    asked = json.loads(sys.stdin.buffer.read())
    reporter = Reporter()
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    line = PatientLine(_READ_FD, _WRITE_FD, _MOST_BYTES, asked["patience_s"])
    peer = wire.Peer(line, Guard(), HurriedDecoder)
    code = asked["prelude"] + asked["code"]
    try:
        tree = parsed(code)
        tests = prepared(asked, code, tree, reporter)
        run(asked, tree, tests, peer, reporter)
    except (Slow, Ended, Nonsense):
        pass
    except BaseException as error:
        reporter.tell(fault=describe(error))
    if line.ended == "nonsense":
        reporter.test("the program", "failed", "spoke nonsense")
    reporter.tell(done=reporter.count, ended=line.ended)
    sys.stderr.flush()
    os._exit(0)


main()
