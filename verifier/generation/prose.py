"""Takes examples out of a description: calls with literals, and what they give."""

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_RESULT = re.compile(r"\s*(?:==|=>|->|➞|→|=|returns?|should return|#=>|#)?\s*")
_MOST = 50
_LONGEST = 10_000


@dataclass(frozen=True, slots=True)
class Told:
    """An example that a description tells.

    Attributes:
        args: The arguments.
        answer: What is said to come back.
        has_answer: Whether that is said, and could be read.
    """

    args: tuple[Any, ...]
    answer: Any = None
    has_answer: bool = False


def examples_in(text: str, function: str) -> list[Told]:
    """Find calls of a function with literals in a text.

    `>>> f(1)` with the result below it, `f(1) == 2`, `f(1) -> 2`, `f(1) # 2` and
    `assert f(1) == 2` are understood; what is no literal is passed over.
    """
    found: list[Told] = []
    for match in re.finditer(rf"\b{re.escape(function)}\s*\(", text):
        end = _closing(text, match.end() - 1)
        if end is None or len(found) >= _MOST:
            continue
        args = _literals(text[match.end() : end])
        if args is None:
            continue
        rest = text[end + 1 :]
        lead = _RESULT.match(rest)
        answer = _leading_literal(rest[lead.end() :]) if lead else None
        if answer is None:
            found.append(Told(args))
        else:
            found.append(Told(args, answer[0], has_answer=True))
    return found


def named_in(text: str, names: Sequence[str]) -> list[Told]:
    """Find examples that name each argument: `s = "abc", k = 2`.

    All parameters must come in their order, with nothing but commas, white space
    and `and` between them.
    """
    if not names:
        return []
    found: list[Told] = []
    for match in re.finditer(rf"\b{re.escape(names[0])}\s*=(?!=)\s*", text):
        values: list[Any] = []
        place = match.end()
        for number, name in enumerate(names):
            if number:
                next_one = re.compile(
                    rf"\s*(?:,|and|,\s*and)?\s*{re.escape(name)}\s*=(?!=)\s*"
                ).match(text, place)
                if next_one is None:
                    break
                place = next_one.end()
            literal = _literal_at(text, place)
            if literal is None:
                break
            value, place = literal
            values.append(value)
        if len(values) == len(names) and len(found) < _MOST:
            found.append(Told(tuple(values)))
    return found


_SCALAR = re.compile(r"-?\d+(?:\.\d+)?|True|False|None")


def _literal_at(text: str, place: int) -> tuple[Any, int] | None:
    """Read the literal at a place; return it and where it ends."""
    first = text[place : place + 1]
    if first and first in "([{":
        closing = _closing(text, place)
        end = None if closing is None else closing + 1
    elif first and first in "\"'":
        closing = text.find(first, place + 1)
        end = None if closing < 0 else closing + 1
    else:
        scalar = _SCALAR.match(text, place)
        end = scalar.end() if scalar else None
    if end is None:
        return None
    try:
        return ast.literal_eval(text[place:end]), end
    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
        return None


def _closing(text: str, start: int) -> int | None:
    """Find the bracket that closes the one at a place."""
    depth, quote = 0, ""
    for place in range(start, min(len(text), start + _LONGEST)):
        letter = text[place]
        if quote:
            if letter == quote and text[place - 1] != "\\":
                quote = ""
        elif letter in "\"'":
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
            if depth == 0:
                return place
    return None


def _literals(text: str) -> tuple[Any, ...] | None:
    try:
        call = ast.parse(f"f({text.strip()})", mode="eval").body
    except (SyntaxError, ValueError, RecursionError):
        return None
    if not isinstance(call, ast.Call) or call.keywords:
        return None
    try:
        return tuple(ast.literal_eval(argument) for argument in call.args)
    except (ValueError, TypeError, RecursionError):
        return None


def _leading_literal(text: str) -> tuple[Any] | None:
    """Read a literal at the beginning of a text; nothing but blanks may follow."""
    line = text.split("\n", 1)[0]
    pieces: list[str] = []
    if text[:1] in tuple("([{"):
        end = _closing(text, 0)
        if end is not None:
            pieces.append(text[: end + 1])
    pieces.append(line)
    pieces += [line[: m.start()] for m in re.finditer(r"\s+#|\.\s|\.$|,?\s+\w|;", line)]
    for piece in pieces:
        try:
            value = ast.literal_eval(piece.strip())
        except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
            continue
        # `== 2, "message"` of an assert reads as a tuple.
        is_open = isinstance(value, tuple) and not piece.strip().startswith("(")
        return (value[0] if is_open and value else value,)
    return None


def constants_in(source: str) -> tuple[Any, ...]:
    """Return the numbers and short texts that a Python program mentions."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return ()
    docs = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    found: dict[tuple[str, Any], None] = {}
    for node in ast.walk(tree):
        if not isinstance(node, ast.Constant) or id(node) in docs:
            continue
        value = node.value
        is_number = isinstance(value, int | float) and abs(value) < 10**9
        is_number = is_number and not isinstance(value, bool)
        is_text = isinstance(value, str) and 0 < len(value) <= 20  # noqa: PLR2004
        if is_number or is_text:
            found[type(value).__name__, value] = None
    return tuple(value for _, value in found)[:_MOST]
