"""`interactive` cases: the candidate talks with a program of the tests."""

import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal, override

from pydantic import BaseModel, ConfigDict, Field

from sandboxes import Limits, RunResult, Termination
from verifier.assistants import LIMITS
from verifier.checkers import Checker
from verifier.checkers.conventions import (
    FEEDBACK,
    opinion_of_kattis,
    opinion_of_testlib,
)
from verifier.checkers.program import ANSWER, INPUT, OUTPUT, Argument, FullPoints
from verifier.content import Content
from verifier.errands import Assistant, Errand, Opinion
from verifier.errors import AssistantFailedError
from verifier.graders.case import Case
from verifier.graders.conversation import (
    Conversation,
    hold_conversation,
    witness_conversation,
)
from verifier.languages import KnownLanguage
from verifier.outcome import CaseOutcome, Verdict, ending
from verifier.paths import Files
from verifier.program import Program

_ROLE = "interactor"
_PATIENCE_S = 10.0


class Interactor(BaseModel):
    """A program of the tests that talks with the candidate."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    language: KnownLanguage = "cpp"
    source: str = Field(description="Text of its main file.")
    files: Files = Field(default={}, description="Its other files, testlib.h say.")
    args: list[Argument] = Field(
        default=[], max_length=256, description="Arguments after those of the rule."
    )


class InteractiveCase(Case):
    """Has the program talk with an interactor, which says if it did well."""

    kind: Literal["interactive"] = "interactive"
    interactor: Interactor
    convention: Literal["testlib", "kattis"] = Field(
        default="testlib",
        description="`interactor input output answer` with testlib's exit codes, or "
        "`interactor input answer feedback/` with 42 and 43.",
    )
    input: Content = Field(default=b"", description="What the interactor knows.")
    answer: Content = Field(default=b"", description="What else it knows.")
    full_points: FullPoints = Field(
        default=1.0, description="Points of a conversation that went all well."
    )

    @override
    def grade(self, program: Program, limits: Limits, checker: Checker) -> CaseOutcome:
        assistants = program.assistants
        assistants.prepare(self._assistant)
        cpu_time_s = 2 * limits.cpu_time_s + _PATIENCE_S
        wall_time_s = 2 * limits.wall_time_s + cpu_time_s
        patient = replace(LIMITS, cpu_time_s=cpu_time_s, wall_time_s=wall_time_s)
        candidate = partial(program.converse, limits)
        interactor = partial(
            assistants.converse, self._assistant, self._errand, patient
        )
        conversation = hold_conversation(
            candidate, interactor, is_content=self._is_content
        )
        doubt = doubt_of(conversation, self._opinion)
        if doubt is not None:
            assistants.before_retry()
            conversation = witness_conversation(
                candidate,
                interactor,
                is_content=self._is_content,
                most=limits.output_bytes if doubt else sys.maxsize,
            )
        try:
            decision = decide(conversation, self._opinion)
        except AssistantFailedError:
            assistants.note_failure(self._assistant, conversation.interactor)
            raise
        return CaseOutcome(
            verdict=decision.verdict,
            feedback=decision.feedback,
            run=conversation.candidate,
            shown_input=self.input,
            shown_answer=self.answer,
            weight=self.weight,
            group=self.group,
            points=decision.points,
            is_settled=decision.is_settled,
        )

    @override
    def languages(self) -> frozenset[str]:
        return super().languages() | {self.interactor.language}

    @property
    def _assistant(self) -> Assistant:
        return Assistant(
            role=_ROLE,
            language=self.interactor.language,
            text=self.interactor.source,
            files=self.interactor.files,
        )

    @property
    def _errand(self) -> Errand:
        files = {INPUT: self.input, ANSWER: self.answer}
        own = self.interactor.args
        if self.convention == "testlib":
            return Errand(args=(INPUT, OUTPUT, ANSWER, *own), files=files)
        return Errand(
            args=(INPUT, ANSWER, f"{FEEDBACK}/", *own),
            files=files,
            folders=(FEEDBACK,),
            collect=(FEEDBACK,),
        )

    def _opinion(self, run: RunResult) -> Opinion:
        if self.convention == "testlib":
            return opinion_of_testlib(run, _ROLE, self.full_points)
        return opinion_of_kattis(run, _ROLE, self.full_points)

    def _is_content(self, run: RunResult) -> bool:
        try:
            return self._opinion(run).complaint is None
        except AssistantFailedError:
            return False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What a conversation says of the candidate.

    Attributes:
        verdict: The verdict.
        feedback: Why, in words for people.
        points: Share of the full points, where the interactor gives some.
        is_settled: Whether it stood before the candidate had ended.
    """

    verdict: Verdict
    feedback: str = ""
    points: float | None = None
    is_settled: bool = False


