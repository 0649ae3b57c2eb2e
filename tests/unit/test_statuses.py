"""A self-test's result holds until something changes."""

from dataclasses import replace
from pathlib import Path

import pytest

from sandboxes import Command, Limits, RunResult, SandboxOptions, known_languages
from sandboxes.backends.stub import StubSandbox, exit_well
from verifier.selftest import check_language, check_languages
from verifier.statuses import keep_status, kept_status

BASH = known_languages().get("bash")


class Counting:
    """A stub that gives back its input, and counts what it was asked."""

    def __init__(self, folder: Path) -> None:
        self.runs = 0
        self.works = True
        self.sandbox = StubSandbox(SandboxOptions(cache=folder), self._play)

    def _play(self, command: Command, limits: Limits) -> RunResult:
        self.runs += 1
        if command.argv == BASH.version:
            return replace(exit_well(command, limits), stdout=b"5.2.15\n")
        stdout = command.stdin if self.works else b"nonsense"
        return replace(exit_well(command, limits), stdout=stdout)


@pytest.fixture
def counting(tmp_path: Path) -> Counting:
    return Counting(tmp_path)


def test_what_passed_is_not_tried_again(counting: Counting) -> None:
    first = check_language("bash", counting.sandbox)
    runs = counting.runs
    second = check_language("bash", counting.sandbox)

    assert first.available
    assert first.version == "5.2.15"
    assert second == first
    assert counting.runs == runs > 0


def test_what_failed_is_tried_again(counting: Counting) -> None:
    counting.works = False
    failed = check_language("bash", counting.sandbox)
    counting.works = True

    assert not failed.available
    assert "echo program" in failed.reason
    assert check_language("bash", counting.sandbox).available


def test_a_row_that_changed_is_tried_again(counting: Counting) -> None:
    check_language("bash", counting.sandbox)

    assert kept_status(BASH, counting.sandbox)
    assert kept_status(replace(BASH, echo="cat\n"), counting.sandbox) is None
    assert kept_status(replace(BASH, env={}), counting.sandbox) is None


def test_a_program_that_changed_is_tried_again(
    counting: Counting, tmp_path: Path
) -> None:
    program = tmp_path / "shell"
    program.write_text("one")
    bash = replace(BASH, run=(str(program), "{source}"))
    status = check_language("bash", counting.sandbox)
    keep_status(bash, counting.sandbox, status)
    assert kept_status(bash, counting.sandbox) == status
    program.write_text("another")

    assert kept_status(bash, counting.sandbox) is None


def test_statuses_come_in_the_order_of_the_names(counting: Counting) -> None:
    names = ["python", "bash", "c"]

    found = check_languages(counting.sandbox, names)

    assert [status.name for status in found] == names


def test_a_cache_that_cannot_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "languages").write_text("in the way")
    counting = Counting(tmp_path)

    assert check_language("bash", counting.sandbox).available
    assert check_language("bash", counting.sandbox).available
