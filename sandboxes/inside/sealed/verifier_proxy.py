"""Proxies: what one side of a sealed test has of an object of the other side.

Everything goes to the object itself, but for what could lie about a value: next
to data an object is no more than the builtin data in it.
"""

_ARITHMETIC = (
    "add sub mul truediv floordiv mod divmod pow and or xor lshift rshift matmul"
)
_TOLD = frozenset(
    ["__%s__" % name for name in "lt le gt ge contains".split()]
    + [
        "__%s%s__" % (way, name)
        for way in ("", "r", "i")
        for name in _ARITHMETIC.split()
    ]
)
_UNTOLD = frozenset(
    "__%s__" % name
    for name in (
        "call len length_hint iter next reversed getitem setitem delitem missing "
        "bool int float index complex round trunc floor ceil abs neg pos invert "
        "enter exit aenter aexit aiter anext await copy format bytes fspath"
    ).split()
)


def may_mirror(name):
    """Say whether a mirror may have a method of this name.

    What decides what an object is (`__eq__`, `__class__`, `__get__`,
    `__array_function__`, ...) is never asked of the other side.
    """
    if name.startswith("__") and name.endswith("__"):
        return name in _TOLD or name in _UNTOLD
    return name not in ("_remote", "_twin", "_is_made", "_is_maker", "_remote_class")


class Mirror(type):
    """Metaclass of mirrors; a mirror of a remote class makes remote instances."""

    def __call__(cls, *args, **kwargs):
        remote = type.__getattribute__(cls, "_remote_class")
        if remote is None:
            raise TypeError("%s cannot be made here" % cls.__name__)
        peer, number = remote
        thing = peer.ask("call", number, args, kwargs)
        return _made(thing) if type.__getattribute__(cls, "_is_maker") else thing

    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        remote = type.__getattribute__(cls, "_remote_class")
        if remote is None:
            raise AttributeError(name)
        peer, number = remote
        return peer.ask("get", number, name=name)

    def __iter__(cls):
        return cls._of_the_class("__iter__")

    def __getitem__(cls, key):
        return cls._of_the_class("__getitem__", key)

    def _of_the_class(cls, name, *args):
        remote = type.__getattribute__(cls, "_remote_class")
        if remote is None:
            raise TypeError("%s is not known here" % cls.__name__)
        peer, number = remote
        return peer.ask("method", number, args, name=name)


class Remote(metaclass=Mirror):
    """What all proxies have: everything goes to the other side."""

    _remote_class = None
    _is_maker = None
    _is_made = False

    def __init_subclass__(cls):
        if "_remote_class" not in vars(cls):
            raise TypeError("a sealed test cannot derive from a class of the candidate")

    def __getattr__(self, name):
        if name.startswith("__array"):  # numpy would take memory at its word
            raise AttributeError(name)
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("get", number, name=name)

    def __setattr__(self, name, value):
        peer, number = object.__getattribute__(self, "_remote")
        peer.ask("set", number, [value], name=name)

    def __delattr__(self, name):
        peer, number = object.__getattribute__(self, "_remote")
        peer.ask("del", number, name=name)

    def __eq__(self, other):
        return _equal(self, other, "__eq__")

    def __ne__(self, other):
        return _equal(self, other, "__ne__")

    def __hash__(self):
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("method", number, name="__hash__")

    def __str__(self):
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("method", number, name="__str__")

    def __repr__(self):
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("method", number, name="__repr__")


def _equal(self, other, name):
    """Compare: two objects of the other side there, an object with data here.

    An object may say of itself that it equals anything; so next to data it is
    no more than the builtin data in it, and nothing if there is none.
    """
    peer, number = object.__getattribute__(self, "_remote")
    if isinstance(other, Remote):
        if other is self:
            return name == "__eq__"
        return bool(peer.ask("method", number, [other], name=name))
    twin = object.__getattribute__(self, "_twin")
    same = bool(twin) and twin[0] == other
    return same if name == "__eq__" else not same


def _made(thing):
    """Mark an object as made by this side: its operators are what is tested."""
    if isinstance(thing, Remote):
        object.__setattr__(thing, "_is_made", True)
    return thing


_REFLECTED = {"__lt__": "__gt__", "__le__": "__ge__"}
_REFLECTED |= {theirs: ours for ours, theirs in _REFLECTED.items()}


def _reflected(name):
    """Return the operator that the right operand has for one of the left."""
    if name in _REFLECTED:
        return _REFLECTED[name]
    is_right = "__%s" % name[3:] in _TOLD and name[2] == "r"
    return "__%s" % name[3:] if is_right else "__r%s" % name[2:]


def _operator(name):
    """Make an operator that is told its operand.

    An object could answer any comparison, or subtraction, as it is hoped for.
    So, next to data, an operator of an object that this side did not make
    itself is not asked: the builtin data in the object answers, or nobody does.
    """

    def forward(self, other):
        is_asked = object.__getattribute__(self, "_is_made")
        if is_asked or isinstance(other, Remote):
            peer, number = object.__getattribute__(self, "_remote")
            result = peer.ask("method", number, [other], name=name)
            return _made(result) if is_asked else result
        twin = object.__getattribute__(self, "_twin")
        own = getattr(twin[0], name, None) if twin else None
        if own is not None:
            result = own(other)
            back = getattr(type(other), _reflected(name), None)
            if result is NotImplemented and back:
                return back(other, twin[0])
            return result
        if name == "__contains__":
            raise TypeError("an object of the candidate is no container")
        return NotImplemented

    forward.__name__ = name
    return forward


def named(value, name):
    """Return a value that the tests have under a name.

    A class under a name like a function's may take the place of one: what it
    makes is a result, not an object under test.
    """
    if isinstance(value, Mirror) and type.__getattribute__(value, "_remote_class"):
        is_class_name = name.lstrip("_")[:1].isupper()
        if type.__getattribute__(value, "_is_maker") is not False:
            type.__setattr__(value, "_is_maker", is_class_name)
    return value


def _leave(self, kind, error, trace):
    """Leave a context; it has no say in failures of the tests."""
    peer, number = object.__getattribute__(self, "_remote")
    told = isinstance(error, Exception) and not isinstance(error, AssertionError)
    args = (kind, error, None) if told else (None, None, None)
    swallows = peer.ask("method", number, args, name="__exit__")
    return bool(swallows) and told


def asked(name):
    """Make a property for what every object here has of its own."""

    def get(self):
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("get", number, name=name)

    return property(get)


def stub(name):
    """Make a method of a mirror that goes to the other side."""
    if name in _TOLD:
        return _operator(name)
    if name == "__exit__":
        return _leave

    def forward(self, *args, **kwargs):
        peer, number = object.__getattribute__(self, "_remote")
        return peer.ask("method", number, args, kwargs, name=name)

    forward.__name__ = name
    return forward
