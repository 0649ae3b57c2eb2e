"""Guesses types from typed JSON values, where a language must have some."""

from collections.abc import Iterable, Sequence

from sandboxes.signatures.types import ANY, Parameter, Shape, Signature, Type

_INT_BITS, _LONG_BITS = 31, 63
_TAGS = {
    "$float": Shape.FLOAT,
    "$bytes": Shape.BYTES,
    "$complex": Shape.ANY,
}
_WIDER = (Shape.BOOL, Shape.INT, Shape.LONG, Shape.BIG_INT, Shape.FLOAT)


def infer(args: Sequence[object], answers: Iterable[object]) -> Signature:
    """Return the narrowest signature that such a call has.

    Args:
        args: Its arguments, typed JSON.
        answers: What it may return.
    """
    return infer_from([args], answers)


def infer_from(
    rows: Sequence[Sequence[object]], answers: Iterable[object]
) -> Signature:
    """Return the narrowest signature that all of some calls have.

    Args:
        rows: The arguments of each, typed JSON.
        answers: What they returned.
    """
    places = range(max(map(len, rows), default=0))
    columns = [[row[place] for row in rows if place < len(row)] for place in places]
    parameters = tuple(Parameter(name=None, type=_common(it)) for it in columns)
    return Signature(parameters=parameters, returns=_common(answers))


def widened(stated: Type, seen: Type) -> Type:
    """Return a stated type, with wider numbers where values need them."""
    joint = _join(stated, seen)
    return stated if Shape.ANY in set(joint.shapes()) else joint


def type_of(value: object) -> Type:
    """Return the narrowest type that holds a typed JSON value."""
    match value:
        case None:
            return ANY
        case bool():
            return Type(Shape.BOOL)
        case int():
            return _integer(value)
        case float():
            return Type(Shape.FLOAT)
        case str():
            return Type(Shape.STR)
        case list():
            return Type(Shape.LIST, (_common(value),))
        case {"$tuple": list(items), **rest} if not rest:
            return Type(Shape.TUPLE, tuple(map(type_of, items)))
        case {"$set": list(items), **rest} | {"$frozenset": list(items), **rest} if (
            not rest
        ):
            return Type(Shape.SET, (_common(items),))
        case {"$dict": list(pairs), **rest} if not rest:
            return _map([pair[0] for pair in pairs], [pair[1] for pair in pairs])
        case {"$int": str(text), **rest} if not rest:
            return _integer(int(text, 16 if "x" in text else 10))
        case dict() if len(value) == 1 and next(iter(value)) in _TAGS:
            return Type(_TAGS[next(iter(value))])
        case dict():
            return _map(list(value), list(value.values()))
        case _:
            return ANY


def _integer(number: int) -> Type:
    bits = number.bit_length()
    if bits <= _INT_BITS:
        return Type(Shape.INT)
    return Type(Shape.LONG if bits <= _LONG_BITS else Shape.BIG_INT)


def _map(keys: list[object], values: list[object]) -> Type:
    return Type(Shape.MAP, (_common(keys), _common(values)))


def _common(values: Iterable[object]) -> Type:
    found: Type | None = None
    for value in values:
        type_ = type_of(value)
        found = type_ if found is None else _join(found, type_)
    return found or ANY


def _join(one: Type, other: Type) -> Type:
    if one == other:
        return one
    if ANY in (one, other):
        return other if one == ANY else one
    if one.shape in _WIDER and other.shape in _WIDER:
        if Shape.BOOL in (one.shape, other.shape):
            return ANY
        return Type(max(one.shape, other.shape, key=_WIDER.index))
    if one.shape is other.shape and len(one.items) == len(other.items):
        pairs = zip(one.items, other.items, strict=True)
        return Type(one.shape, tuple(_join(a, b) for a, b in pairs))
    return ANY
