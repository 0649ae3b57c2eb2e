"""Reads the `console.assert`s of HumanEval in JavaScript as function calls.

What they hold is so plain that, with other signs for its operators, it is an
expression of Python; so Python's parser reads it. An assertion with `==`, to
which `"6.00"` and 6 are the same, is left out.
"""

import ast
import re
from collections.abc import Iterator
from typing import Any, override

from corpora.asserts import Calls, NotStatedError, call_and_answer

_STRING = r"'(?:\\.|[^'\\])*'|\"(?:\\.|[^\"\\])*\""
_SIGN = re.compile(rf"({_STRING})|(===)|(==)|(!(?!=))|(\s*\n\s*)")
_PIECE = re.compile(rf"{_STRING}|[()]|[^()'\"]+")
_SAFE_INT = 2**53
_WORDS = {"true": True, "false": False, "null": None, "undefined": None}


def read_asserts(code: str, entry_point: str) -> Calls:
    """Read the assertions about one function.

    Returns:
        Cases for the function `entry_point`.
    """
    calls = Calls()
    for text in _asserted(code):
        try:
            test = _Python().visit(ast.parse(_SIGN.sub(_sign, text), mode="eval")).body
            arguments, answer = call_and_answer(_bare(test), {entry_point})
        except (NotStatedError, SyntaxError):
            calls.left_out += 1
            continue
        case = {"kind": "function_call", "function": entry_point, **arguments, **answer}
        calls.cases.append(case)
    return calls


def _asserted(code: str) -> Iterator[str]:
    """Yield what stands in the parentheses of each `console.assert`."""
    for start in re.finditer(r"console\.assert\(", code):
        depth, text = 1, ""
        for piece in _PIECE.finditer(code, start.end()):
            depth += {"(": 1, ")": -1}.get(piece[0], 0)
            if depth == 0:
                yield text.strip()
                break
            text += piece[0]


def _sign(match: re.Match[str]) -> str:
    string, equals, resembles, negation, _ = match.groups()
    if string:
        return str(string)
    if resembles:
        raise NotStatedError(match[0])
    return " == " if equals else " not " if negation else " "


class _Python(ast.NodeTransformer):
    """Gives what Python reads otherwise than JavaScript its right meaning."""

    @override
    def visit_Name(self, node: ast.Name) -> ast.expr:
        if node.id in _WORDS:
            return ast.Constant(_WORDS[node.id])
        return node

    @override
    def visit_Constant(self, node: ast.Constant) -> ast.expr:
        """Make an integer a double where that makes a difference."""
        if isinstance(node.value, int) and abs(node.value) >= _SAFE_INT:
            return ast.Constant(float(node.value))
        return node

    @override
    def visit_Tuple(self, node: ast.Tuple) -> Any:
        """Take the last item: it is the comma operator, there are no tuples."""
        return self.visit(node.elts[-1])


def _bare(test: ast.expr) -> ast.expr:
    """Compare what `JSON.stringify` is applied to on both sides."""
    match test:
        case ast.Compare(left=left, ops=ops, comparators=[right]):
            return ast.Compare(_unwrapped(left), ops, [_unwrapped(right)])
        case _:
            return test


def _unwrapped(node: ast.expr) -> ast.expr:
    match node:
        case ast.Call(func=function, args=[inner]) if (
            ast.unparse(function) == "JSON.stringify"
        ):
            return inner
        case _:
            return node
