"""Holds the oracles of a request against programs, and counts what they found."""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from verifier.generation.answers import Answered, Answers
from verifier.generation.apparatus import Apparatus
from verifier.generation.asking import Entry, Part
from verifier.generation.comparing import Comparer
from verifier.generation.context import RefusedError
from verifier.generation.inputs import Input, Problem
from verifier.generation.messages import OracleTally
from verifier.generation.oracles import Oracle
from verifier.generation.oracles.oracle import Finding, Inquiry
from verifier.generation.proposals import Proposals
from verifier.generation.replies import LEFT_OUT, Reply
from verifier.generation.signatures import signature_in
from verifier.generation.subjects import Subject
from verifier.values.show import show

_SHOWN = 120

type Ask = Callable[[Sequence[Input]], list[Reply]]
type AskOther = Callable[[str, Sequence[Input]], list[Reply]]


@dataclass(slots=True, kw_only=True)
class Jury:
    """The oracles of one request.

    Attributes:
        apparatus: Puts programs into boxes.
        problem: What the inputs are for.
        proposals: Tells legal inputs.
        counts: What each oracle has found, by its place.
    """

    apparatus: Apparatus
    problem: Problem
    proposals: Proposals
    counts: list[Counter[Finding]] = field(init=False)

    def __post_init__(self) -> None:
        self.counts = [Counter() for _ in self.oracles]

    @property
    def oracles(self) -> Sequence[Oracle]:
        """The oracles, as the request has them."""
        return self.apparatus.request.oracles

    def inquiry(self, answers: Ask, others: AskOther, comparer: Comparer) -> Inquiry:
        """Return what the oracles look into a program with."""
        apparatus = self.apparatus
        return Inquiry(
            sandbox=apparatus.sandbox,
            is_stdio=apparatus.is_stdio,
            entry=apparatus.entry,
            limits=apparatus.request.limits,
            comparer=comparer,
            legal=self._legal,
            answers=answers,
            others=others,
            check=apparatus.check,
        )

    def _legal(self, inputs: Sequence[Input]) -> list[Input]:
        """Keep the legal ones; what is dropped here was no input of the set."""
        kept = self.proposals.dropped
        self.proposals.dropped = Counter(kept)
        try:
            return self.proposals.legal(self.problem, inputs)
        finally:
            self.proposals.dropped = kept

    def confirm(self, answers: Answers, added: Sequence[Answered]) -> None:
        """Hold the oracles against answers of the first reference.

        Raises:
            RefusedError: The reference breaks one: its answers, or the oracle, are
                wrong, and nobody can tell which.
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """
        if not added or not self.oracles:
            return
        subject = answers.subjects[0]
        for place, oracle in enumerate(self.oracles):
            findings = self._findings(oracle, subject, added, answers.comparer())
            self.counts[place].update(findings)
            if Finding.BROKEN in findings:
                one = added[findings.index(Finding.BROKEN)]
                msg = (
                    f"oracles.{place}: the reference does not go with the "
                    f"{getattr(oracle, 'kind', '')}: for {_words(one.input.data)} it "
                    f"gives {_words(show(one.answer.value).encode())}"
                )
                raise RefusedError(msg)

    def breaks_any(
        self, subject: Subject, answered: Sequence[Answered], comparer: Comparer
    ) -> bool:
        """Whether a candidate's outputs break an oracle.

        Raises:
            AssistantFailedError: A program of the tests failed.
            BoxFailedError: There is no box for it.
        """
        return any(
            Finding.BROKEN in self._findings(oracle, subject, answered, comparer)
            for oracle in self.oracles
        )

    def _findings(
        self,
        oracle: Oracle,
        subject: Subject,
        answered: Sequence[Answered],
        comparer: Comparer,
    ) -> list[Finding]:
        with ExitStack() as stack:

            def others(function: str, inputs: Sequence[Input]) -> list[Reply]:
                other = stack.enter_context(self._other(subject, function))
                return other.answers(inputs)

            inquiry = self.inquiry(subject.answers, others, comparer)
            return oracle.judge(inquiry, answered)

    def _other(self, subject: Subject, function: str) -> Subject:
        """Return the same program, of which another function is called."""
        limits = self.apparatus.request.limits.over(subject.language.limits)
        part = Part(
            role=subject.role,
            language=subject.language,
            source=subject.source,
            entry=Entry(
                function=function,
                signature=signature_in(subject.source.text, function),
            ),
            limits=limits,
        )
        return Subject(self.apparatus.sandbox, part, self.apparatus.check)

    def tallies(self) -> list[OracleTally]:
        """Say how often each oracle held, and how often it could not tell."""
        return [
            OracleTally(
                kind=getattr(oracle, "kind", ""),
                held=count[Finding.HOLDS],
                undecided=count[Finding.UNDECIDED],
            )
            for oracle, count in zip(self.oracles, self.counts, strict=True)
        ]


def nobody_answers(inputs: Sequence[Input]) -> list[Reply]:
    """Answer for no program: for oracles that only write cases."""
    return [LEFT_OUT for _ in inputs]


def nobody_else(_: str, inputs: Sequence[Input]) -> list[Reply]:
    """Answer for no other function either."""
    return nobody_answers(inputs)


def _words(data: bytes) -> str:
    text = data[: _SHOWN + 1].decode(errors="replace")
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
