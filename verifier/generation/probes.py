"""Puts probes into a Python program: which lines and branches does an input take?

The program is rewritten, not traced: that works on every Python, and costs a
call a branch. The box's driver (`batch.py`) supplies `__probe__`.
"""

import ast
from dataclasses import dataclass
from typing import override

_PROBE = "__probe__"


@dataclass(frozen=True, slots=True)
class Probed:
    """A program with probes in it.

    Attributes:
        source: Its text.
        branches: Ids of both outcomes of each test.
        lines: Ids of the statements.
    """

    source: str
    branches: frozenset[int]
    lines: frozenset[int]


def with_probes(source: str) -> Probed | None:
    """Put probes into a program; None if it is not Python."""
    try:
        tree = ast.parse(source)
        writer = _Writer()
        probed = ast.unparse(ast.fix_missing_locations(writer.visit(tree)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    outcomes = range(2, 2 * writer.tests + 2)
    return Probed(
        probed, frozenset(outcomes), frozenset(-n for n in range(1, writer.lines + 1))
    )


class _Writer(ast.NodeTransformer):
    """Numbers tests and statements from 1.

    A test numbered n reports 2n if it is false, 2n + 1 if it is true; a
    statement numbered n reports -n.
    """

    def __init__(self) -> None:
        self.tests = 0
        self.lines = 0

    def _test(self, test: ast.expr) -> ast.expr:
        self.tests += 1
        name = ast.Name(_PROBE, ast.Load())
        return ast.Call(name, [ast.Constant(self.tests), test], [])

    @override
    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        match node:
            case ast.If() | ast.While() | ast.IfExp():
                node.test = self._test(node.test)
            case ast.comprehension():
                node.ifs = [self._test(test) for test in node.ifs]
            case ast.BoolOp():
                # The last operand decides what the whole is, and is a test there.
                node.values = [*map(self._test, node.values[:-1]), node.values[-1]]
            case _:
                pass
        for field in ("body", "orelse", "finalbody"):
            block = getattr(node, field, None)
            if isinstance(block, list) and block:
                setattr(node, field, self._lines(block))
        return node

    def _lines(self, block: list[ast.stmt]) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for place, statement in enumerate(block):
            is_doc = (
                place == 0
                and isinstance(statement, ast.Expr)
                and isinstance(statement.value, ast.Constant)
            )
            is_first = isinstance(statement, ast.ImportFrom)  # `__future__` must be
            if not is_doc and not is_first:
                self.lines += 1
                attribute = ast.Attribute(
                    ast.Name(_PROBE, ast.Load()), "line", ast.Load()
                )
                call = ast.Call(attribute, [ast.Constant(self.lines)], [])
                made.append(ast.Expr(call))
            made.append(statement)
        return made
