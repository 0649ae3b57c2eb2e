"""Which of the inputs that have an answer become the cases of a set."""

from collections.abc import Sequence
from itertools import chain, zip_longest

from verifier.generation.agreement import Agreement
from verifier.generation.answers import Answered, Answers
from verifier.generation.features import features_of
from verifier.generation.heavy import heaviest
from verifier.generation.inputs import Input
from verifier.generation.messages import Dissent, GenerationRequest
from verifier.generation.reduction import reduced
from verifier.generation.strength import Meter

_SMALL_SHARE = 0.3
"""How many cases of whole programs are there because they are small."""
LARGEST_SET_BYTES = 8_000_000
"""Of the inputs of all cases."""


def chosen_cases(
    request: GenerationRequest, answers: Answers | Agreement, meter: Meter
) -> list[int]:
    """Choose the cases of a set by their places among the answers."""
    most = request.budget.cases
    met = [frozenset(found) for found in meter.goals]
    if isinstance(answers, Agreement):
        # Who disagrees is wrong as a mutant is, and nearer to what will be judged.
        met = [a | b for a, b in zip(met, answers.refuted, strict=True)]
    if request.reduction == "fewest":
        return within_size(reduced(met, 1, most) or [0], answers.found)
    goals = [
        features_of(one.input, one.answer.value, is_stdio=answers.is_stdio) | found
        for one, found in zip(answers.found, met, strict=True)
    ]
    inputs = [one.input for one in answers.found]
    for place in heaviest(inputs, meter.steps, is_stdio=answers.is_stdio):
        goals[place] |= {f"heavy {place}"}
    few = round(_SMALL_SHARE * most) if answers.is_stdio else 0
    chosen = reduced(goals, request.redundancy, most - few)
    taken = set(chosen)
    small = smallest(inputs, taken, few)
    chosen, taken = [*chosen, *small], taken | set(small)
    left = [index for index in range(len(goals)) if index not in taken]
    return within_size([*chosen, *left[: most - len(chosen)]], answers.found)


def smallest(inputs: Sequence[Input], taken: set[int], count: int) -> list[int]:
    """Choose the smallest inputs that are not taken yet.

    Most faults show on some small input (the small scope hypothesis, Jackson 1996):
    of two or three small numbers many ways to meet are tried so.
    """
    lengths: dict[int, list[tuple[int, int]]] = {}
    for place, one in enumerate(inputs):
        tokens = one.data.split()
        if place not in taken:
            lengths.setdefault(len(tokens), []).append((sum(map(len, tokens)), place))
    # Of each length in turn, the shortest first: lists of one are not all there is.
    queues = [sorted(lengths[length]) for length in sorted(lengths)]
    turns = chain.from_iterable(zip_longest(*queues))
    return [found[1] for found in turns if found is not None][:count]


def dissent_in(answers: Agreement, chosen: Sequence[int]) -> Dissent:
    """Say how many candidates some cases refute, of those that any input does."""
    return Dissent(
        refuted=len(frozenset().union(*(answers.refuted[n] for n in chosen))),
        dissenting=len(frozenset().union(*answers.refuted)),
    )


def within_size(chosen: Sequence[int], found: Sequence[Answered]) -> list[int]:
    """Leave out what makes a set too large to be sent: the last of the large ones."""
    kept: list[int] = []
    size = 0
    for index in chosen:
        own = len(found[index].input.data)
        if not kept or size + own <= LARGEST_SET_BYTES:
            kept.append(index)
            size += own
    return kept
