"""Answers without a reference: what most distinct candidates agree on.

The idea is CodeT's (Chen et al. 2022): right programs agree with each other,
wrong ones are wrong in ways of their own. Copies are one program. Those that
contradict stated answers have no voice where others do not. Voices that agree on
everything else with the majority weigh more, because one model's mistakes come
in company. Few voices, however much they agree, prove little: all may have misread
the task in one way.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from verifier.errors import AssistantFailedError
from verifier.generation.answers import Answered, Gathered, normal_reply
from verifier.generation.comparing import (
    Comparer,
    fitting_checker,
)
from verifier.generation.inputs import Input
from verifier.generation.replies import Reply
from verifier.generation.subjects import Subject

_LEAST_VOICES = 2
_NO_VALUE = -1


type _Breaks = Callable[[Subject, Sequence[Answered], Comparer], bool]


@dataclass(slots=True, kw_only=True)
class Agreement(Gathered):
    """Answers of distinct candidates.

    Attributes:
        floor: Least share of the voices behind an answer that is taken.
        least: Fewest distinct candidates that have a voice.
        weights: What each candidate's voice weighs.
        refuted: Of the answers found: the candidates with a voice that give another
            one, or none.
        shares: Of the answers found: the share of the voices behind each.
    """

    floor: float
    least: int
    shares: list[float] = field(default_factory=list)
    refuted: list[frozenset[str]] = field(default_factory=list)
    weights: list[float] = field(default_factory=list)

    @property
    def confidence(self) -> float:
        """Mean share of the voices behind the answers."""
        return sum(self.shares) / len(self.shares) if self.shares else 0.0

    def weigh(self, stated: Sequence[Answered]) -> None:
        """Give voices to the candidates that know the stated answers best.

        Raises:
            AssistantFailedError: None of them knows any.
            BoxFailedError: There is no box.
        """
        scores = [0] * len(self.subjects)
        inputs = [one.input for one in stated]
        for number, subject in enumerate(self.subjects):
            replies = subject.answers(inputs)
            checker = self.stated or fitting_checker(
                [one.answer.value for one in stated], is_stdio=self.is_stdio
            )
            comparer = self.comparer(checker)
            scores[number] = sum(
                comparer.is_same(one.input, reply, one.answer)
                for one, reply in zip(stated, replies, strict=True)
            )
        best = max(scores, default=0)
        if not best:
            role, reason = "candidates", "give none of the stated answers"
            raise AssistantFailedError(role, reason)
        self.weights = [float(score == best) for score in scores]

    def too_few(self) -> str:
        """Say why the voices are too few; empty if they are not."""
        voices = sum(map(bool, self.weights)) if self.weights else len(self.subjects)
        if voices >= self.least:
            return ""
        return (
            f"of {len(self.subjects)} distinct candidates {voices} have a voice, the "
            "others contradict stated answers or break oracles: at least "
            f"{self.least} are needed (min_voices)"
        )

    def silence(self, breaks_any: "_Breaks", inputs: Sequence[Input]) -> None:
        """Take the voice of candidates whose outputs break an oracle.

        Raises:
            AssistantFailedError: All of them do, or an oracle failed.
            BoxFailedError: There is no box.
        """
        weights = self.weights or [1.0] * len(self.subjects)
        for number, subject in enumerate(self.subjects):
            if not weights[number]:
                continue
            replies = map(normal_reply, subject.answers(inputs))
            answered = [
                Answered(one, reply)
                for one, reply in zip(inputs, replies, strict=True)
                if reply.is_value
            ]
            values = [one.answer.value for one in answered]
            checker = self.stated or fitting_checker(values, is_stdio=self.is_stdio)
            if breaks_any(subject, answered, self.comparer(checker)):
                weights[number] = 0.0
        if not any(weights):
            role, reason = "candidates", "break the oracles, all of them"
            raise AssistantFailedError(role, reason)
        self.weights = weights

    def add(self, inputs: Sequence[Input]) -> list[Answered]:
        """Answer inputs; those on which too few agree are dropped and counted.

        Raises:
            AssistantFailedError: A checker that is a program failed.
            BoxFailedError: There is no box.
        """
        weights = self.weights or [1.0] * len(self.subjects)
        voices = [s for s, w in zip(self.subjects, weights, strict=True) if w]
        table = [list(map(normal_reply, voice.answers(inputs))) for voice in voices]
        values = [reply.value for row in table for reply in row if reply.is_value]
        comparer = self.comparer(
            self.stated or fitting_checker(values, is_stdio=self.is_stdio)
        )
        classes = [
            _classes(one, [row[place] for row in table], comparer)
            for place, one in enumerate(inputs)
        ]
        loyalty = _loyalty(classes, len(table))
        if self.leader is None:
            self.leader = voices[max(range(len(voices)), key=loyalty.__getitem__)]
        agreed = []
        for place, one in enumerate(inputs):
            best, share = _winner(classes[place], loyalty)
            if best is None:
                self.dropped["no two candidates agree"] += 1
            elif best == _NO_VALUE:
                self.dropped["most candidates give no answer"] += 1
            elif share < self.floor:
                self.dropped["candidates disagree"] += 1
            else:
                agreed.append(Answered(one, table[best][place]))
                self.shares.append(share)
                self.refuted.append(
                    frozenset(
                        f"c{number}"
                        for number, name in enumerate(classes[place])
                        if name != best
                    )
                )
        self.found += agreed
        return agreed


def _classes(one: Input, replies: Sequence[Reply], comparer: Comparer) -> list[int]:
    """Name for each candidate the first one that answers the same.

    Those that give no value are one class of their own: if most are in it, the input
    is none of the task's.
    """
    names: list[int] = []
    for number, reply in enumerate(replies):
        name = _NO_VALUE
        if reply.is_value:
            heads = [head for head in dict.fromkeys(names) if head != _NO_VALUE]
            same = (h for h in heads if comparer.is_same(one, reply, replies[h]))
            name = next(same, number)
        names.append(name)
    return names


def _loyalty(classes: Sequence[Sequence[int]], count: int) -> list[float]:
    """Return how often each candidate is with the majority, squared.

    A candidate that is often alone is probably wrong where it is not, too.
    """
    with_most = [0.0] * count
    for names in classes:
        sizes = Counter(names).most_common(2)
        is_tie = len(sizes) > 1 and sizes[0][1] == sizes[1][1]
        if sizes and not is_tie and sizes[0][1] > 1:
            for number, name in enumerate(names):
                with_most[number] += name == sizes[0][0]
    total = max(1, len(classes))
    return [(each / total) ** 2 for each in with_most]


def _winner(names: Sequence[int], loyalty: Sequence[float]) -> tuple[int | None, float]:
    votes: Counter[int] = Counter()
    for name, weight in zip(names, loyalty, strict=True):
        votes[name] += weight  # type: ignore[assignment]
    total = sum(loyalty)
    if not votes or not total:
        return None, 0.0
    best = max(votes, key=lambda name: (votes[name], -name))
    if names.count(best) < _LEAST_VOICES:
        return None, 0.0
    return best, votes[best] / total
