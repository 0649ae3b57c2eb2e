"""Right answers: from references that agree with themselves and each other."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.checkers.program import ProgramChecker
from verifier.errors import AssistantFailedError
from verifier.generation.asking import Asking
from verifier.generation.comparing import (
    Comparer,
    fitting_checker,
    normal,
    unordered_checker,
    written,
)
from verifier.generation.delicate import moved
from verifier.generation.inputs import Input
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.subjects import Subject

_SHIFT_S = 400 * 86_400 + 5 * 3600 + 17 * 60 + 13
"""Another year, month, day, day of the week, hour, minute and second."""
_SECOND = Asking(
    hash_seed=1, is_backward=True, is_isolated=False, clock_shift_s=_SHIFT_S
)
_THIRD = Asking(hash_seed=1, is_backward=True, clock_shift_s=_SHIFT_S)
_MOST_RUNS = 24
_QUIET_RUNS = 6
TAKES_LONG = "reference takes long"
CHANCE = "answer differs from run to run"
_UNTYPED = "reference gave no value"
_EXAMPLE = "example"
_DELICATE = "answer hangs on digits that are not kept"
_WAYS = 2
"""How often numbers are moved a little."""
_ROOM = 1.25
"""A call is ended a little after it has taken too long to be of use."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A legal input and its answer."""

    input: Input
    answer: Reply


@dataclass(slots=True, kw_only=True)
class Gathered:
    """Answers so far, and what compares them.

    Attributes:
        subjects: The programs that answer.
        assistants: Runs the checker if it is a program.
        is_stdio: Whether answers are bytes that were written.
        stated: The request's checker.
        dropped: Inputs dropped, by reason.
        found: The answers.
        is_unordered: Whether the order of answers turned out to mean nothing.
        leader: Of candidates the one that is most often with the majority; None
            where the first reference leads.
    """

    subjects: Sequence[Subject]
    assistants: Assistants
    is_stdio: bool
    stated: Checker | None
    dropped: Counter[str] = field(default_factory=Counter)
    found: list[Answered] = field(default_factory=list)
    is_unordered: bool = False
    leader: Subject | None = None

    def checker(self) -> Checker:
        """Return what compares: the stated checker, or one that fits."""
        if self.stated:
            return self.stated
        if self.is_unordered:
            return unordered_checker(is_stdio=self.is_stdio)
        values = [one.answer.value for one in self.found]
        return fitting_checker(values, is_stdio=self.is_stdio)

    def is_void(self) -> bool:
        """Whether all that could be compared is None, and other answers cannot be."""
        is_untyped = self.dropped[_UNTYPED] > 0
        return is_untyped and all(one.answer.value is None for one in self.found)

    def comparer(self, checker: Checker | None = None) -> Comparer:
        """Return what compares answers now."""
        return Comparer(
            checker=checker or self.checker(),
            is_stdio=self.is_stdio,
            assistants=self.assistants,
        )


_MOST_UNDEFINED, _LEAST_JUDGED = 0.6, 10
"""Of inputs without examples, the share and number at which a twin is too strict."""


