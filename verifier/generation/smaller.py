"""Smaller versions of values: what a shrinker tries, the boldest first.

Every step leads to something simpler: fewer items, then numbers nearer to zero,
then letters nearer to `a`. So a walk that always takes a smaller version ends.
The order of removal is that of delta debugging (Zeller and Hildebrandt 2002):
halves, quarters, ..., single items.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import Any

_PLAIN_LETTER = "a"
_NESTED = 200
"""Items of a container that are made smaller one by one, at most."""


def smaller_calls(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Make the arguments of a call smaller, one change at a time.

    Args:
        values: The arguments.

    Returns:
        Calls with as many arguments, one of them smaller; then those in which
        all occurrences of a number or a text are.
    """
    order = sorted(range(len(values)), key=lambda place: -_size(values[place]))
    removing = [_with(values, place, fewer(values[place])) for place in order]
    yield from _in_turn(removing)
    yield from _all_occurrences(values)
    simplifying = [_with(values, place, simpler(values[place])) for place in order]
    yield from chain.from_iterable(simplifying)


def _with(
    values: tuple[Any, ...], place: int, changed: Iterator[Any]
) -> Iterator[tuple[Any, ...]]:
    for value in changed:
        yield (*values[:place], value, *values[place + 1 :])


def _in_turn[T](sources: Sequence[Iterator[T]]) -> Iterator[T]:
    waiting = list(sources)
    while waiting:
        for source in list(waiting):
            try:
                yield next(source)
            except StopIteration:
                waiting.remove(source)


def fewer(value: Any) -> Iterator[Any]:
    """Leave out parts of a text or a container, the largest parts first."""
    match value:
        case str() | bytes():
            yield from without_parts(value, value[:0].join)
        case list() | tuple() | set() | frozenset():
            kind = type(value)
            items = sorted(value, key=repr) if _is_set(value) else list(value)
            whole = [[item] for item in items]
            yield from without_parts(
                whole, lambda parts: kind(chain.from_iterable(parts))
            )
            for place, item in enumerate(items[:_NESTED]):
                for other in fewer(item):
                    yield kind([*items[:place], other, *items[place + 1 :]])
        case dict():
            pairs = list(value.items())
            yield from without_parts(
                [[pair] for pair in pairs],
                lambda parts: dict(chain.from_iterable(parts)),
            )
            for key, item in pairs[:_NESTED]:
                for other in fewer(item):
                    yield {**value, key: other}
        case _:
            return


def without_parts[T](
    items: Sequence[T], joined: Callable[[Sequence[Any]], Any]
) -> Iterator[Any]:
    """Leave out halves, quarters, and so on down to single items.

    Args:
        items: What there is.
        joined: Makes a value of what is left; gets slices of `items`, as a
            list of one for each item.
    """
    count = len(items)
    if not count:
        return
    yield joined([])
    width = count // 2
    while width:
        for start in range(0, count, width):
            left = [items[i : i + 1] for i in range(count)]
            del left[start : start + width]
            if left:
                yield joined([_only(part) for part in left])
        width //= 2


def _only(part: Any) -> Any:
    """Return a text's slice as it is, and the item of a list's slice."""
    return part if isinstance(part, str | bytes) else part[0]


def simpler(value: Any) -> Iterator[Any]:
    """Make numbers, letters and truth values simpler, sizes as they are."""
    match value:
        case bool():
            if value:
                yield False
        case int():
            yield from nearer_to_zero(value)
        case float():
            yield from _simpler_floats(value)
        case str():
            yield from _simpler_texts(value)
        case list() | tuple():
            kind = type(value)
            in_order = _in_order(value)
            if in_order is not None:
                yield kind(in_order)
            for place, item in enumerate(value[:_NESTED]):
                for other in simpler(item):
                    yield kind([*value[:place], other, *value[place + 1 :]])
        case set() | frozenset():
            items = sorted(value, key=repr)
            for place, item in enumerate(items[:_NESTED]):
                for other in simpler(item):
                    if other not in value:
                        yield type(value)([*items[:place], other, *items[place + 1 :]])
        case dict():
            for key, item in list(value.items())[:_NESTED]:
                for other in simpler(item):
                    yield {**value, key: other}
        case _:
            return


def nearer_to_zero(number: int) -> Iterator[int]:
    """Return zero, the number without its sign, and steps that halve each time."""
    if not number:
        return
    yield 0
    if number < 0:
        yield -number
    sign, step = (1 if number > 0 else -1), abs(number)
    while step := step // 2:
        yield number - sign * step


def _simpler_floats(number: float) -> Iterator[float]:
    if not math.isfinite(number):
        yield from (0.0, 1.0)
        return
    if number < 0:
        yield -number
    whole = int(number)
    if whole != number:
        yield float(whole)
        for digits in (1, 2):
            if round(number, digits) != number:
                yield round(number, digits)
        return
    yield from map(float, nearer_to_zero(whole))


def _simpler_texts(text: str) -> Iterator[str]:
    plain = _PLAIN_LETTER * len(text)
    if text == plain:
        return
    yield plain
    for place, letter in enumerate(text[:_NESTED]):
        for other in dict.fromkeys((_PLAIN_LETTER, *_kin(letter))):
            if other < letter or (other.isascii() and not letter.isascii()):
                yield f"{text[:place]}{other}{text[place + 1 :]}"


def _kin(letter: str) -> str:
    """Return the simplest letters of the same kind."""
    for kind, plain in ((str.isdigit, "01"), (str.isupper, "A"), (str.isalpha, "ab")):
        if kind(letter):
            return plain
    return " "


def _in_order(value: Sequence[Any]) -> list[Any] | None:
    try:
        found = sorted(value)
    except TypeError:
        return None
    return found if found != list(value) else None


def _all_occurrences(values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    """Change a number or a text wherever it is, if it is there several times."""
    counts: Counter[tuple[type, Any]] = Counter()
    for leaf in _leaves(values):
        counts[type(leaf), leaf] += 1
    for (kind, leaf), count in counts.items():
        if count > 1:
            for other in chain(fewer(leaf), simpler(leaf)):
                yield tuple(_replaced(value, kind, leaf, other) for value in values)


def _leaves(value: Any) -> Iterator[Any]:
    match value:
        case bool():
            return
        case int() | str():
            yield value
        case list() | tuple() | set() | frozenset():
            for item in value:
                yield from _leaves(item)
        case dict():
            for item in value.values():
                yield from _leaves(item)
        case _:
            return


def _replaced(value: Any, kind: type, leaf: Any, other: Any) -> Any:
    match value:
        case list() | tuple() | set() | frozenset():
            return type(value)(_replaced(item, kind, leaf, other) for item in value)
        case dict():
            return {k: _replaced(v, kind, leaf, other) for k, v in value.items()}
        case _:
            return other if type(value) is kind and value == leaf else value


def _is_set(value: object) -> bool:
    return isinstance(value, set | frozenset)


def _size(value: Any) -> int:
    """Count what is in a value: letters, items, and the digits of numbers."""
    match value:
        case str() | bytes():
            return len(value)
        case list() | tuple() | set() | frozenset():
            return 1 + sum(map(_size, value))
        case dict():
            return 1 + sum(_size(item) for item in value.values())
        case _:
            return 1
