"""Asks the reference what the words of a problem leave open.

Descriptions seldom say whether a number may be negative, or how large it may be.
Right programs differ on numbers that nobody thought of; but where the reference
answers such numbers as readily and as variously as those of the examples, they
were thought of, or need not have been. What the words do say is not asked.

Work is counted in steps of the program (`probes`), not in seconds, so that the
answer is the same on every machine.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import batched
from random import Random
from typing import Any

from verifier.generation.asking import Asking
from verifier.generation.domain import Domain, Shape
from verifier.generation.inputs import Input, Problem, call_input, related
from verifier.generation.mutating import Mutator
from verifier.generation.probes import with_probes
from verifier.generation.replies import Reply
from verifier.generation.subjects import Subject
from verifier.generation.understanding import Understanding, legal_words
from verifier.values import MalformedValueError

_LADDER = (
    ((100, 97), (1000, 997), (10**4, 10_007), (10**5, 99_991)),
    ((3 * 10**5, 299_993), (10**6, 999_983)),
    ((10**9, 10**9 + 7), (10**12, 10**12 + 39), (10**18, 10**18 + 9)),
    ((10**24, 10**24 + 7),),
)
"""Rungs: a round number and a prime. Those that come together are asked together."""
_MOST_STEPS = 1_250_000
"""A million, and what a program does beside its loop."""
_MOST_LETTERS, _MOST_LISTED = 150, 3000
_ROOTWISE = 50.0
"""How many times more steps a number a thousand times as large takes, at most, where
work goes by its root, or digit by digit. Who counts up to it is too slow then."""
_FORMULA = 12
"""Most steps of what takes as many for any number."""
_FIRST_PART = 4
_SECOND_PART = 6
_NEGATIVE = (-1, -2, -3, -4, -5, -7, -8, -10, -12, -17, -20, -25, -100)
_ASKING = Asking(
    has_probes=True,
    most_steps=_MOST_STEPS,
    most_deaths=1,
    cpu_time_s=2.0,
    run_cpu_time_s=10.0,
)
_FIRST = Asking(
    has_probes=True,
    most_steps=_MOST_STEPS,
    most_deaths=1,
    cpu_time_s=1.0,
    run_cpu_time_s=2.0,
)
_NUMBERS = frozenset({Shape.INT, Shape.FLOAT})


def explored(known: Understanding, subject: Subject) -> Understanding:
    """Widen what is held to be legal by what the reference bears.

    Args:
        known: What the request tells.
        subject: The reference; only Python's are asked.

    Raises:
        AssistantFailedError: The reference breaks its boxes.
        BoxFailedError: There is no box for it.
    """
    problem = known.problem
    probed = with_probes(subject.source.text) if subject.is_batched else None
    if probed is None or problem.is_stdio:
        return known
    explorer = _Explorer(problem, subject, probed.source)
    if not explorer.is_answered():
        return known
    domains = tuple(map(explorer.widened, range(len(problem.domains))))
    problem = replace(problem, domains=domains)
    return replace(known, problem=problem, legal=legal_words(problem))


class _Explorer:
    """Calls the reference with one argument changed."""

    def __init__(self, problem: Problem, subject: Subject, source: str) -> None:
        self._problem = problem
        self._subject, self._source = subject, source
        rows = [one.values() for one in problem.examples]
        mutator = Mutator(Random(0))
        whole = [row for row in rows if len(row) == len(problem.domains)]
        self._base = (whole or [tuple(map(mutator.fresh, problem.domains))])[0]

    def is_answered(self) -> bool:
        """Whether the reference answers at all: one that is hostile is not asked on."""
        is_open = any(domain.shape in _NUMBERS for domain in self._problem.domains)
        first = self._input(self._base) if is_open else None
        if first is None:
            return False
        sources = {"probed": self._source}
        [reply] = self._subject.answers_of(sources, [first], _FIRST)["probed"]
        return reply.is_value

    def widened(self, place: int) -> Domain:
        """Return the domain of an argument with bounds that the reference bears."""
        domain = self._problem.domains[place]
        if domain.shape not in _NUMBERS:
            return domain
        is_below = domain.low is None or domain.low < 0
        if domain.has_guessed_low and is_below and not self._bears_negative(place):
            domain = replace(domain, low=0)
        if domain.has_guessed_high and domain.shape is Shape.INT:
            domain = replace(domain, high=self._height(place, domain))
        return domain

    def _bears_negative(self, place: int) -> bool:
        """Whether negative numbers are answered as variously as positive ones."""
        replies = self._ask(place, [*_NEGATIVE, *(-n for n in _NEGATIVE)])
        below, above = replies[: len(_NEGATIVE)], replies[len(_NEGATIVE) :]
        if not below or not all(reply.is_value for reply in below):
            return False
        return _variety(below) >= max(2, _variety(above) / 2)

    def _height(self, place: int, domain: Domain) -> float:
        """Return how large a number may be.

        A formula says nothing of programs that count: there, the guess stays. One
        that counts itself bounds it by its steps; one that goes digit by digit, by
        halves or to the root bears large ones: who counts to them is too slow.
        """
        guess = domain.high or 0
        reached, is_slow = 0, True
        steps: list[int] = []
        for rungs in _LADDER:
            replies = self._ask(place, [number for rung in rungs for number in rung])
            for rung, pair in zip(rungs, batched(replies, 2), strict=False):
                if not all(map(_is_moderate, pair)):
                    return reached or guess
                reached = rung[0]
                steps.append(max(reply.steps for reply in pair))
            if len(steps) == _FIRST_PART:
                if max(steps) <= _FORMULA:
                    return min(guess, reached)
                few = max(steps[0], _FORMULA)
                is_slow = steps[-1] > _ROOTWISE * few
            if len(steps) == _SECOND_PART and is_slow:
                return reached
        return reached

    def _ask(self, place: int, numbers: Sequence[int]) -> list[Reply]:
        inputs = []
        for number in numbers:
            values = [*self._base]
            values[place] = number
            made = self._input(values)
            if made is None:
                return []
            inputs.append(made)
        return self._subject.answers_of({"probed": self._source}, inputs, _ASKING)[
            "probed"
        ]

    def _input(self, values: Sequence[Any]) -> Input | None:
        try:
            return related(call_input(values, ""), self._problem.relations)
        except (TypeError, MalformedValueError):
            return None


def _is_moderate(reply: Reply) -> bool:
    """Whether there is an answer that does not explode: the work would, elsewhere."""
    most = _MOST_LETTERS if isinstance(reply.value, int | dict) else _MOST_LISTED
    return reply.is_value and len(json.dumps(reply.value)) <= most


def _variety(replies: Sequence[Reply]) -> int:
    answers = {json.dumps(reply.value) for reply in replies if reply.is_value}
    return len(answers)
