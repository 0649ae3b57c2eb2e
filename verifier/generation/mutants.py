"""Mutants of a Python reference: one small change each.

The operators are the usual ones of mutation testing (Offutt et al. 1996: those
five that suffice, and a few of Python's own). A test set that does not tell a
mutant from the reference would not tell a program with that mistake either.
"""

import ast
import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, override

_COMPARE: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Lt: (ast.LtE, ast.GtE),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.LtE),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
_ARITHMETIC: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub,),
    ast.Sub: (ast.Add,),
    ast.Mult: (ast.Add, ast.FloorDiv),
    ast.Div: (ast.FloorDiv, ast.Mult),
    ast.FloorDiv: (ast.Div, ast.Mult),
    ast.Mod: (ast.FloorDiv,),
    ast.Pow: (ast.Mult,),
    ast.BitAnd: (ast.BitOr,),
    ast.BitOr: (ast.BitAnd,),
    ast.BitXor: (ast.BitOr,),
    ast.LShift: (ast.RShift,),
    ast.RShift: (ast.LShift,),
}
_NAMES = {
    "min": "max",
    "max": "min",
    "any": "all",
    "all": "any",
    "upper": "lower",
    "lower": "upper",
    "isupper": "islower",
    "islower": "isupper",
    "startswith": "endswith",
    "endswith": "startswith",
    "lstrip": "rstrip",
    "rstrip": "lstrip",
    "strip": "lstrip",
    "append": "extend",
    "find": "rfind",
    "index": "count",
    "ceil": "floor",
    "floor": "ceil",
    "round": "int",
}
_WRAPPERS = frozenset(
    {"sorted", "set", "abs", "reversed", "round", "list", "str", "int"}
)


@dataclass(frozen=True, slots=True)
class Mutant:
    """A changed program.

    Attributes:
        source: Its text.
        change: What was changed, in words for people.
    """

    source: str
    change: str


def mutants_of(source: str, most: int, seed: int) -> list[Mutant]:
    """Make mutants of a Python program.

    Args:
        source: The program.
        most: How many; of more, as many are chosen by chance.
        seed: Chooses the same ones again.

    Returns:
        Mutants that differ from each other and from the program; none, if it is
        not Python.
    """
    try:
        tree = ast.parse(source)
        plain = ast.unparse(tree)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    places = [
        (place, variant)
        for place, node in enumerate(_nodes(tree))
        for variant in range(len(_changes(node)))
    ]
    Random(f"{seed}/mutants").shuffle(places)
    found: dict[str, str] = {plain: ""}
    for place, variant in places:
        if len(found) > most:
            break
        twin = copy.deepcopy(tree)
        node = list(_nodes(twin))[place]
        before, line = _shown(node), getattr(node, "lineno", 0)
        made = _changes(node)[variant]
        _Replace(node, made).visit(twin)
        changed = ast.fix_missing_locations(twin)
        try:
            text = ast.unparse(changed)
        except (ValueError, RecursionError):
            continue
        found.setdefault(text, f"line {line}: {before} → {_shown(made)}")
    return [Mutant(text, change) for text, change in found.items() if change]


def _nodes(tree: ast.Module) -> Iterator[ast.AST]:
    """Walk the program, without docstrings, annotations and `assert`s."""
    for node in ast.iter_child_nodes(tree):
        yield from _walk(node)


def _walk(node: ast.AST) -> Iterator[ast.AST]:
    if isinstance(node, ast.Assert | ast.Import | ast.ImportFrom):
        return
    if isinstance(node, ast.If) and _is_main_guard(node):
        return
    yield node
    left_out: list[ast.AST] = []
    if isinstance(node, ast.FunctionDef):
        left_out = [node.args, *node.decorator_list]
        if node.returns:
            left_out.append(node.returns)
    if isinstance(node, ast.AnnAssign):
        left_out = [node.annotation]
    for child in ast.iter_child_nodes(node):
        is_text = isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant)
        if child not in left_out and not is_text:
            yield from _walk(child)


def _is_main_guard(node: ast.If) -> bool:
    return "__name__" in ast.unparse(node.test)


def _shown(node: ast.AST | None) -> str:
    text = "nothing" if node is None else ast.unparse(node)
    return text.split("\n", 1)[0][:60]


