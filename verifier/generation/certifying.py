"""The words of a certificate: what was legal, what is remarkable, what made it."""

from collections import Counter
from importlib.metadata import version
from typing import Any, Literal

from verifier.generation.agreement import Agreement
from verifier.generation.answers import Answers
from verifier.generation.clocks import names_clock
from verifier.generation.context import GenerationContext
from verifier.generation.dialogue import Dialogue
from verifier.generation.messages import GenerationRequest, ModelTally
from verifier.generation.strategies.model import ModelStrategy
from verifier.generation.understanding import Understanding

_MOST_SHOWN = 200
_MOST_DOUBTS = 5


def legal_words_of(request: GenerationRequest, known: Understanding) -> list[str]:
    """Say what was held to be legal: what is stated, and what was mined."""
    stated = [words_of(p) for p in request.preconditions]
    mined = known.legal if request.mine_preconditions else ()
    return [*stated, *(f"mined: {words}" for words in mined)]


def doubts_of(known: Understanding) -> list[str]:
    """Say what of a statement is not understood, and what came of that."""
    return [
        f"in doubt: {sentence[:_MOST_SHOWN]!r} is not understood: inputs hardly differ "
        "from the examples; state a validator, a layout or a generator"
        for sentence in known.doubts[:_MOST_DOUBTS]
    ]


def remarks(
    request: GenerationRequest,
    answers: Answers | Agreement,
    kill_rate: float | None,
    failed: Counter[str],
) -> list[str]:
    """Say what one should know of a set, beside its figures."""
    found = []
    if answers.is_unordered:
        found.append(
            "the order of the answers changes from run to run of the reference: "
            "they are compared without it"
        )
    if request.checker is None and not answers.is_unordered:
        found.append(
            "no checker was stated: where several answers are right, the "
            "reference's alone is accepted"
        )
    if any(names_clock(r.source, r.language) for r in request.references):
        found.append(
            "a reference names a clock, which is put ahead for Python alone: "
            "answers may depend on the date"
        )
    if failed:
        [(how, _)] = failed.most_common(1)
        found.append(
            f"the checker failed on {failed.total()} outputs of wrong programs, "
            f"which say nothing then: it {how[:_MOST_SHOWN]}"
        )
    if kill_rate is not None and kill_rate < request.min_kill_rate:
        found.append("min_kill_rate was not reached")
    if kill_rate is None:
        found.append("no mutants were made: the kill rate is unknown")
    return found


def versions_of(
    request: GenerationRequest, context: GenerationContext
) -> dict[str, str]:
    """Return the versions of what makes a set."""
    names = {reference.language for reference in request.references}
    found = {
        name: context.versions[name]
        for name in sorted(names)
        if context.versions.get(name)
    }
    return {
        "verifier": version("verifier"),
        "hypothesis": version("hypothesis"),
        **found,
    }


def model_tally(
    request: GenerationRequest, context: GenerationContext, dialogue: Dialogue
) -> ModelTally | None:
    """Say what a model was asked; None if the request wants none."""
    strategies = request.strategies or ()
    if not any(isinstance(one, ModelStrategy) for one in strategies):
        return None
    model = context.model
    asked = any(one.asks_a_model for one in strategies)
    return ModelTally(
        name=model.name if model and asked else "",
        answered=dialogue.answered,
        failures=dict(dialogue.told()),
    )


def source_of(
    answers: Answers | Agreement,
) -> Literal["reference", "references", "agreement"]:
    """Say where the answers are from."""
    if isinstance(answers, Agreement):
        return "agreement"
    return "references" if len(answers.subjects) > 1 else "reference"


def words_of(plugin: Any) -> str:
    """Name a plugin and what is stated of it, without sources."""
    stated = plugin.model_dump(mode="json", exclude_defaults=True)
    options = {k: v for k, v in stated.items() if k not in {"kind", "source", "files"}}
    words = " ".join(f"{name}={value}" for name, value in options.items())
    return f"{plugin.kind} {words}".strip()
