"""The judge with a stub for a box: what is decided, and by whom."""

from collections.abc import Callable, Iterator
from typing import Any, override

import pytest

from sandboxes import (
    BoxFailedError,
    Command,
    Language,
    Limits,
    RunResult,
    SandboxUnavailableError,
    StoredFile,
    Termination,
)
from sandboxes.backends.stub import Play, StubSandbox
from verifier.judge import JudgeContext, JudgingCanceledError, run_program, verify
from verifier.messages import RunRequest, VerificationRequest
from verifier.outcome import Attribution, Verdict


def request_for(**changes: Any) -> VerificationRequest:
    request: dict[str, Any] = {
        "submission": {"language": "python", "source": "print(input())"},
        "test_cases": [{"kind": "stdio", "input": "a", "answer": "a"}],
    }
    return VerificationRequest.model_validate(request | changes)


def exits(stdout: bytes = b"", code: int = 0, **facts: Any) -> RunResult:
    return RunResult(
        termination=Termination.EXITED, exit_code=code, stdout=stdout, **facts
    )


def playing(*runs: RunResult | BoxFailedError) -> StubSandbox:
    """Play a good build, then one run after another; the last one for ever."""
    upcoming: Iterator[RunResult | BoxFailedError] = iter(runs)
    last = runs[-1]

    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build:
            return exits()
        result = next(upcoming, last)
        if isinstance(result, BoxFailedError):
            raise result
        return result

    return StubSandbox(play=play)


def always(result: Callable[[], RunResult]) -> Play:
    return lambda command, limits: result()


def test_right_output_is_accepted_and_paid() -> None:
    report = verify(request_for(), playing(exits(b"a\n")))

    assert report.verdict is Verdict.ACCEPTED
    assert report.reward == 1.0
    assert (report.passed, report.total) == (1, 1)


def test_wrong_output_is_shown_with_the_answer() -> None:
    report = verify(request_for(), playing(exits(b"b\n")))

    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.reward == 0.0
    assert report.cases[0].output == b"b\n"
    assert report.cases[0].answer == b"a"


@pytest.mark.parametrize(
    ("termination", "verdict"),
    [
        (Termination.OUTPUT_LIMIT, Verdict.OUTPUT_LIMIT_EXCEEDED),
        (Termination.CPU_TIME_LIMIT, Verdict.TIME_LIMIT_EXCEEDED),
        (Termination.WALL_TIME_LIMIT, Verdict.TIME_LIMIT_EXCEEDED),
        (Termination.MEMORY_LIMIT, Verdict.MEMORY_LIMIT_EXCEEDED),
        (Termination.SIGNALED, Verdict.RUNTIME_ERROR),
    ],
)
def test_every_bad_ending_is_the_candidates_failure(
    termination: Termination, verdict: Verdict
) -> None:
    run = RunResult(termination=termination, signal=11)

    report = verify(request_for(), playing(run))

    assert report.verdict is verdict
    assert report.attribution is Attribution.CANDIDATE
    assert report.reward == 0.0


def test_exit_code_counts_more_than_right_output() -> None:
    report = verify(request_for(), playing(exits(b"a", code=3)))

    assert report.verdict is Verdict.RUNTIME_ERROR
    assert report.cases[0].exit_code == 3


def test_failed_build_is_a_compile_error_in_every_case() -> None:
    cases = [{"kind": "stdio", "answer": "a"}] * 3

    report = verify(
        request_for(test_cases=cases),
        StubSandbox(play=always(lambda: exits(code=1, stderr=b"no such thing"))),
    )

    assert report.verdict is Verdict.COMPILE_ERROR
    assert report.build.stderr == b"no such thing"
    assert [case.verdict for case in report.cases] == [Verdict.COMPILE_ERROR] * 3
    assert report.reward == 0.0


def test_compiler_that_leaves_no_program_is_a_compile_error() -> None:
    submission = {"language": "c", "source": "int main;"}

    report = verify(request_for(submission=submission), StubSandbox(play=always(exits)))

    assert report.verdict is Verdict.COMPILE_ERROR
    assert b"left no program" in report.build.stderr


def test_build_that_runs_out_of_time_says_so() -> None:
    run = RunResult(termination=Termination.CPU_TIME_LIMIT, cpu_time_s=30.0)

    report = verify(request_for(), StubSandbox(play=always(lambda: run)))

    assert report.verdict is Verdict.COMPILE_ERROR
    assert b"30.000 s of CPU time" in report.build.stderr


def test_completion_without_a_program_is_a_compile_error() -> None:
    submission = {"language": "python", "completion": "I cannot do that."}

    report = verify(request_for(submission=submission), playing(exits(b"a")))

    assert report.verdict is Verdict.COMPILE_ERROR
    assert report.reward == 0.0
    assert "no fenced code block" in report.cases[0].feedback


