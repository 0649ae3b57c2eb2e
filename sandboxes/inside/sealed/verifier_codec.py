"""Values between two boxes: data crosses, objects stay and are referred to.

Used on both sides of a sealed test. Builtin data travels as what it is, by the
data inside: what a subclass overrides does not count. Every other object stays
where it is; the other side gets a proxy that forwards to it (`peer`). Nothing
that arrives is ever executed.
"""

import base64
import builtins
import collections
import datetime
import decimal
import fractions
import json

MAX_DEPTH = 200
_LONG_BITS = 10000
_PLAIN = (type(None), bool, int, float, str)
_COLLECTIONS = {
    kind.__name__: kind
    for kind in (collections.OrderedDict, collections.Counter, collections.defaultdict)
}
_DATES = {
    kind.__name__: kind for kind in (datetime.date, datetime.datetime, datetime.time)
}
_SINGLETONS = {"Ellipsis": Ellipsis, "NotImplemented": NotImplemented}
_FUNCTIONS = (
    "abs all any ascii bin bool bytearray bytes callable chr complex dict divmod "
    "enumerate filter float format frozenset hash hex int isinstance issubclass iter "
    "len list map max min next object oct ord pow print range repr reversed round "
    "set slice sorted str sum tuple zip"
).split()
_BUILTINS = {
    id(value): name
    for name, value in vars(builtins).items()
    if name in _FUNCTIONS
    or (isinstance(value, type) and issubclass(value, BaseException))
}
"""What may come from the other side by its name: nothing that runs code (`eval`),
finds names (`getattr`, `globals`) or makes classes (`type`)."""
_MOST_NAMED = 256


class ProtocolError(Exception):
    """The other side said what it may not, or what cannot be read."""


def dump(document):
    return json.dumps(document, check_circular=False).encode()


def load(data):
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise ProtocolError("unreadable: %s" % type(error).__name__) from None


def encode_float(value):
    if value != value:
        return {"$float": "nan"}
    if value in (float("inf"), float("-inf")):
        return {"$float": "inf" if value > 0 else "-inf"}
    return value


def _is_plain_named(kind):
    """Say whether a class of tuples has names and nothing else of its own."""
    if kind.__bases__ != (tuple,) or not hasattr(kind, "_fields"):
        return False
    usual = vars(collections.namedtuple("Usual", ())).keys() | set(kind._fields)
    return vars(kind).keys() <= usual | {"__orig_bases__", "__annotations__"}


class Encoder:
    """Encodes values; `refer` makes a reference of what is no data.

    Containers that were encoded are remembered in `seen`, with the form they
    had, so that changes by the other side can be brought back.
    """

    def __init__(self, refer):
        self._refer = refer
        self.seen = []

    def encode(self, value, depth=0):
        if depth > MAX_DEPTH:
            raise ProtocolError("a value nested deeper than %d levels" % MAX_DEPTH)
        kind = type(value)
        if kind in (bool, str, type(None)):
            return value
        if kind is int:
            return {"$int": hex(value)} if value.bit_length() > _LONG_BITS else value
        if kind is float:
            return encode_float(value)
        if kind is list:
            form = [self.encode(item, depth + 1) for item in value]
            self.seen.append((value, form))
            return form
        if kind is dict:
            return self._dict(value, depth)
        if kind is tuple:
            return {"$tuple": [self.encode(item, depth + 1) for item in value]}
        return self._other(value, kind, depth)

    def _dict(self, value, depth):
        pairs = [
            (self.encode(key, depth + 1), self.encode(item, depth + 1))
            for key, item in dict.items(value)
        ]
        plain = all(type(key) is str for key, _ in pairs)
        if plain and not (len(pairs) == 1 and pairs[0][0].startswith("$")):
            form = dict(pairs)
        else:
            form = {"$dict": [list(pair) for pair in pairs]}
        self.seen.append((value, form))
        return form

    def _items(self, value, depth):
        return [self.encode(item, depth + 1) for item in value]

    def _other(self, value, kind, depth):
        if kind in (set, frozenset):
            form = {"$" + kind.__name__: self._items(value, depth)}
            if kind is set:
                self.seen.append((value, form))
            return form
        if kind in (bytes, bytearray):
            form = {"$" + kind.__name__: base64.b64encode(value).decode()}
            if kind is bytearray:
                self.seen.append((value, form))
            return form
        if kind is complex:
            return {"$complex": [encode_float(value.real), encode_float(value.imag)]}
        if kind is range:
            return {"$range": [value.start, value.stop, value.step]}
        if kind is slice:
            parts = (value.start, value.stop, value.step)
            return {"$slice": self._items(parts, depth)}
        if kind is collections.deque:
            return {"$deque": [self._items(value, depth), value.maxlen]}
        if kind in _COLLECTIONS.values():
            pairs = [
                [self.encode(k, depth + 1), self.encode(v, depth + 1)]
                for k, v in dict.items(value)
            ]
            factory = getattr(value, "default_factory", None)
            return {"$collection": [kind.__name__, pairs, _BUILTINS.get(id(factory))]}
        if kind is decimal.Decimal:
            return {"$decimal": str(value)}
        if kind is fractions.Fraction:
            parts = (value.numerator, value.denominator)
            return {"$fraction": self._items(parts, depth)}
        if kind in _DATES.values() and getattr(value, "tzinfo", None) is None:
            return {"$date": [kind.__name__, value.isoformat()]}
        if kind is datetime.timedelta:
            return {"$timedelta": [value.days, value.seconds, value.microseconds]}
        if value is Ellipsis or value is NotImplemented:
            return {"$singleton": repr(value)}
        if id(value) in _BUILTINS and vars(builtins)[_BUILTINS[id(value)]] is value:
            return {"$builtin": _BUILTINS[id(value)]}
        if kind.__module__ == "numpy":
            return self._numpy(value, depth)
        if isinstance(value, tuple) and _is_plain_named(kind):
            fields = [str(name) for name in kind._fields]
            return {
                "$named": [
                    kind.__name__,
                    fields,
                    self._items(tuple.__iter__(value), depth),
                ]
            }
        return self._refer(value, self._data_inside(value, depth))

    def _numpy(self, value, depth):
        if (
            hasattr(value, "tolist")
            and hasattr(value, "dtype")
            and value.dtype.kind in "biufcSU"
        ):
            return {
                "$numpy": [
                    str(value.dtype),
                    list(value.shape),
                    self.encode(value.tolist(), depth + 1),
                ]
            }
        return self._refer(value, None)

    def _data_inside(self, value, depth):
        """The builtin data in an object of a subclass, for comparisons with data."""
        for kind, plain in (
            (int, int.__index__),
            (float, float.__float__),
            (str, str.__str__),
            (list, lambda it: list(list.__iter__(it))),
            (tuple, lambda it: tuple(tuple.__iter__(it))),
            (dict, lambda it: dict(dict.items(it))),
            (set, lambda it: set(set.__iter__(it))),
            (frozenset, lambda it: frozenset(frozenset.__iter__(it))),
            (bytes, lambda it: bytes.__getitem__(it, slice(None))),
        ):
            if isinstance(value, kind):
                return [Encoder(self._refer).encode(plain(value), depth + 1)]
        return None


