"""New inputs, mixed from strategies by their weights; and which of them are legal."""

import hashlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from random import Random

from verifier.generation.dialogue import Dialogue, nobody
from verifier.generation.inputs import Input, Problem, related
from verifier.generation.layout import Layout
from verifier.generation.layout_parts import LARGEST_BYTES
from verifier.generation.preconditions import Precondition
from verifier.generation.preconditions.precondition import Court
from verifier.generation.rows import Lore
from verifier.generation.ruling import rules_of
from verifier.generation.skeletons import skeleton
from verifier.generation.strategies import Strategy
from verifier.generation.strategies.strategy import Workshop
from verifier.values import MalformedValueError

_TRUSTED = frozenset({"example", "program", "grammar"})
"""Origins that somebody answers for: mined bounds are not held against them."""
_SEARCHED = "search"
_MOST_LEGAL = 300
"""Legal inputs of earlier rounds that a strategy is told."""


@dataclass(slots=True, kw_only=True)
class Proposals:
    """Draws inputs, each once.

    Attributes:
        strategies: Where they come from.
        preconditions: Which are legal.
        court: What preconditions decide with.
        seed: Of chance.
        is_bounded: Whether mined bounds are held against inputs.
        task: The task in words, for models.
        lore: What validators and statement mention.
        dialogue: What models were asked, and answered.
        dropped: Inputs dropped, by reason.
        tried: Inputs drawn, but for those drawn before.
        is_late: Whether no more time is to be spent, once there is an input.
        is_slow: Whether inputs took too long to be answered.
    """

    strategies: Sequence[Strategy]
    preconditions: Sequence[Precondition]
    court: Court
    seed: int
    is_bounded: bool
    task: str = ""
    lore: Lore = field(default_factory=Lore)
    dialogue: Dialogue = field(default_factory=nobody)
    dropped: Counter[str] = field(default_factory=Counter)
    tried: int = 0
    is_late: Callable[[], bool] = lambda: False
    is_slow: bool = False
    _seen: set[bytes] = field(default_factory=set)
    _skeletons: set[bytes] = field(default_factory=set)
    _ends: set[bytes] = field(default_factory=set)
    _judged: dict[bytes, bool] = field(default_factory=dict)
    _legal: list[Input] = field(default_factory=list)
    _rules: Layout | None = None

    def draw(
        self,
        problem: Problem,
        count: int,
        number: int,
        pioneers: tuple[Input, ...] = (),
    ) -> list[Input]:
        """Draw the inputs of one round, legal ones only.

        Args:
            problem: What they are for.
            count: How many are wanted; fewer come if strategies run dry.
            number: The round, from 0.
            pioneers: Inputs that reached something new in earlier rounds.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """
        total = sum(strategy.weight for strategy in self.strategies)
        found = []
        for place, strategy in enumerate(self.strategies):
            self.court.check()
            workshop = Workshop(
                problem=problem,
                random=Random(f"{self.seed}/{number}/{place}/{strategy!r}"),
                assistants=self.court.assistants,
                count=max(1, round(count * strategy.weight / total)),
                number=number,
                is_slow=self.is_slow,
                key=f"{place}",
                task=self.task,
                dialogue=self.dialogue,
                pioneers=pioneers,
                legal=tuple(self._legal[-_MOST_LEGAL:]),
                judge=partial(self.judge, problem),
                lore=self.lore,
            )
            for one in strategy.draw(workshop):
                related_one = with_relations(problem, one)
                if self._is_new(related_one):
                    found.append(related_one)
                if found and self.is_late():
                    break
        return self.legal(problem, found)

    def _is_new(self, one: Input) -> bool:
        if one.data in self._seen:
            return False
        self._seen.add(one.data)
        self.tried += 1
        return True

    def legal(self, problem: Problem, inputs: Sequence[Input]) -> list[Input]:
        """Keep the legal ones of some inputs.

        Raises:
            AssistantFailedError: A precondition failed.
            BoxFailedError: There is no box for it.
        """
        verdicts = self._verdicts(problem, inputs)
        found = [one for one in inputs if verdicts[_digest(one)]]
        self._legal += found
        return found

    def judge(self, problem: Problem, inputs: Sequence[Input]) -> list[bool]:
        """Say of each input whether it is legal; of none, once it is late.

        Raises:
            AssistantFailedError: A precondition failed.
            BoxFailedError: There is no box for it.
        """
        if self.is_late():
            return [False] * len(inputs)
        verdicts = self._verdicts(problem, inputs)
        return [verdicts[_digest(one)] for one in inputs]

    def _verdicts(self, problem: Problem, inputs: Sequence[Input]) -> dict[bytes, bool]:
        new = {_digest(one): one for one in inputs}
        new = {key: one for key, one in new.items() if key not in self._judged}
        passed = {_digest(one) for one in self._passing(problem, [*new.values()])}
        self._judged |= {key: key in passed for key in new}
        return self._judged

    def _passing(self, problem: Problem, inputs: Sequence[Input]) -> list[Input]:
        left = [one for one in inputs if self._fits(problem, one)]
        for precondition in self.preconditions:
            complaints = precondition.complaints(self.court, left)
            kept = []
            for one, complaint in zip(left, complaints, strict=True):
                if complaint is None:
                    kept.append(one)
                else:
                    self.dropped[complaint] += 1
            left = kept
        return left

    def note_seen(self, inputs: Sequence[Input]) -> list[Input]:
        """Return those that have not been drawn before."""
        return [one for one in inputs if self._is_new(one)]

    def _fits(self, problem: Problem, one: Input) -> bool:
        if len(one.data) > LARGEST_BYTES:
            self.dropped["too large"] += 1
            return False
        if not self.is_bounded or one.origin in _TRUSTED:
            return True
        if problem.is_stdio:
            if one.origin == _SEARCHED and any(p.tells_all for p in self.preconditions):
                if self._keeps_rules(problem, one):
                    return True
                self.dropped["outside mined rules"] += 1
                return False
            if self._has_form(problem, one):
                return True
            self.dropped["outside mined layout"] += 1
            return False
        try:
            values = one.values()
        except MalformedValueError:
            self.dropped["malformed"] += 1
            return False
        pairs = zip(problem.domains, values, strict=False)
        fits = len(values) <= len(problem.domains) and all(d.fits(v) for d, v in pairs)
        if fits and all(relation.holds(values) for relation in problem.relations):
            return True
        self.dropped["outside mined bounds"] += 1
        return False

    def _keeps_rules(self, problem: Problem, one: Input) -> bool:
        """Whether an input keeps what preconditions of mere form do not say."""
        stated = [p for p in self.preconditions if p.tells_all]
        if problem.layout is None or not all(p.is_formal for p in stated):
            return True
        if self._rules is None:
            self._rules = rules_of(problem.layout)
        return self._rules.fits(one.data)

    def _has_form(self, problem: Problem, one: Input) -> bool:
        """Whether what a program reads has the form of the examples.

        Without a layout, a stated precondition may tell; if there is none, only what
        has the skeleton of an example is beyond doubt.
        """
        if problem.layout is not None:
            # A program that reads to the end meets a line that is not there else.
            if not self._ends:
                self._ends = {b"\n", *(_end(each.data) for each in problem.examples)}
            if _end(one.data) not in self._ends:
                return False
            layouts = filter(None, (problem.layout, problem.wide))
            return any(layout.fits(one.data) for layout in layouts)
        if self.preconditions or not problem.examples:
            return True
        if not self._skeletons:
            self._skeletons = {skeleton(each.data) for each in problem.examples}
        return skeleton(one.data) in self._skeletons


def _digest(one: Input) -> bytes:
    return hashlib.blake2b(one.data, digest_size=16).digest()


def with_relations(problem: Problem, one: Input) -> Input:
    """Return a call like this one, whose arguments are related as they should be."""
    if problem.is_stdio or not problem.relations:
        return one
    try:
        return related(one, problem.relations)
    except (MalformedValueError, TypeError):
        return one


def _end(data: bytes) -> bytes:
    """Return the blanks and ends of lines at the end of an input."""
    return data[len(data.rstrip()) :]
