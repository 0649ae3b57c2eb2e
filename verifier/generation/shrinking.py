"""Shrinks failing cases of a generated set: the smallest input that still fails.

The program must fail on it in the same way, and it must be a case as well as the
first one was (`smaller_cases`).
"""

import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

import structlog

from sandboxes import Limits, Sandbox
from verifier.assistants import Assistants
from verifier.bench import Bench, build_twice
from verifier.errors import AssistantFailedError
from verifier.generation.apparatus import Apparatus
from verifier.generation.inputs import Input
from verifier.generation.jury import Jury
from verifier.generation.messages import GenerationRequest
from verifier.generation.signatures import entry_of
from verifier.generation.smaller_cases import (
    ByOracle,
    ByReferences,
    SmallerCases,
    UnfitError,
    input_of,
    layouts_of,
)
from verifier.generation.smaller_cases import Source as CaseSource
from verifier.generation.understanding import understand
from verifier.graders import Case
from verifier.judge import JudgingCanceledError
from verifier.limits import in_language
from verifier.messages import ShrinkRequest, VerificationRequest
from verifier.outcome import CaseOutcome, Verdict
from verifier.program import Source, unchecked
from verifier.reports import CaseReport, ShrunkCase, VerificationReport

log = structlog.get_logger()

_AT_ONCE = 24
"""Inputs that are answered together: the programs of the tests start once for all."""
_MOST_TRIED = 20_000
"""Smaller inputs thought of in one search, legal or not."""
NO_REFERENCE = "the set has no reference to answer smaller inputs"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShrinkContext:
    """What shrinking is told beside the requests.

    Attributes:
        check: Called before anything lengthy; may raise.
        tell: Told of progress, plain data.
    """

    check: Callable[[], None] = lambda: None
    tell: Callable[[dict[str, Any]], None] = lambda _: None


def shrink(
    report: VerificationReport,
    request: VerificationRequest,
    recipe: GenerationRequest,
    sandbox: Sandbox,
    context: ShrinkContext | None = None,
) -> VerificationReport:
    """Add shrunk cases to a report, where its program failed.

    The verdict and the reward stay as they are, whatever goes wrong here.

    Args:
        report: What came of the cases.
        request: What was verified, its cases filled in, with `shrink`.
        recipe: What the cases were made by.
        sandbox: Where boxes come from.
        context: What else is told.

    Raises:
        JudgingCanceledError: It was canceled meanwhile.
    """
    context = context or ShrinkContext()
    wanted = request.shrink
    chosen = _chosen(report, request)
    if wanted is None or not chosen:
        return report
    begin = time.monotonic()
    found: dict[int, ShrunkCase] = {}
    note = ""
    try:
        with ExitStack() as stack:
            search = _search(stack, request, recipe, sandbox, context)
            ends_at = begin + wanted.wall_time_s
            for index in chosen:
                shrunk = search.shrunk(index, wanted, ends_at)
                if shrunk:
                    found[index] = shrunk
                else:
                    note = "the failure did not come again"
    except JudgingCanceledError:
        raise
    except (AssistantFailedError, UnfitError) as error:
        context.check()
        note = str(error)
    except Exception as error:  # the verdict stands, whatever it is
        context.check()
        log.exception("nothing shrunk")
        note = f"the service failed: {type(error).__name__}: {error}"[:300]
    cases = [
        case.model_copy(update={"shrunk": found.get(case.index)})
        for case in report.cases
    ]
    total_s = report.timings.total_s + time.monotonic() - begin
    timings = report.timings.model_copy(update={"total_s": total_s})
    changes = {"cases": cases, "shrink_note": note, "timings": timings}
    return report.model_copy(update=changes)


def _chosen(report: VerificationReport, request: VerificationRequest) -> list[int]:
    """Return the failing cases to be shrunk: those of the smallest inputs."""
    if request.shrink is None or report.build.verdict is not Verdict.ACCEPTED:
        return []
    cases = request.test_cases or []
    failed = [
        case.index for case in report.cases if _is_failure(case) and case.index >= 0
    ]
    order = sorted(failed, key=lambda index: (len(input_of(cases[index]).data), index))
    return order[: request.shrink.cases]


def _is_failure(case: CaseReport) -> bool:
    settled = {Verdict.ACCEPTED, Verdict.SKIPPED, Verdict.INTERNAL_ERROR}
    return case.verdict not in settled


