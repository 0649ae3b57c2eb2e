"""Sets without answers: cases that hold oracles against what programs answer."""

import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from typing import Any

from verifier.checkers import Checker
from verifier.errors import AssistantFailedError
from verifier.generation.answers import Answered
from verifier.generation.comparing import Comparer, fitting_checker
from verifier.generation.context import GenerationContext, RefusedError
from verifier.generation.features import features_of
from verifier.generation.inputs import Input, Problem
from verifier.generation.jury import Jury, nobody_answers, nobody_else
from verifier.generation.messages import (
    Certificate,
    GenerationRequest,
    Mutants,
    OracleTally,
    Strength,
)
from verifier.generation.oracles.oracle import Finding
from verifier.generation.proposals import Proposals
from verifier.generation.reduction import reduced
from verifier.generation.replies import Reply, ReplyKind
from verifier.graders import Case
from verifier.graders.calls import Call
from verifier.graders.relation import RelationCase
from verifier.values import Value, encode

_ROUND = 250
_MOST_ROUNDS = 40
_CONSTANTS: tuple[Value, ...] = (0, "", [], True, 1)
_WRITTEN = (b"0\n", b"1\n", b"YES\n")


@dataclass(slots=True, kw_only=True)
class RelationMaker:
    """Makes a set of `relation` cases.

    Attributes:
        request: What is wanted.
        context: What else generation is told.
        problem: What inputs are drawn for.
        proposals: Draws them.
        jury: The oracles.
        ends_at: When, on the monotonic clock, no more is tried.
        legal_words: What was held to be legal.
    """

    request: GenerationRequest
    context: GenerationContext
    problem: Problem
    proposals: Proposals
    jury: Jury
    ends_at: float
    legal_words: list[str]

    def make(self) -> tuple[list[Case], Certificate]:
        """Make the set.

        Raises:
            AssistantFailedError: A program of the request failed.
            RefusedError: No oracle applies to any input.
            JudgingCanceledError: It was canceled.
            BoxFailedError: Boxes cannot be had.
        """
        inputs, is_cut_short = self._inputs()
        chosen = self._chosen(inputs)
        cases, tallies = self._cases(chosen)
        if not cases:
            dropped = self.proposals.dropped.most_common(5)
            why = ", ".join(f"{reason}: {count}" for reason, count in dropped)
            words = why or "no oracle applies to any input"
            msg = f"no oracle has a legal input ({words})"
            raise RefusedError(msg)
        passes, notes = self._trivial(chosen)
        if is_cut_short:
            notes.append("cut short by wall_time_s: not reproducible to the byte")
        notes.append("no answers are known: what the oracles let through passes")
        origins = Counter(case.id or "" for case in cases)
        certificate = Certificate(
            seed=self.request.seed,
            strategies=dict(sorted(origins.items())),
            answers="oracles",
            oracles=tallies,
            tried=self.proposals.tried,
            dropped=dict(sorted(self.proposals.dropped.items())),
            preconditions=self.legal_words,
            checker=self._checker().kind,  # type: ignore[attr-defined]
            strength=Strength(
                kill_rate=None,
                mutants=Mutants(),
                coverage=None,
                trivial_passes=passes,
            ),
            notes=notes,
            versions={
                "verifier": version("verifier"),
                "hypothesis": version("hypothesis"),
            },
        )
        return cases, certificate

    def _inputs(self) -> tuple[list[Input], bool]:
        """Draw legal inputs; say whether time ended it."""
        examples = self.proposals.note_seen(self.problem.examples)
        found = self.proposals.legal(self.problem, examples)
        most = self.request.budget.inputs
        for number in range(_MOST_ROUNDS):
            self.context.raise_if_canceled()
            wanted = min(_ROUND, most - len(found))
            if wanted <= 0:
                break
            if time.monotonic() > self.ends_at:
                return found[:most], True
            drawn = self.proposals.draw(self.problem, wanted, number)[:wanted]
            found += drawn
            word = {"stage": "inputs", "legal": len(found), "wanted": most}
            self.context.tell(word)
            if not drawn:
                break
        return found[:most], False

    def _chosen(self, inputs: Sequence[Input]) -> list[Input]:
        """Choose inputs of all kinds; each gets a case of every oracle."""
        most = max(1, self.request.budget.cases // len(self.jury.oracles))
        is_stdio = self.problem.is_stdio
        goals = [features_of(one, None, is_stdio=is_stdio) for one in inputs]
        repeated = 1 if self.request.reduction == "fewest" else self.request.redundancy
        places = reduced(goals, repeated, most)
        if self.request.reduction == "diverse":
            taken = set(places)
            left = [place for place in range(len(inputs)) if place not in taken]
            places += left[: most - len(places)]
        return [inputs[place] for place in places]

    def _cases(self, chosen: Sequence[Input]) -> tuple[list[Case], list[OracleTally]]:
        inquiry = self.jury.inquiry(nobody_answers, nobody_else, self._comparer())
        cases: list[Case] = []
        tallies = []
        for oracle in self.jury.oracles:
            self.context.raise_if_canceled()
            made = oracle.cases(inquiry, chosen)
            applied = 0
            for one, fields in zip(chosen, made, strict=True):
                if fields is not None:
                    cases.append(self._case(one, fields))
                    applied += 1
            undecided = len(chosen) - applied
            kind = getattr(oracle, "kind", "")
            tallies.append(OracleTally(kind=kind, held=0, undecided=undecided))
        return cases[: self.request.budget.cases], tallies

    def _case(self, one: Input, fields: dict[str, Any]) -> RelationCase:
        stated: dict[str, Any] = {"id": one.origin, "checker": self._checker()}
        if self.problem.is_stdio:
            return RelationCase(input=one.data, **stated, **fields)
        entry = self.jury.apparatus.entry
        stated |= entry.document()
        called = entry.target()
        call = Call(target=called, args=one.arguments(), kwargs={}, answers=())
        if called.signature and call.complaint() is None:
            stated["signature"] = str(called.signature)
        return RelationCase(args=one.arguments(), **stated, **fields)

    def _checker(self) -> Checker:
        is_stdio = self.problem.is_stdio
        return self.request.checker or fitting_checker([], is_stdio=is_stdio)

    def _comparer(self) -> Comparer:
        return Comparer(
            checker=self._checker(),
            is_stdio=self.problem.is_stdio,
            assistants=self.jury.apparatus.assistants,
        )

    def _trivial(self, chosen: Sequence[Input]) -> tuple[list[str], list[str]]:
        """Say which programs that do next to nothing no oracle refutes."""
        is_stdio = self.problem.is_stdio
        if is_stdio:
            constants = [encode(text) for text in _WRITTEN]
            nothing: Value = encode(b"")
        else:
            constants, nothing = list(_CONSTANTS), None
        passes: list[str] = []
        notes: list[str] = []
        programs = {"null": [nothing], "constant": constants}
        for name, outputs in programs.items():
            if any(
                self._passes(chosen, lambda _, output=output: output, notes)
                for output in outputs
            ):
                passes.append(name)
        if self._passes(chosen, lambda one: _echoed(one, is_stdio=is_stdio), notes):
            passes.append("echo")
        return sorted(passes), list(dict.fromkeys(notes))

    def _passes(self, chosen: Sequence[Input], program: Any, notes: list[str]) -> bool:
        def answers(inputs: Sequence[Input]) -> list[Reply]:
            return [Reply(kind=ReplyKind.VALUE, value=program(one)) for one in inputs]

        def others(_: str, inputs: Sequence[Input]) -> list[Reply]:
            return answers(inputs)

        answered = [
            Answered(one, reply)
            for one, reply in zip(chosen, answers(chosen), strict=True)
        ]
        inquiry = self.jury.inquiry(answers, others, self._comparer())
        for place, oracle in enumerate(self.jury.oracles):
            try:
                findings = oracle.judge(inquiry, answered)
            except AssistantFailedError as error:
                shown = answered[0].answer.value
                notes.append(
                    f"oracles.{place} fails on the output {shown!r:.80} ({error}): let "
                    "it take any output, or programs can seek that"
                )
                return False
            if Finding.BROKEN in findings:
                return False
        return True


def _echoed(one: Input, *, is_stdio: bool) -> Value:
    if is_stdio:
        return encode(one.data)
    arguments = one.arguments()
    return arguments[0] if arguments else None
