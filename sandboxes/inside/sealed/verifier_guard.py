"""What the candidate may do with objects of the tests: use them, not open them.

A callback can be called and an object of a test's own class has its public
attributes; nothing leads from there to the frames, the globals or the modules
in which the expected answers are.
"""

import builtins
import functools
import sys
import types

from verifier_peer import Refused

_NEVER_LEAVE = (
    types.ModuleType,
    types.FrameType,
    types.CodeType,
    types.TracebackType,
    types.MappingProxyType,
)
_OPAQUE = (
    types.FunctionType,
    types.BuiltinFunctionType,
    types.MethodType,
    types.GeneratorType,
    types.CoroutineType,
    types.AsyncGeneratorType,
    functools.partial,
)
_TOLD = ("__name__", "__qualname__", "__doc__")
_DUNDERS = frozenset(
    f"__{name}__"
    for name in (
        "call iter next len getitem setitem delitem contains reversed eq ne lt le gt "
        "ge hash str repr bool int float index complex round abs neg pos invert add "
        "radd iadd sub rsub isub mul rmul imul truediv rtruediv floordiv rfloordiv "
        "mod rmod divmod pow rpow and rand or ror xor rxor lshift rshift matmul "
        "enter exit aenter aexit format bytes length_hint"
    ).split()
)


class Guard:
    """Says no by raising `Refused`, which the candidate sees as an exception."""

    def may_leave(self, thing):
        is_builtin = getattr(thing, "__self__", None) is builtins or thing is type
        if isinstance(thing, _NEVER_LEAVE) or is_builtin:
            raise Refused("a %s cannot leave the tests" % type(thing).__name__)

    def may_do(self, op, thing, name):
        if op == "call" or (op == "get" and name in _TOLD):
            return
        if name.startswith("_") and not (op == "method" and name in _DUNDERS):
            raise Refused("%s is private to the tests" % name)
        if isinstance(thing, _OPAQUE) and op != "method":
            raise Refused("a %s can only be used" % type(thing).__name__)
        if isinstance(thing, type) and op in ("set", "del"):
            raise Refused("a class of the tests cannot be changed")
        if isinstance(thing, str) and name in ("format", "format_map"):
            raise Refused("formats lead to what is private to the tests")
        mock = sys.modules.get("unittest.mock")
        if mock and isinstance(thing, mock.NonCallableMock):
            own = not name.startswith("_") and hasattr(mock.NonCallableMock, name)
            if op in ("set", "del") or own:
                raise Refused("a mock of the tests cannot be changed")
