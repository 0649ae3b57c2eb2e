"""Runs tests in one process with the program that they test.

usage: verifier_shared.py SOURCE FRAMEWORK

Descriptor 4 is read, 3 is written; `verifier/graders/line.py` is at the other
end and says what passes between. What this file holds against the program:

- All that judges is imported, and looked at, before the program is loaded.
  What the program has put in its place is undone before the tests come, and
  looked for again at their end.
- The two secrets, without which neither are tests given out nor is an end
  believed, are in no name, attribute or container: each waits on the value stack
  of `main` for the call that it is an argument of, which neither frames nor the
  garbage collector show (CPython 3.11, `frame_traverse`).
- A test that fails says so at once, and nothing takes that back.

Whoever reads this process's memory can still forge all of it.
"""

import base64
import builtins
import importlib
import importlib.abc
import importlib.util
import json
import os
import re
import shutil
import sys
import traceback
import types
import unittest
import unittest.mock

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verifier_runners as runners
import verifier_statements as statements
import verifier_told as told
from verifier_look import Look
from verifier_tell import REPORTER, SKIPS, say

sys.path.pop(0)

_READ_FD = 4
_NOT_HONORED = frozenset(
    """conftest.py pytest.ini .pytest.ini tox.ini setup.cfg pyproject.toml
    sitecustomize.py usercustomize.py""".split()
)
"""Files by which a program would have a say in how it is tested."""

_IMPORTED = re.compile(r"^[ \t]*(?:from|import)[ \t]+([\w.]+)", re.MULTILINE)
_MEMORY_MODULES = frozenset({"_ctypes", "_cffi_backend", "_testcapi"})


def read_line(read=os.read, set_blocking=os.set_blocking):
    """Read one line; byte by byte, as the rest is another's."""
    data = bytearray()
    set_blocking(_READ_FD, True)  # the program may have made it otherwise
    while not data.endswith(b"\n"):
        part = read(_READ_FD, 1)
        if not part:
            raise EOFError("the line ended")
        data += part
    return data[:-1].decode("ascii")


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the program under whatever name the tests import it by; asked last."""

    def __init__(self, module, texts):
        self._module = module
        self._packages = set()
        for text in texts:
            for name in _IMPORTED.findall(text):
                parts = name.split(".")
                self._packages.update(
                    ".".join(parts[:count]) for count in range(1, len(parts))
                )

    def find_spec(self, name, path=None, target=None):
        package = name.rpartition(".")[0]
        above = getattr(sys.modules.get(package), "__loader__", None)
        if name.startswith("_") or (package and above is not self):
            return None  # it is missing from a package that is not the program's
        is_package = name in self._packages
        return importlib.util.spec_from_loader(name, self, is_package=is_package)

    def create_module(self, spec):
        # A package is none of the program: its parts are bound to its names.
        return None if spec.name in self._packages else self._module

    def exec_module(self, module):
        pass


def refuse_memory():
    """Refuse the plain ways to this process's memory, for good.

    An audit hook cannot be taken away. What needs ctypes only if it is there,
    like numpy, does without.
    """

    def hook(event, args, modules=_MEMORY_MODULES, real=os.path.realpath):
        if event == "import" and args[0] in modules:
            raise ImportError("%s is not to be had beside tests" % args[0])
        if event == "open" and type(args[0]) in (str, bytes):
            path = args[0] if type(args[0]) is str else os.fsdecode(args[0])
            name = path.rpartition("/")[2]
            if name == "mem" or (
                name in ("maps", "smaps") and real(path).startswith("/proc/")
            ):
                raise PermissionError("%s is not to be had beside tests" % path)

    sys.addaudithook(hook)


def drop_unhonored():
    """Take away the files by which the program would have a say."""
    for folder, _, names in os.walk("."):
        for name in names:
            if name in _NOT_HONORED or name.endswith((".pth", ".pyc")):
                os.unlink(os.path.join(folder, name))


def load(source):
    """Run the program's file as a module; return it, or why there is none."""
    drop_unhonored()
    stem = os.path.splitext(os.path.basename(source))[0]
    sys.argv = [source]
    # Last: no file of the program's is taken for one of the library's.
    sys.path.append(os.getcwd())
    spec = importlib.util.spec_from_file_location(stem, source)
    module = importlib.util.module_from_spec(spec)
    sys.modules[stem] = sys.modules["solution"] = sys.modules["__main__"] = module
    try:
        spec.loader.exec_module(module)
    except BaseException as error:
        traceback.print_exc()
        return module, error
    return module, None


def fetch(secret, loaded, look):
    """Have the tests sent, now that the program is loaded."""
    look.restore()
    say(secret + " loaded")
    return json.loads(read_line()), *loaded