def test_box_that_never_opens_is_our_failure() -> None:
    class Closed(StubSandbox):
        @override
        def open(self, language: Language | None = None, *, fresh: bool = False) -> Any:
            raise SandboxUnavailableError("stub", "closed on Sundays")

    report = verify(request_for(), Closed())

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.attribution is Attribution.SERVICE
    assert report.reward is None
    assert report.retryable


def test_box_that_breaks_once_is_tried_again() -> None:
    report = verify(
        request_for(), playing(BoxFailedError("gone", started=True), exits(b"a"))
    )

    assert report.verdict is Verdict.ACCEPTED
    assert not report.flaky


def test_box_that_breaks_twice_under_the_program_is_its_failure() -> None:
    report = verify(request_for(), playing(BoxFailedError("gone", started=True)))

    assert report.verdict is Verdict.RUNTIME_ERROR
    assert report.attribution is Attribution.CANDIDATE
    assert report.reward == 0.0


def test_box_that_breaks_before_the_program_starts_is_our_failure() -> None:
    report = verify(request_for(), playing(BoxFailedError("no cgroup")))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.reward is None


def test_box_that_breaks_twice_in_the_build_is_a_compile_error() -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        raise BoxFailedError("gone", started=True)

    report = verify(request_for(), StubSandbox(play=play))

    assert report.verdict is Verdict.COMPILE_ERROR


def test_run_stopped_by_the_clock_is_believed_the_second_time() -> None:
    slow = RunResult(termination=Termination.WALL_TIME_LIMIT, wall_time_s=6.0)

    report = verify(request_for(), playing(slow, exits(b"a")))

    assert report.verdict is Verdict.ACCEPTED
    assert report.flaky
    assert report.cases[0].flaky


def test_run_barely_over_its_cpu_limit_gets_a_second_chance() -> None:
    report = verify(
        request_for(limits={"cpu_time_s": 1}),
        playing(exits(b"a", cpu_time_s=1.05), exits(b"a", cpu_time_s=0.95)),
    )

    assert report.verdict is Verdict.ACCEPTED
    assert report.flaky


def test_run_twice_over_its_cpu_limit_is_over_it() -> None:
    report = verify(
        request_for(limits={"cpu_time_s": 1}), playing(exits(b"a", cpu_time_s=1.05))
    )

    assert report.verdict is Verdict.TIME_LIMIT_EXCEEDED
    assert not report.flaky


def test_run_gets_a_tenth_of_grace_and_no_more() -> None:
    seen: list[float] = []

    def play(command: Command, limits: Limits) -> RunResult:
        seen.append(limits.cpu_time_s)
        return exits(b"a")

    verify(request_for(limits={"cpu_time_s": 1}), StubSandbox(play=play))

    assert seen[-1] == pytest.approx(1.1)


def test_stop_at_first_failure_skips_the_rest_and_counts_it() -> None:
    cases = [{"kind": "stdio", "answer": answer} for answer in "abc"]

    report = verify(
        request_for(
            test_cases=cases, stop_at_first_failure=True, reward={"kind": "fraction"}
        ),
        playing(exits(b"a")),
    )

    verdicts = [case.verdict for case in report.cases]
    assert verdicts == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER, Verdict.SKIPPED]
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.reward == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("trace", "shown"), [("none", [0, 0]), ("failures", [0, 1]), ("all", [1, 1])]
)
def test_trace_shows_what_was_asked_for(trace: str, shown: list[int]) -> None:
    cases = [{"kind": "stdio", "answer": answer} for answer in "ab"]

    report = verify(request_for(test_cases=cases, trace=trace), playing(exits(b"a")))

    assert [case.output is not None for case in report.cases] == list(map(bool, shown))


def test_trace_is_cut_at_its_size_and_says_so() -> None:
    report = verify(request_for(trace_bytes=4), playing(exits(b"123456789")))

    assert report.cases[0].output == b"1234"
    assert report.cases[0].truncated


def test_bug_in_a_checker_is_never_a_wrong_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(self: object, output: bytes, answer: bytes) -> str | None:
        raise ZeroDivisionError

    monkeypatch.setattr("verifier.checkers.tokens.TokensChecker.complaint", broken)

    report = verify(request_for(), playing(exits(b"a")))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.reward is None


def test_canceled_verification_ends_between_cases() -> None:
    context = JudgeContext(is_canceled=lambda: True)

    with pytest.raises(JudgingCanceledError):
        verify(request_for(), playing(exits(b"a")), context)


def test_metadata_and_id_come_back() -> None:
    context = JudgeContext(verification_id="me", versions={"python": "3.11"})

    report = verify(request_for(metadata={"step": 7}), playing(exits(b"a")), context)

    assert report.id == "me"
    assert report.metadata == {"step": 7}
    assert report.language.version == "3.11"


