"""What kind of input an input is, in a few words: sets should have some of each.

Mutants stand for the faults that somebody thought of. An input of another kind
may find another fault, so kinds are goals of the reduction, too.
"""

from collections.abc import Iterator
from typing import Any

from verifier.generation.inputs import Input
from verifier.values import MalformedValueError, Value

_SIZES = (0, 1, 2, 3, 5, 10, 30, 100)
_DEEPEST = 3


def features_of(one: Input, answer: Value, *, is_stdio: bool) -> frozenset[str]:
    """Describe an input and its answer."""
    if is_stdio:
        tokens = one.data.split()
        lines = one.data.count(b"\n")
        first = tokens[0][:12].decode(errors="replace") if tokens else ""
        size = f"tokens {_bucket(len(tokens))}"
        return frozenset({size, f"lines {_bucket(lines)}", f"first {first}"})
    try:
        values = one.values()
    except MalformedValueError:
        return frozenset()
    found = {
        f"{place}:{word}"
        for place, value in enumerate(values)
        for word in _words(value)
    }
    return frozenset(found | {f"answer {word}" for word in _words(answer)})


def _bucket(size: float) -> str:
    return f"to {next((most for most in _SIZES if size <= most), 'more')}"


def _words(value: Any, depth: int = 0) -> Iterator[str]:
    name = type(value).__name__
    yield name
    match value:
        case bool() | None:
            yield str(value)
        case int() | float():
            sign = "-" if value < 0 else ""
            yield f"{name} {sign}{_bucket(abs(value))}"
            if isinstance(value, int):
                yield f"{name} {'odd' if value % 2 else 'even'}"
        case str() | bytes():
            yield f"{name} {_bucket(len(value))}"
            yield from _text_words(value)
        case list() | tuple() | set() | frozenset() | dict():
            yield f"{name} {_bucket(len(value))}"
            members = [*value.values()] if isinstance(value, dict) else [*value]
            yield from _member_words(members, depth)
        case _:
            pass


def _text_words(value: str | bytes) -> Iterator[str]:
    if len(set(value)) < len(value):
        yield "repeats"
    if value and value == value[::-1]:
        yield "palindrome"
    if isinstance(value, str):
        tests = (str.isupper, str.islower, str.isdigit, str.isalpha, str.isspace)
        yield from (test.__name__ for test in tests if test(value))
        yield from (f"has {mark!r}" for mark in " ,.-" if mark in value)
        if value != value.strip():
            yield "blank at an end"


def _member_words(members: list[Any], depth: int) -> Iterator[str]:
    if len(set(map(repr, members))) < len(members):
        yield "repeats"
    if len(members) > 2 and len(set(map(repr, members))) == 1:  # noqa: PLR2004
        yield "all equal"
    try:
        ordered = sorted(members)
    except TypeError:
        yield "mixed"
    else:
        if len(members) > 1:
            if ordered == members:
                yield "ascending"
            if ordered[::-1] == members:
                yield "descending"
    if depth < _DEEPEST:
        for member in members[:20]:
            yield from (f"of {word}" for word in _words(member, depth + 1))