def put(files):
    """Write the tests' files over whatever the program left there."""
    drop_unhonored()
    for path, data in files.items():
        folder = os.path.dirname(path)
        if folder:
            os.makedirs(folder, exist_ok=True)
        if os.path.islink(path) or os.path.isfile(path):
            os.unlink(path)
        elif os.path.isdir(path):
            shutil.rmtree(path)
        with open(path, "xb") as file:
            file.write(base64.b64decode(data))


def names_of(module, entry):
    """Return what the tests see of the program: no builtin in another's place."""
    return {
        name: value
        for name, value in vars(module).items()
        if name == entry
        or not name.startswith("__")
        and not (entry and hasattr(builtins, name))
    }


def run_pytest(asked, reporter):
    """Run pytest as the runner of sealed tests does, with our files alone."""
    tests = {os.path.basename(path) for path in asked["files"]}
    options = "" if "conftest.py" in tests else "--noconftest "
    if not tests & {"pytest.ini", "tox.ini", "setup.cfg", "pyproject.toml"}:
        os.mkdir("verifier_ini")
        with open("verifier_ini/pytest.ini", "x") as file:
            file.write("[pytest]\n")
        options += "-c verifier_ini/pytest.ini --confcutdir=. "
    plugin = types.ModuleType("verifier_skips", "PYTEST_DONT_REWRITE")
    for name in ("pytest_runtest_logreport", "pytest_sessionfinish"):
        setattr(plugin, name, getattr(SKIPS, name))
    sys.modules["verifier_skips"] = plugin
    os.environ["PYTEST_ADDOPTS"] = options + "-p verifier_skips"
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    sys.path.insert(0, os.getcwd())
    runners.TestFiles(asked["paths"], reporter, asked["select"]).run({}, "pytest", None)


def main_of_tests(*args, program=unittest.TestProgram, **kwargs):
    """Run the tests as `unittest.main` does, and raise where it would exit."""
    result = program(*args, **dict(kwargs, exit=False)).result
    if (
        not result.wasSuccessful()
        or not result.testsRun
        or (result.skipped and not SKIPS.may_skip)
    ):
        raise AssertionError(
            "%d of %d tests failed"
            % (len(result.failures) + len(result.errors), result.testsRun)
        )


def run_appended(code, names, reporter):
    """Run test code as the end of one program: it passes whole, or not at all."""
    whole = types.ModuleType("__main__")
    scope = vars(whole)
    scope.update(names)
    sys.modules["__main__"] = whole
    unittest.main = main_of_tests
    program = compile(code, statements.FILE, "exec", dont_inherit=True)
    try:
        exec(program, scope)
    except BaseException as error:
        traceback.print_exc()
        reporter.test("the program", "failed", told.describe(error), error)
        return
    reporter.test("the program", "passed")


def run(found, look):
    """Run the tests; return how many were told of."""
    asked, module, error = found
    reporter = REPORTER
    if error is not None:
        reporter.test("the program", "failed", told.describe(error), error)
        return reporter.count
    put(asked["files"])
    code = asked["prelude"] + asked["code"]
    texts = [
        code,
        *(base64.b64decode(data).decode("latin-1") for data in asked["files"].values()),
    ]
    SKIPS.may_skip = any("skip" in text.lower() or "xfail" in text for text in texts)
    names = names_of(module, asked["entry_point"])
    sys.meta_path.append(Finder(module, texts))
    try:
        if asked["framework"] == "appended":
            run_appended(asked["code"], names, reporter)
        elif asked["framework"] == "pytest":
            run_pytest(asked, reporter)
        else:
            tree = statements.parsed(code)
            if asked["framework"] == "unittest":
                tests = runners.TestCases(tree, reporter, asked["select"])
            else:
                tests = statements.Statements(code, tree, reporter)
            tests.run(names, asked["framework"], asked["entry_point"])
    except BaseException as error:
        traceback.print_exc()
        if type(error) is SyntaxError and error.filename == statements.FILE:
            say(json.dumps({"fault": told.describe(error)}))
        reporter.test("the tests", "failed", told.describe(error), error)
    changed = look.changed()
    if changed:
        reporter.test("the tests", "failed", "the program changed %s" % changed)
    return reporter.count


def tell_end(secret, count):
    """Say that the tests came to their end."""
    say(secret + ' {"done": %d}' % count)


def main():
    look = Look()
    refuse_memory()
    # Arguments are evaluated from left to right: see the head of this file.
    tell_end(read_line(), run(fetch(read_line(), load(sys.argv[1]), look), look))
    for stream in sys.stdout, sys.stderr:
        try:
            stream.flush()
        except Exception:
            pass
    os._exit(0)


main()
