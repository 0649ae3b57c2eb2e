"""Problem packages: what is read of them, and the command that judges them."""

import io
import json
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import structlog
from typer.testing import CliRunner

from verifier.cli import app
from verifier.messages import VerificationRequest
from verifier.outcome import Verdict
from verifier.packages import (
    BadPackageError,
    LabeledRequest,
    LeftOut,
    Package,
    UnknownFlagError,
    allowed_by,
    checker_for,
    read_packages,
    requests_of,
    time_limit,
)

DATA = {
    "data/secret/2.in": "two",
    "data/secret/2.ans": "",
    "data/secret/1.in": "one",
    "data/secret/1.ans": "",
    "data/sample/9.in": "sample",
    "data/sample/9.ans": "",
}
PROGRAM = {"submissions/accepted/right.py": "pass"}
VALIDATOR = {
    "output_validators/judge/validate.cc": '#include "validate.h"',
    "output_validators/judge/validate.h": "// header",
}


@pytest.fixture(autouse=True)
def _logs() -> Iterator[None]:
    yield
    structlog.reset_defaults()  # they were bound to the runner's streams


def package(config: str = "name: p", **files: Any) -> Package:
    texts = {**DATA, **PROGRAM, **files.pop("more", {}), "problem.yaml": config}
    return Package(name="p", files={path: t.encode() for path, t in texts.items()})


def only(made: Package) -> dict[str, Any]:
    """Return the request of the one submission; it is one that we take."""
    (labeled,) = requests_of(made)
    assert isinstance(labeled, LabeledRequest), labeled
    VerificationRequest.model_validate(labeled.request)
    return labeled.request


def write(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def test_samples_come_first_and_then_the_others_in_order() -> None:
    cases = only(package())["test_cases"]

    assert [case["id"] for case in cases] == ["sample/9", "secret/1", "secret/2"]


def test_default_validator_becomes_a_checker() -> None:
    request = only(package("validator_flags: case_sensitive"))

    assert request["checker"] == {"kind": "tokens", "case_sensitive": True}
    assert request["test_cases"][0]["kind"] == "stdio"


def test_flags_of_the_innermost_folder_count() -> None:
    folders = {
        "data/secret/testdata.yaml": "output_validator_flags: float_tolerance 1e-3",
        "data/secret/a/testdata.yaml": "output_validator_flags: case_sensitive",
        "data/secret/a/1.in": "",
        "data/secret/a/1.ans": "",
    }

    cases = {case["id"]: case for case in only(package(more=folders))["test_cases"]}

    assert "checker" not in cases["sample/9"]
    assert cases["secret/1"]["checker"]["absolute"] == 1e-3
    assert cases["secret/a/1"]["checker"]["kind"] == "tokens"
    assert cases["secret/a/1"]["group"] == "secret/a"


@pytest.mark.parametrize("folder", ["output_validators", "output_validator"])
def test_validator_of_the_package_becomes_a_program(folder: str) -> None:
    validator = {
        path.replace("output_validators", folder): text
        for path, text in VALIDATOR.items()
    }
    config = "validation: custom\nvalidator_flags: a b"

    checker = only(package(config, more=validator))["checker"]

    assert checker == {
        "kind": "kattis",
        "language": "cpp20",
        "source": '#include "validate.h"',
        "files": {"validate.h": "// header"},
        "args": ["a", "b"],
    }


def test_validator_that_is_one_file_is_found() -> None:
    config, validator = "validation: custom", {"output_validators/v.py": "pass"}

    checker = only(package(config, more=validator))["checker"]

    assert checker["language"] == "python"
    assert "files" not in checker


@pytest.mark.parametrize(
    "config", ["validation: custom interactive", "type: interactive"]
)
def test_interactive_problem_has_interactors(config: str) -> None:
    request = only(package(config, more=VALIDATOR))

    assert "checker" not in request
    for case in request["test_cases"]:
        assert case["kind"] == "interactive"
        assert case["convention"] == "kattis"
        assert case["interactor"]["language"] == "cpp20"


def test_limits_are_those_of_the_problem() -> None:
    request = only(package("limits: {memory: 512, output: 1, time_limit: 1.5}"))

    assert request["limits"] == {
        "memory_bytes": 512 << 20,
        "output_bytes": 1 << 20,
        "cpu_time_s": 1.5,
    }


@pytest.mark.parametrize(
    ("limits", "factor"),
    [
        ("{}", 5),
        ("{time_multiplier: 2}", 2),
        ("{time_multipliers: {ac_to_time_limit: 3}}", 3),
        ("{time_multipliers: {time_limit_to_tle: 4}}", 5),
    ],
)
def test_time_limit_follows_the_slowest_accepted(limits: str, factor: float) -> None:
    (labeled,) = requests_of(package(f"limits: {limits}"))

    assert isinstance(labeled, LabeledRequest)
    assert not labeled.is_timed
    assert labeled.time_factor == factor


@pytest.mark.parametrize(
    ("slowest_s", "limit_s"), [(0.01, 1), (0.2, 1), (0.21, 2), (3.4, 17)]
)
def test_time_limit_is_a_whole_number_of_seconds(
    slowest_s: float, limit_s: float
) -> None:
    assert time_limit(slowest_s) == limit_s


def test_scoring_problem_pays_by_the_group() -> None:
    request = only(package("type: scoring"))

    assert request["reward"] == {"kind": "weighted"}
    assert not request["stop_at_first_failure"]


def test_submission_may_have_several_files() -> None:
    files = {
        "submissions/accepted/many/Other.java": "class Other {}",
        "submissions/accepted/many/Main.java": "class Main {}",
        "submissions/accepted/many/words.txt": "w",
    }
    requests = [
        entry
        for entry in requests_of(package(more=files))
        if isinstance(entry, LabeledRequest) and entry.name == "many"
    ]

    assert requests[0].request["submission"] == {
        "language": "java",
        "source": "class Main {}",
        "files": {"Other.java": "class Other {}", "words.txt": "w"},
    }


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("accepted/a.mu", "main = id", "language .mu"),
        ("accepted/a.py", "#!/usr/bin/python2\n", "language python 2"),
        ("accepted/a.h", "", "language unknown"),
        ("odd_label/a.py", "pass", "label odd_label"),
    ],
)
def test_what_cannot_be_judged_is_left_out(path: str, text: str, reason: str) -> None:
    more = {f"submissions/{path}": text}
    left_out = [
        entry for entry in requests_of(package(more=more)) if isinstance(entry, LeftOut)
    ]

    assert left_out == [LeftOut(id=f"p/{path}", reason=reason)]


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("type: multi-pass", "multi-pass problem"),
        ("type: [interactive, multi-pass]", "multi-pass problem"),
        ("validator_flags: sorted", "sorted"),
    ],
)
def test_problem_that_we_do_not_know_is_left_out(config: str, reason: str) -> None:
    (entry,) = requests_of(package(config))

    assert isinstance(entry, LeftOut)
    assert entry.reason == reason


