"""Whether typed values fit the types that a signature states."""

import json
from collections.abc import Iterable

from sandboxes import Shape, Type
from verifier.values import MalformedValueError, Value
from verifier.values.form import Kind, read

_PLAIN = {
    Shape.INT: {Kind.INT},
    Shape.LONG: {Kind.INT},
    Shape.BIG_INT: {Kind.INT},
    Shape.FLOAT: {Kind.INT, Kind.FLOAT},
    Shape.STR: {Kind.STR},
    Shape.CHAR: {Kind.STR},
    Shape.BOOL: {Kind.BOOL},
    Shape.BYTES: {Kind.BYTES},
    Shape.VOID: {Kind.NULL},
    Shape.LINKED_LIST: {Kind.LIST, Kind.NULL},
    Shape.TREE: {Kind.LIST, Kind.NULL},
    Shape.LIST: {Kind.LIST, Kind.TUPLE, Kind.NULL},
    Shape.SET: {Kind.LIST, Kind.TUPLE, Kind.SET, Kind.FROZENSET},
    Shape.TUPLE: {Kind.LIST, Kind.TUPLE},
    Shape.MAP: {Kind.DICT},
}


def misfit(value: Value, type_: Type) -> str | None:
    """Say which part of a value does not fit a type; None if all does.

    Raises:
        MalformedValueError: It is not a typed value.
    """
    kind, data = read(value)
    if type_.shape is Shape.ANY:
        return None
    if type_.shape is Shape.OPTIONAL:
        return None if kind is Kind.NULL else misfit(value, type_.items[0])
    if kind not in _PLAIN[type_.shape]:
        return f"{_short(value)} does not fit {type_}"
    if type_.shape is Shape.CHAR and len(data) != 1:
        return f"{_short(value)} is not one character"
    match type_.shape:
        case Shape.LIST | Shape.SET if kind is not Kind.NULL:
            return _first(misfit(item, type_.items[0]) for item in data)
        case Shape.TUPLE if type_.items:
            if len(data) != len(type_.items):
                return f"{_short(value)} does not fit {type_}"
            pairs = zip(data, type_.items, strict=True)
            return _first(misfit(item, part) for item, part in pairs)
        case Shape.MAP:
            return _first(_entry_misfit(key, item, type_) for key, item in data)
        case _:
            return None


def _entry_misfit(key: Value, item: Value, type_: Type) -> str | None:
    of_key, of_item = type_.items
    # JSON writes every key as a string: one that reads as the number is fine.
    kind, data = read(key)
    is_number = of_key.shape in {Shape.INT, Shape.LONG, Shape.BIG_INT}
    if not (is_number and kind is Kind.STR and data.lstrip("-").isdigit()):
        found = misfit(key, of_key)
        if found:
            return found
    return misfit(item, of_item)


def _first(found: Iterable[str | None]) -> str | None:
    return next((it for it in found if it), None)


def _short(value: Value) -> str:
    text = json.dumps(value)
    return text if len(text) <= _MOST else f"{text[:_MOST]}…"


_MOST = 60

__all__ = ["MalformedValueError", "misfit"]
