"""What programs of the tests say, and what is not worth believing."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from sandboxes import RunResult, StoredFile, Termination
from verifier.checkers import AnyChecker
from verifier.checkers.conventions import (
    opinion_of_kattis,
    opinion_of_testlib,
)
from verifier.checkers.program import ProgramChecker
from verifier.errands import Opinion
from verifier.errors import AssistantFailedError
from verifier.outcome import CaseOutcome, Verdict

RIGHT = Opinion()


def exits(code: int, stderr: bytes = b"", **facts: Any) -> RunResult:
    return RunResult(
        termination=Termination.EXITED, exit_code=code, stderr=stderr, **facts
    )


def feedback(code: int, **files: bytes) -> RunResult:
    collected = {
        f"feedback/{name}.txt": StoredFile(data=data) for name, data in files.items()
    }
    return exits(code, collected=collected)


@pytest.mark.parametrize(
    ("run", "opinion"),
    [
        (exits(0, b"ok 3 tokens"), RIGHT),
        (
            exits(1, b"wrong answer 1st\nword"),
            Opinion(complaint="wrong answer 1st word"),
        ),
        (exits(1), Opinion(complaint="wrong answer")),
        (exits(2), Opinion(complaint="presentation error")),
        (exits(4), Opinion(complaint="extra output")),
        (exits(8), Opinion(complaint="early end")),
        (
            exits(7, b"points 2.5 nearly"),
            Opinion(complaint="2.5 of 10 points: nearly", points=0.25),
        ),
        (exits(7, b"5"), Opinion(complaint="5 of 10 points", points=0.5)),
        (exits(7, b"points 0"), Opinion(complaint="0 of 10 points", points=0.0)),
        (exits(7, b"points 1e1\n"), Opinion(points=1.0)),
    ],
)
def test_testlib_codes_are_read(run: RunResult, opinion: Opinion) -> None:
    assert opinion_of_testlib(run, "checker", 10) == opinion


@pytest.mark.parametrize(
    ("run", "opinion"),
    [
        (feedback(42), RIGHT),
        (feedback(42, judgemessage=b"well done"), RIGHT),
        (feedback(43), Opinion(complaint="wrong answer")),
        (feedback(43, judgemessage=b"no\x1b[1m"), Opinion(complaint="no�[1m")),
        (feedback(43, score=b"7"), Opinion(complaint="wrong answer")),
        (feedback(42, score=b"10\n"), Opinion(points=1.0)),
        (
            feedback(42, score=b"4", judgemessage=b"so so"),
            Opinion(complaint="4 of 10 points: so so", points=0.4),
        ),
    ],
)
def test_kattis_codes_are_read(run: RunResult, opinion: Opinion) -> None:
    assert opinion_of_kattis(run, "checker", 10) == opinion


def test_fault_of_the_tests_is_told_as_such() -> None:
    with pytest.raises(AssistantFailedError, match="bad answer file") as caught:
        opinion_of_testlib(exits(3, b"FAIL bad answer file"), "checker", 1)

    assert caught.value.is_told


@pytest.mark.parametrize(
    "run",
    [
        exits(5),
        exits(42),
        exits(-1),
        exits(7),
        exits(7, b"points many"),
        exits(7, b"points -1"),
        exits(7, b"points 1.5"),
        exits(7, b"points 1e999"),
        exits(7, b"points 1.2.3"),
        exits(7, b"points nan"),
        *(
            RunResult(termination=termination, signal=11)
            for termination in Termination
            if termination is not Termination.EXITED
        ),
    ],
)
def test_nonsense_of_testlib_is_no_opinion(run: RunResult) -> None:
    with pytest.raises(AssistantFailedError):
        opinion_of_testlib(run, "checker", 1)


@pytest.mark.parametrize(
    "run",
    [
        exits(0),
        exits(1),
        exits(44),
        exits(42, collect_error="too much"),
        feedback(42, score=b""),
        feedback(42, score=b"much"),
        feedback(42, score=b"-0.5"),
        feedback(42, score=b"1.01"),
        feedback(42, score=b"nan"),
        RunResult(termination=Termination.SIGNALED, signal=6),
    ],
)
def test_nonsense_of_kattis_is_no_opinion(run: RunResult) -> None:
    with pytest.raises(AssistantFailedError):
        opinion_of_kattis(run, "checker", 1)


@pytest.mark.parametrize(
    ("reply", "opinion"),
    [
        (b'[true, "fine"]', RIGHT),
        (b'[false, ""]', Opinion(complaint="wrong answer")),
        (b'[false, "not sorted"]', Opinion(complaint="not sorted")),
    ],
)
def test_reply_of_a_function_is_read(reply: bytes, opinion: Opinion) -> None:
    assert checker("python").opinion(exits(0, reply=reply)) == opinion


@pytest.mark.parametrize("reply", [b"", b"{", b"true", b'[1, ""]', b"[true]", b"\xff"])
def test_nonsense_of_a_function_is_no_opinion(reply: bytes) -> None:
    with pytest.raises(AssistantFailedError):
        checker("python").opinion(exits(0, reply=reply))


@given(st.integers(0, 255), st.binary(), st.binary(), st.binary())
def test_complaints_are_one_short_printable_line(
    code: int, stderr: bytes, message: bytes, score: bytes
) -> None:
    files = {"judgemessage": message, "score": score}
    collected = feedback(code, **files).collected
    run = exits(code, stderr, collected=collected)
    for kind in ("testlib", "kattis", "python"):
        try:
            complaint = checker(kind).opinion(run).complaint
        except AssistantFailedError as error:
            complaint = str(error)

        assert complaint is None or 0 < len(complaint) < 500
        assert (complaint or "").isprintable()


def checker(kind: str) -> ProgramChecker:
    made = TypeAdapter(AnyChecker).validate_python({"kind": kind, "source": ""})
    assert isinstance(made, ProgramChecker)
    return made


@pytest.mark.parametrize("kind", ["testlib", "kattis", "python"])
def test_checker_that_is_a_program_answers_nothing_by_itself(kind: str) -> None:
    with pytest.raises(TypeError):
        checker(kind).complaint(b"", b"")
    with pytest.raises(TypeError):
        checker(kind).value_complaint(1, 1)


@pytest.mark.parametrize(
    ("verdict", "points", "share"),
    [
        (Verdict.ACCEPTED, None, 1.0),
        (Verdict.WRONG_ANSWER, None, 0.0),
        (Verdict.WRONG_ANSWER, 0.4, 0.4),
        (Verdict.TIME_LIMIT_EXCEEDED, 0.4, 0.0),
    ],
)
def test_points_are_worth_something_only_in_a_wrong_answer(
    verdict: Verdict, points: float | None, share: float
) -> None:
    assert CaseOutcome(verdict=verdict, points=points).share == share
