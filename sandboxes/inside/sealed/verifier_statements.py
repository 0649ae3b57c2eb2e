"""Runs plain test code, and tells of each of its assertions."""

import ast

from verifier_told import Ended, Nonsense, Slow, describe, is_own_fault

FILE = "tests.py"
NAME = "verifier_tests"


def statements(tree):
    """Yield the statements of a syntax tree, nested ones too.

    No expression holds a statement, and expressions are most of a tree.
    """
    waiting = [tree]
    while waiting:
        for body in _bodies(waiting.pop()):
            waiting += body
            yield from body


def _bodies(node, names=("body", "orelse", "finalbody", "handlers", "cases")):
    for name in names:
        body = getattr(node, name, None)
        if type(body) is list:  # that of a lambda is an expression
            yield body


def mark(tree):
    """Have each assertion that holds say so."""
    for node in [tree, *statements(tree)]:
        for body in _bodies(node):
            body[:] = [part for statement in body for part in _marked(statement)]


def _marked(statement):
    if isinstance(statement, ast.Assert):
        return [statement, _marker(statement)]
    return [statement]


def _marker(node):
    call = ast.Call(
        ast.Name("__verifier_held__", ast.Load()), [ast.Constant(node.lineno)], []
    )
    marker = ast.Expr(call)
    for part in (marker, call, call.func, call.args[0]):
        ast.copy_location(part, node)
    return marker


def parsed(code):
    """Return the syntax tree of test code."""
    return ast.parse(code, FILE)


def compiled(tree):
    return compile(tree, FILE, "exec", dont_inherit=True)


class Statements:
    """Runs plain test code, statement by statement; each assertion is a test."""

    def __init__(self, code, tree, reporter):
        self._code, self._reporter = code, reporter
        self._lines = code.splitlines()
        self._held, self._failed = {}, {}
        self._globals = {"__name__": NAME, "__verifier_held__": self._hold}
        mark(tree)
        self._steps = [
            (compiled(ast.Module([statement], [])), statement.lineno)
            for statement in tree.body
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
            self._step(compiled(call), check.__code__.co_firstlineno)
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
