"""Runs test code as unittest and pytest do, and tells of each test."""

import sys
import types
import unittest

from verifier_statements import NAME, compiled
from verifier_told import Ended, Nonsense, NoSuchTests, Slow, describe


class TestCases:
    """Runs every TestCase of test code; each method is a test."""

    def __init__(self, tree, reporter, select_names):
        self._code = compiled(tree)
        self._reporter, self._select = reporter, select_names

    def run(self, names, framework, entry_point):
        """Run them with some names of the candidate's."""
        unittest.main = lambda *args, **kwargs: None
        module = types.ModuleType(NAME)
        sys.modules[NAME] = module
        vars(module).update(names)
        exec(self._code, vars(module))
        _run_classes(module, self._reporter, self._select)


def _run_classes(module, reporter, select_names):
    skipped = []

    class Result(unittest.TestResult):
        def addSuccess(self, test):
            reporter.test(test.id().removeprefix(NAME + "."), "passed")

        def _bad(self, test, failure):
            if isinstance(failure[1], (Slow, Ended, Nonsense)):
                raise failure[1]  # nothing more is to be had
            name = test.id().removeprefix(NAME + ".")
            reporter.test(name, "failed", describe(failure[1]), failure[1])

        def addFailure(self, test, failure):
            self._bad(test, failure)

        def addError(self, test, failure):
            self._bad(test, failure)

        def addSubTest(self, test, subtest, failure):
            if failure:
                self._bad(subtest, failure)

        def addSkip(self, test, reason):
            skipped.append(test)

        def addUnexpectedSuccess(self, test):
            reporter.test(test.id(), "failed", "was expected to fail")

        def addExpectedFailure(self, test, failure):
            reporter.test(test.id().removeprefix(NAME + "."), "passed")

    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for kind in list(vars(module).values()):
        if (
            isinstance(kind, type)
            and issubclass(kind, unittest.TestCase)
            and kind.__module__ == NAME
        ):
            if not select_names or kind.__name__ in select_names:
                suite.addTests(loader.loadTestsFromTestCase(kind))
    suite.run(Result())
    if skipped and not reporter.count:
        reporter.test("the tests", "failed", "all were skipped")


class TestFiles:
    """Runs pytest on files; each test it collects is a test."""

    def __init__(self, paths, reporter, select_names):
        self._paths, self._reporter, self._select = paths, reporter, select_names
        for path in paths:
            with open(path, "rb") as file:
                compile(file.read(), path, "exec", dont_inherit=True)

    def run(self, names, framework, entry_point):
        """Run them; they import the candidate."""
        _run_pytest(self._paths, self._reporter, self._select)


def _run_pytest(paths, reporter, select_names):
    import pytest

    class Recorder:
        def __init__(self):
            self.skipped = 0

        @pytest.hookimpl(hookwrapper=True)
        def pytest_runtest_makereport(self, item, call):
            outcome = yield
            report = outcome.get_result()
            error = call.excinfo.value if call.excinfo else None
            if report.failed:
                reporter.test(item.nodeid, "failed", describe(error), error)
            elif report.skipped:
                self.skipped += 1
            elif report.when == "call":
                reporter.test(item.nodeid, "passed")

        def pytest_collectreport(self, report):
            if report.failed:
                reporter.test(report.nodeid, "failed", str(report.longrepr)[-1500:])

        def pytest_keyboard_interrupt(self, excinfo):
            reporter.test("the tests", "failed", "interrupted", excinfo.value)

    options = ["-q", "-p", "no:cacheprovider", "--rootdir=.", "-o", "addopts="]
    recorder = Recorder()
    code = pytest.main([*options, *(select_names or paths)], plugins=[recorder])
    if code == pytest.ExitCode.INTERNAL_ERROR:
        reporter.test("the tests", "failed", "pytest was brought down")
    elif code == pytest.ExitCode.USAGE_ERROR:
        raise NoSuchTests("pytest finds no such tests")
    elif recorder.skipped and not reporter.count:
        reporter.test("the tests", "failed", "all were skipped")