@dataclass(slots=True, kw_only=True)
class Answers(Gathered):
    """Answers of references; those of the first one count.

    Attributes:
        most_cpu_time_s: An input that takes the reference longer is dropped: it
            would try a right program's speed more than its answers.
        may_be_silent: Whether to write nothing is an answer.
        is_chancy: Whether an answer differed from run to run.
        strict: The first reference, built to stop at undefined behavior; it gives
            the second answers.
        is_exact: Whether answers hang on the last digits of numbers in examples:
            then they are to be kept.
    """

    most_cpu_time_s: float = 1.0
    may_be_silent: bool = False
    is_chancy: bool = False
    strict: Subject | None = None
    is_exact: bool = False

    @property
    def traced(self) -> Subject | None:
        """The twin whose replies say which blocks it went by."""
        return self.strict if self.strict and self.strict.is_traced else None

    def add(self, inputs: Sequence[Input]) -> list[Answered]:
        """Answer inputs; those without one answer are dropped and counted.

        The first reference answers twice, the second time with another hash
        seed, in another year, and from the last input to the first, all in one
        process. What time, chance or the order of sets decides is found so. Where
        only an earlier call made the difference, a third answer in a process of
        its own settles it: cases are run that way.

        Raises:
            AssistantFailedError: A reference breaks its boxes.
            BoxFailedError: There is no box for it.
        """
        asking = Asking(cpu_time_s=_ROOM * self.most_cpu_time_s)
        first = self._first(inputs, asking)
        usable = [
            Answered(one, reply)
            for one, reply in zip(inputs, map(normal_reply, first), strict=True)
            if self._is_usable(reply)
        ]
        other = self.strict or self.subjects[0]
        again = other.answers([one.input for one in usable], _SECOND)
        comparer = self.comparer(
            self.stated
            or fitting_checker([u.answer.value for u in usable], is_stdio=self.is_stdio)
        )
        pairs = self._judgeable(usable, again, comparer)
        usable, again = [one for one, _ in pairs], [second for _, second in pairs]
        unlike = [
            place
            for place, (one, second) in enumerate(pairs)
            if not comparer.is_same(one.input, second, one.answer)
        ]
        third = self.subjects[0].answers([usable[p].input for p in unlike], _THIRD)
        for place, reply in zip(unlike, third, strict=True):
            again[place] = reply
        undefined = self._undefined(
            [
                usable[place]
                for place, reply in zip(unlike, third, strict=True)
                if comparer.is_same(usable[place].input, reply, usable[place].answer)
            ],
            usable,
        )
        steady = []
        traced = map(with_trace, usable, again)
        for one, second in zip(traced, again, strict=True):
            if one.input in undefined:
                self.dropped["reference does what is undefined"] += 1
            elif comparer.is_same(one.input, second, one.answer):
                steady.append(one)
            elif self._differs_in_order(one, second):
                self.is_unordered = True
                steady.append(one)
            else:
                self.dropped[CHANCE] += 1
                self.is_chancy = True
        if self.is_chancy:
            steady = self._settled(steady, comparer)
        agreed = self._agreed(self._robust(steady, comparer), comparer)
        self.found += agreed
        return agreed

    def _first(self, inputs: Sequence[Input], asking: Asking) -> list[Reply]:
        """Ask the first reference, of what it reads the small first.

        Large inputs take too long, if any do, and what is left out then is no smaller.
        """
        if not self.is_stdio:
            return self.subjects[0].answers(inputs, asking)
        order = sorted(range(len(inputs)), key=lambda place: len(inputs[place].data))
        replies = self.subjects[0].answers([inputs[n] for n in order], asking)
        found = dict(zip(order, replies, strict=True))
        return [found[place] for place in range(len(inputs))]

    def _judgeable(
        self, usable: Sequence[Answered], again: Sequence[Reply], comparer: Comparer
    ) -> list[tuple[Answered, Reply]]:
        """Leave out the inputs on which a checker that is a program fails.

        Checkers are written for legal inputs. One that fails on an example is wrong
        itself, and one that refuses the reference's own answer judges nothing.
        """
        pairs = list(zip(usable, again, strict=True))
        if not isinstance(comparer.checker, ProgramChecker):
            return pairs
        kept = []
        for one, second in pairs:
            try:
                is_right = comparer.is_same(one.input, one.answer, one.answer)
            except AssistantFailedError:
                if one.input.origin == _EXAMPLE:
                    raise
                is_right = False
            if is_right:
                kept.append((one, second))
            else:
                self.dropped["checker does not take the reference's answer"] += 1
        return kept

    def _undefined(
        self, unlike: Sequence[Answered], asked: Sequence[Answered]
    ) -> set[Input]:
        """Return the inputs that the strict twin answers otherwise.

        One that stops at an example is too strict: it is not asked again. So is one
        that stops at most inputs, if there is no example.
        """
        if self.strict is None:
            return set()
        is_shown = any(one.input.origin == _EXAMPLE for one in asked)
        most = 0 if is_shown else max(_LEAST_JUDGED, _MOST_UNDEFINED * len(asked))
        told = [it for it in unlike if not is_shown or it.input.origin == _EXAMPLE]
        if len(told) > most:
            self.strict.close()
            self.strict = None
            return set()
        return {one.input for one in unlike}

    def _robust(self, steady: Sequence[Answered], comparer: Comparer) -> list[Answered]:
        """Drop what has another answer if its decimals are a little different."""
        left = list(steady)
        if not self.is_stdio or self.is_exact:
            return left
        for number in range(_WAYS):
            pairs = [(one, moved(one.input, number)) for one in left]
            others = [other for _, other in pairs if other]
            replies = dict(zip(others, self.subjects[0].answers(others), strict=True))
            delicate = {
                one.input
                for one, other in pairs
                if other and not comparer.is_same(other, replies[other], one.answer)
            }
            if any(one.origin == _EXAMPLE for one in delicate):
                self.is_exact = True
                return list(steady)
            left = [one for one in left if one.input not in delicate]
        self.dropped[_DELICATE] += len(steady) - len(left)
        return left

    def _settled(
        self, steady: Sequence[Answered], comparer: Comparer
    ) -> list[Answered]:
        """Ask a program that chance has a say in until no more answers change.

        A coin falls on the same side twice every other time.
        """
        left, quiet = list(steady), 0
        for number in range(_MOST_RUNS):
            if not left or quiet == _QUIET_RUNS:
                break
            asking = Asking(
                hash_seed=number + 2,
                is_backward=number % 2 == 0,
                clock_shift_s=_SHIFT_S * number,
            )
            replies = self.subjects[0].answers([one.input for one in left], asking)
            kept = [
                one
                for one, reply in zip(left, replies, strict=True)
                if comparer.is_same(one.input, reply, one.answer)
                or (self.is_unordered and self._differs_in_order(one, reply))
            ]
            self.dropped[CHANCE] += len(left) - len(kept)
            quiet = quiet + 1 if len(kept) == len(left) else 0
            left = kept
        return left

    def _is_usable(self, reply: Reply) -> bool:
        match reply.kind:
            case ReplyKind.VALUE | ReplyKind.DIED if (
                reply.cpu_time_s > self.most_cpu_time_s
            ):
                self.dropped[TAKES_LONG] += 1
            case ReplyKind.VALUE if self._is_silent(reply):
                self.dropped["reference writes nothing"] += 1
            case ReplyKind.VALUE:
                return True
            case ReplyKind.RAISED:
                what = reply.words.partition(":")[0]
                self.dropped[f"reference {what}"] += 1
            case ReplyKind.DIED:
                self.dropped[f"reference {reply.words}"] += 1
            case ReplyKind.MISSING | ReplyKind.UNUSABLE:
                self.dropped[_UNTYPED] += 1
            case ReplyKind.LEFT_OUT:
                self.dropped["reference was given up"] += 1
        return False

    def _is_silent(self, reply: Reply) -> bool:
        """Whether a whole program writes nothing, as it never should.

        So does one whose author did not think of such an input.
        """
        is_empty = self.is_stdio and not written(reply.value).split()
        return is_empty and not self.may_be_silent

    def _differs_in_order(self, one: Answered, second: Reply) -> bool:
        if self.stated:
            return False
        checker = unordered_checker(is_stdio=self.is_stdio)
        return self.comparer(checker).is_same(one.input, second, one.answer)

    def _agreed(self, steady: Sequence[Answered], comparer: Comparer) -> list[Answered]:
        """Keep the inputs on which all references agree."""
        left = list(steady)
        for subject in self.subjects[1:]:
            others = subject.answers([one.input for one in left])
            kept = []
            for one, other in zip(left, others, strict=True):
                if comparer.is_same(one.input, other, one.answer):
                    kept.append(one)
                else:
                    self.dropped["references differ"] += 1
            left = kept
        return left


def normal_reply(reply: Reply) -> Reply:
    """Write a value in the form in which it is stored."""
    if not reply.is_value:
        return reply
    value = normal(reply.value)
    if value is None and reply.value is not None:
        return Reply(kind=ReplyKind.UNUSABLE, words="returned a malformed value")
    return replace(reply, value=value)


def with_trace(one: Answered, second: Reply) -> Answered:
    """Add which blocks the second run went by, where it tells."""
    if not second.steps:
        return one
    return replace(
        one, answer=replace(one.answer, probes=second.probes, steps=second.steps)
    )
