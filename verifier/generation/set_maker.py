"""Makes one set: draws inputs, has them answered and measured, and chooses."""

import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

from sandboxes import Sandbox
from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.generation.agreement import Agreement
from verifier.generation.answers import TAKES_LONG, Answered, Answers
from verifier.generation.apparatus import Apparatus
from verifier.generation.certifying import (
    doubts_of,
    legal_words_of,
    model_tally,
    remarks,
    source_of,
    versions_of,
    words_of,
)
from verifier.generation.choosing import chosen_cases, dissent_in
from verifier.generation.comparing import written
from verifier.generation.context import GenerationContext, RefusedError
from verifier.generation.dialogue import (
    ModelUnavailableError,
    nobody,
)
from verifier.generation.exploring import explored
from verifier.generation.inputs import Input
from verifier.generation.jury import Jury
from verifier.generation.messages import Certificate, GenerationRequest
from verifier.generation.other_shapes import reshaped
from verifier.generation.proposals import Proposals
from verifier.generation.reaching import widened
from verifier.generation.signatures import covering, entry_of
from verifier.generation.strength import Meter
from verifier.generation.trivial_programs import trivial
from verifier.generation.unanswered import RelationMaker
from verifier.generation.understanding import understand
from verifier.generation.usual import usual_inputs, usual_strategies
from verifier.generation.voices import stated_reply, voices_of
from verifier.graders import Case
from verifier.graders.function_call import FunctionCallCase
from verifier.graders.stdio import StdioCase

_ROUND = 350
_LEAST_ROUND = 60
_MOST_ROUNDS = 200
_DRY_ROUNDS = 3
_DRY_SHARE = 0.12
"""A round that gives less of what was wanted is dry: the inputs run out."""
_PER_CASE = 5
"""Legal inputs from which one case is chosen."""


