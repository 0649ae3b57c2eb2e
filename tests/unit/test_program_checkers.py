"""Programs of the tests with a stub for a box: who is asked, and who is blamed."""

from collections.abc import Callable
from typing import Any

import pytest

from sandboxes import BoxFailedError, Command, Limits, RunResult, Termination
from sandboxes.backends.stub import StubSandbox
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Attribution, Verdict
from verifier.reports import VerificationReport

CHECKER = {"kind": "testlib", "language": "bash", "source": "exit 0"}
STDIO = {"kind": "stdio", "input": "in", "answer": "right"}
CALL = {"kind": "function_call", "function": "f", "answers": [1, [2, 3]]}


def exits(code: int = 0, **facts: Any) -> RunResult:
    return RunResult(termination=Termination.EXITED, exit_code=code, **facts)


def judge(
    check: Callable[[Command], RunResult],
    candidate: RunResult | None = None,
    **changes: Any,
) -> VerificationReport:
    """Judge with a play for the checker, which alone is in bash."""

    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build:
            return exits()
        if command.argv[0] != "/bin/bash":
            return candidate or exits(stdout=b"out")
        return check(command)

    request = {
        "submission": {"language": "python", "source": "pass"},
        "test_cases": [STDIO],
        "checker": CHECKER,
    }
    made = VerificationRequest.model_validate(request | changes)
    return verify(made, StubSandbox(play=play))


def test_checker_is_asked_about_input_output_and_answer() -> None:
    asked: list[Command] = []

    def check(command: Command) -> RunResult:
        asked.append(command)
        return exits(0)

    report = judge(check)

    assert report.verdict is Verdict.ACCEPTED
    (command,) = asked
    assert [command.files[path] for path in command.argv[-3:]] == [
        b"in",
        b"out",
        b"right",
    ]


def test_checker_gets_the_json_of_values() -> None:
    asked: list[bytes] = []

    def check(command: Command) -> RunResult:
        asked.append(command.files["case/output"] + command.files["case/answer"])
        return exits(1)

    reply = exits(reply=b'{"value": [2, {"$tuple": [3]}]}')
    report = judge(check, reply, test_cases=[CALL])

    assert report.verdict is Verdict.WRONG_ANSWER
    assert asked == [
        b'[2, {"$tuple": [3]}]1',
        b'[2, {"$tuple": [3]}][2, 3]',
    ]


def test_best_points_of_several_answers_count() -> None:
    said = iter((b"points 0.25", b"points 0.75"))

    report = judge(
        lambda _: exits(7, stderr=next(said)),
        exits(reply=b'{"value": 1}'),
        test_cases=[CALL],
        reward={"kind": "weighted"},
    )

    assert report.cases[0].points == 0.75
    assert report.reward == 0.75
    assert report.passed == 0


def test_checker_of_a_case_takes_the_place_of_the_other() -> None:
    report = judge(
        lambda _: exits(0), test_cases=[STDIO | {"checker": {"kind": "tokens"}}, STDIO]
    )

    assert [case.verdict for case in report.cases] == [
        Verdict.WRONG_ANSWER,
        Verdict.ACCEPTED,
    ]


def test_first_complaint_about_files_counts() -> None:
    report = judge(
        lambda command: exits(int(command.files["case/output"] == b"bad")),
        exits(collected={}, stdout=b"good"),
        test_cases=[STDIO | {"answer_files": {"a": "x"}}],
    )

    assert report.cases[0].feedback == "file a: was not made"


def test_crash_of_the_candidate_is_not_put_to_the_checker() -> None:
    report = judge(lambda _: pytest.fail("asked"), exits(1))

    assert report.verdict is Verdict.RUNTIME_ERROR


@pytest.mark.parametrize(
    "run",
    [
        exits(3),
        exits(9),
        RunResult(termination=Termination.SIGNALED, signal=11),
        RunResult(termination=Termination.CPU_TIME_LIMIT),
        RunResult(termination=Termination.WALL_TIME_LIMIT),
        RunResult(termination=Termination.MEMORY_LIMIT),
        RunResult(termination=Termination.OUTPUT_LIMIT),
    ],
)
def test_failed_checker_says_nothing_of_the_candidate(run: RunResult) -> None:
    report = judge(lambda _: run, reward={"kind": "fraction"})

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.TESTS
    assert report.reward is None
    assert not report.retryable
    assert report.cases[0].feedback.startswith("the checker ")


def test_slow_checker_is_not_waited_for_again() -> None:
    asked: list[Command] = []

    def check(command: Command) -> RunResult:
        asked.append(command)
        return RunResult(termination=Termination.CPU_TIME_LIMIT)

    report = judge(check, test_cases=[STDIO] * 3)

    assert len(asked) == 1
    assert [case.verdict for case in report.cases] == [Verdict.INTERNAL_ERROR] * 3


def breaking(times: int, **facts: Any) -> Callable[[Command], RunResult]:
    left = [times]

    def check(command: Command) -> RunResult:
        left[0] -= 1
        if left[0] >= 0:
            msg = "broke"
            raise BoxFailedError(msg, **facts)
        return exits(0)

    return check


@pytest.mark.parametrize(
    ("times", "started", "attribution"),
    [
        (1, True, Attribution.CANDIDATE),
        (1, False, Attribution.CANDIDATE),
        (9, True, Attribution.TESTS),
        (9, False, Attribution.SERVICE),
    ],
)
def test_broken_box_of_a_checker_is_never_the_candidates_doing(
    times: int, *, started: bool, attribution: Attribution
) -> None:
    report = judge(breaking(times, started=started))

    expected = Verdict.INTERNAL_ERROR if times > 1 else Verdict.ACCEPTED
    assert report.verdict is expected
    assert report.attribution is attribution


def test_checker_is_built_once_for_all_cases() -> None:
    builds: list[Command] = []

    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build and command.argv[0] == "/bin/bash":
            builds.append(command)
        return exits(0)

    request = {
        "submission": {"language": "python", "source": "pass"},
        "test_cases": [STDIO] * 5,
        "checker": CHECKER,
    }

    report = verify(VerificationRequest.model_validate(request), StubSandbox(play=play))

    assert report.passed == 5
    assert len(builds) == 1


def test_many_checkers_take_turns() -> None:
    checkers = [CHECKER | {"source": f"exit {n}"} for n in range(20)]
    cases = [STDIO | {"checker": checker} for checker in checkers] * 2

    report = judge(lambda _: exits(0), test_cases=cases)

    assert report.passed == 40


def test_checker_in_an_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="no language 'klingon'"):
        judge(lambda _: exits(0), checker=CHECKER | {"language": "klingon"})
