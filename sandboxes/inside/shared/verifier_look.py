"""What judges, as it was before the program was loaded."""

import importlib
import sys
import types
import unittest
import unittest.mock

# By what tests judge: it must be here to be looked at, before the program is.
for name in "ast collections copy functools itertools json math operator re".split():
    importlib.import_module(name)
if sys.argv[2] == "pytest":
    importlib.import_module("pytest")

_OWN = types.FunctionType, types.BuiltinFunctionType, type
_JUDGING = ("unittest", "_pytest", "pytest", "pluggy", "verifier_")
_MAY_CHANGE = frozenset({"input", "print", "open", "__import__", "breakpoint", "main"})
"""What tests, and their runners, replace for good; none of it judges."""


class Look:
    """What judges, as it was before the program was loaded."""

    def __init__(self):
        self._modules = dict(sys.modules)
        self._found = [
            (holder, name, value)
            for module in self._modules.values()
            if isinstance(module, types.ModuleType) and module.__name__ != "sys"
            for holder in [module, *self._classes(module)]
            for name, value in vars(holder).items()
            if isinstance(value, (*_OWN, classmethod, staticmethod, property))
            and (
                holder is not module
                or not name.startswith("__")
                or name == "__import__"
            )
        ]
        self._found.append((unittest.case, "_ShouldStop", ()))
        self._code = [
            (value, value.__code__, value.__defaults__, value.__kwdefaults__)
            for _, _, value in self._found
            if type(value) is types.FunctionType
        ]
        self._paths = list(sys.meta_path), list(sys.path_hooks)
        self._judging = [
            entry
            for entry in self._found
            if self._is_judging(entry[0]) and entry[1] not in _MAY_CHANGE
        ]

    @staticmethod
    def _classes(module):
        for value in list(vars(module).values()):
            if isinstance(value, type) and value.__module__ == module.__name__:
                if value.__flags__ & (1 << 9):  # a heap type: it can be changed
                    yield value

    @staticmethod
    def _is_judging(holder):
        name = holder.__module__ if isinstance(holder, type) else holder.__name__
        return name == "builtins" or name.startswith(_JUDGING)

    def restore(self):
        """Undo what the program changed while it was loaded."""
        sys.settrace(None)
        sys.setprofile(None)
        for holder, name, value in self._found:
            if vars(holder).get(name) is not value:
                setattr(holder, name, value)
        for function, code, defaults, named in self._code:
            if function.__code__ is not code:
                function.__code__ = code
            if function.__defaults__ is not defaults:
                function.__defaults__ = defaults
            if function.__kwdefaults__ is not named:
                function.__kwdefaults__ = named
        for name, module in self._modules.items():
            if name != "__main__":
                sys.modules[name] = module
        sys.meta_path[:], sys.path_hooks[:] = self._paths

    def changed(self, gettrace=sys.gettrace, getprofile=sys.getprofile):
        """Say what of all that judges is not what it was; None if all is."""
        for holder, name, value in self._judging:
            if vars(holder).get(name) is not value:
                return "%s.%s" % (holder.__name__, name)
        for function, code, defaults, named in self._code:
            if function.__code__ is not code or function.__defaults__ is not defaults:
                return function.__qualname__
            if function.__kwdefaults__ is not named:
                return function.__qualname__
        if gettrace() or getprofile():
            return "the trace function"
        return None
