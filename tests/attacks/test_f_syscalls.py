"""Attacks by system calls: 68 to 79.

74: locks are a way for two boxes to talk. `flock` is refused, and so are leases
and the locks of open files; the POSIX locks are not, for SQLite needs them.
"""

import pytest

from sandboxes import Sandbox
from tests.attacks.attack import Attack, assert_contained, attacks, judge

pytestmark = pytest.mark.sandbox


@pytest.mark.parametrize("attack", attacks("f_syscalls"), ids=str)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    report = judge(attack, sandbox)

    assert_contained(attack, report)
