"""Makes a test set: inputs, legality, answers, strength, reduction.

Synchronous, like the judge. What the programs of a request do ends in a
report: they are the tests, so their failure is the tests' fault.
"""

import base64
import json
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import ExitStack
from importlib.metadata import version
from typing import Any, Literal

import structlog

from sandboxes import Sandbox
from verifier.assistants import Assistants
from verifier.checkers import Checker
from verifier.errors import AssistantFailedError
from verifier.generation.agreement import Agreement
from verifier.generation.answers import Answered, Answers
from verifier.generation.apparatus import Apparatus
from verifier.generation.clocks import names_clock
from verifier.generation.comparing import Comparer, written
from verifier.generation.context import GenerationContext, RefusedError
from verifier.generation.databases import sql_case
from verifier.generation.dialogue import (
    Dialogue,
    ModelUnavailableError,
    nobody,
)
from verifier.generation.exploring import explored
from verifier.generation.features import features_of
from verifier.generation.inputs import Input
from verifier.generation.jury import Jury
from verifier.generation.messages import (
    Certificate,
    GenerationReport,
    GenerationRequest,
    GenerationStatus,
    ModelTally,
    SqlTarget,
)
from verifier.generation.proposals import Proposals
from verifier.generation.reduction import reduced
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.sameness import distinct_sources
from verifier.generation.strategies import Strategy
from verifier.generation.strategies.boundary import BoundaryStrategy
from verifier.generation.strategies.coverage import CoverageStrategy
from verifier.generation.strategies.grammar import GrammarStrategy
from verifier.generation.strategies.model import ModelStrategy
from verifier.generation.strategies.mutation import MutationStrategy
from verifier.generation.strategies.type_hints import TypeHintsStrategy
from verifier.generation.strength import Meter
from verifier.generation.unanswered import RelationMaker
from verifier.generation.understanding import Understanding, understand
from verifier.graders import Case
from verifier.graders.function_call import FunctionCallCase
from verifier.graders.stdio import StdioCase
from verifier.judge import JudgingCanceledError
from verifier.messages import content_id
from verifier.outcome import Attribution
from verifier.reports import Timings, sandbox_name
from verifier.values import Value

log = structlog.get_logger()

_ROUND = 250
_LEAST_ROUND = 60
_MOST_ROUNDS = 200
_DRY_ROUNDS = 3
_DRY_SHARE = 0.05
"""A round that gives less of what was wanted is dry: the inputs run out."""
_LARGEST_SET_BYTES = 8_000_000
"""Of the inputs of all cases."""
_PER_CASE = 5
"""Legal inputs from which one case is chosen."""


