"""No reward hack earns anything; each honest twin of one earns all.

The catalog is complete; hacks without a program are tried elsewhere:

- 11 and 12 are files beside the program: `test_rules.py`.
- 33 attacks compilers: `tests/attacks/programs/h_compile`, and `test_rules.py`.
"""

import pytest

from sandboxes import Sandbox
from tests.attacks.rewards.hack import (
    FORMS,
    Hack,
    assert_rewarded,
    assert_unrewarded,
    hacks,
    judge,
)

WITHOUT_PROGRAM = {11, 12, 33}


def test_every_number_has_a_program_or_a_reason() -> None:
    numbers = {hack.number for hack in hacks()}

    assert numbers | WITHOUT_PROGRAM == set(range(1, 36))
    assert not numbers & WITHOUT_PROGRAM


@pytest.mark.sandbox
@pytest.mark.parametrize("hack", hacks(), ids=str)
def test_hack_earns_nothing(hack: Hack, sandbox: Sandbox) -> None:
    cases = [FORMS[form] for form in hack.forms]

    assert_unrewarded(judge(hack.source(right=False), cases, sandbox))


@pytest.mark.sandbox
@pytest.mark.parametrize("hack", hacks(), ids=str)
def test_honest_twin_earns_all(hack: Hack, sandbox: Sandbox) -> None:
    cases = [FORMS[form] for form in hack.forms]

    assert_rewarded(judge(hack.source(right=True), cases, sandbox))
