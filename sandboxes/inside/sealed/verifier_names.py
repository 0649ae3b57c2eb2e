"""What the candidate's names stand for where the tests are."""

import ast
import builtins
import contextlib
import importlib
import importlib.machinery
import os
import re
import sys
import types

from verifier_proxy import named
from verifier_statements import statements
from verifier_told import Ended, Nonsense, Slow, describe

_LIBRARY = frozenset(
    """abc bisect calendar cmath collections copy dataclasses datetime decimal enum
    fractions functools heapq itertools json math numbers operator random re
    statistics string time typing""".split()
)
"""What the candidate imports for the tests, too. Nothing in it leads into frames."""
_USE = re.compile(r"\b(?:%s)\b" % "|".join(sorted(_LIBRARY)))


class CandidateModule(types.ModuleType):
    """A module of the candidate, as the tests see it."""


def imported(trees):
    """Return the packages that test code imports by name."""
    found = set()
    for tree in trees:
        for node in statements(tree):
            if isinstance(node, ast.Import):
                found.update(alias.name.split(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module:
                found.add(node.module.split(".")[0])
    return found


def library_used(code, tree):
    """Return the modules of the library that test code uses, but does not import.

    It relies on the candidate to have imported them: it gets the real ones, so
    that `math.fabs` is not the candidate's.
    """
    if code.isascii() and not _USE.search(
        code
    ):  # to walk a tree takes longer than most tests
        return frozenset()
    return _LIBRARY & {
        node.value.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
    }


class Finder:
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


def known(names, entry):
    """Return what is tested by its name, if there is such a thing."""
    if entry in names or hasattr(builtins, entry or ""):
        return {entry: names.get(entry)}
    return {}


def put_library(names, code, tree, entry):
    """Put what test code uses of the library in the place of the candidate's."""
    for name in library_used(code, tree) - {entry}:
        its = names.get(name)
        is_real = type(its) is types.ModuleType or (
            type.__getattribute__(type(its), "__module__") == "builtins"
            and getattr(its, "__module__", None) in _LIBRARY
        )
        if not is_real:
            setattr(builtins, name, importlib.import_module(name))


def find_elsewhere(peer, tree):
    """Let imports find what is beside the tests, and what only the candidate has."""
    sys.meta_path.append(Finder(peer, imported([tree, *trees_here()])))
    sys.path.insert(0, os.getcwd())