class Decoder:
    """Decodes what the other side encoded; `resolve` finds what is referred to."""

    def __init__(self, resolve):
        self._resolve = resolve
        self._named_kinds = {}

    def decode(self, form, depth=0):
        if type(form) in _PLAIN:
            return form
        if depth > 2 * MAX_DEPTH:
            raise ProtocolError("nested too deep")
        if type(form) is list:
            return [self.decode(item, depth + 1) for item in form]
        if len(form) == 1:
            [(tag, body)] = form.items()
            if tag.startswith("$"):
                return self._tagged(tag, body, depth)
        return {key: self.decode(item, depth + 1) for key, item in form.items()}

    def _tagged(self, tag, body, depth):
        try:
            if tag in ("$ref", "$own"):
                return self._resolve(tag, body)
            return getattr(self, "_" + tag[1:])(body, depth + 1)
        except ProtocolError:
            raise
        except Exception as error:
            raise ProtocolError(
                "bad %s: %s" % (tag[:20], type(error).__name__)
            ) from None

    def _list(self, body, depth):
        return [self.decode(item, depth) for item in body]

    def _tuple(self, body, depth):
        return tuple(self._list(body, depth))

    def _set(self, body, depth):
        return set(self._list(body, depth))

    def _frozenset(self, body, depth):
        return frozenset(self._list(body, depth))

    def _dict(self, body, depth):
        return {self.decode(key, depth): self.decode(item, depth) for key, item in body}

    def _bytes(self, body, depth):
        return base64.b64decode(body)

    def _bytearray(self, body, depth):
        return bytearray(base64.b64decode(body))

    def _int(self, body, depth):
        return int(body, 16)

    def _float(self, body, depth):
        return float(body)

    def _complex(self, body, depth):
        return complex(*self._list(body, depth))

    def _range(self, body, depth):
        return range(*body)

    def _slice(self, body, depth):
        return slice(*self._list(body, depth))

    def _deque(self, body, depth):
        return collections.deque(self._list(body[0], depth), body[1])

    def _collection(self, body, depth):
        name, pairs, factory = body
        items = self._dict(pairs, depth)
        if name == "defaultdict":
            made = factory and self._builtin(factory, depth)
            return collections.defaultdict(made, items)
        return _COLLECTIONS[name](items)

    def _decimal(self, body, depth):
        return decimal.Decimal(body)

    def _fraction(self, body, depth):
        return fractions.Fraction(*self._list(body, depth))

    def _date(self, body, depth):
        return _DATES[body[0]].fromisoformat(body[1])

    def _timedelta(self, body, depth):
        return datetime.timedelta(*body)

    def _singleton(self, body, depth):
        return _SINGLETONS[body]

    def _builtin(self, body, depth):
        if body not in _BUILTINS.values():
            raise ProtocolError("no such builtin")
        return getattr(builtins, body)

    def _numpy(self, body, depth):
        import numpy

        dtype, shape, data = body
        return numpy.array(self.decode(data, depth), dtype=dtype).reshape(shape)[()]

    def _named(self, body, depth):
        name, fields, values = body
        kind = self._named_kinds.get((name, *fields))
        if kind is None:
            if len(self._named_kinds) >= _MOST_NAMED or len(fields) > _MOST_NAMED:
                raise ProtocolError("too many kinds of tuples")
            kind = collections.namedtuple(name, fields)
            self._named_kinds[(name, *fields)] = kind
        return kind(*self._list(values, depth))