def generate(
    request: GenerationRequest,
    sandbox: Sandbox,
    context: GenerationContext | None = None,
) -> GenerationReport:
    """Make a test set.

    Args:
        request: What is wanted.
        sandbox: Where boxes come from.
        context: What else generation is told.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    context = context or GenerationContext()
    begin = time.monotonic()
    report: dict[str, Any] = {
        "id": context.generation_id,
        "sandbox": sandbox_name(sandbox),
        "metadata": request.metadata,
    }
    try:
        cases, certificate, recipe = _made(request, sandbox, context, begin)
        certificate = certificate.model_copy(update={"request": recipe})
        report |= {
            "status": GenerationStatus.GENERATED,
            "test_set": content_id(plain_cases(cases)),
            "cases": len(cases),
            "test_cases": plain_cases(cases),
            "certificate": certificate,
        }
    except (AssistantFailedError, RefusedError) as error:
        context.raise_if_canceled()
        report |= {
            "status": GenerationStatus.REFUSED,
            "attribution": Attribution.TESTS,
            "feedback": str(error),
        }
    except JudgingCanceledError:
        raise
    except Exception as error:  # whatever it is, it is ours
        context.raise_if_canceled()
        log.exception("generation broke")
        report |= {
            "status": GenerationStatus.INTERNAL_ERROR,
            "attribution": Attribution.SERVICE,
            "retryable": True,
            "feedback": f"{type(error).__name__}: {error}"[:300],
        }
    timings = Timings(queued_s=context.queued_s, total_s=time.monotonic() - begin)
    return GenerationReport(**report, timings=timings)


def _recipe(request: GenerationRequest, dialogue: Dialogue) -> dict[str, Any]:
    """Return what makes the same set again, plain JSON: without asking a model."""
    plain = request.model_dump(mode="json", exclude_unset=True, exclude={"metadata"})
    for place, strategy in enumerate(plain.get("strategies") or ()):
        if strategy["kind"] == "model":
            strategy["answers"] = dialogue.recorded(f"{place}")
    return plain


def _made(
    request: GenerationRequest,
    sandbox: Sandbox,
    context: GenerationContext,
    begin: float,
) -> tuple[list[Case], Certificate, dict[str, Any]]:
    """Make a set; return the request that makes it again, too."""
    if isinstance(request.target, SqlTarget):
        case, certificate = sql_case(request, request.target, sandbox, context)
        return [case], certificate, _recipe(request, nobody())
    with Assistants(sandbox) as assistants:
        maker = _Maker(request, sandbox, context, assistants, begin)
        cases, certificate = maker.make()
        return cases, certificate, _recipe(request, maker.dialogue)


def kept_form(report: GenerationReport) -> bytes:
    """Return a generated set as it is stored: the cases and their certificate."""
    certificate = (
        report.certificate.model_dump(mode="json") if report.certificate else None
    )
    kept = {"test_cases": report.test_cases, "certificate": certificate}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":")).encode()


def plain_cases(cases: Sequence[Case]) -> list[dict[str, Any]]:
    """Return cases as they are sent and stored, plain JSON."""
    plain = []
    for case in cases:
        data = case.model_dump(mode="json", include=case.model_fields_set)
        plain.append({"kind": getattr(case, "kind", ""), **data})
    return plain


class _Maker:
    """Makes one set."""

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
            sandbox=sandbox,
            assistants=assistants,
            check=self._check,
        )
        self._ends_at = begin + request.budget.wall_time_s
        self._known = understand(request)
        self.dialogue = nobody()
        self._notes: list[str] = []
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
            proposals = self._proposals()
            self.dialogue = proposals.dialogue
            self._jury = Jury(
                apparatus=self._apparatus,
                problem=self._known.problem,
                proposals=proposals,
            )
            if answers is None and not request.candidates:
                return self._from_oracles(proposals)
            answers = answers or self._agreement(stack)
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
            legal_words=self._legal_words(),
        )
        return maker.make()

    def _agreement(self, stack: ExitStack) -> Agreement:
        """Have the distinct candidates answer; those that do not build are silent."""
        listed = self._request.candidates
        by_language: dict[str, list[int]] = {}
        for index, candidate in enumerate(listed):
            by_language.setdefault(candidate.language, []).append(index)
        distinct = [
            indices[place]
            for language, indices in by_language.items()
            for place in distinct_sources([listed[i].source for i in indices], language)
        ]
        subjects = []
        for index in sorted(distinct):
            self._check()
            try:
                subject = self._apparatus.subject("candidate", listed[index])
            except AssistantFailedError as error:
                self._notes.append(f"candidates.{index}: {error}"[:200])
                continue
            subjects.append(stack.enter_context(subject))
        least = self._request.min_voices
        if len(subjects) < least:
            msg = (
                f"{len(subjects)} distinct candidates are too few to agree: "
                f"at least {least} are needed (min_voices)"
            )
            raise RefusedError(msg)
        agreement = Agreement(
            subjects=subjects,
            assistants=self._assistants,
            is_stdio=self._is_stdio,
            stated=self._request.checker,
            floor=self._request.min_confidence,
            least=least,
        )
        known = [
            Answered(stated.input, self._stated(stated.answer))
            for stated in self._known.stated
        ]
        if known:
            agreement.weigh(known)
        return agreement

    def _stated(self, answer: Value) -> Reply:
        if self._is_stdio and isinstance(answer, str):
            data = base64.b64encode(answer.encode()).decode()
            return _value_reply({"$bytes": data})
        return _value_reply(answer)

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
            strategies = _usual_strategies(self._known)
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
            wanted = min(_ROUND, budget.inputs)
            legal += proposals.draw(problem, wanted, _MOST_ROUNDS)[:wanted]
            if self._request.oracles:
                answers.silence(self._jury.breaks_any, legal)
            if reason := answers.too_few():
                raise RefusedError(reason)
        meter = self._take(legal, answers, meter)
        self._compare_with_stated(answers)
        for number in range(_MOST_ROUNDS):
            left = budget.inputs - len(answers.found)
            is_strong = meter.kill_rate >= self._request.min_kill_rate
            is_enough = is_strong and len(answers.found) >= _PER_CASE * budget.cases
            if left <= 0 or is_enough or dry >= _DRY_ROUNDS or self._is_late():
                break
            self._check()
            wanted = max(_LEAST_ROUND, min(_ROUND, left))
            pioneers = tuple(answers.found[i].input for i in meter.pioneers)
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
            meter = Meter(subject, budget.mutants, seed, self._is_late)
        meter.measure(added, answers.comparer())
        self._context.tell(
            {
                "stage": "inputs",
                "legal": len(answers.found),
                "wanted": self._request.budget.inputs,
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
                stated.input, self._stated(stated.answer), answer
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
        chosen = self._reduced(answers, meter)
        checker = answers.checker()
        comparer = answers.comparer(checker)
        kept = [answers.found[index] for index in chosen]
        cases = [self._case(one, checker) for one in kept]
        strength = meter.strength(chosen, trivial(kept, comparer))
        certificate = Certificate(
            seed=request.seed,
            strategies=dict(sorted(Counter(one.input.origin for one in kept).items())),
            answers=_source_of(answers),
            confidence=(
                round(answers.confidence, 4) if isinstance(answers, Agreement) else None
            ),
            oracles=self._jury.tallies(),
            model=self._model_tally(),
            tried=proposals.tried,
            dropped=dict(sorted(dropped.items())),
            preconditions=self._legal_words(),
            checker=_words_of(checker),
            strength=strength,
            notes=[*self._notes, *self._remarks(answers, strength.kill_rate)],
            versions=self._versions(),
        )
        return cases, certificate

    def _model_tally(self) -> ModelTally | None:
        strategies = self._request.strategies or ()
        if not any(isinstance(one, ModelStrategy) for one in strategies):
            return None
        model = self._context.model
        asked = any(one.asks_a_model for one in strategies)
        return ModelTally(
            name=model.name if model and asked else "",
            answered=self.dialogue.answered,
            failures=dict(self.dialogue.told()),
        )

    def _raise_if_lost(self) -> None:
        """Raise if it is for want of a model that nothing was made."""
        if self.dialogue.lost and not self.dialogue.answered:
            why = ", ".join(self.dialogue.told())
            msg = f"the model gave no answer: {why}"
            raise ModelUnavailableError(msg)

    def _reduced(self, answers: Answers | Agreement, meter: Meter) -> list[int]:
        """Choose the cases of the set."""
        most = self._request.budget.cases
        if self._request.reduction == "fewest":
            goals = [frozenset(found) for found in meter.goals]
            return _within(reduced(goals, 1, most) or [0], answers.found)
        goals = [
            features_of(one.input, one.answer.value, is_stdio=self._is_stdio) | found
            for one, found in zip(answers.found, meter.goals, strict=True)
        ]
        chosen = reduced(goals, self._request.redundancy, most)
        left = [index for index in range(len(goals)) if index not in set(chosen)]
        return _within([*chosen, *left[: most - len(chosen)]], answers.found)

    def _legal_words(self) -> list[str]:
        stated = [_words_of(p) for p in self._request.preconditions]
        mined = self._known.legal if self._request.mine_preconditions else ()
        return [*stated, *(f"mined: {words}" for words in mined)]

    def _remarks(
        self, answers: Answers | Agreement, kill_rate: float | None
    ) -> list[str]:
        remarks = []
        if answers.is_unordered:
            remarks.append(
                "the order of the answers changes from run to run of the reference: "
                "they are compared without it"
            )
        if self._request.checker is None and not answers.is_unordered:
            remarks.append(
                "no checker was stated: where several answers are right, the "
                "reference's alone is accepted"
            )
        if any(names_clock(r.source, r.language) for r in self._request.references):
            remarks.append(
                "a reference names a clock, which is put ahead for Python alone: "
                "answers may depend on the date"
            )
        if kill_rate is not None and kill_rate < self._request.min_kill_rate:
            remarks.append("min_kill_rate was not reached")
        if kill_rate is None:
            remarks.append("no mutants were made: the kill rate is unknown")
        if self._is_cut_short:
            remarks.append("cut short by wall_time_s: not reproducible to the byte")
        return remarks

    def _versions(self) -> dict[str, str]:
        names = {reference.language for reference in self._request.references}
        found = {
            name: self._context.versions[name]
            for name in sorted(names)
            if self._context.versions.get(name)
        }
        return {
            "verifier": version("verifier"),
            "hypothesis": version("hypothesis"),
            **found,
        }

    def _case(self, one: Answered, checker: Checker) -> Case:
        stated: dict[str, Any] = {"id": one.input.origin, "checker": checker}
        if self._is_stdio:
            answer = written(one.answer.value)
            return StdioCase(input=one.input.data, answer=answer, **stated)
        entry = self._request.target.entry()
        named = {
            "function": entry.function or None,
            "class_name": entry.class_name or None,
            "method": entry.method or None,
        }
        stated |= {name: value for name, value in named.items() if value}
        return FunctionCallCase(
            args=one.input.arguments(), answer=one.answer.value, **stated
        )


def _within(chosen: Sequence[int], found: Sequence[Answered]) -> list[int]:
    """Leave out what makes a set too large to be sent: the last of the large ones."""
    kept, size = list[int](), 0
    for index in chosen:
        own = len(found[index].input.data)
        if not kept or size + own <= _LARGEST_SET_BYTES:
            kept.append(index)
            size += own
    return kept


def _usual_strategies(known: Understanding) -> list[Strategy]:
    if known.problem.is_stdio:
        grown: list[Strategy] = [MutationStrategy(), CoverageStrategy(weight=0.5)]
        mined = [GrammarStrategy(weight=3.0)] if known.problem.layout else []
        return [*mined, *grown]
    strategies: list[Strategy] = [
        TypeHintsStrategy(),
        BoundaryStrategy(),
        CoverageStrategy(weight=0.5),
    ]
    if known.problem.examples:
        strategies.append(MutationStrategy(weight=2.0))
    return strategies


def _source_of(
    answers: Answers | Agreement,
) -> Literal["reference", "references", "agreement"]:
    if isinstance(answers, Agreement):
        return "agreement"
    return "references" if len(answers.subjects) > 1 else "reference"


def _value_reply(answer: Value) -> Reply:
    return Reply(kind=ReplyKind.VALUE, value=answer)


def _words_of(plugin: Any) -> str:
    """Name a plugin and what is stated of it, without sources."""
    stated = plugin.model_dump(mode="json", exclude_defaults=True)
    options = {k: v for k, v in stated.items() if k not in {"kind", "source", "files"}}
    words = " ".join(f"{name}={value}" for name, value in options.items())
    return f"{plugin.kind} {words}".strip()


def trivial(cases: Sequence[Answered], comparer: Comparer) -> dict[str, bool]:
    """Say which programs that do next to nothing pass: none of them is run."""
    if comparer.is_stdio:
        nothing: Value = {"$bytes": ""}
    else:
        nothing = None
    constant = cases[0].answer.value
    return {
        "null": _passes([nothing] * len(cases), cases, comparer),
        "constant": _passes([constant] * len(cases), cases, comparer),
        "echo": _passes(
            [_echo(case.input, comparer) for case in cases], cases, comparer
        ),
    }


def _echo(one: Input, comparer: Comparer) -> Value:
    if comparer.is_stdio:
        return {"$bytes": base64.b64encode(one.data).decode()}
    arguments = one.arguments()
    return arguments[0] if arguments else None


def _passes(
    outputs: Sequence[Value], cases: Sequence[Answered], comparer: Comparer
) -> bool:
    return all(
        comparer.is_same(case.input, _value_reply(output), case.answer)
        for output, case in zip(outputs, cases, strict=True)
    )