@pytest.mark.parametrize(
    "config",
    [
        "validation: custom",
        "type: interactive",
        "- a list",
        "a: [",
        "a: b: c",
        "limits: {memory: much}",
        "limits: {time_limit: .nan}",
        "limits: {output: 0}",
    ],
)
def test_bad_package_is_told(config: str) -> None:
    with pytest.raises(BadPackageError):
        list(requests_of(package(config)))


def test_package_without_data_is_told() -> None:
    files = {"problem.yaml": b"name: p", "submissions/accepted/a.py": b"pass"}

    with pytest.raises(BadPackageError, match="no test data"):
        list(requests_of(Package(name="p", files=files)))


def test_directories_and_archives_are_read_alike(tmp_path: Path) -> None:
    texts = {**DATA, **PROGRAM, "problem.yaml": "name: p"}
    write(tmp_path / "one", texts)
    write(tmp_path / "many" / "a", texts)
    write(tmp_path / "many" / "b", texts)
    (tmp_path / "one" / "link").symlink_to("/etc/passwd")
    archive = tmp_path / "whole.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for path, text in texts.items():
            info = tarfile.TarInfo(f"./{path}")
            info.size = len(text)
            tar.addfile(info, io.BytesIO(text.encode()))

    one, whole = read_packages(tmp_path / "one"), read_packages(archive)

    assert [package.name for package in one] == ["one"]
    assert [package.name for package in whole] == ["whole"]
    assert one[0].files == whole[0].files
    assert [p.name for p in read_packages(tmp_path / "many")] == ["a", "b"]


@pytest.mark.parametrize("content", [None, b"no archive", b""])
def test_unreadable_package_is_told(content: bytes | None, tmp_path: Path) -> None:
    place = tmp_path / "p.tar"
    if content is not None:
        place.write_bytes(content)

    with pytest.raises(BadPackageError):
        read_packages(place)


def test_directory_without_a_package_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadPackageError, match=r"holds no problem\.yaml"):
        read_packages(tmp_path)


@pytest.mark.parametrize(
    ("flags", "checker"),
    [
        ("", {"kind": "tokens", "case_sensitive": False}),
        ("case_sensitive space_change_sensitive", {"kind": "exact"}),
    ],
)
def test_flags_of_the_default_validator_are_known(
    flags: str, checker: dict[str, Any]
) -> None:
    assert checker_for(flags) == checker


@pytest.mark.parametrize(
    "flags", ["space_change_sensitive", "float_tolerance", "unknown", "1e-3"]
)
def test_flags_for_which_we_have_no_checker_are_refused(flags: str) -> None:
    with pytest.raises(UnknownFlagError):
        checker_for(flags)


def test_labels_are_verdicts() -> None:
    assert allowed_by("accepted") == {Verdict.ACCEPTED}
    assert Verdict.INTERNAL_ERROR not in allowed_by("rejected")


def judged(tmp_path: Path, *args: str, **files: str) -> Any:
    """Run the command with a stub, whose programs write nothing."""
    submissions = {f"submissions/{label}/a.py": text for label, text in files.items()}
    write(tmp_path / "p", {**DATA, **submissions, "problem.yaml": "name: p"})
    command = ["verify-package", str(tmp_path / "p"), "--jobs", "1", *args]
    return CliRunner(env={"VERIFIER_SANDBOX": "stub"}).invoke(app, command)


def test_command_exits_with_0_if_all_agree(tmp_path: Path) -> None:
    result = judged(tmp_path, accepted="pass")

    assert result.exit_code == 0, result.output
    assert "1 of 1 get the verdict of their label" in result.stdout


def test_command_exits_with_1_if_one_does_not(tmp_path: Path) -> None:
    result = judged(tmp_path, "--json", accepted="pass", wrong_answer="pass")

    assert result.exit_code == 1, result.output
    document = json.loads(result.stdout)
    assert document["agree"] == 1
    wrong = document["submissions"][1]
    assert wrong["id"] == "p/wrong_answer/a.py"
    assert wrong["verdict"] == "accepted"
    assert wrong["allowed"] == ["wrong_answer"]
    assert wrong["time_limit_s"] == 1


def test_command_exits_with_2_without_a_package(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, ["verify-package", str(tmp_path)])

    assert result.exit_code == 2
    assert "holds no problem.yaml" in result.stderr
