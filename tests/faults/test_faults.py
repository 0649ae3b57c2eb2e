"""Whatever breaks under load: each verification taken gets one report, the right one.

`python -m benchmarks.faults` does the same with two thousand of them.
"""

from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.chaos import FAULTS
from tests.faults.run import run

pytestmark = [pytest.mark.e2e, pytest.mark.sandbox, pytest.mark.timeout(500)]

_GROUPS = [
    ("worker", "slot", "api"),
    ("redis", "slow-redis", "full-redis"),
    ("disk", "redis-disk", "clock"),
]


def test_every_fault_is_tried() -> None:
    assert {name for group in _GROUPS for name in group} == set(FAULTS)


@pytest.mark.slow
@pytest.mark.parametrize("names", _GROUPS, ids="+".join)
def test_nothing_is_lost_and_nothing_is_left(
    names: tuple[str, ...], stack: ExitStack, tmp_path: Path
) -> None:
    outcome = run(tmp_path, names, 30, between_s=2)

    log = (tmp_path / "log").read_text()[-4000:]
    assert not outcome.faults, (outcome, log)
    assert not outcome.left, (outcome, log)
    assert set(outcome.done) == set(names)
    assert outcome.counts["accepted"] > 0
