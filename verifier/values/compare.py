"""Whether an output is the answer, and if not, where they part.

Total, whatever a candidate wrote: a malformed value differs from everything,
itself included.
"""

from collections import Counter

from verifier.values.canonical import JSON, LOOSE, PYTHON, STRICT, Families, canonical
from verifier.values.form import (
    Kind,
    MalformedValueError,
    Value,
    enter,
    read,
    read_plain,
)
from verifier.values.numbers import Integers, near
from verifier.values.show import show
from verifier.values.walk import Walk


def difference(output: Value, answer: Value) -> str | None:
    """Say where an output differs from its answer, as Python's `==` sees it.

    - `1`, `1.0` and `True` are equal; integers compare exactly, at any size,
      with floats too. NaN equals NaN; an infinity only itself.
    - A set equals a frozenset and never a list; a string never equals bytes.
    - The order of a dict does not matter.
    - A tuple differs from a list, unless there is no tuple anywhere in the
      answer: it was then written by someone who does not know of tuples.

    Returns:
        What differs, in words for people; None if they are equal.
    """
    try:
        return _said(Walk(_families(answer)), output, answer)
    except MalformedValueError as error:
        return _malformed(error)


def close(
    output: Value,
    answer: Value,
    absolute: float,
    relative: float,
    integers: Integers = "exact",
) -> str | None:
    """Say where an output differs from its answer by more than a tolerance.

    Numbers may be off by either tolerance (see `within`), those in sets and in
    keys may not. All else is as in `difference`.

    Args:
        output: What the submission returned.
        answer: What was expected.
        absolute: Tolerated error.
        relative: Tolerated error, as a fraction of the answer.
        integers: Whether two integers must be equal all the same.

    Returns:
        What differs, in words for people; None if they are close.
    """
    try:
        walk = Walk(_families(answer), near(absolute, relative, integers))
        return _said(walk, output, answer)
    except MalformedValueError as error:
        return _malformed(error)


def exact_difference(output: Value, answer: Value) -> str | None:
    """Say where an output differs from its answer in value or in type."""
    try:
        return _said(Walk(STRICT), output, answer)
    except MalformedValueError as error:
        return _malformed(error)


def json_difference(
    output: Value, answer: Value, absolute: float, relative: float
) -> str | None:
    """Say where plain JSON differs, in which no tag means anything.

    Numbers are compared as in `close`; `true` is not 1.
    """
    walk = Walk(JSON, near(absolute, relative, "exact"), read_plain)
    try:
        return _said(walk, output, answer)
    except MalformedValueError as error:
        return _malformed(error)


def unordered_difference(output: Value, answer: Value) -> str | None:
    """Say what differs if the order of the outermost list does not matter.

    Every item counts as often as it occurs. All else, and values that are no
    lists, are compared as in `difference`.
    """
    try:
        families = _families(answer)
        mine, theirs = read(output), read(answer)
        kinds = {families[mine.kind], families[theirs.kind]}
        if kinds not in ({Kind.LIST}, {Kind.TUPLE}):
            return _said(Walk(families), output, answer)
        missing = Counter(canonical(i, families, depth=enter(0)) for i in theirs.data)
        for item in mine.data:
            name = canonical(item, families, depth=enter(0))
            if missing[name] == 0:
                return f"value has {show(item)}, not expected (so often)"
            missing[name] -= 1
        for item in theirs.data:
            if missing[canonical(item, families, depth=enter(0))]:
                return f"value lacks {show(item)}"
    except MalformedValueError as error:
        return _malformed(error)
    return None


def _families(answer: Value) -> Families:
    return PYTHON if _has_tuple(answer, 0) else LOOSE


def _has_tuple(tree: Value, depth: int) -> bool:
    if not isinstance(tree, list | dict):
        return False
    kind, data = read(tree)
    match kind:
        case Kind.TUPLE:
            return True
        case Kind.LIST | Kind.SET | Kind.FROZENSET:
            below = enter(depth)
            return any(_has_tuple(item, below) for item in data)
        case Kind.DICT:
            below = enter(depth)
            return any(_has_tuple(item, below) for pair in data for item in pair)
        case _:
            return False


def _said(walk: Walk, output: Value, answer: Value) -> str | None:
    found = walk.parting(output, answer)
    return str(found) if found else None


def _malformed(error: MalformedValueError) -> str:
    return f"malformed value: {error}"
