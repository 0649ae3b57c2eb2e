"""The program of a sealed test, as an object that the tests may ask."""

import importlib
import importlib.util
import os
import sys
import types


def _place(here, value):
    if isinstance(value, types.ModuleType):
        return ("module", value.__name__)
    module = getattr(value, "__module__", None)
    name = getattr(value, "__qualname__", None)
    if module in sys.stdlib_module_names and module != "builtins":
        found = getattr(sys.modules.get(module), str(name), None)
        if found is value and name == here:
            return ("library", module, name)
    return ("value", value)


class Candidate:
    """What the tests may ask for by name; object 0 of this side."""

    def __init__(self, source):
        self._source = source
        self._module = None

    def load(self):
        """Run the program's file as a module."""
        stem = os.path.splitext(os.path.basename(self._source))[0]
        sys.argv = [self._source]
        spec = importlib.util.spec_from_file_location(stem, self._source)
        module = importlib.util.module_from_spec(spec)
        sys.modules[stem] = sys.modules["solution"] = module
        self._module = module
        spec.loader.exec_module(module)

    def fetch_all(self, module=None):
        """Return what the names of a module are bound to.

        Each is `("module", its name)`, `("library", module, name)` for what
        the standard library has, too, or `("value", the value)`.
        """
        found = vars(sys.modules[module] if module else self._module)
        return {
            name: _place(name, value)
            for name, value in found.items()
            if not name.startswith("__")
        }

    def find(self, module):
        """Import another module of the submission; the program itself if unknown.

        Returns:
            The name under which `fetch_all` knows it.
        """
        try:
            found = importlib.import_module(module)
        except ImportError:
            return self._module.__name__
        origin = getattr(found, "__file__", None) or ""
        is_own = found is self._module or origin.startswith(os.getcwd() + "/")
        return module if is_own else self._module.__name__
