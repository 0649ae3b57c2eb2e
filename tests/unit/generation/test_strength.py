"""What mutants are given to be measured with."""

import pytest

from verifier.generation.answers import Answered
from verifier.generation.asking import Asking
from verifier.generation.inputs import Input
from verifier.generation.replies import Reply, ReplyKind
from verifier.generation.strength import hurried


@pytest.mark.parametrize(
    ("slowest_s", "given_s"), [(0.0, 0.1), (0.002, 0.1), (0.02, 0.4), (0.5, 1.0)]
)
def test_mutants_get_the_time_that_the_reference_calls_for(
    slowest_s: float, given_s: float
) -> None:
    cases = [
        Answered(Input(b"", ""), Reply(kind=ReplyKind.VALUE, cpu_time_s=took_s))
        for took_s in (0.0, slowest_s)
    ]

    asking = hurried(Asking(most_deaths=1, cpu_time_s=1.0), cases)

    assert asking.cpu_time_s == pytest.approx(given_s)
    assert asking.most_deaths == 1
