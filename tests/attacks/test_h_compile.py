"""Attacks on and by the compiler: 85 to 94."""

from dataclasses import replace
from typing import Any

import pytest
from pydantic import ValidationError

from sandboxes import BUILD_LIMITS, Language, Limits, Sandbox, known_languages
from tests.attacks.attack import (
    CONTAINED,
    Attack,
    assert_contained,
    assert_next_run_is_clean,
    attacks,
    find_attack,
    judge,
    neighbor,
    processes_with,
)
from verifier.judge import verify
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.program import Build, Source, build
from verifier.reports import BUILD_OUTPUT_BYTES

STAND_INS = (91, 92)
"""Attacks that stand for the compiler itself."""

FILES: dict[str, dict[str, Any]] = {
    "90_runs_when_checked.py": {
        "sitecustomize.py": "print('GOT THROUGH') if 'main.py' in __import__('sys')"
        ".argv[1:] else None\n"
    },
    "90_runs_when_checked.sh": {".bashrc": "touch ran\n", "BASH_ENV": "touch ran\n"},
    "90_processes_annotations.java": {
        "META-INF/services/javax.annotation.processing.Processor": "Processor\n"
    },
    "93_is_named_like_options.c": {
        "-E.c": "int other(void) { return 7; }\n",
        "@list.c": "int listed(void) { return 8; }\n",
        "-fplugin=evil.c": "\n",
        "a b;touch ran.c": "\n",
        "$(touch ran).c": "\n",
    },
    "94_object_code.c": {
        "smuggled.o": {"base64": "f0VMRgIBAQAAAAAA"},
        "smuggled.a": "!<arch>\n",
        "libsmuggled.so": "GROUP ( /etc/passwd )",
    },
    "94_own_main_file.c": {"main.c": "#error the wrong file\n", "main": "not it"},
}


def build_by(attack: Attack, sandbox: Sandbox) -> Build:
    """Build with a language whose compiler is the attack itself."""
    stand_in: Language = replace(
        known_languages().get("bash"),
        build=("/bin/bash", "{source}"),
        is_check_only=False,
    )
    with neighbor(sandbox):
        built = build(sandbox, stand_in, Source(text=attack.source), BUILD_LIMITS)
        assert_next_run_is_clean(sandbox)
    return built


@pytest.mark.sandbox
@pytest.mark.parametrize(
    "attack",
    [item for item in attacks("h_compile") if item.number not in STAND_INS],
    ids=str,
)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    submission = attack.submission()
    submission["files"] |= FILES.get(str(attack), {})
    limits = {"cpu_time_s": 4, "memory_bytes": Limits().memory_bytes, "processes": 64}

    report = judge(attack, sandbox, submission=submission, limits=limits)

    assert_contained(attack, report)
    assert len(report.build.stderr) < BUILD_OUTPUT_BYTES + 200
    assert b"GOT THROUGH" not in report.build.stdout
    if report.verdict is Verdict.COMPILE_ERROR:
        assert report.build.verdict is Verdict.COMPILE_ERROR
        assert report.build.stderr.strip()


@pytest.mark.sandbox
def test_flood_of_complaints_is_cut_short(sandbox: Sandbox) -> None:
    attack = find_attack("h_compile/87_template_errors.cpp")

    report = judge(attack, sandbox)

    assert b"of no use to anybody" in report.build.stderr
    assert BUILD_OUTPUT_BYTES <= len(report.build.stderr) < BUILD_OUTPUT_BYTES + 200


@pytest.mark.sandbox
def test_compiler_that_leaves_nothing_makes_no_program(sandbox: Sandbox) -> None:
    built = build_by(find_attack("h_compile/91_leaves_no_program.sh"), sandbox)

    assert built.run
    assert built.run.succeeded
    assert built.complaint == "the compiler left no program"


@pytest.mark.sandbox
def test_daemon_of_a_compiler_ends_with_the_build(sandbox: Sandbox) -> None:
    attack = find_attack("h_compile/92_leaves_a_daemon.sh")
    mark = "92929292"
    assert mark in attack.source

    built = build_by(attack, sandbox)

    assert built.complaint is None
    assert list(built.files) == ["main"]
    assert not processes_with(mark)


@pytest.mark.sandbox
@pytest.mark.parametrize("language", ["python", "c", "javascript"])
def test_source_that_is_no_text_has_no_program(language: str, sandbox: Sandbox) -> None:
    request = {
        "submission": {"language": language, "source": "\0\ud800\x7fELF(\n"},
        "test_cases": [CONTAINED],
    }

    report = verify(VerificationRequest.model_validate(request), sandbox)

    assert report.verdict is Verdict.COMPILE_ERROR
    assert report.reward == 0.0


@pytest.mark.sandbox
@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("c", ["out"]),
        ("c", ["out/main/x"]),
        ("c", ["main/x"]),
        ("c", ["main.c/x"]),
        ("python", ["main.py/x"]),
        ("python", ["__pycache__", "site-packages/x"]),
        ("python", ["/".join([f"d{number}"] * 32) for number in range(200)]),
    ],
    ids=["out", "in out", "program", "source", "script", "cache", "deep"],
)
def test_names_that_are_in_the_way_are_no_failure_of_ours(
    language: str, names: list[str], sandbox: Sandbox
) -> None:
    sources = {"c": "int main(void) {}", "python": ""}
    for content in ("x", "x" * 100_000):
        files = dict.fromkeys(names, content if len(names) == 1 else "x")
        request = {
            "submission": {
                "language": language,
                "source": sources[language],
                "files": files,
            },
            "test_cases": [{"kind": "stdio", "answer": ""}],
        }

        report = verify(VerificationRequest.model_validate(request), sandbox)

        assert report.attribution == "candidate"
        assert report.verdict in {Verdict.ACCEPTED, Verdict.COMPILE_ERROR}


@pytest.mark.parametrize(
    "language",
    ["c -fplugin=x", "c\n", "c;reboot", "../c", "@c", "", "C\0", "brainfuck"],
)
def test_language_is_one_of_a_list(language: str) -> None:
    with pytest.raises(ValidationError, match="no language"):
        VerificationRequest.model_validate(
            {
                "submission": {"language": language, "source": ""},
                "test_cases": [CONTAINED],
            }
        )


@pytest.mark.parametrize("field", ["compiler_options", "command_line_arguments"])
def test_compiler_options_are_not_a_feature(field: str) -> None:
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        VerificationRequest.model_validate(
            {
                "submission": {"language": "c", "source": "", field: "-fplugin=x"},
                "test_cases": [CONTAINED],
            }
        )
