"""The command line, over a sandbox that is played."""

import json
import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner, Result

from sandboxes import (
    BoxFailedError,
    Command,
    Limits,
    Registry,
    RunResult,
    SandboxOptions,
    Termination,
)
from sandboxes.backends.stub import Play, StubSandbox, exit_well
from verifier.cli import app
from verifier.cli.judging import broken_report
from verifier.cli.many_reports import OrderedLines
from verifier.cli.workers import WorkerOptions, judge_many
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.reports import VerificationReport


def request_for(answer: str = "", **more: Any) -> dict[str, Any]:
    """Return a request; the stub's program writes nothing."""
    return {
        "submission": {"language": "bash", "source": "true"},
        "test_cases": [{"kind": "stdio", "input": "", "answer": answer}],
    } | more


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    monkeypatch.setenv("VERIFIER_SANDBOX", "stub")
    monkeypatch.chdir(tmp_path)
    yield
    structlog.reset_defaults()  # they were bound to the runner's streams


def verifier(*args: str, stdin: str | None = None) -> Result:
    return CliRunner().invoke(app, args, input=stdin)


def written(name: str, *requests: dict[str, Any] | str) -> str:
    lines = [item if isinstance(item, str) else json.dumps(item) for item in requests]
    Path(name).write_text("\n".join(lines), encoding="utf-8")
    return name


def play_with(monkeypatch: pytest.MonkeyPatch, play: Play) -> None:
    """Let the stub play something else; builds end well."""

    def play_runs(command: Command, limits: Limits) -> RunResult:
        return (exit_well if command.is_build else play)(command, limits)

    class Played(StubSandbox):
        def __init__(self, options: SandboxOptions) -> None:
            super().__init__(options, play_runs)

    backends = Registry("sandbox", iter([(("stub",), Played)]))
    monkeypatch.setattr("verifier.cli.surroundings.known_backends", lambda: backends)


def test_accepted_submission_exits_with_0() -> None:
    result = verifier("verify", written("one.json", request_for()))

    assert result.exit_code == 0
    assert "ACCEPTED" in result.stdout
    assert "reward 1" in result.stdout


def test_shared_tests_are_said_to_be_so() -> None:
    case = {"kind": "unit_tests", "code": "true", "framework": "appended"}

    result = verifier("verify", written("one.json", request_for(test_cases=[case])))

    assert result.exit_code == 1  # the stub tells of no test
    assert "tests in one process with the program" in result.stdout


def test_a_demand_for_sealed_tests_is_a_bad_request() -> None:
    case = {"kind": "unit_tests", "code": "true", "framework": "appended"}
    request = request_for(test_cases=[case], integrity="sealed")

    result = verifier("verify", written("one.json", request))

    assert result.exit_code == 2
    assert "test_cases.0.mode" in result.stderr


def test_wrong_answer_exits_with_1_and_shows_why() -> None:
    result = verifier("verify", written("one.json", request_for("3\n")))

    assert result.exit_code == 1
    assert "WRONG ANSWER" in result.stdout
    assert "answer │ + 3" in result.stdout


def test_broken_sandbox_exits_with_3(monkeypatch: pytest.MonkeyPatch) -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        raise BoxFailedError("cgroup vanished")

    play_with(monkeypatch, play)
    result = verifier("verify", written("one.json", request_for()))

    assert result.exit_code == 3
    assert "INTERNAL ERROR" in result.stdout
    assert "reward none" in result.stdout


