"""What every checker promises."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sandboxes import discover
from tests.unit.value_strategies import TREES, VALUES
from verifier.checkers import AnyChecker, Checker
from verifier.checkers.program import ProgramChecker
from verifier.values import encode

PLAIN: list[Checker] = [
    made()
    for made in discover("verifier.checkers", "CHECKERS", type)
    if issubclass(made, Checker) and not issubclass(made, ProgramChecker)
]
"""Programs of the tests promise nothing."""
CHECKERS = [
    *PLAIN,
    *(
        TypeAdapter(AnyChecker).validate_python(options)
        for options in (
            {"kind": "tokens", "case_sensitive": False},
            {"kind": "floats", "integers": "close", "absolute": 0},
            {"kind": "floats", "numbers": "inside"},
            {"kind": "unordered", "of": "tokens"},
            {"kind": "json", "absolute": 0.1, "relative": 0.1},
        )
    ),
]
TEXTS = st.one_of(
    st.binary(),
    st.text(alphabet="01.eE+-xyn ai\r\n\t\0").map(str.encode),
    st.text(alphabet='[]{}",:01.eE ').map(str.encode),
)

every_checker = pytest.mark.parametrize("checker", CHECKERS, ids=str)


@every_checker
@given(output=TEXTS, answer=TEXTS)
def test_never_raises(checker: Checker, output: bytes, answer: bytes) -> None:
    complaint = checker.complaint(output, answer)

    assert complaint is None or 0 < len(complaint) < 300
    assert (complaint or "").isprintable()


@every_checker
@given(answer=TEXTS)
def test_accepts_its_own_answer(checker: Checker, answer: bytes) -> None:
    assert checker.complaint(answer, answer) is None


@every_checker
@given(output=TREES, answer=TREES)
def test_never_raises_on_values(
    checker: Checker, output: object, answer: object
) -> None:
    complaint = checker.value_complaint(output, answer)

    assert complaint is None or 0 < len(complaint) < 400
    assert (complaint or "").isprintable()


@every_checker
@given(value=VALUES)
def test_accepts_its_own_value(checker: Checker, value: object) -> None:
    assert checker.value_complaint(encode(value), encode(value)) is None


@pytest.mark.parametrize("checker", PLAIN, ids=str)
def test_is_made_of_its_kind(checker: Checker) -> None:
    kind = checker.model_dump()["kind"]

    assert TypeAdapter(AnyChecker).validate_python({"kind": kind}) == checker