def _search(
    stack: ExitStack,
    request: VerificationRequest,
    recipe: GenerationRequest,
    sandbox: Sandbox,
    context: ShrinkContext,
) -> "_Search":
    cases = request.test_cases or []
    if not recipe.references and (recipe.candidates or not recipe.oracles):
        raise UnfitError(NO_REFERENCE)
    assistants = stack.enter_context(Assistants(sandbox, context.check))
    apparatus = Apparatus(
        request=recipe,
        entry=entry_of(recipe),
        sandbox=sandbox,
        assistants=assistants,
        check=context.check,
    )
    problem = understand(recipe).problem
    proposals = apparatus.proposals(problem, ())
    if recipe.references:
        answers: CaseSource = ByReferences(apparatus.references(stack))
    else:
        jury = Jury(apparatus=apparatus, problem=problem, proposals=proposals)
        answers = ByOracle(jury)
    language = request.submission.spoken()
    source = Source(text=request.submission.program(), files=request.submission.files)  # type: ignore[arg-type]
    build_limits = request.build_limits.over(language.build_limits)
    if language.check_can_wait:
        built = unchecked(language, source)
    else:
        built = build_twice(sandbox, language, source, build_limits, context.check)
    built = replace(built, limits=build_limits)
    bench = stack.enter_context(Bench(sandbox, language, source, built, context.check))
    smaller = SmallerCases(
        problem=problem,
        layouts=list(layouts_of(recipe, problem, cases)) if problem.is_stdio else [],
        proposals=proposals,
        source=answers,
    )
    return _Search(request=request, smaller=smaller, bench=bench, context=context)


@dataclass(slots=True, kw_only=True)
class _Search:
    """Looks for the smallest failing inputs of one program.

    Attributes:
        request: What was verified.
        smaller: Thinks of smaller cases.
        bench: The program.
        context: What else is told.
    """

    request: VerificationRequest
    smaller: SmallerCases
    bench: Bench
    context: ShrinkContext
    _runs: int = 0

    def shrunk(
        self, index: int, wanted: ShrinkRequest, ends_at: float
    ) -> ShrunkCase | None:
        """Shrink one case; None if it does not fail again.

        Raises:
            AssistantFailedError: A program of the tests failed.
            SandboxError: No box can be had.
            UnfitError: Nothing says which smaller inputs are legal.
        """
        case = (self.request.test_cases or [])[index]
        begin = input_of(case)
        self._runs = 0
        self.smaller.begin(begin)
        first = self._failure(case)
        best, worst = begin, first
        if first is None:
            return None
        manner = _manner(first)
        is_minimal = False
        while not is_minimal:
            better, is_spent = self._better(best, case, manner, wanted, ends_at)
            if better is None:
                is_minimal = not is_spent
                break
            best, worst = better
            self.context.tell(
                {
                    "stage": "shrinking",
                    "case": index,
                    "runs": self._runs,
                    "bytes": len(best.data),
                }
            )
        return self._report(begin, best, worst or first, is_minimal=is_minimal)

    def _better(
        self,
        best: Input,
        case: Case,
        manner: tuple[str, ...],
        wanted: ShrinkRequest,
        ends_at: float,
    ) -> tuple[tuple[Input, CaseOutcome] | None, bool]:
        """Return a smaller failing input, if any; and whether the budget is spent."""
        source = islice(self.smaller.inputs(best), _MOST_TRIED)
        while True:
            self.context.check()
            if self._runs >= wanted.runs or time.monotonic() > ends_at:
                return None, True
            batch = list(islice(source, _AT_ONCE))
            if not batch:
                return None, False
            for one, made in self.smaller.cases(case, batch):
                if self._runs >= wanted.runs or time.monotonic() > ends_at:
                    return None, True
                self.context.check()
                outcome = self._failure(made)
                if outcome is not None and _manner(outcome) == manner:
                    return (one, outcome), False

    def _failure(self, case: Case) -> CaseOutcome | None:
        """Put the program to a case; None if it does not fail."""
        self._runs += 1
        request, language = self.request, self.request.submission.spoken()
        limits: Limits = request.limits.over(language.limits)
        if case.limits:
            limits = case.limits.over(limits)
        limits = in_language(limits, language, request.limits, case.limits)
        outcome = self.bench.grade(case, limits, request.checker)
        settled = {Verdict.ACCEPTED, Verdict.INTERNAL_ERROR}
        return None if outcome.verdict in settled else outcome

    def _report(
        self, begin: Input, best: Input, outcome: CaseOutcome, *, is_minimal: bool
    ) -> ShrunkCase:
        most = self.request.trace_bytes
        whole = {
            "input": outcome.shown_input,
            "output": outcome.shown_output,
            "answer": outcome.shown_answer,
            "stderr": outcome.run.stderr if outcome.run else b"",
        }
        return ShrunkCase(
            **{name: text[:most] for name, text in whole.items()},
            truncated=any(len(text) > most for text in whole.values()),
            feedback=outcome.feedback,
            bytes_before=len(begin.data),
            bytes_after=len(best.data),
            runs=self._runs,
            is_minimal=is_minimal,
        )


def _manner(outcome: CaseOutcome) -> tuple[str, ...]:
    """Say how a program failed: a smaller input of another failure is another bug."""
    raised = ""
    if outcome.feedback.startswith("raised "):
        raised = outcome.feedback.partition(":")[0]
    signal = outcome.run.signal if outcome.run else None
    return (outcome.verdict, raised, str(signal))
