"""Runs test code as its framework does, and tells of each test."""

import ast
import sys
import types
import unittest

from verifier_told import Ended, Nonsense, NoSuchTests, Slow, describe, is_own_fault

FILE = "tests.py"
_NAME = "verifier_tests"


class Marker(ast.NodeTransformer):
    """Has each assertion that holds say so."""

    def visit_Assert(self, node):
        call = ast.Call(
            ast.Name("__verifier_held__", ast.Load()), [ast.Constant(node.lineno)], []
        )
        marker = ast.Expr(call)
        for part in (marker, call, call.func, call.args[0]):
            ast.copy_location(part, node)
        return [node, marker]


def parsed(code):
    """Return the syntax tree of test code."""
    return ast.parse(code, FILE)


def _compiled(tree):
    return compile(tree, FILE, "exec", dont_inherit=True)


class Statements:
    """Runs plain test code, statement by statement; each assertion is a test."""

    def __init__(self, code, tree, reporter):
        self._code, self._reporter = code, reporter
        self._lines = code.splitlines()
        self._held, self._failed = {}, {}
        self._globals = {"__name__": _NAME, "__verifier_held__": self._hold}
        self._steps = [
            (_compiled(ast.Module([statement], [])), statement.lineno)
            for statement in Marker().visit(tree).body
        ]

    def _hold(self, line):
        self._held[line] = self._held.get(line, 0) + 1

    def run(self, names, framework, entry_point):
        """Run the statements with some names of the candidate's."""
        self._globals.update(names)
        for code, line in self._steps:
            self._step(code, line)
        check = self._globals.get("check")
        if framework == "check" and check and not self._held and not self._failed:
            self._globals["__verifier_entry__"] = self._globals.get(entry_point)
            call = parsed("check(__verifier_entry__)")
            self._step(_compiled(call), check.__code__.co_firstlineno)
        for line in sorted(set(self._held) | set(self._failed)):
            name = "line %d" % line
            if line in self._failed:
                self._reporter.test(name, "failed", *self._failed[line])
            else:
                self._reporter.test(name, "passed")
        if not self._reporter.count and "assert" in self._code:
            self._reporter.test("the tests", "failed", "no assertion was reached")

    def _step(self, code, line):
        try:
            exec(code, self._globals)
        except (Slow, Ended, Nonsense):
            raise
        except BaseException as error:
            if is_own_fault(error):
                raise
            at = self._line_of(error, line)
            message = describe(error)
            if type(error) is AssertionError and 0 < at <= len(self._lines):
                message = "%s  (%s)" % (self._lines[at - 1].strip()[:300], message)
            self._failed.setdefault(at, (message, error))

    def _line_of(self, error, line):
        trace = error.__traceback__
        while trace:
            if trace.tb_frame.f_code.co_filename == FILE:
                line = trace.tb_lineno
            trace = trace.tb_next
        return line


class TestCases:
    """Runs every TestCase of test code; each method is a test."""

    def __init__(self, tree, reporter, select_names):
        self._code = _compiled(tree)
        self._reporter, self._select = reporter, select_names

    def run(self, names, framework, entry_point):
        """Run them with some names of the candidate's."""
        unittest.main = lambda *args, **kwargs: None
        module = types.ModuleType(_NAME)
        sys.modules[_NAME] = module
        vars(module).update(names)
        exec(self._code, vars(module))
        _run_classes(module, self._reporter, self._select)


def _run_classes(module, reporter, select_names):
    skipped = []

    class Result(unittest.TestResult):
        def addSuccess(self, test):
            reporter.test(test.id().removeprefix(_NAME + "."), "passed")

        def _bad(self, test, failure):
            if isinstance(failure[1], (Slow, Ended, Nonsense)):
                raise failure[1]  # nothing more is to be had
            name = test.id().removeprefix(_NAME + ".")
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
            reporter.test(test.id().removeprefix(_NAME + "."), "passed")

    loader = unittest.TestLoader()
    suite = unittest.TestSuite()
    for kind in list(vars(module).values()):
        if (
            isinstance(kind, type)
            and issubclass(kind, unittest.TestCase)
            and kind.__module__ == _NAME
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
