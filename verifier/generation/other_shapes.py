"""Items of shapes that no example has, where the reference was made for them.

Two signs are taken: a program that asks what type an item has expects more than
one, and one that answers rows of any length was not made for one length. Both are
tried on the reference before they count.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from verifier.generation.asking import Asking
from verifier.generation.domain import Domain, Shape, merged
from verifier.generation.inputs import Input, Problem, call_input, related
from verifier.generation.subjects import Subject
from verifier.generation.understanding import Understanding, legal_words
from verifier.values import MalformedValueError

_ASKING = Asking(most_deaths=1, cpu_time_s=1.0)
_LISTS = frozenset({Shape.LIST, Shape.TUPLE})
_FEWEST_FIELDS = 2
_NUMBER = Domain(shape=Shape.INT, low=-100, high=100)
_OTHERS = (
    (_NUMBER, (7, 0, -3)),
    (Domain(shape=Shape.STR, alphabet="abcxyz", most=8), ("x", "", "abc")),
    (Domain(shape=Shape.LIST, items=(_NUMBER,), most=4), ([1, 2], [], [5])),
)
"""What an item may be instead, and a few of them to ask the reference with."""
_OF_ONE_LENGTH = re.compile(
    r"\bpairs?\b|\btriple|\btriplets?\b|\bk-?\s?(?:size|length)|\b\w+ tuples? of size"
    r"|\bpoints?\b|\bintervals?\b|\bcoordinates?\b|\bkey",
    re.IGNORECASE,
)


def reshaped(known: Understanding, subject: Subject) -> Understanding:
    """Add shapes of items that the reference was made for.

    Args:
        known: What the request tells.
        subject: The reference; only Python's are asked.

    Raises:
        AssistantFailedError: The reference breaks its boxes.
        BoxFailedError: There is no box for it.
    """
    problem = known.problem
    if problem.is_stdio or not subject.is_batched or not problem.examples:
        return known
    bases = [one.values() for one in problem.examples]
    bases = [row for row in bases if len(row) == len(problem.domains)]
    domains = list(problem.domains)
    for place, domain in enumerate(domains):
        if domain.shape not in _LISTS or not any(row[place] for row in bases):
            continue
        found = None
        if _asks_for_types(subject.source.text):
            found = _with_other_items(problem, subject, bases, place)
        elif not _OF_ONE_LENGTH.search(known.text):
            found = _with_other_lengths(problem, subject, bases, place)
        domains[place] = found or domain
    if tuple(domains) == problem.domains:
        return known
    problem = replace(problem, domains=tuple(domains))
    return replace(known, problem=problem, legal=legal_words(problem))


def _asks_for_types(source: str) -> bool:
    """Whether a program asks what type a value has."""
    try:
        nodes = list(ast.walk(ast.parse(source)))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id in {"isinstance", "type"}
        for node in nodes
    )


def _with_other_items(
    problem: Problem, subject: Subject, bases: list[tuple[Any, ...]], place: int
) -> Domain | None:
    """Add types of items, of those the reference answers."""
    domain = problem.domains[place]
    [item] = domain.items
    if item.shape in {Shape.ANY, Shape.UNION}:
        return None
    more = [
        other
        for other, values in _OTHERS
        if other.shape is not item.shape
        and _is_answered(
            problem,
            subject,
            bases,
            place,
            lambda rows, v=values: [[*rows, v[0]], [v[1]], [*v, *rows]],
        )
    ]
    if not more:
        return None
    return replace(domain, items=(merged([item, *more]),))


def _with_other_lengths(
    problem: Problem, subject: Subject, bases: list[tuple[Any, ...]], place: int
) -> Domain | None:
    """Have records be shorter and longer, if the reference answers those."""
    domain = problem.domains[place]
    [item] = domain.items
    size = len(item.items)
    if item.shape is not Shape.RECORD or size < _FEWEST_FIELDS:
        return None

    def resized(rows: list[Any]) -> Iterator[list[Any]]:
        for most in (1, size - 1, size + 1, size + 2):
            yield [(row * 2)[:most] for row in rows]
        yield [(row * 2)[: 1 + n % (size + 2)] for n, row in enumerate(rows)]

    if not _is_answered(problem, subject, bases, place, resized):
        return None
    records = [
        replace(item, items=(item.items * 2)[:most]) for most in range(1, size + 3)
    ]
    return replace(domain, items=(Domain(shape=Shape.UNION, items=tuple(records)),))


def _is_answered(
    problem: Problem,
    subject: Subject,
    bases: list[tuple[Any, ...]],
    place: int,
    changed: Any,
) -> bool:
    """Whether the reference answers all that is made of a list of the examples."""
    inputs: list[Input] = []
    for base in bases[:3]:
        rows = list(base[place])
        if not rows:
            continue
        for made in changed(rows):
            values = [*base]
            values[place] = type(base[place])(made)
            try:
                inputs.append(related(call_input(values, ""), problem.relations))
            except (TypeError, MalformedValueError):
                return False
    replies = subject.answers(inputs, _ASKING)
    return bool(replies) and all(reply.is_value for reply in replies)