type Listen = Callable[[RunResult], Opinion]
"""Reads what an interactor said; see `verifier.checkers.conventions`."""

_CLOSE_S = 0.005
"""Ends nearer than this may be told in the wrong order."""
_NEAR_S = 0.1
"""The same where it decides whose failure it is, on a full machine, too."""
_KILLED = frozenset(
    {
        Termination.CPU_TIME_LIMIT,
        Termination.WALL_TIME_LIMIT,
        Termination.OUTPUT_LIMIT,
    }
)


def doubt_of(conversation: Conversation, opinion_of: Listen) -> str | None:
    """Say why a conversation must be held once more, before a witness.

    Returns:
        Words about a failure of the interactor; empty where it only matters
        whether it or the candidate ended first; None where nothing is in doubt.
    """
    candidate, interactor = conversation.candidate, conversation.interactor
    try:
        opinion = opinion_of(interactor)
    except AssistantFailedError as error:
        if error.is_told or (
            _left_first(conversation) and not _both_late(conversation)
        ):
            return None
        return str(error)
    is_close = abs(conversation.lead_s) < _CLOSE_S
    both_failed = opinion.complaint is not None and Verdict.of_run(candidate)
    if both_failed and is_close and candidate.termination not in _KILLED:
        return ""
    return None


def decide(conversation: Conversation, opinion_of: Listen) -> Decision:
    """Decide as the judges of contests do (Kattis' problemtools, DOMjudge).

    An interactor that ends first and is not content has decided, whatever
    becomes of the candidate afterwards. Otherwise the candidate's own failure
    counts, and if there is none, what the interactor says. An interactor that
    fails after the candidate has left fails because of that, and one that
    fails under more than the candidate may say fails because of that.

    Args:
        conversation: How it ended.
        opinion_of: Reads what the interactor said.

    Raises:
        AssistantFailedError: The interactor failed by itself.
    """
    candidate = conversation.candidate
    settled = Verdict.of_run(candidate)
    if conversation.is_flooded:
        return Decision(
            verdict=Verdict.OUTPUT_LIMIT_EXCEEDED,
            feedback="wrote more than the output limit, and the interactor failed",
        )
    try:
        opinion = opinion_of(conversation.interactor)
    except AssistantFailedError as error:
        is_own = conversation.lead_s >= 0 or _both_late(conversation)
        if error.is_told or is_own:
            raise
        if settled:
            return Decision(verdict=settled, feedback=ending(candidate))
        return Decision(verdict=Verdict.WRONG_ANSWER, feedback=f"left before {error}")
    if opinion.complaint is not None and conversation.lead_s >= 0:
        return Decision(
            verdict=Verdict.WRONG_ANSWER,
            feedback=opinion.complaint,
            points=opinion.points,
            is_settled=True,
        )
    if settled:
        return Decision(verdict=settled, feedback=ending(candidate))
    return Decision(
        verdict=Verdict.WRONG_ANSWER if opinion.complaint else Verdict.ACCEPTED,
        feedback=opinion.complaint or "",
        points=opinion.points,
    )


def _left_first(conversation: Conversation) -> bool:
    """Whether the candidate certainly ended before the interactor failed."""
    was_killed = conversation.candidate.termination in _KILLED
    return conversation.lead_s < (0 if was_killed else -_NEAR_S)


def _both_late(conversation: Conversation) -> bool:
    """Whether the clock stopped the candidate, and CPU time the interactor.

    The candidate may have waited for it in vain; a witness sees to it that
    the interactor does not loop because the candidate is gone.
    """
    return (
        conversation.candidate.termination is Termination.WALL_TIME_LIMIT
        and conversation.interactor.termination is Termination.CPU_TIME_LIMIT
    )


CASES = (InteractiveCase,)
