"""Attacks with output, and with the files that come back: 42 to 55."""

from collections.abc import Mapping
from typing import Any

import pytest

from sandboxes import KIB, MIB, Command, Limits, RunResult, Sandbox
from tests.attacks.attack import (
    CONTAINED,
    LIMITS,
    Attack,
    assert_contained,
    assert_next_run_is_clean,
    attacks,
    find_attack,
    judge,
    neighbor,
)
from verifier.outcome import Verdict
from verifier.reports import VerificationReport

pytestmark = pytest.mark.sandbox

PASSWD = b"root:x:0:0::/:/bin/false\ncandidate:x:1000:1000::/box:/bin/sh\n"
"""What a followed link would bring back from the box's own `/etc/passwd`."""

GIVEN = {
    "input.txt": "given\n",
    "data/more.txt": "given\n",
    "large.txt": "given\n" * 40_000,
}
INPUTS = {
    54: b"x" * 5_000_000,
    55: b"x" * 50_000_000,
}
COLLECTED_AS_FILES = range(47, 50)
COLLECTED_AS_FOLDERS = frozenset(
    {
        "50_many_links_to_one_file.py",
        "50_many_symlinks.py",
        "51_bad_names.py",
        "51_deep_directories.py",
        "52_many_files_to_collect.py",
    }
)


def case_of(attack: Attack) -> Mapping[str, Any]:
    """Return the test case that an attack of this group is put to."""
    case = {**CONTAINED, "input": INPUTS.get(attack.number, b"")}
    if attack.number in COLLECTED_AS_FILES:
        path = "folder/passwd" if "on_the_way" in str(attack) else "out.txt"
        return {**case, "answer": None, "answer_files": {path: PASSWD}}
    match attack.number:
        case 44:
            return {**case, "answer": "y" * 150_000}
        case 45:
            return {**case, "answer": arbitrary_bytes()}
        case 53:
            return {**case, "files": GIVEN}
        case _:
            return case


def arbitrary_bytes() -> bytes:
    """Return what `45_arbitrary_bytes.py` writes."""
    odd = b"\x1b[31m\r\n\xed\xa0\x80\xff\xfe\0\xc3\x28"
    return bytes(range(256)) + odd + "é✓\u202e".encode()


def collect(attack: Attack, sandbox: Sandbox, most: int) -> RunResult:
    """Run an attack as a build is run, and bring its `out` back."""
    command = Command(
        argv=("/usr/bin/python3", "main.py"),
        files={"main.py": attack.source.encode()},
        collect=("out",),
        collect_bytes=most,
    )
    with neighbor(sandbox):
        with sandbox.open() as box:
            run = box.run(command, Limits(cpu_time_s=10, wall_time_s=60))
        assert_next_run_is_clean(sandbox)
    return run


@pytest.mark.parametrize(
    "attack",
    [item for item in attacks("d_output") if str(item) not in COLLECTED_AS_FOLDERS],
    ids=str,
)
def test_verdict_is_that_of_the_head(attack: Attack, sandbox: Sandbox) -> None:
    changes: dict[str, Any] = {"limits": {**LIMITS, **attack.limits}}
    if attack.number == 44:
        changes["limits"]["output_bytes"] = 200 * KIB
    if attack.number == 45:
        changes["checker"] = {"kind": "exact"}

    report = judge(attack, sandbox, [case_of(attack)], **changes)

    assert_contained(attack, report)


@pytest.mark.parametrize(
    ("name", "stream", "letter"),
    [("42_floods_stdout.py", "output", b"o"), ("43_floods_stderr.py", "stderr", b"e")],
)
def test_flood_is_kept_up_to_the_limit(
    name: str, stream: str, letter: bytes, sandbox: Sandbox
) -> None:
    (case,) = judge(find_attack(f"d_output/{name}"), sandbox).cases

    assert getattr(case, stream) == letter * LIMITS["output_bytes"]
    assert case.cpu_time_s < 1


def test_bytes_come_back_as_they_were_written(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/45_arbitrary_bytes.py")

    report = judge(attack, sandbox)

    assert report.cases[0].output == arbitrary_bytes()
    text = report.model_dump_json()
    assert VerificationReport.model_validate_json(text) == report


def test_second_case_gets_its_input_as_given(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/53_rewrites_its_input.py")

    report = judge(attack, sandbox, [case_of(attack)] * 3)

    assert report.passed == 3


def test_input_sealed_in_the_program_is_given_anew(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/53_rewrites_its_input.py")
    submission = attack.submission()
    submission["files"] |= GIVEN

    report = judge(attack, sandbox, [CONTAINED] * 3, submission=submission)

    assert report.passed == 3


def test_one_file_under_many_names_counts_each_time(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/50_many_links_to_one_file.py")

    run = collect(attack, sandbox, most=10 * MIB)

    assert run.succeeded
    assert run.collect_error
    assert "too large" in run.collect_error
    assert sum(len(file.data) for file in run.collected.values()) <= 10 * MIB


def test_symbolic_links_are_not_followed(sandbox: Sandbox) -> None:
    run = collect(find_attack("d_output/50_many_symlinks.py"), sandbox, most=10 * MIB)

    assert run.succeeded
    assert run.collect_error
    assert "not a plain file" in run.collect_error


def test_bottomless_directory_is_an_error(sandbox: Sandbox) -> None:
    run = collect(find_attack("d_output/51_deep_directories.py"), sandbox, most=MIB)

    assert run.succeeded
    assert run.collect_error
    assert not run.collected


def test_names_that_are_no_text_come_back_and_go_in_again(sandbox: Sandbox) -> None:
    run = collect(find_attack("d_output/51_bad_names.py"), sandbox, most=MIB)

    names = {b"\xff\xfe", b"new\nline", b"\x1b[2J", b"-rf", b"*", b"a" * 255, b" "}
    found = {path.encode(errors="surrogateescape") for path in run.collected}
    assert found == {b"out/" + name for name in names}
    with sandbox.open() as box:
        box.put(run.collected)
        again = box.run(
            Command(argv=("/bin/true",), collect=("out",)), Limits(wall_time_s=60)
        )
    assert again.collected == run.collected


def test_as_many_files_as_may_be_come_back_in_time(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/52_many_files_to_collect.py")

    run = collect(attack, sandbox, most=8 * MIB)

    assert run.collect_error is None
    assert len(run.collected) == 3900


def test_missing_file_is_named(sandbox: Sandbox) -> None:
    attack = find_attack("d_output/47_leaves_no_file.py")

    report = judge(attack, sandbox, [case_of(attack)])

    assert report.verdict is Verdict.WRONG_ANSWER
    assert "out.txt" in report.cases[0].feedback