class SetMaker:
    """Makes one set.

    Args:
        request: What is wanted.
        sandbox: Where boxes come from.
        context: What else it is told.
        assistants: Runs checkers, validators and generators.
        begin: When, on the monotonic clock, the job began.
    """

    def __init__(
        self,
        request: GenerationRequest,
        sandbox: Sandbox,
        context: GenerationContext,
        assistants: Assistants,
        begin: float,
    ) -> None:
        self._request, self._context = request, context
        self._assistants = assistants
        self._apparatus = Apparatus(
            request=request,
            entry=entry_of(request),
            sandbox=sandbox,
            assistants=assistants,
            check=self._check,
        )
        self._ends_at = begin + request.budget.wall_time_s
        self._known = understand(request)
        self.dialogue = nobody()
        self._notes = doubts_of(self._known)
        self._most_inputs = usual_inputs(request)
        self._is_cut_short = False

    def make(self) -> tuple[list[Case], Certificate]:
        """Make the set.

        Raises:
            AssistantFailedError: A program of the request failed.
            RefusedError: There is no set that could be trusted.
            JudgingCanceledError: It was canceled.
            BoxFailedError: Boxes cannot be had.
        """
        request = self._request
        with ExitStack() as stack:
            answers: Answers | Agreement | None = None
            if request.references:
                answers = self._apparatus.references(stack)
                if request.mine_preconditions:
                    self._known = explored(self._known, answers.subjects[0])
                    self._known = reshaped(self._known, answers.subjects[0])
                    self._known = widened(
                        self._known, request, answers.traced or answers.subjects[0]
                    )
            proposals = self._proposals()
            self.dialogue = proposals.dialogue
            self._jury = Jury(
                apparatus=self._apparatus,
                problem=self._known.problem,
                proposals=proposals,
            )
            if answers is None and not request.candidates:
                return self._from_oracles(proposals)
            answers = answers or voices_of(
                self._apparatus, self._known, stack, self._notes
            )
            meter = self._try_inputs(proposals, answers)
            return self._finish(proposals, answers, meter)

    def _from_oracles(self, proposals: Proposals) -> tuple[list[Case], Certificate]:
        maker = RelationMaker(
            request=self._request,
            context=self._context,
            problem=self._known.problem,
            proposals=proposals,
            jury=self._jury,
            ends_at=self._ends_at,
            legal_words=legal_words_of(self._request, self._known),
        )
        return maker.make()

    @property
    def _is_stdio(self) -> bool:
        return self._known.problem.is_stdio

    def _check(self) -> None:
        self._context.raise_if_canceled()

    def _is_late(self) -> bool:
        if time.monotonic() < self._ends_at:
            return False
        self._is_cut_short = True
        return True

    def _proposals(self) -> Proposals:
        strategies = self._request.strategies
        if strategies is None:
            strategies = usual_strategies(self._known, self._request)
        model = self._context.model
        made = self._apparatus.proposals(self._known.problem, strategies, model)
        made.is_late = self._is_late
        return made

    def _try_inputs(self, proposals: Proposals, answers: Answers | Agreement) -> Meter:
        """Draw, answer and measure until the set is strong, or the budget spent."""
        problem, budget = self._known.problem, self._request.budget
        examples = proposals.note_seen(problem.examples)
        legal = proposals.legal(problem, examples)
        dry = 0
        meter = None
        if isinstance(answers, Agreement):
            # What they agree on is worth more the more they are asked at once.
            wanted = min(_ROUND, self._most_inputs)
            legal += proposals.draw(problem, wanted, _MOST_ROUNDS)[:wanted]
            if self._request.oracles:
                answers.silence(self._jury.breaks_any, legal)
            if reason := answers.too_few():
                raise RefusedError(reason)
        meter = self._take(legal, answers, meter)
        self._compare_with_stated(answers)
        for number in range(_MOST_ROUNDS):
            left = self._most_inputs - len(answers.found)
            is_strong = meter.kill_rate >= self._request.min_kill_rate
            is_enough = is_strong and len(answers.found) >= _PER_CASE * budget.cases
            if left <= 0 or is_enough or dry >= _DRY_ROUNDS or self._is_late():
                break
            self._check()
            wanted = max(_LEAST_ROUND, min(_ROUND, left))
            pioneers = tuple(answers.found[i].input for i in meter.pioneers)
            proposals.is_slow = answers.dropped[TAKES_LONG] > 0
            inputs = proposals.draw(problem, wanted, number, pioneers)[:left]
            before = len(answers.found)
            self._take(inputs, answers, meter)
            is_dry = len(answers.found) - before < wanted * _DRY_SHARE
            dry = dry + 1 if is_dry else 0
        return meter

    def _take(
        self,
        inputs: Sequence[Input],
        answers: Answers | Agreement,
        meter: Meter | None,
    ) -> Meter:
        added = answers.add(inputs)
        if isinstance(answers, Answers):
            self._jury.confirm(answers, added)
        if meter is None:
            subject = answers.leader or answers.subjects[0]
            budget, seed = self._request.budget, self._request.seed
            traced = answers.traced if isinstance(answers, Answers) else None
            meter = Meter(subject, budget.mutants, seed, self._is_late, traced)
        meter.measure(added, answers.comparer())
        self._context.tell(
            {
                "stage": "inputs",
                "legal": len(answers.found),
                "wanted": self._most_inputs,
                "kill_rate": round(meter.kill_rate, 4),
            }
        )
        return meter

    def _compare_with_stated(self, answers: Answers | Agreement) -> None:
        """Note the examples whose stated answer is not the reference's."""
        known = {one.input: one.answer for one in answers.found}
        comparer = answers.comparer()
        for stated in self._known.stated:
            answer = known.get(stated.input)
            if answer is None:
                what = stated.input.data[:80].decode(errors="replace")
                self._notes.append(f"the example {what} was dropped")
            elif not comparer.is_same(
                stated.input,
                stated_reply(stated.answer, is_stdio=self._is_stdio),
                answer,
            ):
                what = stated.input.data[:80].decode(errors="replace")
                self._notes.append(
                    f"the reference does not give what is stated for the example {what}"
                )

    def _finish(
        self, proposals: Proposals, answers: Answers | Agreement, meter: Meter
    ) -> tuple[list[Case], Certificate]:
        self._check()
        request = self._request
        dropped = proposals.dropped + answers.dropped
        if not answers.found:
            self._raise_if_lost()
            why = ", ".join(f"{reason}: {n}" for reason, n in dropped.most_common(5))
            msg = f"no legal input has an answer ({why or 'no strategy made any'})"
            raise RefusedError(msg)
        if answers.is_void():
            msg = (
                "the reference returns None, or what has no typed form: "
                "there is nothing to compare"
            )
            raise RefusedError(msg)
        chosen = chosen_cases(request, answers, meter)
        checker = answers.checker()
        comparer = answers.comparer(checker)
        kept = [answers.found[index] for index in chosen]
        typed = self._typed(kept)
        cases = [self._case(one, checker, typed) for one in kept]
        strength = meter.strength(chosen, trivial(kept, comparer, meter.failed))
        if isinstance(answers, Agreement):
            dissent = dissent_in(answers, chosen)
            strength = strength.model_copy(update={"candidates": dissent})
        certificate = Certificate(
            seed=request.seed,
            strategies=dict(sorted(Counter(one.input.origin for one in kept).items())),
            answers=source_of(answers),
            confidence=(
                round(answers.confidence, 4) if isinstance(answers, Agreement) else None
            ),
            oracles=self._jury.tallies(),
            model=model_tally(request, self._context, self.dialogue),
            tried=proposals.tried,
            dropped=dict(sorted(dropped.items())),
            preconditions=legal_words_of(self._request, self._known),
            checker=words_of(checker),
            strength=strength,
            notes=[
                *self._notes,
                *remarks(request, answers, strength.kill_rate, meter.failed),
                *self._cut_short(),
            ],
            versions=versions_of(request, self._context),
        )
        return cases, certificate

    def _raise_if_lost(self) -> None:
        """Raise if it is for want of a model that nothing was made."""
        if self.dialogue.lost and not self.dialogue.answered:
            why = ", ".join(self.dialogue.told())
            msg = f"the model gave no answer: {why}"
            raise ModelUnavailableError(msg)

    def _typed(self, kept: Sequence[Answered]) -> dict[str, Any]:
        """Return the types of the function, if all cases have them, as a field."""
        entry = self._apparatus.entry
        if entry.is_stdio:
            return {}
        rows = [one.input.arguments() for one in kept]
        answers = [one.answer.value for one in kept]
        found = covering(entry.signature, entry.target(), rows, answers)
        return {"signature": str(found)} if found else {}

    def _case(self, one: Answered, checker: Checker, typed: dict[str, Any]) -> Case:
        stated: dict[str, Any] = {"id": one.input.origin, "checker": checker, **typed}
        if self._is_stdio:
            answer = written(one.answer.value)
            return StdioCase(input=one.input.data, answer=answer, **stated)
        stated |= self._apparatus.entry.document()
        return FunctionCallCase(
            args=one.input.arguments(), answer=one.answer.value, **stated
        )

    def _cut_short(self) -> list[str]:
        words = "cut short by wall_time_s: not reproducible to the byte"
        return [words] if self._is_cut_short else []
