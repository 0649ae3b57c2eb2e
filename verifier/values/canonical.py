"""One text for all values that are equal: safe to sort, hash and count.

Numbers of a candidate's choice are never hashed as numbers: Python's hash of
an integer can be foreseen, and a million that collide would take hours. The
hash of a text cannot be foreseen.
"""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from verifier.values.form import Kind, Reader, Value, enter, read
from verifier.values.numbers import canonical_number

type Families = Mapping[Kind, str]
"""By kind, the family within which values may be equal."""

_NUMBER = "number"

STRICT: Families = MappingProxyType({kind: kind for kind in Kind})
"""Nothing equals a thing of another type."""

PYTHON: Families = MappingProxyType(
    {
        **STRICT,
        Kind.BOOL: _NUMBER,
        Kind.INT: _NUMBER,
        Kind.FLOAT: _NUMBER,
        Kind.COMPLEX: _NUMBER,
        Kind.FROZENSET: Kind.SET,
    }
)
"""What may be equal under Python's `==`."""

LOOSE: Families = MappingProxyType({**PYTHON, Kind.TUPLE: Kind.LIST})
"""The same where tuples are not known."""

JSON: Families = MappingProxyType({**LOOSE, Kind.BOOL: Kind.BOOL})
"""What may be equal in JSON, where `true` is not 1."""


def canonical(
    tree: Value, families: Families = PYTHON, read: Reader = read, depth: int = 0
) -> str:
    """Write a value so that values equal in those families read the same.

    Raises:
        MalformedValueError: It is not a value, or nested too deep.
    """
    kind, data = read(tree)
    family = families[kind]
    match kind:
        case Kind.NULL:
            return "null"
        case Kind.BOOL | Kind.INT | Kind.FLOAT | Kind.COMPLEX:
            number = canonical_number(data)
            return number if family == _NUMBER else f"{family} {number}"
        case Kind.STR:
            return json.dumps(data)
        case Kind.BYTES:
            return f"b{data.hex()}"
        case Kind.LIST | Kind.TUPLE | Kind.SET | Kind.FROZENSET:
            below = enter(depth)
            items: Iterable[str] = (canonical(i, families, read, below) for i in data)
            if kind in {Kind.SET, Kind.FROZENSET}:
                items = sorted(set(items))
            return f"{family}[{', '.join(items)}]"
        case Kind.DICT:
            below = enter(depth)
            pairs = {
                canonical(key, families, read, below): canonical(
                    item, families, read, below
                )
                for key, item in data
            }
            items = (f"{key}: {item}" for key, item in sorted(pairs.items()))
            return f"{family}[{', '.join(items)}]"
