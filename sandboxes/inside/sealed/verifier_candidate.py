"""The candidate's side of a sealed test: loads the program and serves it.

usage: candidate.py SOURCE; descriptor 4 is read, 5 is written.
"""

import importlib
import importlib.util
import os
import sys
import types

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import verifier_peer as wire

sys.path.pop(0)

_READ_FD, _WRITE_FD = 4, 5
_MOST_BYTES = 1 << 30


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


def main():
    line = wire.Line(_READ_FD, _WRITE_FD, _MOST_BYTES)
    here = wire.Peer(line)
    sys.path.insert(0, os.getcwd())
    here.number_of(Candidate(sys.argv[1]))
    sys.setrecursionlimit(sys.getrecursionlimit() + 200)  # what serving takes
    here.serve()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except Exception:
            pass
    os._exit(0)


main()
