"""What is told of each test, and of those that end without a word."""

import json
import os
import sys
import unittest

_WRITE_FD = 3
_FRAMEWORK = sys.argv[2]


def say(text, write=os.write):
    """Write a line to the other end."""
    data = text.encode() + b"\n"
    while data:
        data = data[write(_WRITE_FD, data) :]


class Reporter:
    """Tells of each test, once; the runners' side of the line."""

    __slots__ = ("count",)

    def __init__(self):
        self.count = 0

    def test(self, name, outcome, message="", error=None, say=say, dumps=json.dumps):
        entry = {"test": name, "outcome": outcome, "message": message[:2000]}
        if error is not None and not isinstance(error, AssertionError):
            entry["raised"] = type(error).__name__
        self.count += 1
        say(dumps(entry))


REPORTER = Reporter()


class Skips:
    """Tells of tests that ended without a word, or were skipped by the program.

    A test is skipped where its code says so; a program that raises what means
    "skipped" would make the tests that it fails vanish. This is a plugin of
    pytest's, and stands in `unittest.TestSuite.run`.
    """

    def __init__(self):
        self.may_skip = False  # the test code has the word in it
        self._ended = set()
        self._level = 0

    def _skip(self, name, is_marked):
        if not is_marked and not self.may_skip:
            REPORTER.test(name, "failed", "the program skipped it")
            return True
        return False

    def run_suite(self, suite, result, debug=False, run=unittest.TestSuite.run):
        """Run a suite of unittest's."""
        if self._level or _FRAMEWORK != "unittest":
            return run(suite, result, debug)
        skipped = []

        def add_skip(test, reason):
            method = getattr(test, getattr(test, "_testMethodName", ""), None)
            is_marked = getattr(type(test), "__unittest_skip__", False) or getattr(
                method, "__unittest_skip__", False
            )
            if not self._skip(test.id(), is_marked):
                skipped.append(test)

        result.addSkip = add_skip
        wanted, before = suite.countTestCases(), REPORTER.count
        self._level += 1
        try:
            return run(suite, result, debug)
        finally:
            self._level -= 1
            if REPORTER.count - before + len(skipped) < wanted:
                REPORTER.test("the tests", "failed", "some ended without a word")
            if skipped and not REPORTER.count:
                REPORTER.test("the tests", "failed", "all were skipped")

    def pytest_runtest_logreport(self, report):
        self._ended.add(report.nodeid)
        if report.skipped:
            marks = {"skip", "skipif", "xfail"} & set(report.keywords)
            self._skip(report.nodeid, marks)

    def pytest_sessionfinish(self, session):
        silent = {item.nodeid for item in session.items} - self._ended
        if silent:
            REPORTER.test("the tests", "failed", "some ended without a word")


SKIPS = Skips()
# By this a subtest ends its test, and unittest lets it pass, whoever raised it.
# Now nothing is caught by it; we never ask unittest to stop at a failure.
unittest.case._ShouldStop = ()
unittest.TestSuite.run = lambda suite, result, debug=False: SKIPS.run_suite(
    suite, result, debug
)