def test_output_of_a_program_cannot_steer_the_terminal(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        return RunResult(
            termination=Termination.EXITED,
            exit_code=0,
            stdout=b"\x1b[2J[red]\xff",
        )

    play_with(monkeypatch, play)
    result = verifier("verify", written("one.json", request_for("3")))

    assert "\\x1b[2J[red]\\xff" in result.stdout
    assert "\x1b" not in result.stdout


def test_json_prints_the_report_alone() -> None:
    path = written("one.json", request_for("3", metadata={"x": 1}))
    result = verifier("verify", path, "--json")
    report = VerificationReport.model_validate_json(result.stdout)

    assert result.exit_code == 1
    assert report.verdict is Verdict.WRONG_ANSWER
    assert report.metadata == {"x": 1}
    assert report.id


def test_request_may_come_from_standard_input() -> None:
    result = verifier("verify", "-", stdin=json.dumps(request_for(), indent=2))

    assert result.exit_code == 0


@pytest.mark.slow
def test_many_requests_end_in_a_summary() -> None:
    path = written("many.jsonl", request_for(), "", request_for("3"))
    result = verifier("verify", path)

    assert result.exit_code == 1
    assert "accepted" in result.stdout
    assert "50.0%" in result.stdout
    assert "mean reward 0.5000" in result.stdout
    assert "many.jsonl:3" in result.stdout


@pytest.mark.slow
def test_many_reports_are_lines_in_order() -> None:
    requests = [request_for(metadata={"n": n}) for n in range(5)]
    result = verifier("verify", written("many.txt", *requests), "--json", "--jobs=2")
    reports = [json.loads(line) for line in result.stdout.splitlines()]

    assert result.exit_code == 0
    assert [report["metadata"]["n"] for report in reports] == list(range(5))


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (["{\n\n  oops"], ["bad.jsonl:1:2", "not JSON"]),
        ([request_for(), "{]"], ["bad.jsonl:2:2", "not JSON"]),
        ([request_for(), "7"], ["bad.jsonl:2", "a request is an object, not 7"]),
        ([request_for(metadata={"x": float("nan")})], ["bad.jsonl:1", "NaN"]),
        ([request_for(), request_for(trace="some")], ["bad.jsonl:2: trace: ", "'all'"]),
        ([request_for(limits={"cpu_time_s": 1e9})], ["limits.cpu_time_s", "at most"]),
        ([request_for(test_cases=[])], ["bad.jsonl:1: test_cases"]),
        (
            [request_for(test_cases=None, test_set=f"sha256:{'0' * 64}")],
            ["bad.jsonl:1: test_set: ", "--url"],
        ),
        (
            [request_for(submission={"language": "klingon", "source": ""})],
            ["bad.jsonl:1: submission.language: no language 'klingon'", "python, "],
        ),
    ],
    ids=lambda value: value[0][:20] if isinstance(value[0], str) else "",
)
def test_bad_request_exits_with_2_and_says_where(
    lines: Sequence[dict[str, Any] | str], words: Sequence[str]
) -> None:
    result = verifier("verify", written("bad.jsonl", *lines))

    assert result.exit_code == 2
    assert not result.stdout
    for word in words:
        assert word in result.stderr


def test_json_over_several_lines_is_told_by_its_own_line() -> None:
    result = verifier("verify", written("bad.json", '{\n "submission": {,\n'))

    assert result.exit_code == 2
    assert "bad.json:2:17: not JSON" in result.stderr


@pytest.mark.parametrize("name", ["missing.json", "."], ids=["missing", "directory"])
def test_unreadable_file_exits_with_2(name: str) -> None:
    result = verifier("verify", name)

    assert result.exit_code == 2
    assert f"verifier: {name}: " in result.stderr


def test_wrong_setting_exits_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_BOX", "lukewarm")
    result = verifier("verify", written("one.json", request_for()))

    assert result.exit_code == 2
    assert "VERIFIER_BOX: Input should be 'warm' or 'cold'" in result.stderr


