"""What kind of input an input is, in a few words: sets should have some of each.

Mutants stand for the faults that somebody thought of. An input of another kind
may find another fault, so kinds are goals of the reduction, too.
"""

from collections.abc import Iterator
from typing import Any

from verifier.generation.inputs import Input
from verifier.values import MalformedValueError, Value

_SIZES = (0, 1, 2, 3, 5, 10, 30, 100, 1000, 10_000)
_DEEPEST = 3
_LONG_TOKEN = 24
_FIRST_TOKENS = 4
_LISTED = 3
_FEW_DIGITS = 2
_FEW_TOKENS, _FEW_LINES = 5, 2


def features_of(one: Input, answer: Value, *, is_stdio: bool) -> frozenset[str]:
    """Describe an input and its answer."""
    if is_stdio:
        return frozenset(_features_of_text(one.data, answer))
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


def _features_of_text(data: bytes, answer: Value) -> Iterator[str]:
    tokens = [token[:_LONG_TOKEN] for token in data.split()]
    lines = data.split(b"\n")
    yield f"tokens {_bucket(len(tokens))}"
    yield f"lines {_bucket(len(lines) - 1)}"
    for place, token in enumerate(tokens[:_FIRST_TOKENS]):
        number = _number(token)
        if number is None:
            yield f"{place}: {_bucket(len(token))} letters"
            yield from (f"{place} {word}" for word in _text_words(token))
        else:
            sign = "-" if number < 0 else ""
            yield f"{place}: {sign}{_size(number)}"
            yield f"{place}: {'odd' if number % 2 else 'even'}"
    if tokens:
        yield f"first {_told(tokens[0].decode(errors='replace'))}"
    row = max(lines, key=len).split()
    numbers = [number for token in row if (number := _number(token)) is not None]
    if len(numbers) > 1 and len(numbers) == len(row):
        yield from (f"row {word}" for word in _member_words(numbers, _DEEPEST))
        yield f"row from {_size(min(numbers))}"
        yield f"row to {_size(max(numbers))}"
        if len(tokens) <= _FEW_TOKENS and len(data.splitlines()) <= _FEW_LINES:
            yield f"alone from {_size(min(numbers))}"
    yield f"answer {_told(str(answer).strip()[:_LONG_TOKEN])}"


def _told(token: str) -> str:
    """Say what a token is; of large numbers only how large, for all of them differ."""
    is_large = token.removeprefix("-").isdigit() and len(token) > _FEW_DIGITS
    return f"{len(token)} digits" if is_large else token


def _number(token: bytes) -> int | None:
    body = token.removeprefix(b"-")
    return int(token) if body.isdigit() and len(body) < _LONG_TOKEN else None


def _size(number: int) -> str:
    return str(number) if abs(number) <= _LISTED else f"{len(str(number))} digits"


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