class _Replace(ast.NodeTransformer):
    """Puts one node in the place of another."""

    def __init__(self, old: ast.AST, new: ast.AST | None) -> None:
        self._old, self._new = old, new

    @override
    def visit(self, node: ast.AST) -> ast.AST | None:
        return self._new if node is self._old else self.generic_visit(node)


def _changes(node: ast.AST) -> list[ast.AST]:
    """Return what a node may be changed to."""
    match node:
        case ast.Compare():
            return [
                ast.Compare(
                    node.left,
                    [*node.ops[:place], other(), *node.ops[place + 1 :]],
                    node.comparators,
                )
                for place, op in enumerate(node.ops)
                for other in _COMPARE[type(op)]
            ]
        case ast.BinOp():
            swapped: list[ast.AST] = [
                ast.BinOp(node.left, other(), node.right)
                for other in _ARITHMETIC.get(type(node.op), ())
            ]
            return [*swapped, node.left, node.right]
        case ast.AugAssign():
            return [
                ast.AugAssign(node.target, other(), node.value)
                for other in _ARITHMETIC.get(type(node.op), ())
            ] + [ast.Pass()]
        case ast.BoolOp():
            other_op = ast.Or() if isinstance(node.op, ast.And) else ast.And()
            return [ast.BoolOp(other_op, node.values), *node.values]
        case ast.UnaryOp(op=ast.Not() | ast.USub()):
            return [node.operand]
        case ast.Constant():
            return [ast.Constant(value) for value in _constants(node.value)]
        case ast.If() | ast.While() if not isinstance(node.test, ast.Constant):
            negated = ast.UnaryOp(ast.Not(), node.test)
            twin = copy.copy(node)
            twin.test = negated
            found: list[ast.AST] = [twin]
            if isinstance(node, ast.If):
                never = copy.copy(node)
                never.test = ast.Constant(False)  # noqa: FBT003 - an AST, not a flag
                found.append(never)
            return found
        case ast.Break():
            return [ast.Continue()]
        case ast.Continue():
            return [ast.Break()]
        case ast.Expr():
            return [ast.Pass()]
        case ast.Call():
            return _calls(node)
        case ast.Slice():
            return _slices(node)
        case ast.IfExp():
            return [node.body, node.orelse]
        case _:
            return []


def _constants(value: object) -> Sequence[Any]:
    match value:
        case bool():
            return [not value]
        case int():
            return [value + 1, value - 1, *([0] if value not in (0, 1, -1) else [])]
        case float():
            return [value + 1, value / 2 + 1]
        case str():
            return ["", f"{value}X"] if value else ["X"]
        case _:
            return []


def _calls(node: ast.Call) -> list[ast.AST]:
    found: list[ast.AST] = []
    name = node.func
    if isinstance(name, ast.Name) and name.id in _NAMES:
        found.append(
            ast.Call(ast.Name(_NAMES[name.id], ast.Load()), node.args, node.keywords)
        )
    if isinstance(name, ast.Attribute) and name.attr in _NAMES:
        func = ast.Attribute(name.value, _NAMES[name.attr], ast.Load())
        found.append(ast.Call(func, node.args, node.keywords))
    if isinstance(name, ast.Name) and name.id in _WRAPPERS and node.args:
        found.append(node.args[0])
    if isinstance(name, ast.Attribute) and not node.args:
        found.append(name.value)
    if node.keywords:
        found.append(ast.Call(node.func, node.args, node.keywords[:-1]))
    if isinstance(name, ast.Name) and name.id == "range" and node.args:
        *first, last = node.args[:2]
        one = ast.Constant(1)
        rest = node.args[2:]
        for op in (ast.Add(), ast.Sub()):
            args = [*first, ast.BinOp(last, op, one), *rest]
            found.append(ast.Call(name, args, node.keywords))
    return found


def _slices(node: ast.Slice) -> list[ast.AST]:
    found: list[ast.AST] = []
    if node.lower is not None:
        found.append(ast.Slice(None, node.upper, node.step))
    if node.upper is not None:
        found.append(ast.Slice(node.lower, None, node.step))
    if node.step is not None:
        found.append(ast.Slice(node.lower, node.upper, None))
    return found
