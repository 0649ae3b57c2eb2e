"""Values that are made up stay small, whatever their domain."""

from random import Random

import pytest

from verifier.generation.domain import Domain, Shape
from verifier.generation.mutating import Mutator

_INT = Domain(shape=Shape.INT)


def _nested(levels: int, least: int = 0) -> Domain:
    domain = _INT
    for _ in range(levels):
        domain = Domain(shape=Shape.LIST, items=(domain,), least=least)
    return domain


@pytest.mark.timeout(20)
@pytest.mark.parametrize("least", [0, 1, 3])
def test_value_of_a_deep_domain_is_small(least: int) -> None:
    mutator = Mutator(Random(1))

    assert (
        max(len(repr(mutator.fresh(_nested(20, least)))) for _ in range(20)) < 200_000
    )


@pytest.mark.timeout(20)
def test_value_of_dictionaries_in_dictionaries_is_small() -> None:
    domain = _INT
    for _ in range(20):
        domain = Domain(shape=Shape.DICT, items=(Domain(shape=Shape.STR), domain))

    made = Mutator(Random(1)).fresh(domain)

    assert len(repr(made)) < 200_000
    assert isinstance(made, dict)


def test_shallow_values_still_differ_in_size() -> None:
    mutator, domain = Mutator(Random(1)), _nested(2)
    sizes = {len(mutator.fresh(domain)) for _ in range(100)}

    assert sizes == {0, 1, 2, 3, 4, 5}