def test_unknown_sandbox_exits_with_2(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VERIFIER_SANDBOX", "paper")
    result = verifier("verify", written("one.json", request_for()))

    assert result.exit_code == 2
    assert "no sandbox 'paper'; known: docker, nsjail, stub" in result.stderr


def test_service_that_is_not_there_exits_with_3(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = written("one.json", request_for())
    result = verifier("verify", path, "--url", "unheard-of://127.0.0.1")

    assert result.exit_code == 3
    assert "one.json: no answer from the service" in result.stderr


def test_run_passes_everything_on(monkeypatch: pytest.MonkeyPatch) -> None:
    def play(command: Command, limits: Limits) -> RunResult:
        return RunResult(
            termination=Termination.EXITED,
            exit_code=7,
            stdout=command.stdin + command.argv[-1].encode(),
            stderr=b"oops",
        )

    play_with(monkeypatch, play)
    path = written("program.sh", "true")
    result = verifier("run", "-l", "bash", path, "--", "--x", stdin="in ")

    assert result.exit_code == 7
    assert result.stdout == "in --x"
    assert result.stderr == "oops"


@pytest.mark.parametrize(
    ("termination", "signal", "code"),
    [
        (Termination.CPU_TIME_LIMIT, 9, 124),
        (Termination.SIGNALED, 11, 139),
        (Termination.MEMORY_LIMIT, 9, 137),
    ],
    ids=["time", "signal", "memory"],
)
def test_run_ends_as_a_shell_would_have_it(
    monkeypatch: pytest.MonkeyPatch, termination: Termination, signal: int, code: int
) -> None:
    play_with(monkeypatch, lambda *_: RunResult(termination=termination, signal=signal))
    result = verifier("run", "-l", "bash", written("program.sh", "true"), stdin="")

    assert result.exit_code == code


def test_run_of_an_unknown_language_lists_those_known() -> None:
    result = verifier("run", "-l", "klingon", written("program", ""), stdin="")

    assert result.exit_code == 2
    assert "no language 'klingon'; known: " in result.stderr


def test_doctor_says_what_is_missing_and_what_helps() -> None:
    table, machine = verifier("doctor"), verifier("doctor", "--json")
    checks = json.loads(machine.stdout)["checks"]

    assert table.exit_code == machine.exit_code == 1
    assert "runs nothing; for tests only" in table.stdout
    assert {"stub", "python"} <= {check["name"] for check in checks}
    remedies = {check["name"]: check["remedy"] for check in checks}
    assert remedies["python"].startswith("apt-get install python3")


def test_languages_are_listed_with_their_limits() -> None:
    table, machine = verifier("languages"), verifier("languages", "--json")
    found = {item["name"]: item for item in json.loads(machine.stdout)["languages"]}

    assert table.exit_code == machine.exit_code == 0
    assert "python" in table.stdout
    assert found["python"]["available"] is False
    assert found["python"]["default_limits"]["cpu_time_s"] == 2.0


def _die_of_two(request: VerificationRequest) -> VerificationReport:
    """Play a judge whose process one request kills."""
    if request.metadata["n"] == 2:
        os._exit(1)
    report = broken_report(request, "")
    return report.model_copy(update={"verdict": Verdict.ACCEPTED})


@pytest.mark.slow
def test_request_that_kills_its_process_takes_no_other_with_it(tmp_path: Path) -> None:
    requests = [
        VerificationRequest.model_validate(request_for(metadata={"n": n}))
        for n in range(4)
    ]
    options = WorkerOptions(
        backend="stub",
        sandbox=SandboxOptions(cache=tmp_path),
        log_level="error",
        log_format="text",
    )
    reports: dict[int, VerificationReport] = {}
    judge_many(requests, 2, options, reports.__setitem__, _die_of_two)
    verdicts = [reports[n].verdict for n in range(4)]

    assert verdicts.pop(2) is Verdict.INTERNAL_ERROR
    assert verdicts == [Verdict.ACCEPTED] * 3
    assert reports[2].reward is None
    assert "died" in reports[2].cases[0].feedback


def test_lines_wait_for_their_turn(capsys: pytest.CaptureFixture[str]) -> None:
    request = VerificationRequest.model_validate(request_for())
    lines = OrderedLines()
    lines.take(1, broken_report(request, "second"))
    before = capsys.readouterr().out
    lines.take(0, broken_report(request, "first"))
    after = capsys.readouterr().out.splitlines()

    assert not before
    assert ["first" in after[0], "second" in after[1]] == [True, True]