def test_limits_of_request_and_case_reach_the_run() -> None:
    seen: list[Limits] = []

    def play(command: Command, limits: Limits) -> RunResult:
        if not command.is_build:
            seen.append(limits)
        return exits(b"a")

    cases = [
        {"kind": "stdio", "answer": "a", "limits": {"processes": 3}},
        {"kind": "stdio", "answer": "a"},
    ]
    limits = {"memory_bytes": 1000, "cpu_time_s": 10}
    verify(request_for(test_cases=cases, limits=limits), StubSandbox(play=play))

    assert [run.memory_bytes for run in seen] == [1000, 1000]
    assert [run.processes for run in seen] == [3, 64]
    assert seen[0].wall_time_s == 30


def test_build_limits_reach_the_build() -> None:
    seen: list[Limits] = []

    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build:
            seen.append(limits)
        return exits(b"b")

    verify(request_for(build_limits={"memory_bytes": 77}), StubSandbox(play=play))

    assert [build.memory_bytes for build in seen] == [77]


@pytest.mark.parametrize(
    ("outputs", "checks"),
    [((b"a", b"a"), 0), ((b"b", b"a"), 1), ((b"a", b"b"), 0), ((b"b", b"b"), 1)],
    ids=["right", "first wrong", "second wrong", "both wrong"],
)
def test_program_that_passes_a_case_needs_no_check(
    outputs: tuple[bytes, bytes], checks: int
) -> None:
    upcoming, seen = iter(outputs), []

    def play(command: Command, limits: Limits) -> RunResult:
        if command.is_build:
            seen.append(command)
            return exits()
        return exits(next(upcoming))

    cases = [{"kind": "stdio", "answer": "a"}] * 2
    report = verify(request_for(test_cases=cases), StubSandbox(play=play))

    assert len(seen) == checks
    assert report.passed == outputs.count(b"a")
    assert report.build.verdict is Verdict.ACCEPTED


def test_build_comes_first_where_the_program_is_made_by_it() -> None:
    builds: list[bool] = []

    def play(command: Command, limits: Limits) -> RunResult:
        builds.append(command.is_build)
        return exits(code=1)

    submission = {"language": "cpp", "source": "int main;"}
    report = verify(request_for(submission=submission), StubSandbox(play=play))

    assert builds == [True]
    assert report.verdict is Verdict.COMPILE_ERROR


def test_answer_files_are_compared() -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        files = {path: StoredFile(data=b"2\n") for path in command.collect}
        return exits(collected=files)

    cases = [
        {"kind": "stdio", "answer_files": {"out.txt": "2"}},
        {"kind": "stdio", "answer_files": {"out.txt": "3"}},
    ]
    report = verify(request_for(test_cases=cases), StubSandbox(play=play))

    verdicts = [case.verdict for case in report.cases]
    assert verdicts == [Verdict.ACCEPTED, Verdict.WRONG_ANSWER]
    assert report.cases[1].feedback.startswith("file out.txt: ")


def test_missing_answer_file_is_a_wrong_answer() -> None:
    cases = [{"kind": "stdio", "answer_files": {"out.txt": "2"}}]
    run = exits(collect_error="out.txt: was not made")

    report = verify(request_for(test_cases=cases), playing(run))

    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.cases[0].feedback == "file out.txt: was not made"


def test_run_without_tests_reports_what_happened() -> None:
    request = RunRequest.model_validate({"language": "python", "source": "1"})

    report = run_program(request, playing(exits(b"out", code=4, stderr=b"err")))

    assert report.status == "finished"
    assert (report.exit_code, report.stdout, report.stderr) == (4, b"out", b"err")


def test_run_without_tests_reports_a_failed_build() -> None:
    request = RunRequest.model_validate({"language": "c", "source": "("})

    report = run_program(request, StubSandbox(play=always(lambda: exits(code=1))))

    assert report.status == "compile_error"
    assert report.termination is None
    assert (report.build.termination, report.build.exit_code) == ("exited", 1)


def test_run_of_what_is_no_python_has_both_words_on_it() -> None:
    request = RunRequest.model_validate({"language": "python", "source": "("})

    report = run_program(request, StubSandbox(play=always(lambda: exits(code=1))))

    assert report.status == "compile_error"
    assert (report.termination, report.exit_code) == ("exited", 1)


def test_run_in_a_broken_box_is_our_failure() -> None:
    request = RunRequest.model_validate({"language": "python", "source": "1"})

    report = run_program(request, playing(BoxFailedError("gone")))

    assert report.status == "internal_error"
    assert report.feedback == "gone"


def test_bug_of_ours_in_a_build_is_never_a_compile_error() -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        raise ZeroDivisionError

    report = verify(request_for(), StubSandbox(play=play))

    assert report.verdict is Verdict.INTERNAL_ERROR
    assert report.reward is None
