"""Items of shapes that no example has, where the reference was made for them.

Two signs are taken: a program that asks what type an item has expects more than
one, and one that answers rows of any length was not made for one length. Both are
tried on the reference before they count.
"""

import ast
import re
from collections.abc import Callable, Iterable, Sequence
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
_MOST_BASES = 3
_NUMBER = Domain(shape=Shape.INT, low=-100, high=100)
_OTHERS: tuple[tuple[Domain, tuple[Any, Any]], ...] = (
    (_NUMBER, (7, -3)),
    (Domain(shape=Shape.STR, alphabet="abcxyz", most=8), ("abc", "")),
    (Domain(shape=Shape.LIST, items=(_NUMBER,), most=4), ([1, 2], [])),
)
"""What an item may be instead, and two of them to ask the reference with."""

type Change = Callable[[list[Any]], Iterable[list[Any]]]
"""Makes lists of the items of an example."""

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
    if problem.is_stdio or not subject.is_batched:
        return known
    asker = _Asker(problem, subject)
    asks_for_types = _asks_for_types(subject.source.text)
    domains = list(problem.domains)
    for place, domain in enumerate(domains):
        if domain.shape not in _LISTS:
            continue
        if asks_for_types:
            domains[place] = _with_other_items(domain, place, asker)
        elif not _OF_ONE_LENGTH.search(known.text):
            domains[place] = _with_other_lengths(domain, place, asker)
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


class _Asker:
    """Asks the reference for the examples, with one argument changed."""

    def __init__(self, problem: Problem, subject: Subject) -> None:
        self._problem, self._subject = problem, subject
        rows = [one.values() for one in problem.examples]
        self._bases = [row for row in rows if len(row) == len(problem.domains)]

    def answers(self, place: int, change: Change) -> bool:
        """Whether there is an answer to all that is made of a list of the examples."""
        inputs: list[Input] = []
        for base in self._bases[:_MOST_BASES]:
            for made in change(list(base[place])) if base[place] else ():
                values: Sequence[Any] = [*base[:place], made, *base[place + 1 :]]
                try:
                    changed = call_input(values, "")
                    inputs.append(related(changed, self._problem.relations))
                except (TypeError, MalformedValueError):
                    return False
        replies = self._subject.answers(inputs, _ASKING) if inputs else []
        return bool(replies) and all(reply.is_value for reply in replies)


def _with_other_items(domain: Domain, place: int, asker: _Asker) -> Domain:
    """Add types of items, of those the reference answers."""
    item = domain.items[0]
    if item.shape in {Shape.ANY, Shape.UNION}:
        return domain
    make = tuple if domain.shape is Shape.TUPLE else list
    more = []
    for other, (one, two) in _OTHERS:

        def mixed(items: list[Any], one: Any = one, two: Any = two) -> list[Any]:
            return [make([*items, one]), make([two]), make([one, two, *items])]

        if other.shape is not item.shape and asker.answers(place, mixed):
            more.append(other)
    return replace(domain, items=(merged([item, *more]),)) if more else domain


def _with_other_lengths(domain: Domain, place: int, asker: _Asker) -> Domain:
    """Have records be shorter and longer, if the reference answers those."""
    item = domain.items[0]
    size = len(item.items)
    if item.shape is not Shape.RECORD or size < _FEWEST_FIELDS:
        return domain
    make = tuple if domain.shape is Shape.TUPLE else list
    lengths = range(1, size + 3)

    def resized(rows: list[Any]) -> list[Any]:
        alike = [make((row * 2)[:most] for row in rows) for most in lengths]
        mixed = make((row * 2)[: 1 + n % (size + 2)] for n, row in enumerate(rows))
        return [*alike, mixed]

    if not asker.answers(place, resized):
        return domain
    records = tuple(replace(item, items=(item.items * 2)[:n]) for n in lengths)
    return replace(domain, items=(Domain(shape=Shape.UNION, items=records),))
