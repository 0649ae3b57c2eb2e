"""Limits of a problem become those of a language, unless a request declines."""

from dataclasses import replace
from typing import Any

import pytest

from sandboxes import MIB, Command, Language, Limits, RunResult, known_languages
from sandboxes.backends.stub import StubSandbox, exit_well
from verifier.judge import run_program, verify
from verifier.limits import LimitsRequest, in_language
from verifier.messages import RunRequest, VerificationRequest

STATED = LimitsRequest(cpu_time_s=2.0, wall_time_s=6.0, memory_bytes=16 * MIB)
ON, OFF = LimitsRequest(language_factors=True), LimitsRequest(language_factors=False)


def slow() -> Language:
    return replace(
        known_languages().get("python"), cpu_time_factor=3.0, memory_floor_mib=64
    )


def test_times_are_multiplied_and_memory_is_raised() -> None:
    limits = in_language(STATED.over(Limits()), slow(), STATED)

    assert (limits.cpu_time_s, limits.wall_time_s) == (6.0, 18.0)
    assert limits.memory_bytes == 64 * MIB
    assert limits.output_bytes == Limits().output_bytes


def test_memory_above_the_floor_stays() -> None:
    assert in_language(Limits(), slow()).memory_bytes == Limits().memory_bytes


@pytest.mark.parametrize(
    ("requests", "is_translated"),
    [((None,), True), ((OFF,), False), ((OFF, ON), True), ((ON, OFF), False)],
)
def test_the_most_particular_request_decides(
    requests: tuple[LimitsRequest | None, ...], *, is_translated: bool
) -> None:
    limits = in_language(Limits(), slow(), *requests)

    assert (limits != Limits()) is is_translated


def judged_limits(**limits: Any) -> Limits:
    """Return the limits that a run of a Ruby program really gets."""
    seen = []

    def play(command: Command, given: Limits) -> RunResult:
        if not command.is_build:
            seen.append(given)
        return exit_well(command, given)

    case = {"kind": "stdio", "answer": ""} | limits.pop("case", {})
    request = {
        "submission": {"language": "ruby", "source": ""},
        "test_cases": [case],
        "limits": limits,
    }
    verify(VerificationRequest.model_validate(request), StubSandbox(play=play))
    run = {"language": "ruby", "source": "", "limits": limits}
    if "limits" not in case:
        run_program(RunRequest.model_validate(run), StubSandbox(play=play))
        assert seen[1].memory_bytes == seen[0].memory_bytes
    return seen[0]


def test_verifications_and_runs_translate_stated_limits() -> None:
    ruby = known_languages().get("ruby")
    limits = judged_limits(cpu_time_s=1.0, memory_bytes=8 * MIB)

    assert limits.memory_bytes == ruby.memory_floor_mib * MIB
    assert limits.cpu_time_s > ruby.cpu_time_factor


def test_a_request_can_switch_them_off() -> None:
    limits = judged_limits(memory_bytes=8 * MIB, language_factors=False)

    assert limits.memory_bytes == 8 * MIB


def test_a_case_can_switch_them_off() -> None:
    case = {"limits": {"language_factors": False}}
    limits = judged_limits(memory_bytes=8 * MIB, case=case)

    assert limits.memory_bytes == 8 * MIB


def test_another_value_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match=r"language_factors\n.*boolean"):
        LimitsRequest.model_validate({"language_factors": "perhaps"})
