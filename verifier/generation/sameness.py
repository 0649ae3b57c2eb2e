"""Which programs are the same but for their wording: those have one voice.

Of Python neither comments, docstrings, layout, imports, annotations nor names of
variables make a difference; of other languages white space makes none.
"""

import ast
import builtins
from collections.abc import Sequence
from typing import override

_BUILTINS = frozenset(vars(builtins))


def distinct_sources(sources: Sequence[str], language: str) -> list[int]:
    """Return the indices of programs that are not copies of earlier ones."""
    seen: set[str] = set()
    found = []
    for index, source in enumerate(sources):
        key = _key(source, language)
        if key not in seen:
            seen.add(key)
            found.append(index)
    return found


def _key(source: str, language: str) -> str:
    if language != "python":
        return "".join(source.split())
    try:
        tree = ast.parse(source)
        return ast.dump(_Renamer().visit(tree))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return source


class _Renamer(ast.NodeTransformer):
    """Numbers the names of a program in the order in which they come."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def _renamed(self, name: str) -> str:
        if name in _BUILTINS:
            return name
        return self._names.setdefault(name, f"v{len(self._names)}")

    @override
    def generic_visit(self, node: ast.AST) -> ast.AST:
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list):
                kept = [statement for statement in block if not _is_wording(statement)]
                setattr(node, name, kept or block[:0] + [ast.Pass()] * bool(block))
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                node.name, node.returns = self._renamed(node.name), None
            case ast.arg():
                node.arg, node.annotation = self._renamed(node.arg), None
            case ast.Name():
                node.id = self._renamed(node.id)
            case ast.AnnAssign(value=ast.expr() as value):
                return self.generic_visit(ast.Assign([node.target], value))
            case _:
                pass
        return super().generic_visit(node)


def _is_wording(statement: ast.AST) -> bool:
    is_text = isinstance(statement, ast.Expr) and isinstance(
        statement.value, ast.Constant
    )
    return is_text or isinstance(statement, ast.Import | ast.ImportFrom)
