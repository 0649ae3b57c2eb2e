"""Which Python programs keep nothing between calls, by their text.

Calls of such a program may share a process: that is some twenty times cheaper
than a process a call. Doubt counts as keeping: whoever is not understood here is
only called more slowly.
"""

import ast

_PURE_MODULES = frozenset(
    {
        *("bisect", "cmath", "collections", "copy", "fractions", "functools"),
        *("hashlib", "heapq", "itertools", "math", "numbers", "operator", "re"),
        *("statistics", "string", "textwrap", "typing", "unicodedata"),
    }
)
"""Modules whose functions give the same for the same arguments, at any time."""
_REACHING = frozenset(
    {
        *("__builtins__", "__import__", "breakpoint", "compile", "delattr", "eval"),
        *("exec", "globals", "input", "open", "setattr", "vars"),
    }
)
"""Names by which a program reaches what its text does not show."""


def keeps_nothing(source: str) -> bool:
    """Whether no call of a Python program can change what a later one answers.

    Its top level may have functions, imports of pure modules and constants;
    nothing may be decorated, declared `global`, assigned to an attribute, or
    changed that the top level owns.
    """
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    try:
        at_top = all(map(_is_harmless_at_top, tree.body))
        return at_top and not any(map(_may_keep, ast.walk(tree)))
    except RecursionError:
        return False


def _is_harmless_at_top(node: ast.stmt) -> bool:
    match node:
        case ast.FunctionDef() | ast.Import() | ast.ImportFrom() | ast.Pass():
            return True
        case ast.Assign(value=value) | ast.AnnAssign(value=ast.expr() as value):
            return _is_constant(value)
        case ast.Expr(value=value):
            return isinstance(value, ast.Constant)
        case _:
            return False


def _is_constant(node: ast.expr) -> bool:
    """Whether a value can never change: mutable ones are shared by all calls."""
    match node:
        case ast.Constant():
            return True
        case ast.UnaryOp(operand=operand):
            return _is_constant(operand)
        case ast.BinOp(left=left, right=right):
            return _is_constant(left) and _is_constant(right)
        case ast.Tuple(elts=items):
            return all(map(_is_constant, items))
        case _:
            return False


def _may_keep(node: ast.AST) -> bool:
    match node:
        case ast.Global() | ast.ClassDef() | ast.AsyncFunctionDef():
            return True
        case ast.Attribute(ctx=ast.Store() | ast.Del()):
            return True
        case ast.Attribute(attr=name) | ast.Name(id=name):
            is_inner = name.startswith("__") and name != "__name__"
            return is_inner or name in _REACHING or name in {"cache", "lru_cache"}
        case ast.Import(names=names):
            return any(alias.name not in _PURE_MODULES for alias in names)
        case ast.ImportFrom(module=module, names=names):
            is_cached = any(a.name in {"cache", "lru_cache"} for a in names)
            return module not in _PURE_MODULES or is_cached
        case ast.FunctionDef(args=args, decorator_list=decorators):
            given = [*args.defaults, *(d for d in args.kw_defaults if d)]
            return bool(decorators) or not all(map(_is_constant, given))
        case ast.Lambda(args=args):
            given = [*args.defaults, *(d for d in args.kw_defaults if d)]
            return not all(map(_is_constant, given))
        case _:
            return False
