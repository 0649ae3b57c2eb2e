"""What a set is worth: mutants killed, branches taken, trivial programs that pass."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from verifier.errors import AssistantFailedError
from verifier.generation.answers import Answered
from verifier.generation.asking import Asking
from verifier.generation.blocks import blocks_in, coverage_of
from verifier.generation.comparing import Comparer
from verifier.generation.messages import Coverage, Mutants, Strength
from verifier.generation.mutants import Mutant, mutants_of
from verifier.generation.probes import Probed, with_probes
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject
from verifier.generation.syntax_mutants import family_of, syntax_mutants

_MUTANT_CALLS = Asking(
    is_isolated=False, most_deaths=1, cpu_time_s=0.3, total_cpu_time_s=1.0
)
_LEAST_CALL_S = 0.1
_TIMES_SLOWER = 20
"""So many times slower than the slowest call of the reference, a mutant is killed."""
_FIRST = 50
"""Inputs on which most mutants are killed often enough to be left alone."""
_CALLS_APART = Asking(most_deaths=1, cpu_time_s=1.0)
_LEAST_CALL_APART_S = 0.2
"""To start takes some interpreters so long; longer, nobody waits for a loop."""
_PROBED_CALLS = Asking(is_isolated=False, has_probes=True, total_cpu_time_s=5.0)
_SHOWN_SURVIVORS = 50
_ENOUGH = 20
_ENOUGH_APART = 4
"""Kills after which a mutant that is started for every input is left alone."""
_MOST_APART = {
    "c": 30,
    "cpp": 12,
    "go": 20,
    "java": 12,
    "javascript": 12,
    "rust": 16,
    "csharp": 12,
    "kotlin": 8,
    "php": 16,
    "ruby": 16,
    "scala": 8,
    "typescript": 12,
}
"""Most mutants of languages whose programs take long to build or to start."""
_MOST_TOGETHER = {**_MOST_APART, "javascript": 30, "typescript": 30}
"""Most of those that answer many inputs a run."""
_MOST_TRIES_APART = 80
"""Inputs after which one that lives on looks equivalent, and is left alone."""
_AT_ONCE = 5
_INPUTS_APART = 40
"""Inputs of one round that each mutant of these is tried on."""


@dataclass(slots=True)
class Meter:
    """Measures cases as they come.

    Args:
        subject: The reference.
        most_mutants: How many mutants of it are made.
        seed: Chooses them.
        is_late: Whether no more time is to be spent.
        traced: Its twin that tells which blocks it goes by, whose replies were
            added to the answers; None if there is none.
    """

    subject: Subject
    most_mutants: int
    seed: int
    is_late: Callable[[], bool] = lambda: False
    traced: Subject | None = None
    mutants: list[Mutant] = field(init=False)
    probed: Probed | None = field(init=False)
    goals: list[set[str]] = field(init=False, default_factory=list)
    killed: set[int] = field(init=False, default_factory=set)
    invalid: set[int] = field(init=False, default_factory=set)
    kills: Counter[str] = field(init=False, default_factory=Counter)
    """How often each mutant was killed; one that was slow counts as often enough."""
    failed: Counter[str] = field(init=False, default_factory=Counter)
    """How often the checker failed on what a wrong program answers, and how."""
    pioneers: list[int] = field(init=False, default_factory=list)
    """Places of the cases that reached a goal first."""
    steps: list[int] = field(init=False, default_factory=list)
    """How many lines and branches the reference went by for each case."""
    _reached: set[str] = field(init=False, default_factory=set)
    _tries: Counter[str] = field(init=False, default_factory=Counter)
    _twins: dict[int, Subject] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        source, name = self.subject.source.text, self.subject.language.name
        if self.subject.is_batched:
            self.mutants = mutants_of(source, self.most_mutants, self.seed)
            self.probed = with_probes(source)
            return
        apart = _MOST_TOGETHER if self.subject.takes_many else _MOST_APART
        most = min(self.most_mutants, apart.get(family_of(name), 0))
        self.mutants = syntax_mutants(name, source, most, self.seed)
        self.probed = None

    @property
    def kill_rate(self) -> float:
        """Share of the mutants killed by what was measured so far."""
        total = len(self.mutants) - len(self.invalid)
        return len(self.killed) / total if total else 1.0

    def measure(self, cases: Sequence[Answered], comparer: Comparer) -> None:
        """Measure more cases; each one's goals go to the end of `goals`.

        Raises:
            AssistantFailedError: The mutants break their boxes.
            BoxFailedError: There is no box for them.
        """
        begin = len(self.goals)
        self.goals += [set() for _ in cases]
        self.steps += [0] * len(cases)
        inputs = [case.input for case in cases]
        if self.probed:
            replies = self.subject.answers_of(
                {"probed": self.probed.source}, inputs, _PROBED_CALLS
            )["probed"]
            for place, reply in enumerate(replies):
                self.goals[begin + place] |= {f"p{n}" for n in reply.probes}
                self.steps[begin + place] = reply.steps
        elif self.traced:
            for place, case in enumerate(cases):
                self.goals[begin + place] |= {f"p{n}" for n in case.answer.probes}
                self.steps[begin + place] = case.answer.steps
        if self.subject.is_batched:
            self._measure_together(begin, cases, comparer)
        else:
            self._measure_apart(begin, cases, comparer)
        for place in range(begin, len(self.goals)):
            if not self.goals[place] <= self._reached:
                self.pioneers.append(place)
                self._reached |= self.goals[place]

    def _measure_together(
        self, begin: int, cases: Sequence[Answered], comparer: Comparer
    ) -> None:
        """Measure with mutants that answer many inputs a run."""
        calls = hurried(_MUTANT_CALLS, cases)
        for part in (cases[:_FIRST], cases[_FIRST:]):
            living = {
                f"m{number}": mutant.source
                for number, mutant in enumerate(self.mutants)
                if number not in self.invalid and self.kills[f"m{number}"] < _ENOUGH
            }
            inputs = [case.input for case in part]
            found = self.subject.answers_of(living, inputs, calls) if part else {}
            for name, replies in found.items():
                self._note(name, replies, begin, part, comparer)
            begin += len(part)

    def _measure_apart(
        self, begin: int, cases: Sequence[Answered], comparer: Comparer
    ) -> None:
        """Measure with mutants that are built and started each by itself."""
        tried = list(cases[:_INPUTS_APART])
        calls = hurried(_CALLS_APART, tried, _LEAST_CALL_APART_S)
        for number in range(len(self.mutants)):
            name = f"m{number}"
            is_done = self._tries[name] >= _MOST_TRIES_APART
            is_done = is_done or self.kills[name] >= _ENOUGH_APART
            if number in self.invalid or is_done:
                continue
            if self.is_late():
                break
            try:
                if number not in self._twins:
                    twin = self.subject.variant(self.mutants[number].source)
                    self._twins[number] = twin
                with self._twins[number] as twin:
                    at_once = _INPUTS_APART if twin.takes_many else _AT_ONCE
                    for at in range(0, len(tried), at_once):
                        part = tried[at : at + at_once]
                        replies = twin.answers([c.input for c in part], calls)
                        self._note(name, replies, begin + at, part, comparer)
                        self._tries[name] += len(part)
                        if self.kills[name] >= _ENOUGH_APART:
                            break
            except AssistantFailedError:
                self.invalid.add(number)

    def _note(
        self,
        name: str,
        replies: Sequence[Reply],
        begin: int,
        cases: Sequence[Answered],
        comparer: Comparer,
    ) -> None:
        number = int(name[1:])
        if any(reply.kind is ReplyKind.MISSING for reply in replies):
            self.invalid.add(number)
            return
        for place, (case, reply) in enumerate(zip(cases, replies, strict=True)):
            is_left_out = reply.kind is ReplyKind.LEFT_OUT
            if is_left_out:
                continue
            passes = comparer.lets_pass(case.input, reply, case.answer, self.failed)
            if passes is False:
                self.killed.add(number)
                self.kills[name] += _ENOUGH if reply.kind is ReplyKind.DIED else 1
                self.goals[begin + place].add(name)

    def strength(self, chosen: Sequence[int], trivial: Mapping[str, bool]) -> Strength:
        """Say what some of the measured cases are worth."""
        reached = set().union(*(self.goals[index] for index in chosen))
        valid = [n for n in range(len(self.mutants)) if n not in self.invalid]
        alive = [n for n in valid if f"m{n}" not in reached]
        mutants = Mutants(
            killed=len(valid) - len(alive),
            alive=len(alive),
            equivalent_looking=sum(n not in self.killed for n in alive),
            survivors=[self.mutants[n].change for n in alive[:_SHOWN_SURVIVORS]],
        )
        return Strength(
            kill_rate=round(mutants.kill_rate, 4) if valid else None,
            mutants=mutants,
            coverage=self._coverage(reached),
            trivial_passes=sorted(name for name, passes in trivial.items() if passes),
        )

    def _coverage(self, reached: set[str]) -> Coverage | None:
        seen = {int(goal[1:]) for goal in reached if goal.startswith("p")}
        if self.traced:
            twin = self.traced
            lines = len(twin.source.text.splitlines())
            blocks = blocks_in(twin.disassembly(), twin.main, lines)
            return coverage_of(blocks, seen)
        if self.probed is None:
            return None
        return Coverage(
            lines=_share(self.probed.lines, seen),
            branches=_share(self.probed.branches, seen),
        )


def hurried(
    asking: Asking, cases: Sequence[Answered], least_s: float = _LEAST_CALL_S
) -> Asking:
    """Give mutants no more time than the slowest call of the reference calls for."""
    slowest_s = max((case.answer.cpu_time_s for case in cases), default=0.0)
    most_s = max(least_s, _TIMES_SLOWER * slowest_s)
    return replace(asking, cpu_time_s=min(asking.cpu_time_s or most_s, most_s))


def _share(wanted: frozenset[int], seen: set[int]) -> float:
    return round(len(wanted & seen) / len(wanted), 4) if wanted else 1.0
