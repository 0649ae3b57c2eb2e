"""Reads one type, as any of the languages writes it."""

from collections.abc import Sequence

from sandboxes.signatures.names import (
    ARRAYS,
    GENERIC,
    MODIFIERS,
    PLAIN,
    TRANSPARENT,
    SignatureError,
)
from sandboxes.signatures.tokens import closing, split
from sandboxes.signatures.types import ANY, Shape, Type

_NULL = frozenset({"None", "null", "undefined", "nil"})
_MOST_DEPTH = 20
_C_WORDS = frozenset({"unsigned", "signed", "long", "short"})
_NODES = frozenset({Shape.LINKED_LIST, Shape.TREE})


def read_type(parts: Sequence[str], depth: int = 0) -> Type:
    """Read a type.

    Raises:
        SignatureError: It is none.
    """
    if depth > _MOST_DEPTH:
        msg = "types within types within types, too deep"
        raise SignatureError(msg)
    choices = [piece for piece in split(parts, "|") if piece]
    if len(choices) > 1:
        rest = [it for it in choices if it[0] not in _NULL]
        types = {read_type(piece, depth + 1) for piece in rest}
        one = types.pop() if len(types) == 1 else ANY
        return _optional(one) if len(rest) < len(choices) else one
    words = [part for part in parts if part not in MODIFIERS and part not in "&..."]
    words = [part for part in words if part != "&&"]
    if not words:
        msg = f"{' '.join(parts)!r} is no type"
        raise SignatureError(msg)
    return _read(words, depth)


def _read(words: list[str], depth: int) -> Type:
    last = words[-1]
    if words[0] == "?":  # PHP
        return _optional(read_type(words[1:], depth + 1))
    if last == "?":
        return _optional(read_type(words[:-1], depth + 1))
    if last == "*":
        inner = read_type(words[:-1], depth + 1)
        return _pointed(inner)
    if words[0] == "*":
        return _pointed(read_type(words[1:], depth + 1))
    if (
        last == "]"
        and (start := _opening(words)) > 0
        and _is_size(words[start + 1 : -1])
    ):
        return Type(Shape.LIST, (read_type(words[:start], depth + 1),))
    if words[0] == "[":
        end = closing(words, 0)
        inside, after = words[1:end], words[end + 1 :]
        if _is_size(inside):  # Go: []int
            return Type(Shape.LIST, (read_type(after, depth + 1),))
        item = next(split(inside, ";"))  # Rust: [i32; 3]
        if after:
            msg = f"{' '.join(after)!r} after a type"
            raise SignatureError(msg)
        if len(items := [it for it in split(item, ",") if it]) > 1:  # TypeScript
            types = tuple(read_type(it, depth + 1) for it in items)
            return Type(Shape.TUPLE, types)
        return Type(Shape.LIST, (read_type(item, depth + 1),))
    if words[0] == "(":
        return _read_group(words, depth)
    return _read_named(words, depth)


def _pointed(inner: Type) -> Type:
    """Return what a pointer leads to: C's `char *` is text, other arrays are lists."""
    if inner.shape is Shape.CHAR:
        return Type(Shape.STR)
    if inner.shape in _NODES:
        return inner
    return Type(Shape.LIST, (inner,))


def _opening(words: Sequence[str]) -> int:
    depth = 0
    for at in range(len(words) - 1, -1, -1):
        if words[at] == "]":
            depth += 1
        elif words[at] == "[":
            depth -= 1
        if depth == 0:
            return at
    return -1


def _is_size(inside: Sequence[str]) -> bool:
    return not inside or (len(inside) == 1 and inside[0].isdigit())


def _read_group(words: list[str], depth: int) -> Type:
    end = closing(words, 0)
    if end != len(words) - 1:
        msg = f"{' '.join(words[end + 1 :])!r} after a type"
        raise SignatureError(msg)
    items = [read_type(piece, depth + 1) for piece in split(words[1:end], ",") if piece]
    if not items:
        return Type(Shape.VOID)
    return items[0] if len(items) == 1 else Type(Shape.TUPLE, tuple(items))


def _read_named(words: list[str], depth: int) -> Type:
    name, rest = words[0], words[1:]
    if name in _C_WORDS:
        return _read_c_integer(words)
    if name == "map" and rest[:1] == ["["]:  # Go: map[string]int
        end = closing(words, 1)
        if end + 1 < len(words):
            key = read_type(words[2:end], depth + 1)
            return Type(Shape.MAP, (key, read_type(words[end + 1 :], depth + 1)))
    if rest and (rest[0] not in "<[" or closing(words, 1) != len(words) - 1):
        msg = f"{' '.join(words)!r} is no type"
        if rest != ["{", "}"]:
            raise SignatureError(msg)
        rest = []
    pieces = [it for it in split(rest[1:-1], ",") if it]
    shape = GENERIC.get(name)
    if shape is Shape.TUPLE and pieces and rest[-2] == ",":  # Python: tuple[int, ...]
        return Type(Shape.LIST, (read_type(pieces[0], depth + 1),))
    sizes = [word for piece in pieces[1:] for word in piece]
    if shape is Shape.LIST and len(sizes) == 1 and sizes[0].isdigit():
        del pieces[1:]  # C++: array<int, 3>
    return _make(name, [read_type(it, depth + 1) for it in pieces])


def _read_c_integer(words: list[str]) -> Type:
    if unknown := [
        it for it in words if it not in _C_WORDS | {"int", "char", "double"}
    ]:
        msg = f"{unknown[0]!r} is no part of an integer type of C"
        raise SignatureError(msg)
    if "double" in words:
        return Type(Shape.FLOAT)
    return Type(Shape.LONG if "long" in words else Shape.INT)


def _make(name: str, items: list[Type]) -> Type:
    if name in ARRAYS and not items:
        return Type(Shape.LIST, (Type(ARRAYS[name]),))
    if name in TRANSPARENT and items:
        return items[0]
    if name == "Result" and items:
        return items[0]
    if name == "Union" and items:
        rest = {it for it in items if it.shape is not Shape.VOID}
        one = rest.pop() if len(rest) == 1 else ANY
        return _optional(one) if Type(Shape.VOID) in items else one
    if name in PLAIN:
        return Type(PLAIN[name])
    if name not in GENERIC:
        known = "int long bigint float str char bool bytes any void list[T] set[T] "
        known += "map[K, V] tuple[A, B] optional[T] ListNode TreeNode"
        msg = f"{name!r} is no type; write them as in your language, or one of {known}"
        raise SignatureError(msg)
    return _container(GENERIC[name], items)


_SIZES = {Shape.LIST: 1, Shape.SET: 1, Shape.MAP: 2, Shape.OPTIONAL: 1}


def _container(shape: Shape, items: list[Type]) -> Type:
    if shape is Shape.OPTIONAL and items:
        return _optional(items[0])
    size = _SIZES.get(shape)
    if size is None:
        return Type(shape, tuple(items))
    if items and len(items) != size:
        msg = f"a {shape} has {size} type{'s'[: size - 1]} in it, not {len(items)}"
        raise SignatureError(msg)
    return Type(shape, tuple(items) or (ANY,) * size)


def _optional(inner: Type) -> Type:
    if inner.shape in {Shape.OPTIONAL, Shape.ANY, *_NODES}:
        return inner
    return Type(Shape.OPTIONAL, (inner,))
