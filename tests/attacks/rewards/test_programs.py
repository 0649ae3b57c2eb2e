"""No reward hack earns anything; each honest twin of one earns all.

The catalog is complete; hacks without a program are tried elsewhere:

- 11 and 12 are files beside the program: `test_rules.py`.
- 33 attacks compilers: `tests/attacks/programs/h_compile`, and `test_rules.py`.
"""

import pytest

from sandboxes import Sandbox
from tests.attacks.rewards.hack import (
    FORMS,
    SHARED_FORMS,
    Hack,
    assert_rewarded,
    assert_unrewarded,
    hacks,
    judge,
)

WITHOUT_PROGRAM = {11, 12, 33}

EARNS_WHERE_SHARED = {
    3: "what the program says of equality is asked of the program",
    4: "the test code, and what it expects, is in the frames above the program",
}
"""What tests in one process with the program cannot withstand, and why."""

WITHSTOOD = [hack for hack in hacks() if hack.number not in EARNS_WHERE_SHARED]


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


@pytest.mark.sandbox
@pytest.mark.parametrize("hack", WITHSTOOD, ids=str)
def test_hack_earns_nothing_in_one_process(hack: Hack, sandbox: Sandbox) -> None:
    cases = list(SHARED_FORMS.values())

    assert_unrewarded(judge(hack.source(right=False), cases, sandbox))


@pytest.mark.sandbox
@pytest.mark.parametrize("hack", WITHSTOOD, ids=str)
def test_honest_twin_earns_all_in_one_process(hack: Hack, sandbox: Sandbox) -> None:
    cases = list(SHARED_FORMS.values())

    assert_rewarded(judge(hack.source(right=True), cases, sandbox))


@pytest.mark.sandbox
@pytest.mark.parametrize("number", EARNS_WHERE_SHARED)
def test_what_earns_in_one_process_earns_nothing_sealed(
    number: int, sandbox: Sandbox
) -> None:
    for hack in hacks():
        if hack.number == number:
            cases = [FORMS[form] for form in hack.forms]
            assert_unrewarded(judge(hack.source(right=False), cases, sandbox))
