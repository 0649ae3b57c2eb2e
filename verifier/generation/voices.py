"""Candidates that are to agree: each distinct program once, in a box of its own."""

import base64
from contextlib import ExitStack

from verifier.errors import AssistantFailedError
from verifier.generation.agreement import Agreement
from verifier.generation.answers import Answered
from verifier.generation.apparatus import Apparatus
from verifier.generation.context import RefusedError
from verifier.generation.replies import Reply, value_reply
from verifier.generation.sameness import distinct_sources
from verifier.generation.understanding import Understanding
from verifier.values import Value


def voices_of(
    apparatus: Apparatus, known: Understanding, stack: ExitStack, notes: list[str]
) -> Agreement:
    """Have the distinct candidates answer; those that do not build are silent.

    Args:
        apparatus: Puts programs into boxes.
        known: What the request tells: stated answers decide who has a voice.
        stack: Gives back the boxes.
        notes: Gets a line for each candidate that does not build.

    Raises:
        AssistantFailedError: None of the candidates gives a stated answer.
        RefusedError: Too few are distinct.
        BoxFailedError: There is no box for them.
    """
    listed = apparatus.request.candidates
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
        apparatus.check()
        try:
            subject = apparatus.subject("candidate", listed[index])
        except AssistantFailedError as error:
            notes.append(f"candidates.{index}: {error}"[:200])
            continue
        subjects.append(stack.enter_context(subject))
    least = apparatus.request.min_voices
    if len(subjects) < least:
        msg = (
            f"{len(subjects)} distinct candidates are too few to agree: "
            f"at least {least} are needed (min_voices)"
        )
        raise RefusedError(msg)
    agreement = Agreement(
        subjects=subjects,
        assistants=apparatus.assistants,
        is_stdio=apparatus.is_stdio,
        stated=apparatus.request.checker,
        floor=apparatus.request.min_confidence,
        least=least,
    )
    answered = [
        Answered(stated.input, stated_reply(stated.answer, is_stdio=apparatus.is_stdio))
        for stated in known.stated
    ]
    if answered:
        agreement.weigh(answered)
    return agreement


def stated_reply(answer: Value, *, is_stdio: bool) -> Reply:
    """Return a stated answer as a program would give it."""
    if is_stdio and isinstance(answer, str):
        data = base64.b64encode(answer.encode()).decode()
        return value_reply({"$bytes": data})
    return value_reply(answer)
