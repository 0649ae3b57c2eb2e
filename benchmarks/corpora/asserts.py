"""Reads the `assert`s of HumanEval as function calls with answers.

Only what the asserts state is taken: literals, and arithmetic on them. What
computes its inputs or its answers is counted as left out, never guessed.
"""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from verifier.values import encode

type Answer = dict[str, Any]

_OPERATORS: Mapping[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
    ast.USub: operator.neg,
    ast.UAdd: operator.pos,
    ast.Not: operator.not_,
}
_FALSY = (False, None)


class NotStatedError(ValueError):
    """Something is not a literal, or no assertion about one call."""


@dataclass(slots=True)
class Calls:
    """The test cases that were found, and how many assertions were not one."""

    cases: list[dict[str, Any]] = field(default_factory=list)
    left_out: int = 0


def value_of(node: ast.expr) -> Any:
    """Return the value that an expression states.

    Raises:
        NotStatedError: It is no literal, nor arithmetic on literals.
    """
    match node:
        case ast.Constant(value=value):
            return value
        case ast.List(elts=items):
            return [value_of(item) for item in items]
        case ast.Tuple(elts=items):
            return tuple(value_of(item) for item in items)
        case ast.Set(elts=items):
            return {value_of(item) for item in items}
        case ast.Dict(keys=keys, values=values) if None not in keys:
            pairs = zip(keys, values, strict=True)
            return {value_of(key): value_of(item) for key, item in pairs if key}
        case ast.UnaryOp(op=op, operand=operand) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](value_of(operand))
        case ast.BinOp(left=left, op=op, right=right) if type(op) in _OPERATORS:
            return _OPERATORS[type(op)](value_of(left), value_of(right))
        case _:
            raise NotStatedError(ast.unparse(node))


def read_check(code: str, entry_point: str) -> Calls:
    """Read the body of `check(candidate)`.

    The candidate is called by the name of the parameter, or by its own.

    Returns:
        Cases for the function `entry_point`.
    """
    calls = Calls()
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.FunctionDef) and node.name == "check":
            names = {entry_point, *(argument.arg for argument in node.args.args)}
            for statement in node.body:
                _read(statement, names, entry_point, calls)
    return calls


def _read(node: ast.stmt, names: set[str], entry_point: str, calls: Calls) -> None:
    if not isinstance(node, ast.Assert):
        inner = (n for n in ast.walk(node) if isinstance(n, ast.Assert))
        calls.left_out += sum(1 for _ in inner)
        return
    if isinstance(node.test, ast.Constant):
        return  # `assert True`
    try:
        arguments, answer = call_and_answer(node.test, names)
    except NotStatedError:
        calls.left_out += 1
        return
    case = {"kind": "function_call", "function": entry_point, **arguments, **answer}
    calls.cases.append(case)


def call_and_answer(test: ast.expr, names: set[str]) -> tuple[Answer, Answer]:
    """Read an assertion about one call.

    Args:
        test: What is asserted.
        names: By which names the candidate is called.

    Returns:
        Two parts of a test case: the arguments, and what is expected.

    Raises:
        NotStatedError: It is not about one call with literals.
    """
    match test:
        case ast.Call():
            return _arguments(test, names), {"answer": True}
        case ast.UnaryOp(op=ast.Not(), operand=call):
            return _arguments(call, names), {"answers": [encode(v) for v in _FALSY]}
        case ast.Compare(left=call, ops=[ast.Eq()], comparators=[answer]):
            return _arguments(call, names), {"answer": encode(value_of(answer))}
        case ast.Compare(left=call, ops=[ast.Is()], comparators=[answer]):
            checker = {"checker": {"kind": "exact"}}
            stated = {"answer": encode(value_of(answer)), **checker}
            return _arguments(call, names), stated
        case ast.Compare(
            left=ast.Call(
                func=function, args=[ast.BinOp(left=call, op=ast.Sub(), right=answer)]
            ),
            ops=[ast.Lt() | ast.LtE()],
            comparators=[tolerance],
        ) if ast.unparse(function) in {"abs", "math.fabs", "Math.abs"}:
            return _arguments(call, names), {
                "answer": encode(value_of(answer)),
                "checker": {
                    "kind": "floats",
                    "absolute": value_of(tolerance),
                    "relative": 0.0,
                    "integers": "close",
                },
            }
        case _:
            raise NotStatedError(ast.unparse(test))


def _arguments(node: ast.expr, names: set[str]) -> Answer:
    match node:
        case ast.Call(func=ast.Name(id=name), args=args, keywords=keywords) if (
            name in names
        ):
            made: Answer = {"args": [encode(value_of(item)) for item in args]}
            if keywords:
                made["kwargs"] = {
                    str(keyword.arg): encode(value_of(keyword.value))
                    for keyword in keywords
                }
            return made
        case _:
            raise NotStatedError(ast.unparse(node))
