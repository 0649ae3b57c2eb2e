"""What every language promises, shown by programs filed by their verdict.

`programs/<language>/<verdict>.<extension>` must get the verdict in its name;
every language has one for each. `heap_limit` programs fill a heap that the
language's own runtime bounds: it gives up before the kernel must.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from sandboxes import (
    MIB,
    Command,
    Language,
    Limits,
    Sandbox,
    Termination,
    known_languages,
)
from verifier.assistants import Assistants
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.program import Program, Source, build
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

PROGRAMS = Path(__file__).parent / "programs"
LANGUAGES = known_languages()
VERDICTS = (
    Verdict.ACCEPTED,
    Verdict.COMPILE_ERROR,
    Verdict.RUNTIME_ERROR,
    Verdict.TIME_LIMIT_EXCEEDED,
    Verdict.MEMORY_LIMIT_EXCEEDED,
    Verdict.OUTPUT_LIMIT_EXCEEDED,
)
BY_RUNTIME = {("java", Verdict.MEMORY_LIMIT_EXCEEDED)}
"""Verdicts that a language's runtime keeps its programs from."""

NAME = "Zoë 李 🎉"
CASE = {"kind": "stdio", "input": f"{NAME}\n", "answer": f"grüße, {NAME} ✓ 日本語\n"}

every_language = pytest.mark.parametrize("name", LANGUAGES.names)


def judge(path: Path, sandbox: Sandbox, **limits: Any) -> VerificationReport:
    """Put a program to the greeting, within its language's own limits but for time."""
    language = LANGUAGES.get(path.parent.name)
    request = {
        "submission": {"language": language.name, "source": path.read_text()},
        "test_cases": [CASE],
        "limits": {"cpu_time_s": 2, "wall_time_s": 60, "output_bytes": MIB, **limits},
        "trace": "all",
    }
    return verify(VerificationRequest.model_validate(request), sandbox)


def find_program(name: str, stem: str) -> Path:
    """Return the one program of a language that is called so."""
    (path,) = (PROGRAMS / name).glob(f"{stem}.*")
    return path


@every_language
def test_echo_program_copies_input_to_output(name: str, sandbox: Sandbox) -> None:
    language = LANGUAGES.get(name)
    data = b"2 + 2\n" + "é✓\r\n".encode() + b"x" * 200_000
    source = Source(text=language.echo)
    built = build(sandbox, language, source, language.build_limits)
    assert built.complaint is None, built.run

    with sandbox.open() as box:
        limits = replace(language.limits, wall_time_s=60)
        program = Program(Assistants(sandbox), box, language, source, built)
        run = program.run(data, limits)

    assert run.succeeded, run
    assert run.stdout == data


@every_language
def test_version_command_prints_a_version(name: str, sandbox: Sandbox) -> None:
    language = LANGUAGES.get(name)
    limits = Limits(cpu_time_s=10, wall_time_s=60, memory_bytes=1024 * MIB)
    env = {key: text for key, text in language.env.items() if "{" not in text}
    with sandbox.open() as box:
        run = box.run(Command(argv=language.version, env=env), limits)

    assert run.succeeded, run
    assert any(character.isdigit() for character in run.stdout.decode())


@every_language
def test_default_limits_leave_room_for_the_runtime(name: str) -> None:
    language: Language = LANGUAGES.get(name)

    assert language.limits.memory_bytes >= 2 * language.runtime_mib * MIB


@every_language
@pytest.mark.parametrize("verdict", VERDICTS, ids=str)
def test_verdict_is_that_of_the_file_name(
    name: str, verdict: Verdict, sandbox: Sandbox
) -> None:
    if (name, verdict) in BY_RUNTIME:
        assert not list((PROGRAMS / name).glob(f"{verdict}.*"))
        return
    time = {"cpu_time_s": 0.7} if verdict is Verdict.TIME_LIMIT_EXCEEDED else {}

    report = judge(find_program(name, verdict.value), sandbox, **time)

    assert report.verdict is verdict, report
    assert report.attribution == "candidate"
    assert not report.flaky


@pytest.mark.parametrize("name", ["java", "javascript"])
def test_runtime_gives_up_when_its_heap_is_full(name: str, sandbox: Sandbox) -> None:
    path = find_program(name, "heap_limit")

    reports = [judge(path, sandbox, cpu_time_s=10) for _ in range(2)]

    assert {it.verdict for it in reports} == {Verdict.RUNTIME_ERROR}, reports
    assert b"memory" in (reports[0].cases[0].stderr or b"").lower()


@every_language
def test_compile_error_says_where(name: str, sandbox: Sandbox) -> None:
    report = judge(find_program(name, "compile_error"), sandbox)

    stderr = report.build.stderr.decode()
    assert "main" in stderr.lower()
    assert any(character.isdigit() for character in stderr)
    assert report.cases[0].output is None


@every_language
def test_termination_is_the_limit_s_own(name: str, sandbox: Sandbox) -> None:
    language = LANGUAGES.get(name)
    path = find_program(name, "time_limit_exceeded")
    source = Source(text=path.read_text())
    built = build(sandbox, language, source, language.build_limits)
    with sandbox.open() as box:
        limits = replace(language.limits, cpu_time_s=0.3, wall_time_s=60)
        program = Program(Assistants(sandbox), box, language, source, built)
        run = program.run(b"", limits)

    assert run.termination is Termination.CPU_TIME_LIMIT
    assert run.cpu_time_s < 2
