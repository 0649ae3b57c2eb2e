"""Where inputs come from, and how many, where a request does not say."""

from sandboxes import Language
from verifier.generation.messages import Budget, GenerationRequest, StdioTarget
from verifier.generation.strategies import Strategy
from verifier.generation.strategies.boundary import BoundaryStrategy
from verifier.generation.strategies.coverage import CoverageStrategy
from verifier.generation.strategies.grammar import GrammarStrategy
from verifier.generation.strategies.mutation import MutationStrategy
from verifier.generation.strategies.search import SearchStrategy
from verifier.generation.strategies.type_hints import TypeHintsStrategy
from verifier.generation.understanding import Understanding

_MOST_STARTED = 300
"""Inputs by default where an interpreter or a JVM is started for each."""


def usual_strategies(
    known: Understanding, request: GenerationRequest
) -> list[Strategy]:
    """Return the strategies that fit what is known of a problem."""
    if known.problem.is_doubtful:
        return [MutationStrategy()]
    if known.problem.is_stdio:
        grown: list[Strategy] = [MutationStrategy(), CoverageStrategy(weight=0.5)]
        mined = [GrammarStrategy(weight=3.0)] if known.problem.layout else []
        if any(one.tells_all for one in request.preconditions):
            grown = [SearchStrategy(weight=4.0), CoverageStrategy(weight=0.5)]
        return [*mined, *grown]
    strategies: list[Strategy] = [
        TypeHintsStrategy(),
        BoundaryStrategy(),
        CoverageStrategy(weight=0.5),
    ]
    if known.problem.examples:
        strategies.append(MutationStrategy(weight=2.0))
    return strategies


def usual_inputs(request: GenerationRequest) -> int:
    """Return how many legal inputs are tried; fewer by default if starts are slow."""
    most = request.budget.inputs
    if most != Budget().inputs:
        return most
    spoken = [it.spoken() for it in (*request.references, *request.candidates)]
    is_stdio = isinstance(request.target, StdioTarget)
    are_slow = any(_starts_slowly(language, is_stdio=is_stdio) for language in spoken)
    return min(most, _MOST_STARTED) if are_slow else most


def _starts_slowly(language: Language, *, is_stdio: bool) -> bool:
    """Whether a program is neither one file of machine code nor asked many at once."""
    is_asked_once = language.call and language.call.many and not is_stdio
    is_quick = language.name == "python" or language.run[0].startswith("./")
    return not (is_asked_once or is_quick)
