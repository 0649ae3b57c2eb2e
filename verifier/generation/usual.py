"""Where inputs come from, where a request does not say."""

from verifier.generation.messages import GenerationRequest
from verifier.generation.strategies import Strategy
from verifier.generation.strategies.boundary import BoundaryStrategy
from verifier.generation.strategies.coverage import CoverageStrategy
from verifier.generation.strategies.grammar import GrammarStrategy
from verifier.generation.strategies.mutation import MutationStrategy
from verifier.generation.strategies.search import SearchStrategy
from verifier.generation.strategies.type_hints import TypeHintsStrategy
from verifier.generation.understanding import Understanding


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
