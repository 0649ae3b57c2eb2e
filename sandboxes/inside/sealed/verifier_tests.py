"""The tests' side of a sealed test: runs them and tells of each.

Descriptor 4 is read and 5 written (the candidate), 3 takes a JSON line for
each test and a last one, `done`. Standard input has what is to be run. No code
of the candidate is ever here: its names are proxies.
"""

import json
import os
import sys

_FOLDER = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, _FOLDER)
import verifier_peer as wire
from verifier_guard import Guard
from verifier_line import HurriedDecoder, PatientLine
from verifier_names import find_elsewhere, known, load, put_library
from verifier_statements import Statements, parsed
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


def prepared(asked, code, tree, reporter):
    """Return what runs the tests: whatever is wrong with these shows here."""
    framework = asked["framework"]
    if framework not in ("unittest", "pytest"):
        return Statements(code, tree, reporter)
    sys.path.insert(0, _FOLDER)
    import verifier_runners as runners  # they load much

    sys.path.pop(0)
    if framework == "unittest":
        return runners.TestCases(tree, reporter, asked["select"])
    return runners.TestFiles(asked["paths"], reporter, asked["select"])


def run(asked, code, tree, tests, peer, reporter):
    """Run the tests; what they want of the candidate is asked for."""
    names = load(peer, reporter)
    if names is None:
        return
    entry = asked["entry_point"]
    own = known(names, entry)
    put_library(names, code, tree, entry)
    find_elsewhere(peer, tree)
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
        run(asked, code, tree, tests, peer, reporter)
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
