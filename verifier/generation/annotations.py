"""Reads a signature: parameter names and domains, from text that is never run."""

import ast
from dataclasses import dataclass

from verifier.generation.domain import ANY, Domain, Shape, merged

_PLAIN = {
    "int": Shape.INT,
    "float": Shape.FLOAT,
    "str": Shape.STR,
    "bool": Shape.BOOL,
    "bytes": Shape.BYTES,
    "None": Shape.NONE,
}
_GENERIC = {
    "list": Shape.LIST,
    "sequence": Shape.LIST,
    "iterable": Shape.LIST,
    "collection": Shape.LIST,
    "set": Shape.SET,
    "frozenset": Shape.FROZENSET,
    "abstractset": Shape.SET,
}
_MAPPINGS = frozenset({"dict", "mapping", "mutablemapping"})
_TWO = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Signature:
    """What a function takes.

    Attributes:
        names: Names of its parameters.
        domains: A domain for each; `ANY` where there is no annotation.
        required: How many must be given.
        returns: Domain of what it returns; `ANY` if unknown.
        docstring: Its docstring; empty if there is none.
    """

    names: tuple[str, ...]
    domains: tuple[Domain, ...]
    required: int
    returns: Domain = ANY
    docstring: str = ""


def read_signature(source: str, function: str) -> Signature | None:
    """Find a function in a program's text and read its signature.

    Args:
        source: Python source; a bare `def f(a: int) -> int` will do.
        function: The function, or `Class.method`, whose first parameter is
            then left out.

    Returns:
        None if the source is not Python, or has no such function.
    """
    found = definition_of(source, function)
    if found is None:
        return None
    arguments = [*found.args.posonlyargs, *found.args.args]
    if "." in function:
        arguments = arguments[1:]
    return Signature(
        names=tuple(argument.arg for argument in arguments),
        domains=tuple(read_annotation(argument.annotation) for argument in arguments),
        required=max(0, len(arguments) - len(found.args.defaults)),
        returns=read_annotation(found.returns),
        docstring=ast.get_docstring(found) or "",
    )


def definition_of(source: str, function: str) -> ast.FunctionDef | None:
    """Find a function in a program's text; see `read_signature`."""
    tree = _parse(source)
    if tree is None:
        return None
    class_name, _, method = function.rpartition(".")
    found: ast.FunctionDef | None = None
    for scope in ast.walk(tree):
        wanted = isinstance(scope, ast.ClassDef) and scope.name == class_name
        if wanted if class_name else isinstance(scope, ast.Module):
            for node in scope.body:  # type: ignore[attr-defined]
                if isinstance(node, ast.FunctionDef) and node.name == method:
                    found = node
    return found


def _parse(source: str) -> ast.Module | None:
    stripped = source.rstrip()
    for text in (source, f"{stripped.removesuffix(':')}:\n    pass\n"):
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue
    return None


def read_annotation(node: ast.expr | None) -> Domain:
    """Make a domain of an annotation; what is not understood is `ANY`."""
    match node:
        case ast.Constant(value=None):
            return Domain(shape=Shape.NONE)
        case ast.Constant(value=str(text)):
            return _read_text(text)
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return _named(name)
        case ast.BinOp(left=left, op=ast.BitOr(), right=right):
            return merged([read_annotation(left), read_annotation(right)])
        case ast.Subscript(value=ast.Name(id=name) | ast.Attribute(attr=name)):
            inner = node.slice
            parts = inner.elts if isinstance(inner, ast.Tuple) else [inner]
            return _subscripted(name, parts)
        case _:
            return ANY


def _read_text(text: str) -> Domain:
    try:
        return read_annotation(ast.parse(text, mode="eval").body)
    except (SyntaxError, ValueError, RecursionError):
        return ANY


def _named(name: str) -> Domain:
    if name in _PLAIN:
        return Domain(shape=_PLAIN[name])
    generic = name.lower()
    if generic in _GENERIC:
        return Domain(shape=_GENERIC[generic], items=(ANY,))
    if generic in _MAPPINGS:
        return Domain(shape=Shape.DICT, items=(ANY, ANY))
    if generic == "tuple":
        return Domain(shape=Shape.TUPLE, items=(ANY,))
    return ANY


def _subscripted(name: str, parts: list[ast.expr]) -> Domain:
    generic = name.lower()
    if generic == "literal":
        values = tuple(p.value for p in parts if isinstance(p, ast.Constant))
        return Domain(shape=Shape.LITERAL, values=values)
    inner = [read_annotation(part) for part in parts]
    if generic == "optional":
        return merged([*inner, Domain(shape=Shape.NONE)])
    if generic == "union":
        return merged(inner)
    if generic in _MAPPINGS and len(inner) == _TWO:
        return Domain(shape=Shape.DICT, items=tuple(inner))
    if generic == "tuple":
        is_open = isinstance(parts[-1], ast.Constant) and parts[-1].value is ...
        if is_open:
            return Domain(shape=Shape.TUPLE, items=(inner[0],))
        return Domain(shape=Shape.RECORD, items=tuple(inner))
    if generic in _GENERIC:
        return Domain(shape=_GENERIC[generic], items=(inner[0],))
    return ANY
